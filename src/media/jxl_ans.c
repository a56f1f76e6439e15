/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl_ans.h"

#include <string.h>

#define REPEAT 13 /* the logarithm that says: as before */

unsigned
jxl_u8(struct jxl_bits *r)
{
	unsigned n;

	if (!jxl_bool(r))
		return 0;
	n = jxl_read(r, 3);
	return (1u << n) + jxl_read(r, n);
}

/* ---- Distributions ---- */

static void
read_listed(uint16_t *counts, struct jxl_bits *r)
{
	bool two = jxl_bool(r);
	unsigned first = jxl_u8(r), second;

	if (!two) {
		counts[first] = JXL_ANS_RANGE;
		return;
	}
	second = jxl_u8(r);
	r->broken |= first == second;
	counts[first] = (uint16_t)jxl_read(r, JXL_ANS_BITS);
	counts[second] = (uint16_t)(JXL_ANS_RANGE - counts[first]);
}

static void
read_flat(uint16_t *counts, struct jxl_bits *r)
{
	unsigned n = jxl_u8(r) + 1;

	for (unsigned i = 0; i < n; i++)
		counts[i] = (uint16_t)(JXL_ANS_RANGE / n + (i < JXL_ANS_RANGE % n));
}

/* The logarithm of a count, in a prefix code that never changes. */
static unsigned
read_logarithm(struct jxl_bits *r)
{
	/* by the three bits that come first; 0: look further */
	static const unsigned char short_codes[8] = {10, 0, 7, 0, 6, 8, 9, 0};
	unsigned v = jxl_read(r, 3);

	if (short_codes[v])
		return short_codes[v];
	if (v == 3)
		return jxl_bool(r) ? 1 : 3;
	if (v == 7)
		return jxl_bool(r) ? 2 : 5;
	if (jxl_bool(r)) /* 1001 */
		return 4;
	if (jxl_bool(r)) /* 10001 */
		return 0;
	if (jxl_bool(r)) /* 100001 */
		return 11;
	return jxl_bool(r) ? REPEAT : 12;
}

/* How exactly counts are written. */
static unsigned
read_shift(struct jxl_bits *r)
{
	unsigned log = 0;

	while (log < 3 && jxl_bool(r))
		log++;
	return (jxl_read(r, log) | 1u << log) - 1;
}

static unsigned
precision(unsigned log, unsigned shift)
{
	int r = (int)shift - (int)((JXL_ANS_BITS - log) >> 1);

	if (r < 0)
		return 0;
	return (unsigned)r < log ? (unsigned)r : log;
}

struct plan {
	unsigned n;
	unsigned char log[JXL_ANS_SYMBOLS + 3];
	uint16_t same[JXL_ANS_SYMBOLS +
		      3]; /* so many symbols from here on count as the one before */
	unsigned largest; /* the symbol whose count is what the others leave */
};

static bool
read_plan(struct plan *p, struct jxl_bits *r)
{
	int most = -1;

	p->n = jxl_u8(r) + 3;
	for (unsigned i = 0; i < p->n; i++) {
		p->log[i] = (unsigned char)read_logarithm(r);
		if (p->log[i] == REPEAT) {
			p->same[i] = (uint16_t)(jxl_u8(r) + 4);
			i += p->same[i] - 1u;
		} else if (p->log[i] > most) {
			most = p->log[i];
			p->largest = i;
		}
	}
	return most >= 0 && (p->largest + 1 >= p->n || p->log[p->largest + 1] != REPEAT) &&
	       p->n <= JXL_ANS_SYMBOLS;
}

static unsigned
read_count(struct jxl_bits *r, unsigned log, unsigned shift)
{
	unsigned bits;

	if (log < 2)
		return log;
	bits = precision(log - 1, shift);
	return (1u << (log - 1)) + (jxl_read(r, bits) << (log - 1 - bits));
}

