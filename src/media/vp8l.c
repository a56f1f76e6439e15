/* SPDX-License-Identifier: Apache-2.0 */
#include "media/vp8l.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define BITS_MAX     15
#define FAST_BITS    8
#define LITERALS     256
#define LENGTHS	     24
#define DISTANCES    40
#define CACHE_MAX    11
#define SYMBOLS_MAX  (LITERALS + LENGTHS + (1 << CACHE_MAX))
#define GROUPS_MAX   65536u
#define CODES	     5
#define CODE_LENGTHS 19

/* Some writers leave a few bytes behind the last pixel. */
#define SPARE_MAX 8

enum { PREDICTOR, CROSS_COLOUR, SUBTRACT_GREEN, INDEXING };

struct bits {
	const unsigned char *p;
	size_t n, at; /* at: the next byte to fetch */
	uint64_t hold;
	unsigned have;
};

/* A prefix code: how many codes there are of each length, and the symbols in order. */
struct code {
	uint16_t count[BITS_MAX + 1];
	uint16_t *symbols;
	uint16_t fast[1 << FAST_BITS]; /* symbol << 4 | length of what begins so; 0: longer */
	bool only;		       /* one symbol, which takes no bits */
};

struct group {
	struct code codes[CODES]; /* green and lengths, red, blue, alpha, distances */
};

struct image {
	uint32_t across, down;
	uint32_t cache_size; /* colours; 0: no cache */
	uint32_t *pixels;    /* NULL: not wanted */
	uint32_t *cache;     /* where pixels are wanted */
	struct group *groups;
	uint32_t ngroups;
	const uint32_t *group_of; /* one a tile; NULL: all pixels are of the first */
	unsigned tile_bits;
};

/* ---- Bits ---- */

static void
refill(struct bits *b)
{
	while (b->have <= 56) {
		if (b->at < b->n)
			b->hold |= (uint64_t)b->p[b->at] << b->have;
		b->at++;
		b->have += 8;
	}
}

static inline unsigned
get(struct bits *b, unsigned n)
{
	unsigned v;

	if (b->have < n)
		refill(b);
	v = (unsigned)(b->hold & (((uint64_t)1 << n) - 1));
	b->hold >>= n;
	b->have -= n;
	return v;
}

/* The first byte of which no bit was wanted. */
static uint64_t
reached(const struct bits *b)
{
	return b->at - b->have / 8;
}

static bool
over(const struct bits *b)
{
	return reached(b) > b->n;
}

/* ---- Prefix codes ---- */

/* Codes are read from their highest bit on, bits of a byte from the lowest on. */
static void
code_table(struct code *c)
{
	unsigned code = 0, index = 0;

	memset(c->fast, 0, sizeof c->fast);
	for (unsigned k = 1; k <= FAST_BITS; k++, code *= 2)
		for (unsigned i = 0; i < c->count[k]; i++, code++, index++) {
			unsigned turned = 0;

			for (unsigned bit = 0; bit < k; bit++)
				turned |= (code >> bit & 1) << (k - 1 - bit);
			for (; turned < 1 << FAST_BITS; turned += 1u << k)
				c->fast[turned] = (uint16_t)((unsigned)c->symbols[index] << 4 | k);
		}
}

/* False: the lengths make no complete code. */
static bool
code_build(struct code *c, const uint8_t *lengths, size_t n)
{
	uint32_t next[BITS_MAX + 2] = {0}, used = 0;
	int64_t left = 1;

	memset(c->count, 0, sizeof c->count);
	for (size_t i = 0; i < n; i++) {
		c->count[lengths[i]]++;
		used += lengths[i] != 0;
	}
	c->count[0] = 0;
	for (unsigned k = 1; k <= BITS_MAX; k++) {
		next[k + 1] = next[k] + c->count[k];
		left = 2 * left - c->count[k];
		if (left < 0)
			return false;
	}
	c->only = used == 1;
	c->symbols = memory_resize_array(c->symbols, used ? used : 1, sizeof *c->symbols);
	c->symbols[0] = 0;
	for (size_t i = 0; i < n; i++)
		if (lengths[i])
			c->symbols[next[lengths[i]]++] = (uint16_t)i;
	if (used == 0 || (!c->only && left != 0))
		return false;
	code_table(c);
	return true;
}

