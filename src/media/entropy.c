/* SPDX-License-Identifier: Apache-2.0 */
#include "media/entropy.h"

/*
 * 256 random bytes have 162 distinct values, 5 more or less; 110 or fewer are never seen. Text has
 * 30 to 70, and anything that has fewer than 12 may as well be a period of some code.
 */
#define DENSE_DISTINCT 110
#define TEXT_DISTINCT  12

#define SECTOR 512

/* So close before a sector, a foreign run began on it and the bytes before are chance. */
#define SLACK 12

/* Does a byte belong to ASCII text? */
static bool
printable(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

enum entropy_kind
entropy_of(const unsigned char *p, size_t n)
{
	unsigned char seen[256] = {0};
	unsigned distinct = 0;
	bool text = true;

	for (size_t i = 0; i < n; i++) {
		distinct += !seen[p[i]];
		seen[p[i]] = 1;
	}
	if (distinct >= DENSE_DISTINCT * n / ENTROPY_WINDOW)
		return ENTROPY_DENSE;
	if (distinct == 1)
		return ENTROPY_CONSTANT;
	for (unsigned c = 0; c < 256 && text; c++)
		text = !seen[c] || printable((unsigned char)c);
	return text && distinct >= TEXT_DISTINCT ? ENTROPY_TEXT : ENTROPY_THIN;
}

const char *
entropy_name(enum entropy_kind kind)
{
	static const char *const names[] = {
		[ENTROPY_DENSE] = "coded data",
		[ENTROPY_THIN] = "regular data",
		[ENTROPY_TEXT] = "text",
		[ENTROPY_CONSTANT] = "one byte over and over",
	};

	return names[kind];
}

/* Is this byte of the same kind as the foreign window behind it? */
static bool
same_kind(enum entropy_kind kind, unsigned char c, unsigned char first)
{
	if (kind == ENTROPY_CONSTANT)
		return c == first;
	return kind == ENTROPY_TEXT && printable(c);
}

/* Where the foreign run really begins: not before `least`. */
static uint64_t
run_start(struct bytes *b, enum entropy_kind kind, uint64_t start, uint64_t least, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, 1);
	unsigned char first = p ? *p : 0;
	uint64_t over;

	/* a run of one byte is told by its second window */
	if (at - least > 2 * ENTROPY_WINDOW)
		least = at - 2 * ENTROPY_WINDOW;
	p = at > least ? bytes_exact(b, least, (size_t)(at - least)) : NULL;
	while (p && at > least && same_kind(kind, p[at - least - 1], first))
		at--;
	over = start == UINT64_MAX ? 0 : (at - start) % SECTOR;
	return over >= SECTOR - SLACK ? at + SECTOR - over : at;
}

static bool
foreign(enum entropy_kind kind, enum entropy_kind before, bool strict)
{
	if (kind == ENTROPY_DENSE || strict || kind == ENTROPY_TEXT)
		return kind != ENTROPY_DENSE;
	return kind == ENTROPY_CONSTANT && before == ENTROPY_CONSTANT;
}

struct search {
	struct bytes *b;
	uint64_t start, least, at;
	bool strict;
	enum entropy_kind before;
	uint64_t where;
};

static enum entropy_kind
look_at(struct search *s, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i + ENTROPY_WINDOW <= n; i += ENTROPY_WINDOW) {
		enum entropy_kind kind = entropy_of(p + i, ENTROPY_WINDOW);

		if (foreign(kind, s->before, s->strict)) {
			s->where = run_start(s->b, kind, s->start, s->least, s->at + i);
			return kind;
		}
		s->before = kind;
	}
	return ENTROPY_DENSE;
}

enum entropy_kind
entropy_search(struct bytes *b, uint64_t start, uint64_t at, uint64_t end, bool strict,
	       uint64_t *where)
{
	struct search s = {b, start, at, at, strict, ENTROPY_DENSE, 0};
	enum entropy_kind kind;
	size_t n;

	if (at >= end || end - at < ENTROPY_WINDOW)
		return ENTROPY_DENSE;
	while (s.at < end) {
		const unsigned char *p;

		if (end - s.at < ENTROPY_WINDOW)
			s.at = end - ENTROPY_WINDOW;
		n = end - s.at < BYTES_WINDOW ? (size_t)(end - s.at) : BYTES_WINDOW;
		p = bytes_view(b, s.at, n, &n);
		if (!p || n < ENTROPY_WINDOW)
			return ENTROPY_DENSE;
		kind = look_at(&s, p, n);
		*where = s.where;
		if (kind != ENTROPY_DENSE)
			return kind;
		s.at += n / ENTROPY_WINDOW * ENTROPY_WINDOW;
	}
	return ENTROPY_DENSE;
}
