/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) of bytes and of whole files, as lower-case hex. libcrypto computes it. */
#ifndef WINNOW_BASE_SHA256_H
#define WINNOW_BASE_SHA256_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

#define SHA256_HEX_MAX 65 /* 64 digits and the NUL */

/* A digest over bytes that come piece by piece. */
struct sha256;
struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *d, const void *p, size_t n);
/* Gives the digest of everything added and frees *d. */
void sha256_finish(struct sha256 **d, char hex[SHA256_HEX_MAX]);
void sha256_free(struct sha256 **d);

void sha256_bytes(struct span bytes, char hex[SHA256_HEX_MAX]);

/*
 * A regular file, opened relative to the folder `dir` (or AT_FDCWD) without following a symbolic
 * link at its end. *size (may be NULL) is how many bytes were read.
 */
int sha256_file(int dir, const char *name, char hex[SHA256_HEX_MAX], uint64_t *size,
		struct error *e);

#endif
