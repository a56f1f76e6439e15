/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of winnow-verify. */
#ifndef WINNOW_TOOLS_VERIFY_TOOL_H
#define WINNOW_TOOLS_VERIFY_TOOL_H

#include "case/act.h"
#include "flow/verify.h"
#include "tools/tool.h"

struct verify_tool {
	struct tool *tool;
	struct option_list algorithms, logs, given;
	const char *case_path; /* --case */
	const char *ca, *head;

	unsigned wanted; /* -a */
	struct expected_digests expected;
	struct tool_output *out;
	uint64_t noted;

	/* --case */
	struct case_folder *folder;
	struct act act;
	struct buffer lines; /* verification records for it */
	struct audit_file *inputs;
	size_t ninputs;
};

bool verify_is_case(const char *path);

/* Reads one evidence and tells its verdict, which worsens the tool's status. -1: not read. */
int verify_one(struct verify_tool *v, const char *path);
/* The same for a case folder (verify_case.c). */
int verify_one_case(struct verify_tool *v, const char *path);

/* --case: opened and prepared before the long reading. -1: said. */
int verify_open_case(struct verify_tool *v);
int verify_add_to_case(struct verify_tool *v);

/* A record to the output and a sentence to the person. */
int verify_tell(struct verify_tool *v, const struct buffer *record, const char *sentence);

void verify_tool_release(struct verify_tool *v);

#endif
