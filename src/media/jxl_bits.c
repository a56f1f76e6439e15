/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl_bits.h"

#include <string.h>

void
jxl_bits_init(struct jxl_bits *r, struct bytes *b, uint64_t byte)
{
	r->b = b;
	r->at = byte * 8;
	r->first = r->word = r->held = 0;
	r->over = r->broken = false;
	r->near_at = byte;
	r->near = 0;
}

/* Makes the window begin at a byte, if eight from there on are not in it. */
static size_t
bring_near(struct jxl_bits *r, uint64_t byte)
{
	size_t in = (size_t)(byte - r->near_at);

	if (byte >= r->near_at && in <= r->near && r->near - in >= 8)
		return in;
	r->near_at = byte;
	r->near = bytes_read(r->b, byte, r->window, sizeof r->window);
	return 0;
}

/* What the bytes from that of r->at on hold. */
static void
load(struct jxl_bits *r)
{
	uint64_t byte = r->at / 8;
	size_t in = bring_near(r, byte), n = r->near - in < 8 ? r->near - in : 8;
	unsigned char p[8] = {0};

	memcpy(p, r->window + in, n);
	r->held = n * 8;
	r->word = le64(p);
	r->first = byte * 8;
}

uint32_t
jxl_read_slowly(struct jxl_bits *r, unsigned n)
{
	if (n == 0)
		return 0;
	if (!r->over)
		load(r);
	if (r->over || r->at - r->first + n > r->held) {
		r->over = true;
		r->held = 0;
		return 0;
	}
	r->at += n;
	return (uint32_t)(r->word >> (r->at - n - r->first) & (((uint64_t)1 << n) - 1));
}

uint32_t
jxl_u32(struct jxl_bits *r, const struct jxl_u32 *d)
{
	unsigned way = jxl_read(r, 2);

	return d->offset[way] + jxl_read(r, d->bits[way]);
}

uint64_t
jxl_u64(struct jxl_bits *r)
{
	unsigned way = jxl_read(r, 2), shift = 12;
	uint64_t v;

	if (way == 0)
		return 0;
	if (way == 1)
		return 1 + jxl_read(r, 4);
	if (way == 2)
		return 17 + jxl_read(r, 8);
	v = jxl_read(r, 12);
	while (jxl_bool(r)) {
		if (shift == 60)
			return v | (uint64_t)jxl_read(r, 4) << shift;
		v |= (uint64_t)jxl_read(r, 8) << shift;
		shift += 8;
	}
	return v;
}

uint32_t
jxl_enum(struct jxl_bits *r)
{
	static const struct jxl_u32 d = {{0, 1, 2, 18}, {0, 0, 4, 6}};
	uint32_t v = jxl_u32(r, &d);

	r->broken |= v > 63;
	return v;
}

void
jxl_f16(struct jxl_bits *r, unsigned n)
{
	while (n--)
		r->broken |= (jxl_read(r, 16) >> 10 & 31) == 31;
}

void
jxl_align(struct jxl_bits *r)
{
	unsigned spare = (unsigned)(-r->at & 7);

	r->broken |= jxl_read(r, spare) != 0;
}

void
jxl_skip(struct jxl_bits *r, uint64_t n)
{
	if (r->over || n > r->b->size * 8 - r->at) {
		r->over = true;
		r->held = 0;
	} else {
		r->at += n;
	}
}

void
jxl_skip_name(struct jxl_bits *r)
{
	static const struct jxl_u32 length = {{0, 0, 16, 48}, {0, 4, 5, 10}};

	jxl_skip(r, jxl_u32(r, &length) * 8ull);
}

void
jxl_skip_extensions(struct jxl_bits *r)
{
	uint64_t which = jxl_u64(r), bits = 0;

	for (; which && !r->over; which &= which - 1)
		if (__builtin_add_overflow(bits, jxl_u64(r), &bits))
			r->broken = true;
	jxl_skip(r, bits);
}
