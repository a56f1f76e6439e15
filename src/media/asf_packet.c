/* SPDX-License-Identifier: Apache-2.0 */
#include "media/asf.h"

#include "base/bytes.h"

/* A minute: packets are sent in order, and no pause is longer, in milliseconds. */
#define PAUSE_MAX 600000
#define BACK_MAX  10000

struct cursor {
	const unsigned char *p;
	size_t at, n;
	bool over;
};

/* A number of the size that two bits of the flags tell: none, a byte, two, four. */
static uint32_t
take(struct cursor *c, unsigned code)
{
	static const size_t sizes[] = {0, 1, 2, 4};
	size_t n = sizes[code & 3];
	uint32_t v = 0;

	if (c->over || c->n - c->at < n) {
		c->over = true;
		return 0;
	}
	for (size_t i = n; i; i--)
		v = v << 8 | c->p[c->at + i - 1];
	c->at += n;
	return v;
}

static void
skip(struct cursor *c, size_t n)
{
	if (c->over || c->n - c->at < n)
		c->over = true;
	else
		c->at += n;
}

static struct asf_stream *
stream_of(struct asf_state *s, unsigned number)
{
	for (size_t i = 0; i < ASF_STREAMS_MAX; i++) {
		if (s->v[i].number == 0)
			s->v[i].number = (unsigned char)number;
		if (s->v[i].number == number)
			return &s->v[i];
	}
	return NULL;
}

struct payload {
	unsigned stream, object, replicated;
	uint32_t offset, object_size;
	uint32_t size;
};

/* The next part of the object, or the next object behind a complete one. */
static bool
follows(const struct asf_stream *t, const struct payload *x)
{
	if (x->offset)
		return true;
	return t->next == t->size && (x->object & 0xff) == ((t->object + 1u) & 0xff);
}

/* Parts of an object follow each other; a new one begins at its first byte. */
static bool
goes_on(struct asf_state *s, const struct payload *x)
{
	struct asf_stream *t = stream_of(s, x->stream);

	if (!t || x->replicated < 8)
		return true;
	if (x->object_size && (x->offset > x->object_size || x->size > x->object_size - x->offset))
		return false;
	if (x->offset && t->size && ((x->object & 0xff) != t->object || x->offset != t->next))
		return false;
	if (s->strict && t->size && !follows(t, x))
		return false;
	t->object = (unsigned char)x->object;
	t->next = x->offset + x->size;
	t->size = x->object_size;
	return true;
}

/* p[0..n): whole objects, each behind a byte that tells its length. */
static bool
compressed_fit(const unsigned char *p, size_t n)
{
	size_t at = 0;

	while (at < n)
		at += 1 + (size_t)p[at];
	return at == n;
}

/*
 * One payload. length_code: size of its length; none: it goes on to the end of the data.
 * codes: the property flags.
 */
static bool
take_payload(struct cursor *c, unsigned codes, unsigned length_code, struct asf_state *s)
{
	struct payload x = {0};

	x.stream = take(c, 1) & 0x7f;
	x.object = take(c, codes >> 4);
	x.offset = take(c, codes >> 2);
	x.replicated = take(c, codes);
	if (x.replicated >= 8 && c->n - c->at >= 8)
		x.object_size = le32(c->p + c->at);
	else if (x.replicated > 1)
		return false;
	skip(c, x.replicated);
	x.size = length_code ? take(c, length_code) : (uint32_t)(c->n - c->at);
	if (c->over || x.stream == 0 || x.size > c->n - c->at)
		return false;
	if (x.replicated == 1 && !compressed_fit(c->p + c->at, x.size))
		return false;
	skip(c, x.size);
	s->payloads++;
	return goes_on(s, &x);
}

/* The error correction data before the packet proper; it must be what everybody writes. */
static void
skip_correction(struct cursor *c)
{
	if (c->n == 0 || !(c->p[0] & 0x80))
		return;
	if (c->p[0] & 0x70)
		c->over = true;
	skip(c, 1 + (size_t)(c->p[0] & 15));
}

static bool
payloads_fill(struct cursor *c, unsigned codes, bool several, struct asf_state *s)
{
	unsigned flags, count;

	if (!several)
		return take_payload(c, codes, 0, s) && c->at == c->n;
	flags = take(c, 1);
	count = flags & 0x3f;
	if (count == 0 || flags >> 6 == 0)
		return false;
	while (count--)
		if (!take_payload(c, codes, flags >> 6, s))
			return false;
	return true;
}

bool
asf_packet_holds(const unsigned char *p, size_t n, struct asf_state *s)
{
	struct cursor c = {p, 0, n, false};
	struct asf_state next = *s;
	uint32_t length, padding, sent;
	unsigned flags, codes;

	skip_correction(&c);
	flags = take(&c, 1);
	codes = take(&c, 1);
	length = take(&c, flags >> 5);
	take(&c, flags >> 1);
	padding = take(&c, flags >> 3);
	sent = take(&c, 3);
	take(&c, 2);
	if (c.over || flags & 0x80 || codes >> 6 != 1 || (length && length > n) ||
	    padding > n - c.at)
		return false;
	if (next.payloads && (sent + BACK_MAX < next.sent || sent > next.sent + PAUSE_MAX))
		return false;
	c.n = (length ? length : n);
	if (padding > c.n || c.at > c.n - padding)
		return false;
	c.n -= padding;
	next.sent = sent;
	if (!payloads_fill(&c, codes, flags & 1, &next))
		return false;
	*s = next;
	return true;
}

void
asf_forget_objects(struct asf_state *s)
{
	for (size_t i = 0; i < ASF_STREAMS_MAX; i++)
		s->v[i].next = s->v[i].size = 0;
}

bool
asf_open_objects(const struct asf_state *s)
{
	for (size_t i = 0; i < ASF_STREAMS_MAX; i++)
		if (s->v[i].size && s->v[i].next < s->v[i].size)
			return true;
	return false;
}
