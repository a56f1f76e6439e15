/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compound files (OLE2), [MS-CFB] version 3: one storage of named streams. Streams are collected,
 * then laid out: small ones in the mini stream, each in one piece.
 */
#ifndef WINNOW_PRACTICE_COMPOUND_H
#define WINNOW_PRACTICE_COMPOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct compound_stream {
	char name[32];		     /* ASCII */
	size_t at, size;	     /* in struct compound's bytes */
	uint64_t offset;	     /* in the file, once it is written */
	uint32_t start, left, right; /* as the directory has them */
	bool red;
};

struct compound {
	struct compound_stream *streams;
	size_t n;
	struct buffer bytes;
};
#define COMPOUND_EMPTY                                                                             \
	{                                                                                          \
		.bytes = BUFFER_EMPTY                                                              \
	}

/* A stream that is appended to c->bytes until the next one begins; its name is copied. */
void compound_begin_stream(struct compound *c, const char *name);

/* Writes the file to the empty buffer out. -1: it would need more than the header's own table. */
int compound_write(struct compound *c, struct buffer *out, struct error *e);

void compound_release(struct compound *c);

#endif
