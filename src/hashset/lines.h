/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a text file as UTF-8, read once, in bounded memory. A byte order mark tells UTF-16
 * (PowerShell writes it) from UTF-8; ASCII in UTF-16 is known without one. Lines end in LF, CR LF,
 * or the end of the file. On the way the SHA-256 of the file's bytes is taken.
 */
#ifndef WINNOW_HASHSET_LINES_H
#define WINNOW_HASHSET_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"

#define LINES_HEAD  ((size_t)65536) /* bytes that can be looked at before reading begins */
#define LINES_BLOCK ((size_t)1 << 20)

enum lines_encoding { LINES_UTF8, LINES_UTF16LE, LINES_UTF16BE };

struct evp_md_ctx_st;

struct lines {
	int fd;
	const char *name; /* borrowed, for messages */
	size_t max;	  /* a longer line is given cut, and said to be */
	enum lines_encoding encoding;
	bool started, ended;
	unsigned char *raw; /* LINES_BLOCK bytes as read */
	size_t raw_n;	    /* of UTF-16: what could not be decoded yet stays in front */
	struct buffer text; /* decoded, not given out yet from `at` on */
	size_t at;
	uint64_t number; /* of the line given last, from 1 */
	uint64_t bytes;	 /* of the file so far */
	uint32_t high;	 /* first half of a UTF-16 surrogate pair */
	struct evp_md_ctx_st *sha256;
	unsigned char digest[32]; /* once ended */
};

int lines_open(struct lines *l, int fd, const char *name, size_t max, struct error *e);
void lines_close(struct lines *l);

/* What lies ahead, up to LINES_HEAD bytes. */
int lines_peek(struct lines *l, struct span *head, struct error *e);

/* 1 and a line without its end (valid until the next call), 0 at the end, -1. */
int lines_next(struct lines *l, struct span *line, bool *cut, struct error *e);

/* 1 and all text at hand, not by lines (valid until the next call), 0 at the end, -1. */
int lines_block(struct lines *l, struct span *text, struct error *e);

#endif
