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
read_listed(struct jxl_ans *a, struct jxl_bits *r)
{
	bool two = jxl_bool(r);
	unsigned first = jxl_u8(r), second;

	if (!two) {
		a->counts[first] = JXL_ANS_RANGE;
		return;
	}
	second = jxl_u8(r);
	r->broken |= first == second;
	a->counts[first] = (uint16_t)jxl_read(r, JXL_ANS_BITS);
	a->counts[second] = (uint16_t)(JXL_ANS_RANGE - a->counts[first]);
}

static void
read_flat(struct jxl_ans *a, struct jxl_bits *r)
{
	unsigned n = jxl_u8(r) + 1;

	for (unsigned i = 0; i < n; i++)
		a->counts[i] = (uint16_t)(JXL_ANS_RANGE / n + (i < JXL_ANS_RANGE % n));
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
read_counts(struct jxl_ans *a, struct jxl_bits *r)
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
			previous = i ? a->counts[i - 1] : 0;
		}
		if (same) {
			same--;
			a->counts[i] = (uint16_t)previous;
		} else if (i != p.largest) {
			a->counts[i] = (uint16_t)read_count(r, p.log[i], shift);
		}
		total += a->counts[i];
	}
	r->broken |= total >= JXL_ANS_RANGE;
	if (total < JXL_ANS_RANGE)
		a->counts[p.largest] = (uint16_t)(JXL_ANS_RANGE - total);
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

static bool
one_symbol(struct jxl_ans *a, unsigned size, unsigned share)
{
	for (unsigned k = 0; k < size; k++) {
		if (a->counts[k] != JXL_ANS_RANGE)
			continue;
		for (unsigned i = 0; i < size; i++) {
			a->other[i] = (unsigned char)k;
			a->offset[i] = (uint16_t)(share * i);
			a->cutoff[i] = 0;
		}
		return true;
	}
	return false;
}

static void
build(struct jxl_ans *a, unsigned log_alphabet)
{
	unsigned size = 1u << log_alphabet, share = JXL_ANS_RANGE >> log_alphabet;
	struct shares s = {.n_over = 0};

	if (one_symbol(a, size, share))
		return;
	for (unsigned i = 0; i < size; i++) {
		a->cutoff[i] = a->counts[i];
		place(&s, i, a->cutoff[i], share);
	}
	while (s.n_over && s.n_under) {
		unsigned from = s.over[--s.n_over], to = s.under[--s.n_under];

		a->cutoff[from] = (uint16_t)(a->cutoff[from] - (share - a->cutoff[to]));
		a->other[to] = (unsigned char)from;
		a->offset[to] = a->cutoff[from];
		place(&s, from, a->cutoff[from], share);
	}
	for (unsigned i = 0; i < size; i++) {
		if (a->cutoff[i] == share) {
			a->other[i] = (unsigned char)i;
			a->offset[i] = 0;
			a->cutoff[i] = 0;
		} else {
			a->offset[i] = (uint16_t)(a->offset[i] - a->cutoff[i]);
		}
	}
}

void
jxl_ans_read(struct jxl_ans *a, struct jxl_bits *r, unsigned log_alphabet)
{
	unsigned total = 0;

	memset(a, 0, sizeof *a);
	if (jxl_bool(r))
		read_listed(a, r);
	else if (jxl_bool(r))
		read_flat(a, r);
	else
		read_counts(a, r);
	for (unsigned i = 0; i < 1u << log_alphabet; i++)
		total += a->counts[i];
	r->broken |= total != JXL_ANS_RANGE; /* or a symbol is outside the alphabet */
	if (!r->broken)
		build(a, log_alphabet);
}

uint32_t
jxl_ans_symbol(const struct jxl_ans *a, struct jxl_bits *r, unsigned log_alphabet, uint32_t *state)
{
	unsigned room = JXL_ANS_BITS - log_alphabet, v = *state & (JXL_ANS_RANGE - 1);
	unsigned i = v >> room, at = v & ((1u << room) - 1), symbol = i, offset = at;

	if (at >= a->cutoff[i]) {
		symbol = a->other[i];
		offset = (uint16_t)(a->offset[i] + at);
	}
	*state = a->counts[symbol] * (*state >> JXL_ANS_BITS) + offset;
	if (*state < 1u << 16)
		*state = *state << 16 | jxl_read(r, 16);
	return symbol;
}
