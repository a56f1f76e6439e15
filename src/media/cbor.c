/* SPDX-License-Identifier: Apache-2.0 */
#include "media/cbor.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define DEPTH_MAX 24

enum major { UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG, SIMPLE };

#define INDEFINITE 31
#define BREAK	   0xff

struct reader {
	const unsigned char *p, *end;
	struct cbor_taker *taker;
	unsigned depth;
};

struct head {
	enum major major;
	bool indefinite;
	uint64_t value;
};

static int
read_head(struct reader *r, struct head *h)
{
	unsigned low;
	size_t n;

	if (r->p == r->end)
		return -1;
	h->major = (enum major)(*r->p >> 5);
	low = *r->p++ & 31u;
	h->indefinite = low == INDEFINITE;
	h->value = low < 24 ? low : 0;
	if (low < 24 || h->indefinite)
		return 0;
	n = (size_t)1 << (low - 24);
	if (low > 27 || (size_t)(r->end - r->p) < n)
		return -1;
	for (size_t i = 0; i < n; i++)
		h->value = h->value << 8 | *r->p++;
	return 0;
}

static int
read_break(struct reader *r)
{
	if (r->p == r->end)
		return -1;
	r->p++;
	return 0;
}

/* Of a string in pieces nothing is given: no program writes them here. */
static int
read_string(struct reader *r, const struct head *h, struct span *out)
{
	struct head piece;

	if (h->indefinite) {
		while (r->p < r->end && *r->p != BREAK)
			if (read_head(r, &piece) || piece.indefinite || piece.major != h->major ||
			    read_string(r, &piece, out))
				return -1;
		*out = (struct span){NULL, 0};
		return read_break(r);
	}
	if (h->value > (uint64_t)(r->end - r->p))
		return -1;
	*out = (struct span){(const char *)r->p, (size_t)h->value};
	r->p += h->value;
	return 0;
}

static int read_item(struct reader *r, struct span above, struct span key, struct span *text);

/* Key, then value; keys that are no text leave their values nameless. */
static int
read_pair(struct reader *r, struct span above)
{
	struct span none = {NULL, 0}, key = none;

	return read_item(r, none, none, &key) || read_item(r, above, key, NULL) ? -1 : 0;
}

static int
read_members(struct reader *r, const struct head *h, struct span above, struct span key)
{
	uint64_t left = h->value;

	if (r->depth == DEPTH_MAX)
		return -1;
	r->depth++;
	while (h->indefinite ? r->p < r->end && *r->p != BREAK : left-- > 0)
		if (h->major == MAP ? read_pair(r, key) : read_item(r, above, key, NULL))
			return -1;
	r->depth--;
	return h->indefinite ? read_break(r) : 0;
}

/* *text: where a text is wanted, not to be handed on. */
static int
read_item(struct reader *r, struct span above, struct span key, struct span *text)
{
	struct span string;
	struct head h;

	do {
		if (read_head(r, &h))
			return -1;
	} while (h.major == TAG);
	switch (h.major) {
	case BYTES:
		return read_string(r, &h, &string);
	case TEXT:
		if (read_string(r, &h, &string))
			return -1;
		if (text)
			*text = string;
		else if (key.p && string.p)
			r->taker->text(r->taker, above, key, string);
		return 0;
	case LIST:
	case MAP:
		return read_members(r, &h, above, key);
	default:
		return h.indefinite ? -1 : 0;
	}
}

int
cbor_read(const unsigned char *p, size_t n, struct cbor_taker *taker)
{
	struct reader r = {.p = p, .end = p + n, .taker = taker};
	struct span none = {NULL, 0};

	return read_item(&r, none, none, NULL);
}
