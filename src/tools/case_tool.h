/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of winnow-case. */
#ifndef WINNOW_TOOLS_CASE_TOOL_H
#define WINNOW_TOOLS_CASE_TOOL_H

#include "case/act.h"
#include "case/signer.h"
#include "tools/tool.h"

struct custody_options {
	const char *from, *to, *when, *place, *seals, *exhibit, *condition;
};

struct case_tool {
	struct tool *tool;
	/* Options. */
	const char *why;
	struct custody_options custody;
	struct signer_source signer;
	const char *passphrase_file;
	const char *passphrase_fd;
	bool pdf, no_pdf;
	const char *reply, *ca;
	struct option_list sets;
	int verify; /* of `add`: index into triage's words */

	const char *path; /* of the case */
	int nexhibits;
	char *const *exhibits;

	struct case_folder *folder;
	struct act act;
};

/* Opens the case, which must be one, and asks whether the act may be done. */
int case_tool_open(struct case_tool *c, enum act_rule rule, struct error *e);
/* An act that is over as soon as it is begun, with a note. */
int case_tool_act_now(struct case_tool *c, const char *name, const char *note, struct error *e);

int case_sign(struct case_tool *c, struct error *e);
int case_stamp(struct case_tool *c, struct error *e);
int case_custody(struct case_tool *c, struct error *e);
int case_add(struct case_tool *c, struct error *e);

/* Is there anything of a hand-over among the options? */
bool case_has_custody(const struct case_tool *c);

#endif
