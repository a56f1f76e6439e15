/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a record stream and as a case file: the report must be made, its counts must hold
 * together, and what is rendered must be harmless text. Renderings go to standard output, which is
 * a file in memory here.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "report/counting.h"
#include "report/making.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const formats[] = {"html", "text", "csv"};

static void
take_stdout(void)
{
	int fd = memfd_create("fuzz_report", 0);
	assert(fd >= 0 && dup2(fd, STDOUT_FILENO) == STDOUT_FILENO);
	close(fd);
}

static void
check_rendered(const char *format)
{
	off_t n = lseek(STDOUT_FILENO, 0, SEEK_END);
	char *text = memory_new((size_t)n + 1);
	assert(n >= 0 && pread(STDOUT_FILENO, text, (size_t)n, 0) == n);
	text[n] = '\0';
	assert(text_is_utf8(text, (size_t)n));
	for (off_t i = 0; i < n; i++)
		assert((unsigned char)text[i] >= 0x20 || text[i] == '\n' ||
		       (text[i] == '\r' && text[i + 1] == '\n'));
	assert(!strstr(text, "\xE2\x80\xAE"));
	assert(strcmp(format, "html") != 0 || !strstr(text, "<script"));
	free(text);
	assert(ftruncate(STDOUT_FILENO, 0) == 0 && lseek(STDOUT_FILENO, 0, SEEK_SET) == 0);
}

static struct line_reader *
reader_of(const uint8_t *data, size_t size, int *fd)
{
	*fd = memfd_create("fuzz_input", 0);
	assert(*fd >= 0 && write(*fd, data, size) == (ssize_t)size && lseek(*fd, 0, SEEK_SET) == 0);
	return line_reader_new(*fd, "input");
}

static void
make(const char *format, const uint8_t *data, size_t size, bool all_items, enum edition edition)
{
	struct error e = {0}, why = {0};
	const struct renderer *renderer = renderer_by_name(format);
	struct making_config config = {.formats = &renderer,
				       .nformats = 1,
				       .folder = -1,
				       .all_items = all_items,
				       .edition = edition};
	struct making *m;
	int fd;
	assert(making_open(&m, &config, &e) == 0);
	struct line_reader *reader = reader_of(data, size, &fd);
	assert(making_read(m, reader, &e) == 0);
	line_reader_free(&reader);
	close(fd);
	assert(making_finish(&m, &why, &e) >= 0);
	check_rendered(format);
}

static void
check_counts(const uint8_t *data, size_t size)
{
	struct error e = {0};
	struct report *r = report_new();
	int fd;
	struct line_reader *reader = reader_of(data, size, &fd);
	assert(report_read(r, reader, &e) == 0);
	line_reader_free(&reader);
	close(fd);
	const struct facts *f = report_finish(r);
	assert(f->total.occurrences == f->nhits && f->total.distinct <= f->nhits);
	for (size_t i = 0; i < f->ngroups; i++)
		assert(f->groups[i].distinct <= f->groups[i].occurrences &&
		       f->groups[i].similar <= f->groups[i].occurrences &&
		       f->groups[i].occurrences <= f->nhits);
	report_free(&r);
}

/* What is read of a law has to be usable; what is not has a reason. */
static void
check_counting(const uint8_t *data, size_t size)
{
	struct error e = {0};
	struct counting *c = counting_new();
	if (counting_parse(c, (struct span){(const char *)data, size}, &e) < 0)
		assert(e.kind != ERROR_NONE);
	else
		assert(c->n > 0 && *c->name && c->quantities[0].unit > 0);
	counting_free(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct error e = {0};
	if (!ready)
		take_stdout();
	ready = true;
	struct case_data *c = case_data_new();
	(void)case_data_parse(c, (struct span){(const char *)data, size}, &e);
	case_data_free(&c);
	check_counting(data, size);
	check_counts(data, size);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		for (enum edition k = EDITION_FULL; k <= EDITION_STATISTICS; k++)
			make(formats[i], data, size, false, k);
	make("csv", data, size, true, EDITION_FULL);
	make("csv", data, size, true, EDITION_COURT);
	return 0;
}
