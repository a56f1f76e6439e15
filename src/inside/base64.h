/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64 as it stands in messages (RFC 2045): it ends at padding, an empty line or a foreign
 * byte.
 */
#ifndef WINNOW_INSIDE_BASE64_H
#define WINNOW_INSIDE_BASE64_H

#include "base/bytes.h"

struct base64 {
	struct bytes *bytes;
	uint64_t at;
	uint32_t bits;
	unsigned nbits, newlines;
	bool any, ended;
};

void base64_start(struct base64 *x, struct bytes *b, uint64_t at);
/* Up to n bytes; fewer only at the end. */
size_t base64_read(struct base64 *x, unsigned char *out, size_t n);
/* How many bytes it decodes to, and where it ends. */
uint64_t base64_size(struct bytes *b, uint64_t at, uint64_t *end);

#endif
