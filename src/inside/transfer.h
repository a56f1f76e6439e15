/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How messages carry files: base64 and quoted-printable (RFC 2045), and what uuencode made before
 * there was MIME (POSIX).
 */
#ifndef WINNOW_INSIDE_TRANSFER_H
#define WINNOW_INSIDE_TRANSFER_H

#include "base/encoded.h"

enum transfer_coding { TRANSFER_PLAIN, TRANSFER_BASE64, TRANSFER_QUOTED, TRANSFER_UU };

struct transfer {
	enum transfer_coding coding;
	struct bytes *bytes;
	uint64_t at; /* of the text that is read next */
	bool ended;
	struct decoding base64;
	/* What one line gave and nobody took yet. */
	unsigned char line[1024];
	size_t n, given;
	/* A line's end is the boundary's when one follows. */
	unsigned char kept[2];
	size_t nkept;
};

/* at: where the coded text begins; of uuencode the line behind "begin". */
void transfer_start(struct transfer *t, struct bytes *b, uint64_t at, enum transfer_coding coding);
/* Up to n bytes; fewer only at the end. */
size_t transfer_read(struct transfer *t, unsigned char *out, size_t n);
/* How many bytes it decodes to, and where the text ends. */
uint64_t transfer_size(struct bytes *b, uint64_t at, enum transfer_coding coding, uint64_t *end);

#endif
