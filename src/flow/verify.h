/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does an evidence still equal its digests? Those that its container stores, those that its
 * acquisition wrote into a log, those of an earlier reading. What comes out is a `verification`
 * record; see winnow-record(5).
 */
#ifndef WINNOW_FLOW_VERIFY_H
#define WINNOW_FLOW_VERIFY_H

#include "base/clock.h"
#include "flow/digesting.h"

#define VERIFY_ID_MAX 65

/* A digest that somebody wrote down. */
struct expected_digest {
	const char *with; /* where it is from: "container", a file's name, "before" */
	enum digest_kind kind;
	char hex[DIGEST_HEX_MAX];
};

struct expected_digests {
	struct expected_digest *v;
	size_t n;
};

/* with is borrowed; one that stands there already is not added. */
void expected_add(struct expected_digests *x, const char *with, enum digest_kind kind,
		  const char *hex);
void expected_release(struct expected_digests *x);

enum verify_verdict { VERIFY_EQUAL, VERIFY_DIFFERENT, VERIFY_PARTIAL, VERIFY_NOTHING };

struct verifying {
	struct digesting digesting;
	const char *tool, *when;		 /* when: "before", "after", "later", or NULL */
	const struct expected_digests *expected; /* beside what the container stores; may be NULL */
	/*
	 * Asked when it is known which evidence it is: adds digests of earlier readings, and the
	 * evidence_id that it should have ("" when that is not known). May be NULL.
	 */
	int (*earlier)(void *ctx, const char *evidence_id, struct expected_digests *all,
		       char known_id[VERIFY_ID_MAX], struct error *e);
	void *earlier_ctx;
};

struct verified {
	struct digested digested;
	char started[CLOCK_TEXT_MAX], finished[CLOCK_TEXT_MAX];
	enum verify_verdict verdict;
	struct buffer record;	/* the line, with newline */
	struct buffer sentence; /* one line for people: "disk.E01: equal (md5, sha1)" */
};

/* Words for records: "equal", "different", "partial", "nothing to compare". */
const char *verify_verdict_word(enum verify_verdict verdict);

int verify_evidence(const struct verifying *v, struct verified *out, struct error *e);
void verified_release(struct verified *out);

/* The members evidence, evidence_id of the evidence record, for records about it. */
void verified_add_names(const struct verified *v, struct buffer *out);
/* The member hashes. */
void verified_add_hashes(const struct verified *v, struct buffer *out);

#endif
