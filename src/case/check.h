/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a case folder hold? The manifest against the files and against our own rendering of it, the
 * chain of the audit, what the audit says of each file, the earlier manifests, the stream, and what
 * is attached: signature and stamp. Reads only.
 */
#ifndef WINNOW_CASE_CHECK_H
#define WINNOW_CASE_CHECK_H

#include "case/audit.h"
#include "case/manifest.h"

enum case_verdict { CASE_HOLDS, CASE_BROKEN, CASE_ABSENT };

struct case_finding {
	const char *what; /* "manifest", "audit", "outputs", "records", "status", … */
	enum case_verdict verdict;
	const char *file; /* within the case, or NULL */
	const char *text; /* a phrase, masked */
};

struct case_check {
	/* Asked. */
	const char *ca;	  /* certificates to trust, a PEM file; NULL: chains are not checked */
	const char *head; /* a digest from the paper file, lower-case hex; NULL */
	int (*tell)(void *ctx, const struct case_finding *finding, struct error *e);
	void *ctx;

	/* Found. */
	int dir;
	struct manifest listed, there, audited;
	struct audit_result audit;
	char manifest_hex[SHA256_HEX_MAX];
	bool head_met, head_newest;
	unsigned broken;
	bool vouched; /* by a signature, a stamp or the digest on paper */
};

/* Of the folder open as `dir`. -1: something could not be read, or tell() said so. */
int case_check_run(struct case_check *c, int dir, struct error *e);
void case_check_release(struct case_check *c);

/* For the files that make up the check: counts, makes the phrase and tells. */
int case_check_tell(struct case_check *c, struct error *e, const char *what,
		    enum case_verdict verdict, const char *file, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/* The part on signatures and stamps (check_attached.c). */
int case_check_attached(struct case_check *c, struct error *e);

#endif
