/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set file open for look-up: mapped, so it opens in microseconds whatever its size and its pages
 * are shared among processes. Opening checks the header; set_check() (check.h) checks all the rest.
 * What the file says is not believed: a position outside the file is an error, never a crash, and
 * never a silent "not found".
 *
 * Format: winnow-hashset(5), format.h.
 */
#ifndef WINNOW_HASHSET_SET_H
#define WINNOW_HASHSET_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "hashset/digest.h"
#include "hashset/entry_flags.h"
#include "hashset/set_key.h"
#include "hashset/verdict.h"

struct hashset;

int hashset_open(struct hashset **out, const char *path, struct error *e);
/* Over bytes in memory that outlive it (tests, fuzzing); name: for messages. */
int hashset_open_memory(struct hashset **out, const void *p, size_t n, const char *name,
			struct error *e);
void hashset_close(struct hashset **s);

const char *hashset_path(const struct hashset *s);
uint64_t hashset_bytes(const struct hashset *s); /* of the file */
/* The SHA-256 that stands in the file over all its other bytes: the set's identity, 32 bytes. */
const unsigned char *hashset_digest(const struct hashset *s);
uint64_t hashset_keys(const struct hashset *s, enum digest_kind kind); /* digests of this kind */
uint32_t hashset_sets(const struct hashset *s);
uint32_t hashset_verdicts(const struct hashset *s);
uint64_t hashset_rows(const struct hashset *s); /* entries that are more than one bare digest */

/* ---- Keyed sets: nothing is found in one before its key is given ---- */

bool hashset_is_keyed(const struct hashset *s);
/* 1: it is this set's key, borrowed from here on; 0: it is not. */
int hashset_unlock(struct hashset *s, const struct set_key *key);

/* ---- Sizes, so that files of another size need not be read at all ---- */

/* Has every entry with a digest of a file its size among the sizes? */
bool hashset_sizes_complete(const struct hashset *s);
bool hashset_has_size(const struct hashset *s, uint64_t size);

/* Name and metadata (a JSON object, or empty) of set `number`. Borrowed from the file. */
struct hashset_name {
	struct span name, metadata;
};
int hashset_name(const struct hashset *s, uint32_t number, struct hashset_name *out,
		 struct error *e);

/* A verdict. Spans are borrowed from the file, any bytes, absent where there is none. */
struct hashset_verdict {
	uint32_t set;
	struct span set_name;
	enum verdict_kind kind;
	struct span scheme, category, label;
	uint64_t entries; /* how many entries have it */
};
int hashset_verdict(const struct hashset *s, uint32_t number, struct hashset_verdict *out,
		    struct error *e);

/* ---- Look-up ---- */

/*
 * The keys equal to a digest: positions first .. first + count - 1 of its kind. count 0: not there.
 */
struct hashset_range {
	uint32_t first, count;
};

int hashset_find(const struct hashset *s, enum digest_kind kind, const unsigned char *digest,
		 struct hashset_range *out, struct error *e);

/*
 * One file's digests of several kinds (bits 1 << kind), their waits for memory under way together.
 * Ranges of kinds that are not asked are left alone.
 */
int hashset_find_kinds(const struct hashset *s, unsigned kinds,
		       const unsigned char digest[DIGEST_KINDS][DIGEST_MAX],
		       struct hashset_range out[DIGEST_KINDS], struct error *e);

/*
 * Many at once, several times faster a look-up: memory is fetched ahead. digests: n of
 * digest_size(kind) bytes each, one behind the other.
 */
int hashset_find_many(const struct hashset *s, enum digest_kind kind, const unsigned char *digests,
		      size_t n, struct hashset_range *out, struct error *e);

/* What stands at a position of a kind. */
struct hashset_entry {
	uint32_t verdict;
	bool row;	  /* more than one bare digest is known; the rest holds then */
	uint32_t number;  /* of the row */
	unsigned digests; /* bit 1 << kind: digests the entry has */
	bool has_pdq;
	struct entry_flags flags;
	uint64_t size;	     /* bytes, UINT64_MAX: unknown */
	struct span comment; /* absent: none */
	struct span details; /* a JSON object (any bytes, if the file lies), absent: none */
};
int hashset_entry(const struct hashset *s, enum digest_kind kind, uint32_t position,
		  struct hashset_entry *out, struct error *e);

/* An entry by its number, below hashset_rows(). */
int hashset_row(const struct hashset *s, uint32_t number, struct hashset_entry *out,
		struct error *e);

/* The digest at a position (position < hashset_keys()). */
const unsigned char *hashset_key(const struct hashset *s, enum digest_kind kind, uint32_t position);

/* ---- PDQ digests, for whoever looks for near ones ---- */

/* *values: so many times PDQ_SIZE bytes, ascending, mapped with the file. */
uint64_t hashset_pdq(const struct hashset *s, const unsigned char **values);
/* Position below that count. 0 to 100, or PDQ_NO_QUALITY. */
unsigned hashset_pdq_quality(const struct hashset *s, uint64_t position);
int hashset_pdq_entry(const struct hashset *s, uint64_t position, struct hashset_entry *out,
		      struct error *e);

#endif
