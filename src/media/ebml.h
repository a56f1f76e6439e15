/* SPDX-License-Identifier: Apache-2.0 */
/* EBML (RFC 8794): elements of an identity, a size, and a body that may hold more of them. */
#ifndef WINNOW_MEDIA_EBML_H
#define WINNOW_MEDIA_EBML_H

#include <stdbool.h>

#include "base/bytes.h"

/* Identities that any EBML document may use. */
#define EBML_HEADER  0x1a45dfa3u
#define EBML_DOCTYPE 0x4282u
#define EBML_VOID    0xecu
#define EBML_CRC32   0xbfu

struct ebml {
	uint32_t id; /* with the bits that tell its length, as the specifications print it */
	uint64_t at, body;
	uint64_t end; /* may lie past the bytes; UINT64_MAX when the size is not known */
};

/* The head at `at`: 1, 0 the bytes end within it, -1 no head can stand like this. */
int ebml_at(struct bytes *b, uint64_t at, struct ebml *el);

/* A number of 1 to 8 bytes whose first bits tell its length; bytes used, 0: it is not one. */
size_t ebml_number(const unsigned char *p, size_t n, uint64_t *value);

/* The body as an unsigned number; 0 when it is empty or longer than 8 bytes. */
uint64_t ebml_unsigned(struct bytes *b, const struct ebml *el);

/*
 * A child of [*at, end), *at moves on behind it; false: there is none, or it does not fit. Sizes
 * that are not known do not fit.
 */
bool ebml_child(struct bytes *b, uint64_t *at, uint64_t end, struct ebml *el);

/* Do children fill the body exactly? */
bool ebml_children_fill(struct bytes *b, const struct ebml *el);

/*
 * The body of a master element that begins with a CRC-32: does it agree? True without one.
 * *has: there is one. el->end must be known and lie inside.
 */
bool ebml_crc_holds(struct bytes *b, const struct ebml *el, bool *has);

#endif
