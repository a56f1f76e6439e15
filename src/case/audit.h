/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit-0001.jsonl …: what was done to a case, a part for each act, appended only and chained by
 * digests through all parts. A part opens when its act begins and is sealed by the manifest that is
 * written when the act is through:
 *
 *	{"seq":3,"prev":"…","entry":"opened","part":2,"act":"triage","time":"2026-11-23T05:30:00Z",
 *	 "tool":"winnow","argv":["winnow","triage",…],"user":"…","host":"…",
 *	 "manifest":{"name":"manifests/0001.sha256","sha256":"…"}}
 *	{"seq":4,"prev":"…","entry":"act","part":2,"act":"triage","tool":"winnow","version":"0.1.0",
 *	 "binary_sha256":"…","argv":[…],"user":"…","host":"…","clock":{…},"libraries":{…},
 *	 "inputs":[{"name":"…","sha256":"…"},…],"outputs":[…],"started":"…","ended":"…",
 *	 "complete":true,"exit":0}
 *
 * `prev` is the SHA-256 of the line before, its newline included (64 zeros in the first entry), so
 * that `tail -n 1 audit-0001.jsonl | sha256sum` shows what the first entry of the next part must
 * say. audit.head holds number and digest of the newest entry: without it the loss of whole entries
 * at the end would not show. Who can rewrite every file of the folder can forge all of it; the
 * digest copied to paper, a signature or a stamp is what rules that out.
 */
#ifndef WINNOW_CASE_AUDIT_H
#define WINNOW_CASE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/sha256.h"
#include "case/case_folder.h"
#include "case/manifest.h"
#include "record/record.h"

#define AUDIT_PART_NAME_MAX 32
#define AUDIT_ACT_MAX	    40

/* "audit-0002.jsonl" */
void audit_part_name(char out[AUDIT_PART_NAME_MAX], uint64_t part);

/* ---- Writing ---- */

struct audit_file {
	const char *name;   /* as given, or within the case folder */
	const char *sha256; /* hex; NULL: not known, written as null */
};

struct audit_act {
	const char *act;	    /* "triage", "custody", "sign", … */
	const char *tool, *version; /* "winnow", "0.1.0" */
	int argc;
	char *const *argv;
	struct span libraries; /* JSON object, or empty */
	const char *note;      /* a plain English sentence, or NULL */

	/* Known when it is over. */
	const struct audit_file *inputs;
	size_t ninputs;
	const struct manifest *outputs; /* files of the case that the act made or changed */
	const struct manifest *removed; /* and took away; NULL: none */
	bool complete;			/* it came to its end */
	int exit;
};

struct audit_result {
	uint64_t parts;
	uint64_t entries;	   /* whole entries that hold together from the first on */
	uint64_t bad_part;	   /* where the first lies that does not fit; 0: all fit */
	uint64_t bad_entry;	   /* its number, from 1 over all parts */
	uint64_t torn_bytes;	   /* an unfinished last line of the last part */
	char head[SHA256_HEX_MAX]; /* digest of the newest entry; 64 zeros when there is none */
	char why[300];		   /* what does not hold; "" when all does */

	/* Of the last part, as its entries say. */
	char act[AUDIT_ACT_MAX];
	char started[CLOCK_TEXT_MAX], ended[CLOCK_TEXT_MAX];
	bool closed;   /* it has the act's own entry … */
	bool complete; /* … which says that the act came to its end */
	int exit;
	char manifest[SHA256_HEX_MAX];		 /* that stood when it opened; "" when none did */
	char manifest_name[AUDIT_PART_NAME_MAX]; /* and where its copy is */
	bool sealed; /* the newest `seal` was not broken by an `unseal` */
};

/*
 * Opens the part behind those that *last tells of, with its first entry, and waits until the disk
 * has it; *last tells of it then. manifest: the copy of the manifest that stood so far, or NULL.
 */
int audit_open_part(struct case_folder *folder, const struct audit_act *act,
		    const struct audit_file *manifest, struct audit_result *last, struct error *e);
/*
 * The act's own entry behind the last one; the part is whole then. A torn line that a power cut
 * left of one that never became an entry is cut off.
 */
int audit_close_part(struct case_folder *folder, const struct audit_act *act,
		     struct audit_result *last, struct error *e);

/* SHA-256 of the running program's own file. */
int audit_binary_digest(char hex[SHA256_HEX_MAX], struct error *e);

/* ---- Reading ---- */

/* Sees each entry that holds, in order. */
typedef int audit_entry_fn(void *ctx, uint64_t part, const struct record *r, struct error *e);

/*
 * Checks the chain of the case in the folder open as `dir`: every entry's number and digest through
 * all parts, and the end against audit.head. 0 with *result (holds when why is ""), -1 when it
 * cannot be read. No part and no audit.head: holds with 0 entries. each may be NULL.
 */
int audit_read(int dir, audit_entry_fn *each, void *ctx, struct audit_result *result,
	       struct error *e);

#endif
