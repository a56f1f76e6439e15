/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-verify: do evidence and case folders still equal what was written down of them? */
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "tools/verify_tool.h"

/* -a: the digests to compute, "md5,sha256". */
static int
parse_algorithms(struct verify_tool *v, struct error *e)
{
	for (size_t i = 0; i < v->algorithms.n; i++)
		for (const char *p = v->algorithms.v[i], *end; *p; p = *end ? end + 1 : end) {
			unsigned k = 0;
			size_t n = strcspn(p, ",");

			end = p + n;
			while (k < DIGEST_KINDS &&
			       (strlen(digest_name(k)) != n || memcmp(digest_name(k), p, n) != 0))
				k++;
			if (k == DIGEST_KINDS)
				return error_set(e, ERROR_USAGE,
						 "--algorithm %.*s: md5, sha1 or sha256 is needed",
						 (int)n, p);
			v->wanted |= 1u << k;
		}
	return 0;
}

static int
parse_expected(struct verify_tool *v, struct error *e)
{
	for (size_t i = 0; i < v->given.n; i++) {
		const char *hex = v->given.v[i];
		int kind = digest_of_length(strlen(hex));
		char lower[DIGEST_HEX_MAX];
		size_t n = 0;

		if (kind < 0 || strspn(hex, "0123456789abcdefABCDEF") != strlen(hex))
			return error_set(e, ERROR_USAGE,
					 "--expect %s: an MD5, SHA-1 or SHA-256 digest in hex is "
					 "needed",
					 hex);
		for (; hex[n]; n++)
			lower[n] = (char)(hex[n] >= 'A' && hex[n] <= 'F' ? hex[n] + 32 : hex[n]);
		lower[n] = '\0';
		expected_add(&v->expected, "--expect", (enum digest_kind)kind, lower);
	}
	return 0;
}

static int
check_usage(struct verify_tool *v)
{
	struct tool *tool = v->tool;

	if (!tool->noperands)
		tool_usage(tool, "name evidence or a case folder");
	else if ((v->given.n || v->logs.n) && tool->noperands > 1)
		tool_usage(tool, "--expect and --sums are for one EVIDENCE at a time");
	else if (v->head && (strlen(v->head) != 64 || strspn(v->head, "0123456789abcdef") != 64))
		tool_usage(tool, "--head needs a SHA-256 digest in lower-case hex");
	else if (parse_algorithms(v, &tool->error) || parse_expected(v, &tool->error))
		tool_fail(tool);
	else
		return 0;
	return -1;
}

static void
verify_all(struct verify_tool *v)
{
	struct tool *tool = v->tool;

	for (int i = 0; i < tool->noperands; i++) {
		const char *path = tool->operands[i];
		int r = verify_is_case(path) ? verify_one_case(v, path) : verify_one(v, path);

		if (r)
			tool_fail(tool);
	}
	if (v->case_path && v->lines.n && verify_add_to_case(v))
		tool_fail(tool);
}

int
main(int argc, char **argv)
{
	struct verify_tool v = {0};
	const struct option_spec options[] = {
		{'a', "algorithm", "LIST", N_("compute these: md5,sha1,sha256"), OPTION_LIST,
		 &v.algorithms, NULL, 0, 0},
		{0, "sums", "FILE", N_("compare with the digests in this list or log"), OPTION_LIST,
		 &v.logs, NULL, 0, 0},
		{0, "expect", "DIGEST", N_("compare with this digest"), OPTION_LIST, &v.given, NULL,
		 0, 0},
		{0, "case", "CASE", N_("add the result to this case, whose exhibit it is"),
		 OPTION_TEXT, &v.case_path, NULL, 0, 0},
		{0, "head", "DIGEST", N_("the digest of a case that was noted on paper"),
		 OPTION_TEXT, &v.head, NULL, 0, 0},
		{0, "ca", "FILE", N_("certificates to trust (PEM) for signatures and time stamps"),
		 OPTION_TEXT, &v.ca, NULL, 0, 0},
		OPTION_END};
	struct tool tool = {.name = "winnow-verify",
			    .summary = N_("Tells whether evidence and case folders still equal "
					  "what was written down of them."),
			    .usage = "EVIDENCE|CASE…",
			    .options = options,
			    .takes = TOOL_TAKES_EVIDENCE,
			    .libraries = {library_crypto, library_tsk, library_ewf}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	v.tool = &tool;
	if (check_usage(&v) == 0 && verify_open_case(&v) == 0 &&
	    tool_output_open(&tool, true, &v.out) == 0) {
		verify_all(&v);
		tool_output_close(&tool, &v.out, 0, v.noted);
	}
	verify_tool_release(&v);
	return tool_exit(&tool);
}
