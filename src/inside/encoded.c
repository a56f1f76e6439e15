/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts with files in them: pages and drawings with data: addresses, cards of contacts, property
 * lists, JSON, RTF.
 */
#include <stdlib.h>

#include "base/encoded.h"
#include "base/memory.h"
#include "inside/kinds.h"

/* A text is looked through up to here. */
#define TEXT_MOST ((uint64_t)1 << 30)

struct text {
	struct holder holder; /* first */
	uint64_t at;
	unsigned files;
	struct decoding data;
};

static uint64_t
end_of(const struct bytes *b)
{
	return b->size < TEXT_MOST ? b->size : TEXT_MOST;
}

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	uint64_t at = 0;

	for (size_t i = 0; i < n; i++)
		if (!encoded_is_text(p[i]))
			return false;
	return encoded_find(b, &at, end_of(b));
}

static int
open_text(struct holder **out, struct bytes *b, struct error *e)
{
	struct text *x = memory_zero(1, sizeof *x);

	(void)b;
	(void)e;
	*out = &x->holder;
	return 0;
}

static void
close_text(struct holder *h)
{
	free(h);
}

static enum encoding
begins(struct bytes *b, uint64_t at, const char **suffix)
{
	const unsigned char *p = bytes_exact(b, at, ENCODED_HEAD);

	return p ? encoded_begins(p, ENCODED_HEAD, suffix) : ENCODED_NOT;
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct text *x = (struct text *)h;
	const char *suffix = "";
	enum encoding how;

	(void)e;
	if (!encoded_find(h->bytes, &x->at, end_of(h->bytes)))
		return 0;
	how = begins(h->bytes, x->at, &suffix);
	m->key = x->at;
	m->size = decoding_size(h->bytes, x->at, how, &x->at);
	m->sized = true;
	m->data = MEMBER_PACKED;
	buffer_add_format(&m->name, "%u.%s", ++x->files, suffix);
	return 1;
}

static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct text *x = (struct text *)h;
	enum encoding how = begins(h->bytes, key, NULL);

	if (how == ENCODED_NOT)
		return error_set(e, ERROR_INPUT, "no file begins in the text at %llu",
				 (unsigned long long)key);
	decoding_start(&x->data, h->bytes, key, how);
	return 0;
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	(void)e;
	*got = decoding_read(&((struct text *)h)->data, buf, n);
	return 0;
}

const struct holder_kind holder_encoded = {.name = "encoded",
					   .head = head,
					   .open = open_text,
					   .next = next,
					   .find = find,
					   .read = read_on,
					   .close = close_text};
