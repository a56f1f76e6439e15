/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digests of files that sets are made of, weakest first: a larger value is the stronger digest.
 * Sizes and names as in FIPS 180-4 (SHA-1, SHA-256) and RFC 1321 (MD5).
 */
#ifndef WINNOW_HASHSET_DIGEST_H
#define WINNOW_HASHSET_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

enum digest_kind { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_KINDS };

#define DIGEST_MAX 32 /* bytes of the longest */

/*
 * PDQ is no digest of a file but of what a picture looks like: equal files have equal ones, similar
 * pictures similar ones. It is compared by distance, never looked up with the others.
 */
#define PDQ_SIZE       32  /* bytes */
#define PDQ_NO_QUALITY 255 /* its quality, 0 to 100, is not known */

size_t digest_size(enum digest_kind kind);	/* bytes */
const char *digest_name(enum digest_kind kind); /* "md5": as in records */

/* The kind with so many hex digits, or -1. */
int digest_of_length(size_t hex_digits);

/*
 * How names of columns and digests are compared: letters in lower case and digits, nothing else, so
 * that "SHA-1 Hash" and "sha1hash" are one. Cut to room - 1, terminated.
 */
void digest_fold_name(struct span name, char *out, size_t room);

/* By a name as lists spell it ("SHA-1", "sha256", "SHA2-256", "MD5 Hash"), or -1. */
int digest_of_name(struct span name);

/*
 * A digest in hex (either case), its kind told by its length; -1: not one. out is not touched then.
 */
int digest_parse(struct span hex, enum digest_kind *kind, unsigned char out[DIGEST_MAX]);

/* Is it the digest of nothing? Every empty file has it, so it must never stand in a set. */
bool digest_is_of_nothing(enum digest_kind kind, const unsigned char *digest);

#endif
