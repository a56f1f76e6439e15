/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON (RFC 8259) of any size, a token at a time, in bounded memory. Strings longer than
 * JSON_STRING_MAX are given cut, what is skipped is never kept, and nesting has an end, so neither
 * a picture in base64 nor a hostile list costs more than the block it is read in. (A library would
 * do; yajl, the one that streams, keeps every string whole.)
 *
 * Control characters inside strings are let through: lists made by hand have them.
 */
#ifndef WINNOW_HASHSET_JSON_READER_H
#define WINNOW_HASHSET_JSON_READER_H

#include "base/buffer.h"
#include "hashset/lines.h"

#define JSON_STRING_MAX ((size_t)65536) /* bytes kept of a string, a key or a number */
#define JSON_DEPTH_MAX	512

enum json_token {
	JSON_ERROR = -1, /* *e says what */
	JSON_END,	 /* the text is over */
	JSON_OBJECT_BEGIN,
	JSON_OBJECT_END,
	JSON_ARRAY_BEGIN,
	JSON_ARRAY_END,
	JSON_KEY,
	JSON_TEXT,
	JSON_NUMBER,
	JSON_WORD_TRUE,
	JSON_WORD_FALSE,
	JSON_WORD_NULL,
};

struct json_reader {
	struct lines *lines; /* borrowed */
	const char *name;    /* borrowed, for messages */
	const char *p;	     /* the block at hand */
	size_t at, n;
	uint64_t before;    /* bytes in blocks before it */
	bool discard;	    /* strings are not kept */
	struct buffer text; /* of a key, string or number: escapes undone */
	bool cut;	    /* there was more of it */
	unsigned depth;
	unsigned char array[JSON_DEPTH_MAX / 8]; /* a bit a level: set, it is an array */
	enum { JSON_WANT_VALUE, JSON_WANT_FIRST, JSON_WANT_MORE } want;
};

void json_reader_open(struct json_reader *r, struct lines *lines, const char *name);
void json_reader_close(struct json_reader *r);

enum json_token json_reader_next(struct json_reader *r, struct error *e);

/* Behind a key, or within an array: passes over the value that comes next. 0 / -1. */
int json_reader_skip(struct json_reader *r, struct error *e);
/* After this token, which was just given: goes to the end of what it began. 0 / -1. */
int json_reader_skip_rest(struct json_reader *r, enum json_token token, struct error *e);

#endif