static int
symbol(struct bits *b, const struct code *c)
{
	int code = 0, first = 0, index = 0;

	if (c->only)
		return c->symbols[0];
	if (b->have < BITS_MAX)
		refill(b);
	unsigned fast = c->fast[b->hold & ((1 << FAST_BITS) - 1)];
	if (fast) {
		b->hold >>= fast & 15;
		b->have -= fast & 15;
		return (int)(fast >> 4);
	}
	for (unsigned k = 1; k <= BITS_MAX; k++) {
		code |= (int)get(b, 1);
		if (code - c->count[k] < first)
			return c->symbols[index + (code - first)];
		index += c->count[k];
		first = (first + c->count[k]) * 2;
		code *= 2;
	}
	return -1;
}

static bool
read_lengths(struct bits *b, uint8_t *lengths, size_t n)
{
	static const uint8_t order[CODE_LENGTHS] = {17, 18, 0, 1,  2,  3,  4,  5,  16, 6,
						    7,	8,  9, 10, 11, 12, 13, 14, 15};
	uint8_t own[CODE_LENGTHS] = {0};
	struct code c = {.symbols = NULL};
	unsigned count = get(b, 4) + 4;
	size_t at = 0, most = n;
	uint8_t last = 8;
	bool fits;

	for (unsigned i = 0; i < count && i < CODE_LENGTHS; i++)
		own[order[i]] = (uint8_t)get(b, 3);
	fits = count <= CODE_LENGTHS && code_build(&c, own, CODE_LENGTHS);
	if (fits && get(b, 1))
		most = 2 + get(b, 2 + 2 * get(b, 3));
	fits = fits && most <= n;
	while (fits && at < n && most-- > 0 && !over(b)) {
		int s = symbol(b, &c);
		size_t repeat = 1;
		uint8_t value = (uint8_t)s;

		if (s >= 16) {
			repeat = s == 16 ? 3 + get(b, 2) : s == 17 ? 3 + get(b, 3) : 11 + get(b, 7);
			value = s == 16 ? last : 0;
		} else if (s > 0) {
			last = value;
		}
		fits = s >= 0 && repeat <= n - at;
		if (fits)
			memset(lengths + at, value, repeat);
		at += repeat;
	}
	free(c.symbols);
	return fits;
}

static bool
read_code(struct bits *b, struct code *c, size_t n)
{
	uint8_t lengths[SYMBOLS_MAX] = {0};

	if (get(b, 1)) { /* one or two symbols, said in plain */
		bool two = get(b, 1);

		lengths[get(b, get(b, 1) ? 8 : 1)] = 1;
		if (two)
			lengths[get(b, 8)] = 1;
		n = n < LITERALS ? LITERALS : n;
	} else if (!read_lengths(b, lengths, n)) {
		return false;
	}
	return code_build(c, lengths, n) && !over(b);
}

static bool
read_groups(struct bits *b, struct image *m)
{
	const size_t sizes[CODES] = {LITERALS + LENGTHS + m->cache_size, LITERALS, LITERALS,
				     LITERALS, DISTANCES};

	m->groups = memory_zero(m->ngroups, sizeof *m->groups);
	for (uint32_t i = 0; i < m->ngroups; i++)
		for (int k = 0; k < CODES; k++)
			if (!read_code(b, &m->groups[i].codes[k], sizes[k]))
				return false;
	return true;
}

static void
image_release(struct image *m)
{
	for (uint32_t i = 0; m->groups && i < m->ngroups; i++)
		for (int k = 0; k < CODES; k++)
			free(m->groups[i].codes[k].symbols);
	free(m->groups);
	free(m->cache);
}

/* ---- Pixels ---- */

static uint32_t
prefixed(struct bits *b, unsigned s)
{
	unsigned extra;

	if (s < 4)
		return s + 1;
	extra = (s - 2) >> 1;
	return ((2 + (s & 1)) << extra) + get(b, extra) + 1;
}

