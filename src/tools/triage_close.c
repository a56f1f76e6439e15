/* SPDX-License-Identifier: Apache-2.0 */
/* What the audit says of a run, and what people know of the case. */
#include <config.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/new_file.h"
#include "base/small_file.h"
#include "base/text.h"
#include "tools/case_reports.h"
#include "tools/triage.h"

/* ---- Audit ---- */

struct audit_act
triage_act(const struct triage *t)
{
	return (struct audit_act){.act = "triage",
				  .tool = t->tool->name,
				  .version = PACKAGE_VERSION,
				  .argc = t->tool->argc,
				  .argv = t->tool->argv};
}

static void
sets_as_inputs(const struct triage *t, struct audit_file *files, struct buffer *hex)
{
	for (size_t i = 0; i < t->sets.nsets; i++) {
		text_hex(&hex[i], hashset_digest(t->sets.sets[i]), 32);
		files[i].name = hashset_path(t->sets.sets[i]);
		files[i].sha256 = buffer_text(&hex[i]);
	}
	for (size_t i = 0; i < t->sets.nblooms; i++) /* large; the records name their digests */
		files[t->sets.nsets + i].name = bloom_path(t->sets.blooms[i]);
}

/* Evidence is named without a digest: the verification records have it where it was computed. */
int
triage_end_act(struct triage *t, bool complete, struct error *e)
{
	size_t nsets = t->sets.nsets + t->sets.nblooms, n = nsets + (size_t)t->nexhibits;
	struct audit_file *inputs = memory_zero(n + 1, sizeof *inputs);
	struct buffer *hex = memory_zero(nsets + 1, sizeof *hex);
	int r;

	sets_as_inputs(t, inputs, hex);
	for (int i = 0; i < t->nexhibits; i++)
		inputs[nsets + (size_t)i].name = t->exhibits[i];
	t->act.what.inputs = inputs;
	t->act.what.ninputs = n;
	t->act.what.libraries = buffer_span(&t->libraries);
	t->act.what.complete = complete;
	t->act.what.exit = t->tool->status;
	r = act_end(&t->act, e);
	for (size_t i = 0; i < nsets; i++)
		buffer_release(&hex[i]);
	free(hex);
	free(inputs);
	return r ? r : act_done(&t->act, e);
}

/* ---- Case data ---- */

static void
add_languages(const struct option_list *languages, struct buffer *out)
{
	buffer_add_text(out, "\n# winnow triage --language\n[report]\nlanguage = ");
	for (size_t i = 0; i < languages->n; i++)
		buffer_add_format(out, "%s%s", i > 0 ? "," : "", languages->v[i]);
	buffer_add_text(out, "\n");
}

int
triage_keep_case_data(struct triage *t, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int r;

	if (!t->options.case_file && t->options.languages.n == 0)
		return 0;
	if (t->options.case_file)
		r = small_file_read_path(t->options.case_file, &text, e);
	else
		r = small_file_read(case_folder_descriptor(t->folder), CASE_DATA, &text, e);
	if (r >= 0 && t->options.languages.n > 0)
		add_languages(&t->options.languages, &text);
	if (r >= 0)
		r = new_file_put(case_folder_descriptor(t->folder), CASE_DATA, CASE_FILE_MODE,
				 buffer_span(&text), e);
	buffer_release(&text);
	return r;
}
