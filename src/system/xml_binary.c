/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Android's binary XML: a row of tokens, each a byte whose low half is the event and whose high
 * half is the type of its value; numbers are big-endian. Names are interned: 0xffff and the text
 * the first time, its number from then on.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/text.h"
#include "system/xml_file.h"

#define INTERNED_MAX 65535u
#define INTERNED_NEW 0xffffu
#define DEPTH_MAX    64u

enum event { START_DOCUMENT, END_DOCUMENT, START_TAG, END_TAG, TEXT, ATTRIBUTE = 15 };

enum type {
	TYPE_NONE = 1,
	TYPE_STRING,
	TYPE_INTERNED,
	TYPE_HEX,
	TYPE_BASE64,
	TYPE_INT,
	TYPE_INT_HEX,
	TYPE_LONG,
	TYPE_LONG_HEX,
	TYPE_FLOAT,
	TYPE_DOUBLE,
	TYPE_TRUE,
	TYPE_FALSE
};

struct reading {
	struct span rest;
	struct span *interned;
	size_t n;
	struct span open[DEPTH_MAX];
	unsigned depth;
	char number[40];
};

static int
take(struct reading *r, size_t n, const unsigned char **p)
{
	if (r->rest.n < n)
		return -1;
	*p = (const unsigned char *)r->rest.p;
	r->rest.p += n;
	r->rest.n -= n;
	return 0;
}

static int
take_string(struct reading *r, struct span *s)
{
	const unsigned char *p;
	size_t n;

	if (take(r, 2, &p))
		return -1;
	n = be16(p);
	if (take(r, n, &p))
		return -1;
	*s = (struct span){(const char *)p, n};
	return 0;
}

static int
take_interned(struct reading *r, struct span *s)
{
	const unsigned char *p;
	size_t i;

	if (take(r, 2, &p))
		return -1;
	i = be16(p);
	if (i != INTERNED_NEW) {
		if (i >= r->n)
			return -1;
		*s = r->interned[i];
		return 0;
	}
	if (r->n == INTERNED_MAX || take_string(r, s))
		return -1;
	if ((r->n & (r->n + 1)) == 0)
		r->interned = memory_resize_array(r->interned, 2 * (r->n + 1), sizeof(struct span));
	r->interned[r->n++] = *s;
	return 0;
}

static int
take_number(struct reading *r, unsigned type, struct span *s)
{
	const unsigned char *p;
	size_t n = type == TYPE_INT || type == TYPE_INT_HEX || type == TYPE_FLOAT ? 4 : 8;

	if (take(r, n, &p))
		return -1;
	if (type == TYPE_INT)
		snprintf(r->number, sizeof r->number, "%" PRId32, (int32_t)be32(p));
	else if (type == TYPE_LONG)
		snprintf(r->number, sizeof r->number, "%" PRId64, (int64_t)be64(p));
	else if (n == 4)
		snprintf(r->number, sizeof r->number, "%" PRIx32, be32(p));
	else
		snprintf(r->number, sizeof r->number, "%" PRIx64, be64(p));
	*s = span_of(r->number);
	return 0;
}

static int
take_value(struct reading *r, unsigned type, struct span *s)
{
	*s = (struct span){"", 0};
	switch (type) {
	case TYPE_STRING:
	case TYPE_HEX: /* their bytes; nothing that is asked for is stored so */
	case TYPE_BASE64:
		return take_string(r, s);
	case TYPE_INTERNED:
		return take_interned(r, s);
	case TYPE_NONE:
	case 0:
		return 0;
	case TYPE_TRUE:
	case TYPE_FALSE:
		*s = span_of(type == TYPE_TRUE ? "true" : "false");
		return 0;
	default:
		return type <= TYPE_DOUBLE ? take_number(r, type, s) : -1;
	}
}

/* One token. 1: the document has ended. */
static int
read_token(struct reading *r, void (*see)(void *ctx, const struct xml_event *x), void *ctx)
{
	const unsigned char *token;
	struct xml_event x = {{"", 0}, {NULL, 0}, {"", 0}};
	unsigned event, type;

	if (take(r, 1, &token))
		return 1;
	event = *token & 15;
	type = *token >> 4;
	if (event == ATTRIBUTE && take_interned(r, &x.attribute))
		return -1;
	if (take_value(r, type, &x.value))
		return -1;
	if (event == START_TAG) {
		if (r->depth == DEPTH_MAX)
			return -1;
		r->open[r->depth++] = x.value;
	} else if (event == END_TAG && r->depth) {
		r->depth--;
	}
	x.element = r->depth ? r->open[r->depth - 1] : span_of("");
	if ((event == ATTRIBUTE || event == TEXT) && r->depth)
		see(ctx, &x);
	return event == END_DOCUMENT;
}

int
xml_read_binary(struct span text, void (*see)(void *ctx, const struct xml_event *x), void *ctx)
{
	struct reading r = {.rest = {text.p + 4, text.n - 4}};
	int status = 0;

	while (status == 0)
		status = read_token(&r, see, ctx);
	free(r.interned);
	return status < 0 ? -1 : 0;
}