static uint64_t
distance(uint32_t code, uint32_t across)
{
	/* how far up, and 8 less how far left, of the codes for near pixels */
	static const uint8_t near[120] = {
		0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1a, 0x26, 0x2a, 0x38, 0x05,
		0x37, 0x39, 0x15, 0x1b, 0x36, 0x3a, 0x25, 0x2b, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1c,
		0x35, 0x3b, 0x46, 0x4a, 0x24, 0x2c, 0x58, 0x45, 0x4b, 0x34, 0x3c, 0x03, 0x57, 0x59,
		0x13, 0x1d, 0x56, 0x5a, 0x23, 0x2d, 0x44, 0x4c, 0x55, 0x5b, 0x33, 0x3d, 0x68, 0x02,
		0x67, 0x69, 0x12, 0x1e, 0x66, 0x6a, 0x22, 0x2e, 0x54, 0x5c, 0x43, 0x4d, 0x65, 0x6b,
		0x32, 0x3e, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5d, 0x11, 0x1f, 0x64, 0x6c, 0x42, 0x4e,
		0x76, 0x7a, 0x21, 0x2f, 0x75, 0x7b, 0x31, 0x3f, 0x63, 0x6d, 0x52, 0x5e, 0x00, 0x74,
		0x7c, 0x41, 0x4f, 0x10, 0x20, 0x62, 0x6e, 0x30, 0x73, 0x7d, 0x51, 0x5f, 0x40, 0x72,
		0x7e, 0x61, 0x6f, 0x50, 0x71, 0x7f, 0x60, 0x70};
	int64_t d;

	if (code > sizeof near)
		return code - sizeof near;
	d = (int64_t)(near[code - 1] >> 4) * across + 8 - (near[code - 1] & 15);
	return d < 1 ? 1 : (uint64_t)d;
}

static void
put(struct image *m, uint64_t at, uint32_t colour)
{
	m->pixels[at] = colour;
	if (m->cache_size)
		m->cache[(uint32_t)(0x1e35a7bdu * colour) >> (32 - __builtin_ctz(m->cache_size))] =
			colour;
}

static void
copy(struct image *m, uint64_t at, uint64_t n, uint64_t back)
{
	for (uint64_t i = 0; m->pixels && i < n; i++)
		put(m, at + i, m->pixels[at + i - back]);
}

/* What one code of the green alphabet stands for: pixels read, or 0 where it cannot stand. */
static uint64_t
take(struct bits *b, struct image *m, const struct group *g, uint64_t at, uint64_t left)
{
	int s = symbol(b, &g->codes[0]);

	if (s < 0)
		return 0;
	if (s < LITERALS) {
		int red = symbol(b, &g->codes[1]), blue = symbol(b, &g->codes[2]);

		symbol(b, &g->codes[3]);
		if (m->pixels)
			put(m, at, (uint32_t)red << 16 | (uint32_t)s << 8 | (uint32_t)blue);
		return 1;
	}
	if (s < LITERALS + LENGTHS) {
		uint64_t n = prefixed(b, (unsigned)s - LITERALS), back;
		int d = symbol(b, &g->codes[4]);

		back = d < 0 ? 0 : distance(prefixed(b, (unsigned)d), m->across);
		if (back == 0 || back > at || n > left)
			return 0;
		copy(m, at, n, back);
		return n;
	}
	if ((unsigned)s - LITERALS - LENGTHS >= m->cache_size)
		return 0;
	if (m->pixels)
		put(m, at, m->cache[s - LITERALS - LENGTHS]);
	return 1;
}

/* False: it breaks, or the bytes end. */
static bool
read_pixels(struct bits *b, struct image *m, struct vp8l_verdict *v)
{
	uint64_t n = (uint64_t)m->across * m->down, at = 0, tiles = 0, step;

	if (m->group_of)
		tiles = ((uint64_t)m->across + (1u << m->tile_bits) - 1) >> m->tile_bits;
	while (at < n && !over(b)) {
		uint64_t tile = tiles ? (at / m->across >> m->tile_bits) * tiles +
						(at % m->across >> m->tile_bits)
				      : 0;

		step = take(b, m, &m->groups[tiles ? m->group_of[tile] : 0], at, n - at);
		if (step == 0)
			break;
		at += step;
	}
	if (v) {
		v->pixels = at;
		v->due = n;
	}
	return at == n && !over(b);
}

