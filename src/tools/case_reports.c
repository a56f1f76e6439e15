/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/case_reports.h"

#include <fcntl.h>
#include <unistd.h>

#include "report/making.h"

static int
read_records(struct case_folder *folder, struct making *making, struct error *e)
{
	int fd = openat(case_folder_descriptor(folder), CASE_RECORDS, O_RDONLY | O_CLOEXEC);
	struct line_reader *reader;
	int r;

	if (fd < 0)
		return error_system(e, "%s/%s", case_folder_path(folder), CASE_RECORDS);
	reader = line_reader_new(fd, CASE_RECORDS);
	r = making_read(making, reader, e);
	line_reader_free(&reader);
	close(fd);
	return r;
}

static int
make_reports(struct case_folder *folder, const struct making_config *config, struct error *e)
{
	struct making *making = NULL;
	struct error incomplete = {0}; /* STATUS and the last line on the screen say it */
	int r = making_open(&making, config, e);

	if (r == 0)
		r = read_records(folder, making, e);
	if (r == 0 && making_finish(&making, &incomplete, e) < 0)
		r = -1;
	making_abandon(&making);
	return r;
}

/* A format that this build or machine cannot do is left out. */
static size_t
choose_formats(const struct renderer **formats)
{
	static const char *const names[] = {"html", "pdf", "csv", "text"};
	size_t n = 0;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct renderer *renderer = renderer_by_name(names[i]);
		struct error why = {0};

		if (renderer && (!renderer->ready || renderer->ready(&why) == 0))
			formats[n++] = renderer;
	}
	return n;
}

int
case_reports(struct case_folder *folder, struct error *e)
{
	const struct renderer *formats[4];
	struct buffer case_data = BUFFER_EMPTY;
	struct making_config config = {.formats = formats,
				       .nformats = choose_formats(formats),
				       .folder = case_folder_descriptor(folder)};
	int r;

	/* The path as given leads nowhere once --resume has changed the folder. */
	buffer_add_format(&case_data, "/proc/self/fd/%d/%s", case_folder_descriptor(folder),
			  CASE_DATA);
	if (access(buffer_text(&case_data), F_OK) == 0)
		config.case_file = case_data.data;
	r = make_reports(folder, &config, e);
	buffer_release(&case_data);
	return r;
}