static void
read_counts(uint16_t *counts, struct jxl_bits *r)
{
	unsigned shift = read_shift(r), total = 0, same = 0, previous = 0;
	struct plan p = {0};

	if (shift > JXL_ANS_BITS + 1 || !read_plan(&p, r)) {
		r->broken = true;
		return;
	}
	for (unsigned i = 0; i < p.n; i++) {
		if (p.same[i]) {
			same = p.same[i];
			previous = i ? counts[i - 1] : 0;
		}
		if (same) {
			same--;
			counts[i] = (uint16_t)previous;
		} else if (i != p.largest) {
			counts[i] = (uint16_t)read_count(r, p.log[i], shift);
		}
		total += counts[i];
	}
	r->broken |= total >= JXL_ANS_RANGE;
	if (total < JXL_ANS_RANGE)
		counts[p.largest] = (uint16_t)(JXL_ANS_RANGE - total);
}

/* ---- Alias tables ---- */

/* Places above and below their share of the table; each is a stack. */
struct shares {
	unsigned char over[JXL_ANS_SYMBOLS * 2], under[JXL_ANS_SYMBOLS * 2];
	unsigned n_over, n_under;
};

static void
place(struct shares *s, unsigned i, unsigned count, unsigned share)
{
	if (count > share)
		s->over[s->n_over++] = (unsigned char)i;
	else if (count < share)
		s->under[s->n_under++] = (unsigned char)i;
}

/* A symbol that has all: every slot is its. */
static bool
one_symbol(struct jxl_ans *a, const uint16_t *counts, unsigned size, unsigned share)
{
	unsigned k = 0;

	while (k < size && counts[k] != JXL_ANS_RANGE)
		k++;
	for (unsigned i = 0; k < size && i < size; i++)
		a->slot[i] = (struct jxl_ans_slot){.other = (unsigned char)k,
						   .other_count = JXL_ANS_RANGE,
						   .offset = (uint16_t)(share * i)};
	return k < size;
}

/* What lies over a slot's share goes to slots that are under theirs. */
static void
spread(struct jxl_ans *a, const uint16_t *counts, unsigned size, unsigned share, uint16_t *cutoff)
{
	struct shares s = {.n_over = 0};

	for (unsigned i = 0; i < size; i++) {
		cutoff[i] = counts[i];
		place(&s, i, cutoff[i], share);
	}
	while (s.n_over && s.n_under) {
		unsigned from = s.over[--s.n_over], to = s.under[--s.n_under];

		cutoff[from] = (uint16_t)(cutoff[from] - (share - cutoff[to]));
		a->slot[to].other = (unsigned char)from;
		a->slot[to].offset = cutoff[from];
		place(&s, from, cutoff[from], share);
	}
}

static void
build(struct jxl_ans *a, const uint16_t *counts, unsigned log_alphabet)
{
	unsigned size = 1u << log_alphabet, share = JXL_ANS_RANGE >> log_alphabet;
	uint16_t cutoff[JXL_ANS_SYMBOLS];

	if (one_symbol(a, counts, size, share))
		return;
	spread(a, counts, size, share, cutoff);
	for (unsigned i = 0; i < size; i++) {
		struct jxl_ans_slot *slot = &a->slot[i];

		if (cutoff[i] == share) {
			slot->other = (unsigned char)i;
			slot->offset = 0;
			cutoff[i] = 0;
		}
		slot->offset = (uint16_t)(slot->offset - cutoff[i]);
		slot->cutoff = (unsigned char)cutoff[i];
		slot->count = counts[i];
		slot->other_count = counts[slot->other];
	}
}

void
jxl_ans_read(struct jxl_ans *a, struct jxl_bits *r, unsigned log_alphabet)
{
	uint16_t counts[JXL_ANS_SYMBOLS] = {0};
	unsigned total = 0;

	memset(a, 0, sizeof *a);
	if (jxl_bool(r))
		read_listed(counts, r);
	else if (jxl_bool(r))
		read_flat(counts, r);
	else
		read_counts(counts, r);
	for (unsigned i = 0; i < 1u << log_alphabet; i++)
		total += counts[i];
	r->broken |= total != JXL_ANS_RANGE; /* or a symbol is outside the alphabet */
	if (!r->broken)
		build(a, counts, log_alphabet);
}
