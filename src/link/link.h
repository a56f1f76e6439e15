/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ties exhibits together: equal content, similar pictures, the same camera, lens, owner or
 * place and hour, on two exhibits or more. Works on records alone, in bounded memory: each item
 * becomes a few fixed-width entries, which are sorted on disk; what belongs together then stands
 * side by side.
 *
 *	linker_open(&l, &options, e);
 *	linker_record(l, record, e);                 each record of each stream
 *	linker_each(l, function, ctx, e);            each link, always in the same order
 *	linker_close(&l);
 */
#ifndef WINNOW_LINK_LINK_H
#define WINNOW_LINK_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "record/record.h"

enum link_kind {
	LINK_SHA256,
	LINK_SHA1,
	LINK_MD5, /* a weaker digest counts only where a stronger one is missing */
	LINK_DEVICE,
	LINK_LENS,
	LINK_OWNER,
	LINK_PLACE,
	LINK_PDQ, /* similar pictures */
	LINK_KINDS
};

struct link_options {
	bool all_items;	    /* every item with digests, not only media and matches */
	bool no_near;	    /* do not compare PDQ digests */
	unsigned distance;  /* of PDQ digests, at most NEAR_FARTHEST */
	double cell;	    /* side of a place, degrees */
	size_t memory;	    /* bytes for sorting and for the near index */
	const char *folder; /* where scratch files are made */
};

struct link_exhibit {
	char *evidence; /* as the records name it */
	char *evidence_id;
};

#define LINK_EXAMPLES 5 /* items of an exhibit that a link names */

struct link_member {
	size_t exhibit; /* index */
	uint64_t items;
	struct span examples[LINK_EXAMPLES]; /* members of a JSON object: "id":…,"path":… */
	size_t nexamples;
};

struct link {
	enum link_kind kind;
	struct span key;   /* digest in hex, or what the items have in common, as text */
	struct span other; /* LINK_PDQ: the other digest in hex */
	unsigned distance; /* LINK_PDQ */
	bool alert;	   /* some item matches a set of kind alert */
	uint64_t items;
	const struct link_member *members; /* two at least, by exhibit */
	size_t nmembers;
};

struct linker;

int linker_open(struct linker **out, const struct link_options *options, struct error *e);
/* Takes evidence and file records; others say nothing about links. */
int linker_record(struct linker *l, const struct record *r, struct error *e);
/* Once, after the last record. fn returning -1 ends it. */
int linker_each(struct linker *l, int (*fn)(void *ctx, const struct link *link, struct error *e),
		void *ctx, struct error *e);
/* In order of first appearance. */
const struct link_exhibit *linker_exhibits(const struct linker *l, size_t *n);
void linker_close(struct linker **l); /* nothing when *l is NULL */

/* "sha256", "device", …: as link records name it. */
const char *link_kind_name(enum link_kind kind);
/* What such a link says, in words for a report. Untranslated, N_(). */
const char *link_meaning(enum link_kind kind);

#endif
