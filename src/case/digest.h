/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 of bytes and of whole files, as the lower-case hex that manifests and audits print. */
#ifndef WINNOW_CASE_DIGEST_H
#define WINNOW_CASE_DIGEST_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

#define DIGEST_HEX_MAX 65 /* 64 digits and the NUL */

/* A digest over bytes that come piece by piece. */
struct digest;
struct digest *digest_new(void);
void digest_add(struct digest *d, const void *p, size_t n);
/* Gives the digest of everything added and frees *d. */
void digest_finish(struct digest **d, char hex[DIGEST_HEX_MAX]);
void digest_free(struct digest **d);

void digest_bytes(struct span bytes, char hex[DIGEST_HEX_MAX]);

/*
 * A regular file, opened relative to the folder `dir` (or AT_FDCWD) without following a symbolic link
 * at its end. *size (may be NULL) is how many bytes were read.
 */
int digest_file(int dir, const char *name, char hex[DIGEST_HEX_MAX], uint64_t *size,
		struct error *e);

#endif
