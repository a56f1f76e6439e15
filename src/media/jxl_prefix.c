/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl_prefix.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define LENGTH_CODES 18

/* Lengths of n symbols to the canonical code of those that have one. */
static void
assign(struct jxl_prefix *t, const unsigned char *lengths, unsigned n)
{
	unsigned next[JXL_PREFIX_BITS + 2] = {0};

	memset(t->counts, 0, sizeof t->counts);
	for (unsigned i = 0; i < n; i++)
		t->counts[lengths[i]]++;
	t->counts[0] = 0;
	t->n = 0;
	for (unsigned l = 1; l <= JXL_PREFIX_BITS; l++) {
		next[l] = t->n;
		t->n += t->counts[l];
	}
	t->symbols = memory_zero(t->n ? t->n : 1, sizeof *t->symbols);
	for (unsigned i = 0; i < n; i++)
		if (lengths[i])
			t->symbols[next[lengths[i]]++] = (uint16_t)i;
}

uint32_t
jxl_prefix_symbol(const struct jxl_prefix *t, struct jxl_bits *r)
{
	uint32_t code = 0, first = 0, index = 0;

	if (t->n <= 1)
		return t->n ? t->symbols[0] : 0;
	for (unsigned l = 1; l <= JXL_PREFIX_BITS; l++) {
		code |= jxl_read(r, 1);
		if (code - first < t->counts[l])
			return t->symbols[index + code - first];
		index += t->counts[l];
		first = (first + t->counts[l]) << 1;
		code <<= 1;
	}
	r->broken = true;
	return 0;
}

static int
by_value(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* One to four symbols, listed. */
static void
read_listed(struct jxl_prefix *t, struct jxl_bits *r, unsigned alphabet)
{
	static const unsigned char shapes[5][4] = {
		{0}, {1, 1}, {1, 2, 2}, {2, 2, 2, 2}, {1, 2, 3, 3}};
	unsigned bits = 0, n = jxl_read(r, 2) + 1, shape = n - 1, same;

	while ((alphabet - 1) >> bits)
		bits++;
	t->symbols = memory_zero(4, sizeof *t->symbols);
	t->n = n;
	for (unsigned i = 0; i < n; i++) {
		t->symbols[i] = (uint16_t)jxl_read(r, bits);
		r->broken |= t->symbols[i] >= alphabet;
		for (unsigned k = 0; k < i; k++)
			r->broken |= t->symbols[k] == t->symbols[i];
	}
	if (n == 4 && jxl_bool(r))
		shape = 4;
	for (unsigned i = 0; i < n && n > 1; i++)
		t->counts[shapes[shape][i]]++;
	/* those of equal length stand in order of their values */
	same = shape == 2 ? 1 : shape == 4 ? 2 : 0;
	qsort(t->symbols + same, n - same, sizeof *t->symbols, by_value);
}

/* The code in which the lengths of the code are written. */
static void
read_length_code(struct jxl_prefix *t, struct jxl_bits *r, unsigned skip)
{
	static const unsigned char order[LENGTH_CODES] = {1, 2, 3, 4,  0,  5,  17, 6,  16,
							  7, 8, 9, 10, 11, 12, 13, 14, 15};
	unsigned char lengths[LENGTH_CODES] = {0};
	int space = 32;
	unsigned codes = 0;

	for (unsigned i = skip; i < LENGTH_CODES && space > 0; i++) {
		/* 00: 0, 10: 3, 01: 4, 011: 2, 0111: 1, 1111: 5, the last bit read first in line */
		unsigned v = jxl_read(r, 2), length = v == 0 ? 0 : v == 1 ? 4 : v == 2 ? 3 : 0;

		if (v == 3)
			length = !jxl_bool(r) ? 2 : jxl_bool(r) ? 5 : 1;
		lengths[order[i]] = (unsigned char)length;
		if (length) {
			space -= 32 >> length;
			codes++;
		}
	}
	r->broken |= codes != 1 && space != 0;
	assign(t, lengths, LENGTH_CODES);
}

/* Repetitions add up when they follow each other, as RFC 7932 section 3.5 has it. */
struct repeat {
	unsigned n;
	unsigned char length;
};

static unsigned
repetitions(struct repeat *p, struct jxl_bits *r, unsigned symbol, unsigned char previous)
{
	unsigned extra = symbol == 16 ? 2 : 3, before;
	unsigned char length = symbol == 16 ? previous : 0;

	if (p->n && p->length != length)
		p->n = 0;
	p->length = length;
	before = p->n;
	if (p->n)
		p->n = (p->n - 2) << extra;
	p->n += jxl_read(r, extra) + 3;
	return p->n - before;
}

static void
read_lengths(const struct jxl_prefix *code, struct jxl_bits *r, unsigned char *lengths, unsigned n)
{
	struct repeat repeat = {0};
	unsigned char previous = 8;
	int space = 1 << JXL_PREFIX_BITS;
	unsigned i = 0;

	while (i < n && space > 0 && !r->over && !r->broken) {
		unsigned symbol = jxl_prefix_symbol(code, r), times = 1;

		if (symbol < 16) {
			repeat.n = 0;
			lengths[i++] = (unsigned char)symbol;
			previous = symbol ? (unsigned char)symbol : previous;
			space -= symbol ? 1 << (JXL_PREFIX_BITS - symbol) : 0;
			continue;
		}
		times = repetitions(&repeat, r, symbol, previous);
		if (times > n - i) {
			r->broken = true;
			return;
		}
		memset(lengths + i, repeat.length, times);
		i += times;
		space -= repeat.length ? (int)(times << (JXL_PREFIX_BITS - repeat.length)) : 0;
	}
	r->broken |= space != 0;
}

void
jxl_prefix_read(struct jxl_prefix *t, struct jxl_bits *r, unsigned alphabet)
{
	struct jxl_prefix code = {0};
	unsigned char *lengths;
	unsigned kind;

	*t = (struct jxl_prefix){0};
	if (alphabet <= 1) {
		t->symbols = memory_zero(1, sizeof *t->symbols);
		return;
	}
	kind = jxl_read(r, 2);
	if (kind == 1) {
		read_listed(t, r, alphabet);
		return;
	}
	read_length_code(&code, r, kind);
	lengths = memory_zero(alphabet, 1);
	if (!r->broken && !r->over)
		read_lengths(&code, r, lengths, alphabet);
	assign(t, lengths, alphabet);
	free(lengths);
	jxl_prefix_release(&code);
}

void
jxl_prefix_release(struct jxl_prefix *t)
{
	free(t->symbols);
	*t = (struct jxl_prefix){0};
}
