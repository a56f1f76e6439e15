/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "case/hash_log.h"
#include "tools/case_records.h"
#include "tools/verify_tool.h"

/* ---- Digests that were written down ---- */

struct log {
	struct expected_digests *expected;
	const char *name;
};

static void
take_digest(void *ctx, const char *hex, size_t n)
{
	struct log *l = ctx;

	expected_add(l->expected, l->name, (enum digest_kind)digest_of_length(n), hex);
}

static int
read_logs(struct verify_tool *v, const char *image, struct expected_digests *all, struct error *e)
{
	for (size_t i = 0; i < v->expected.n; i++)
		expected_add(all, v->expected.v[i].with, v->expected.v[i].kind,
			     v->expected.v[i].hex);
	for (size_t i = 0; i < v->logs.n; i++) {
		struct log l = {all, v->logs.v[i]};
		struct buffer text = BUFFER_EMPTY;
		int r = hash_log_read(l.name, &text, e);

		if (r == 0 && !hash_log_each(buffer_span(&text), image, take_digest, &l))
			r = error_set(e, ERROR_INPUT, "%s holds no digest of %s", l.name, image);
		buffer_release(&text);
		if (r)
			return -1;
	}
	return 0;
}

/* ---- One evidence ---- */

int
verify_tell(struct verify_tool *v, const struct buffer *record, const char *sentence)
{
	struct error *e = &v->tool->error;

	if (tool_output_line(v->out, buffer_span(record), e) || tool_output_flush(v->out, e))
		return -1;
	tool_info(v->tool, "%s", sentence);
	return 0;
}

static void
keep_for_case(struct verify_tool *v, const char *path, const struct verified *x)
{
	const char *hex = case_evidence_digest(x);

	if (!v->folder)
		return;
	buffer_add(&v->lines, x->record.data, x->record.n);
	v->inputs = memory_resize_array(v->inputs, v->ninputs + 1, sizeof *v->inputs);
	v->inputs[v->ninputs++] = (struct audit_file){path, hex ? memory_string(hex) : NULL};
}

static struct verifying
request(struct verify_tool *v, const char *path, const struct expected_digests *expected,
	struct case_exhibit *exhibit)
{
	const struct tool *tool = v->tool;
	const unsigned all = (1u << DIGEST_KINDS) - 1;

	return (struct verifying){
		.digesting = {.evidence = path,
			      .wanted = v->wanted ? v->wanted : 1u << DIGEST_SHA256,
			      .fallback = v->wanted ? 0 : all,
			      .seconds = tool->seconds,
			      .memory = tool->memory,
			      .progress = &v->tool->progress},
		.tool = tool->name,
		.when = v->folder ? "later" : NULL,
		.expected = expected,
		.earlier = v->folder ? case_exhibit_earlier : NULL,
		.earlier_ctx = exhibit};
}

int
verify_one(struct verify_tool *v, const char *path)
{
	struct tool *tool = v->tool;
	struct expected_digests expected = {NULL, 0};
	struct case_exhibit exhibit = {.folder = v->folder, .path = path};
	struct verified x;
	int r = read_logs(v, path, &expected, &tool->error);

	tool->progress.what = _("reading");
	if (r == 0) {
		const struct verifying asked = request(v, path, &expected, &exhibit);

		r = verify_evidence(&asked, &x, &tool->error);
	}
	if (r == 0) {
		if (x.verdict != VERIFY_EQUAL)
			tool_worsen(tool, 1);
		v->noted += x.verdict == VERIFY_DIFFERENT || x.verdict == VERIFY_PARTIAL;
		r = tool_output_line(v->out, buffer_span(&x.digested.evidence), &tool->error);
		if (r == 0)
			r = verify_tell(v, &x.record, buffer_text(&x.sentence));
		keep_for_case(v, path, &x);
		verified_release(&x);
	}
	case_exhibit_release(&exhibit);
	expected_release(&expected);
	return r;
}

/* ---- The case it belongs to ---- */

int
verify_open_case(struct verify_tool *v)
{
	struct error *e = &v->tool->error;

	if (!v->case_path)
		return 0;
	if (!verify_is_case(v->case_path))
		error_set(e, ERROR_USAGE, "%s is no case folder", v->case_path);
	else if (case_folder_open(&v->folder, v->case_path, e) == 0 &&
		 act_prepare(&v->act, v->folder, ACT_PLAIN, e) == 0)
		return 0;
	tool_fail(v->tool);
	return -1;
}

int
verify_add_to_case(struct verify_tool *v)
{
	int r = case_records_add(v->tool, &v->act, "verify", buffer_span(&v->lines), v->inputs,
				 v->ninputs, &v->tool->error);

	if (r == 0)
		case_tell_head(v->tool, &v->act);
	return r;
}

void
verify_tool_release(struct verify_tool *v)
{
	for (size_t i = 0; i < v->ninputs; i++)
		free((char *)(uintptr_t)v->inputs[i].sha256);
	free(v->inputs);
	buffer_release(&v->lines);
	act_release(&v->act);
	case_folder_close(&v->folder);
	expected_release(&v->expected);
	option_list_release(&v->algorithms);
	option_list_release(&v->logs);
	option_list_release(&v->given);
}
