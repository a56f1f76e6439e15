/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit.jsonl: what was done to a case, one entry for each act, appended only and
 * chained by digests.
 *
 *	{"seq":3,"prev":"…","time":"2026-11-23T05:30:00Z","act":"triage finished","tool":"winnow",
 *	 "version":"0.1.0","binary_sha256":"…","argv":["winnow","triage",…],"user":"…","host":"…",
 *	 "inputs":[{"name":"…","sha256":"…"},…],"outputs":[…],"exit":0}
 *
 * `prev` is the SHA-256 of the line before, its newline included (64 zeros in the first entry), so
 * that `sed -n 2p audit.jsonl | sha256sum` shows what entry 3 must say. audit.head holds number and
 * digest of the newest entry: without it the loss of whole entries at the end would not show. Who
 * can rewrite every file of the folder can forge all of it; the head copied to paper, a signature
 * or a stamp is what rules that out.
 */
#ifndef WINNOW_CASE_AUDIT_H
#define WINNOW_CASE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "case/case_folder.h"

struct audit_file {
	const char *name;   /* as given, or within the case folder */
	const char *sha256; /* hex; NULL: not known, written as null */
};

struct audit_act {
	const char *act;	    /* "triage started", "triage finished", … */
	const char *tool, *version; /* "winnow", "0.1.0" */
	int argc;
	char *const *argv;
	const struct audit_file *inputs, *outputs;
	size_t ninputs, noutputs;
	int exit;	  /* exit status; -1: the act is not over, the member is left out */
	const char *note; /* a plain English sentence, or NULL */
};

/*
 * Adds one entry and waits until the disk has it. A torn last line (a power cut while it was
 * written; it never became an entry) is cut off first and its length told in `mended_bytes`. -1
 * when the chain does not hold: nothing is added to a chain that was tampered with.
 */
int audit_append(struct case_folder *folder, const struct audit_act *act, struct error *e);

struct audit_result {
	uint64_t entries;	   /* whole entries that hold together from the first on */
	uint64_t bad_entry;	   /* the first that does not fit, from 1; 0: all fit */
	uint64_t torn_bytes;	   /* an unfinished last line */
	char head[SHA256_HEX_MAX]; /* digest of the newest entry; 64 zeros when there is none */
	char why[200];		   /* what does not hold; "" when all does */
};

/*
 * Checks the chain of the case in the folder open as `dir`: every entry's number and digest, and
 * the end against audit.head. 0 with *result (holds when why is ""), -1 when it cannot be read. No
 * audit.jsonl and no audit.head: holds with 0 entries.
 */
int audit_check(int dir, struct audit_result *result, struct error *e);

/* SHA-256 of the running program's own file. */
int audit_binary_digest(char hex[SHA256_HEX_MAX], struct error *e);

#endif
