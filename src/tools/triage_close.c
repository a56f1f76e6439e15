/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a case of the records: reports, audit. */
#include <config.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/new_file.h"
#include "base/small_file.h"
#include "base/text.h"
#include "case/audit.h"
#include "report/making.h"
#include "tools/triage.h"

#define CASE_DATA "case.ini"

/* ---- Audit ---- */

static void
sets_as_inputs(const struct triage *t, struct audit_file *files, struct buffer *hex)
{
	for (size_t i = 0; i < t->sets.nsets; i++) {
		buffer_clear(&hex[i]);
		text_hex(&hex[i], hashset_digest(t->sets.sets[i]), 32);
		files[i].name = hashset_path(t->sets.sets[i]);
		files[i].sha256 = buffer_text(&hex[i]);
	}
	for (size_t i = 0; i < t->sets.nblooms; i++) /* large; the records name their digests */
		files[t->sets.nsets + i].name = bloom_path(t->sets.blooms[i]);
}

/* Evidence is named without a digest: winnow-verify computes one when it is wanted. */
int
triage_audit(struct triage *t, const char *act, int exit_status, struct error *e)
{
	size_t nsets = t->sets.nsets + t->sets.nblooms, n = nsets + (size_t)t->nexhibits;
	struct audit_file *inputs = memory_zero(n + 1, sizeof *inputs);
	struct buffer *hex = memory_zero(nsets + 1, sizeof *hex);
	struct audit_act entry = {.act = act,
				  .tool = t->tool->name,
				  .version = PACKAGE_VERSION,
				  .argc = t->tool->argc,
				  .argv = t->tool->argv,
				  .inputs = inputs,
				  .ninputs = n,
				  .exit = exit_status};
	int r;

	sets_as_inputs(t, inputs, hex);
	for (int i = 0; i < t->nexhibits; i++)
		inputs[nsets + (size_t)i].name = t->exhibits[i];
	r = audit_append(t->folder, &entry, e);
	for (size_t i = 0; i < nsets; i++)
		buffer_release(&hex[i]);
	free(hex);
	free(inputs);
	return r;
}

/* ---- Case data ---- */

int
triage_keep_case_data(struct triage *t, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int r = 0;

	if (!t->options.case_file)
		return 0;
	if (small_file_read_path(t->options.case_file, &text, e) < 0)
		r = -1;
	else
		r = new_file_put(case_folder_descriptor(t->folder), CASE_DATA, CASE_FILE_MODE,
				 buffer_span(&text), e);
	buffer_release(&text);
	return r;
}

/* ---- Reports ---- */

static int
read_records(struct triage *t, struct making *making, struct error *e)
{
	int fd = openat(case_folder_descriptor(t->folder), CASE_RECORDS, O_RDONLY | O_CLOEXEC);
	struct line_reader *reader;
	int r;

	if (fd < 0)
		return error_system(e, "%s/%s", case_folder_path(t->folder), CASE_RECORDS);
	reader = line_reader_new(fd, CASE_RECORDS);
	r = making_read(making, reader, e);
	line_reader_free(&reader);
	close(fd);
	return r;
}

static int
make_reports(struct triage *t, const struct making_config *config, struct error *e)
{
	struct making *making = NULL;
	struct error incomplete = {0}; /* STATUS and the last line on the screen say it */
	int r = making_open(&making, config, e);

	if (r == 0)
		r = read_records(t, making, e);
	if (r == 0 && making_finish(&making, &incomplete, e) < 0)
		r = -1;
	making_abandon(&making);
	return r;
}

int
triage_reports(struct triage *t, struct error *e)
{
	static const struct renderer *const formats[] = {&renderer_html, &renderer_csv,
							 &renderer_text};
	struct buffer case_data = BUFFER_EMPTY;
	struct making_config config = {
		.formats = formats, .nformats = 3, .folder = case_folder_descriptor(t->folder)};
	int r;

	buffer_add_format(&case_data, "%s/%s", case_folder_path(t->folder), CASE_DATA);
	if (access(buffer_text(&case_data), F_OK) == 0)
		config.case_file = case_data.data;
	r = make_reports(t, &config, e);
	buffer_release(&case_data);
	return r;
}