static bool
read_cache(struct bits *b, struct image *m)
{
	unsigned n;

	if (!get(b, 1))
		return true;
	n = get(b, 4);
	m->cache_size = 1u << n;
	m->cache = memory_zero(m->cache_size, sizeof *m->cache);
	return n >= 1 && n <= CACHE_MAX;
}

/* An image that only helps to read the real one. *pixels: NULL where they are not wanted. */
static bool
read_helper(struct bits *b, uint32_t across, uint32_t down, uint32_t **pixels)
{
	struct image m = {.across = across, .down = down, .ngroups = 1};
	bool good;

	if (pixels)
		m.pixels = *pixels = memory_zero((size_t)across * down, sizeof **pixels);
	good = read_cache(b, &m) && read_groups(b, &m) && read_pixels(b, &m, NULL);
	image_release(&m);
	return good;
}

static uint32_t
tiles_of(uint32_t pixels, unsigned bits)
{
	return (pixels + (1u << bits) - 1) >> bits;
}

static bool
read_transforms(struct bits *b, struct image *m)
{
	unsigned seen = 0, type, n;

	while (get(b, 1)) {
		type = get(b, 2);
		if (seen >> type & 1 || over(b))
			return false;
		seen |= 1u << type;
		if (type == PREDICTOR || type == CROSS_COLOUR) {
			n = get(b, 3) + 2;
			if (!read_helper(b, tiles_of(m->across, n), tiles_of(m->down, n), NULL))
				return false;
		} else if (type == INDEXING) {
			n = get(b, 8) + 1;
			if (!read_helper(b, n, 1, NULL))
				return false;
			m->across = tiles_of(m->across, n > 16 ? 0 : n > 4 ? 1 : n > 2 ? 2 : 3);
		}
	}
	return true;
}

/* Which group of codes each tile has. */
static bool
read_tiles(struct bits *b, struct image *m, uint32_t **group_of)
{
	size_t n;

	m->ngroups = 1;
	if (!get(b, 1))
		return true;
	m->tile_bits = get(b, 3) + 2;
	n = (size_t)tiles_of(m->across, m->tile_bits) * tiles_of(m->down, m->tile_bits);
	if (!read_helper(b, tiles_of(m->across, m->tile_bits), tiles_of(m->down, m->tile_bits),
			 group_of))
		return false;
	for (size_t i = 0; i < n; i++) {
		(*group_of)[i] = (*group_of)[i] >> 8 & 0xffff;
		if ((*group_of)[i] >= m->ngroups)
			m->ngroups = (*group_of)[i] + 1;
	}
	m->group_of = *group_of;
	return m->ngroups <= GROUPS_MAX && m->ngroups <= n;
}

struct vp8l_verdict
vp8l_check(const unsigned char *p, size_t n)
{
	struct vp8l_verdict v = {.what = VP8L_BREAKS};
	struct bits b = {.p = p, .n = n};
	struct image m = {0};
	uint32_t *group_of = NULL;
	bool good;

	if (get(&b, 8) != 0x2f)
		return v;
	m.across = get(&b, 14) + 1;
	m.down = get(&b, 14) + 1;
	good = get(&b, 1 + 3) >> 1 == 0 && read_transforms(&b, &m) && read_cache(&b, &m) &&
	       read_tiles(&b, &m, &group_of) && read_groups(&b, &m) && read_pixels(&b, &m, &v);
	v.broke = reached(&b) < n ? reached(&b) : n;
	if (good && n - v.broke <= SPARE_MAX)
		v.what = VP8L_HOLDS;
	else if (over(&b))
		v.what = VP8L_ENDS;
	free(group_of);
	image_release(&m);
	return v;
}
