/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One act on a case, from its first trace to the manifest that seals it:
 *
 *	act_prepare()  may it be done? what a cut-off act left is set right
 *	act_begin()    STATUS says INCOMPLETE, the old manifest is kept, a part of the audit opens
 *	…              the act itself
 *	act_end()      the act's entry, then the manifest over everything
 *	act_done()     STATUS says complete
 *
 * A process may die anywhere in between. STATUS says complete only when the manifest is there;
 * until then the next act_prepare() finds the act either over but for its last steps, which it
 * takes, or cut off: a triage is gone on with, anything else is taken back.
 */
#ifndef WINNOW_CASE_ACT_H
#define WINNOW_CASE_ACT_H

#include "case/audit.h"
#include "case/case_folder.h"

enum act_rule {
	ACT_PLAIN,    /* refused when the case was changed, is sealed or has an open triage */
	ACT_RESUMES,  /* goes on with an open triage, and with nothing else */
	ACT_ACCEPTS,  /* takes the case as it is now; what changed goes into the audit */
	ACT_ON_SEALED /* as ACT_PLAIN, of a sealed case too (sign, unseal) */
};

struct act {
	struct case_folder *folder; /* borrowed */
	struct audit_act what;
	struct audit_result last;
	struct manifest before; /* as the case stood */
	bool resumes;		/* goes on with a triage that did not come to its end */
	bool taken_back;	/* records of a cut-off act: the reports may tell of them still */
	uint64_t changes;	/* ACT_ACCEPTS: differences found … */
	struct buffer changed;	/* … and which, "'report.html' was changed, …" */
};

/*
 * Looks at the case and sets right what an act that was cut off left behind. -1 with the reason
 * when the act may not be done.
 */
int act_prepare(struct act *a, struct case_folder *folder, enum act_rule rule, struct error *e);
/* what is borrowed until act_end(). */
int act_begin(struct act *a, const struct audit_act *what, struct error *e);
/* a->what.complete and .exit say how it ended; outputs are found by looking. */
int act_end(struct act *a, struct error *e);
int act_done(struct act *a, struct error *e);
void act_release(struct act *a);

/*
 * Did the last act on the case come to its end but for the last steps of closing? 1: they were
 * taken now, *exit is the act's exit status; 0: no; -1.
 */
int act_finish(struct case_folder *folder, int *exit, struct error *e);

/*
 * An act that adds records remembers here how much of records.jsonl stood before it, so that
 * act_prepare() can take back what it added when it is cut off.
 */
int act_guard_records(struct case_folder *folder, struct error *e);

/* Files that no act names as its outputs: audit, STATUS, earlier manifests, a run's own. */
bool act_is_housekeeping(const char *name);

#endif
