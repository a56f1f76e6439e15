/* SPDX-License-Identifier: Apache-2.0 */
/* Records that are added to a case after its triage: verifications and hand-overs. */
#ifndef WINNOW_TOOLS_CASE_RECORDS_H
#define WINNOW_TOOLS_CASE_RECORDS_H

#include "case/act.h"
#include "flow/verify.h"
#include "tools/tool.h"

/*
 * An `earlier` for verify_evidence(): what the case in `ctx` knows of an evidence, by its
 * evidence_id or, when none has it, by its path. An evidence that is no exhibit of the case is an
 * error.
 */
struct case_exhibit {
	struct case_folder *folder;
	const char *path;		  /* of the evidence, as given */
	bool optional;			  /* it need not be an exhibit (yet) */
	struct buffer with[DIGEST_KINDS]; /* names of sources, owned */
};
int case_exhibit_earlier(void *exhibit, const char *evidence_id, struct expected_digests *all,
			 char known_id[VERIFY_ID_MAX], struct error *e);
void case_exhibit_release(struct case_exhibit *x);

/*
 * Adds the lines to records.jsonl within a run and end of the tool, makes the reports anew and
 * writes audit and manifest. a is prepared; `inputs` stand in the audit.
 */
int case_records_add(struct tool *tool, struct act *a, const char *name, struct span lines,
		     const struct audit_file *inputs, size_t ninputs, struct error *e);

/* How the tool's acts stand in the audit. */
struct audit_act case_tool_act(const struct tool *tool, const char *name);

/* The digest the audit gives of an evidence: the strongest computed. */
const char *case_evidence_digest(const struct verified *v);

/* Says the digests to be copied to the paper file. */
void case_tell_head(struct tool *tool, const struct act *a);

#endif
