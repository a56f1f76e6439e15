/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that stand as text in a text: base64 (RFC 4648) in pages, messages, property lists and
 * databases, hexadecimal digits in RTF. They are known by how the first bytes of a picture, an
 * archive or a document look in that coding.
 */
#ifndef WINNOW_BASE_ENCODED_H
#define WINNOW_BASE_ENCODED_H

#include <stdbool.h>

#include "base/bytes.h"

enum encoding { ENCODED_NOT, ENCODED_BASE64, ENCODED_HEX };

/* So many bytes decide whether a file begins there. */
#define ENCODED_HEAD ((size_t)64)

/*
 * Do the n bytes begin a file in text? n >= ENCODED_HEAD. suffix (may be NULL): of its name,
 * static.
 */
enum encoding encoded_begins(const unsigned char *p, size_t n, const char **suffix);

/* The next one that begins in [*at, end): true, and *at is where. */
bool encoded_find(struct bytes *b, uint64_t *at, uint64_t end);

/* ---- Decoding ---- */

struct decoding {
	struct bytes *bytes;
	uint64_t at; /* of the text that is read next */
	enum encoding how;
	uint32_t bits;
	unsigned nbits, newlines;
	bool any, escaped, ended;
	char sign[8]; /* "&#10;" and "%2B" stand for one character; as far as it was met */
	unsigned nsign;
};

void decoding_start(struct decoding *d, struct bytes *b, uint64_t at, enum encoding how);
/* Up to n bytes; fewer only at the end. */
size_t decoding_read(struct decoding *d, unsigned char *out, size_t n);
/* How many bytes it decodes to, and where the text ends. */
uint64_t decoding_size(struct bytes *b, uint64_t at, enum encoding how, uint64_t *end);

/* Text in any encoding of one byte or in UTF-8: no byte that no text has. */
bool encoded_is_text(unsigned char c);

#endif
