/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keyed sets: instead of each digest they hold HMAC-SHA-256 (RFC 2104) of its bytes under a key
 * that lies in another file, cut to the digest's own length. Whoever finds the set without the key
 * can neither read the list nor ask it.
 */
#ifndef WINNOW_HASHSET_SET_KEY_H
#define WINNOW_HASHSET_SET_KEY_H

#include "base/error.h"
#include "hashset/digest.h"

#define SET_KEY_MIN	   16	/* bytes of a key file */
#define SET_KEY_MAX	   4096 /* bytes */
#define SET_KEY_CHECK_SIZE 32

struct set_key;

/* The key is the file's bytes as they are. *shared (may be NULL): others may read the file. */
int set_key_read(struct set_key **out, const char *path, bool *shared, struct error *e);
int set_key_new(struct set_key **out, const void *p, size_t n, struct error *e);
void set_key_free(struct set_key **k);

/* The keyed digest of digest_size(kind) bytes; in and out may be the same. */
void set_key_digest(const struct set_key *k, enum digest_kind kind, const unsigned char *in,
		    unsigned char *out);

/* What stands in a set file to tell whether a key is its key. */
void set_key_check(const struct set_key *k, unsigned char out[SET_KEY_CHECK_SIZE]);

#endif
