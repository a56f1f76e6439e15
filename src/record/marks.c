/* SPDX-License-Identifier: Apache-2.0 */
#include "record/marks.h"

#include <string.h>

#include "base/text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK 64

/* One bit a byte of a block, the first byte lowest. */
struct masks {
	uint64_t quote;
	uint64_t structure; /* { } [ ] : , */
	bool rare;	    /* some byte is a backslash, below 0x20 or over 0x7F */
};

/* Those that most blocks have none of. */
struct rare_masks {
	uint64_t backslash;
	uint64_t control; /* below 0x20 */
	uint64_t high;	  /* over 0x7F */
};

static bool
is_mark(char c)
{
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',';
}

#ifdef __SSE2__

static inline uint64_t
bits_of(__m128i v)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

/*
 * Setting bit 5 makes '[' and '{' one character, and ']' and '}' another; nothing
 * else becomes them.
 */
static inline __m128i
structure_of(__m128i v)
{
	__m128i folded = _mm_or_si128(v, _mm_set1_epi8(0x20));
	__m128i braces = _mm_or_si128(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')),
				      _mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
	__m128i separators = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(':')),
					  _mm_cmpeq_epi8(v, _mm_set1_epi8(',')));
	return _mm_or_si128(braces, separators);
}

static inline __m128i
load16(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* Adds what 16 bytes have, `at` bytes into the block. In *rare the highest bit of a byte counts. */
static inline void
classify16(struct masks *m, const char *p, int at, __m128i *rare)
{
	__m128i v = load16(p + at);
	__m128i backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
	m->quote |= bits_of(_mm_cmpeq_epi8(v, _mm_set1_epi8('"'))) << at;
	m->structure |= bits_of(structure_of(v)) << at;
	*rare = _mm_or_si128(*rare, _mm_or_si128(v, _mm_or_si128(backslash, control)));
}

static inline struct masks
classify(const char *p)
{
	struct masks m = {0, 0, false};
	__m128i rare = _mm_setzero_si128();
	classify16(&m, p, 0, &rare);
	classify16(&m, p, 16, &rare);
	classify16(&m, p, 32, &rare);
	classify16(&m, p, 48, &rare);
	m.rare = bits_of(rare) != 0;
	return m;
}

static struct rare_masks
classify_rare(const char *p)
{
	struct rare_masks m = {0, 0, 0};
	for (int i = 0; i < BLOCK; i += 16) {
		__m128i v = load16(p + i);
		__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
		m.backslash |= bits_of(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))) << i;
		m.control |= bits_of(control) << i;
		m.high |= bits_of(v) << i;
	}
	return m;
}

#else

static inline struct masks
classify(const char *p)
{
	struct masks m = {0, 0, false};
	for (int i = 0; i < BLOCK; i++) {
		unsigned char c = (unsigned char)p[i];
		m.quote |= (uint64_t)(c == '"') << i;
		m.structure |= (uint64_t)is_mark(p[i]) << i;
		m.rare |= c == '\\' || c < 0x20 || c > 0x7F;
	}
	return m;
}

static struct rare_masks
classify_rare(const char *p)
{
	struct rare_masks m = {0, 0, 0};
	for (int i = 0; i < BLOCK; i++) {
		unsigned char c = (unsigned char)p[i];
		m.backslash |= (uint64_t)(c == '\\') << i;
		m.control |= (uint64_t)(c < 0x20) << i;
		m.high |= (uint64_t)(c > 0x7F) << i;
	}
	return m;
}

#endif

void
marks_start(struct marks *m, const char *text, size_t n)
{
	*m = (struct marks){.text = text, .n = n, .not_ascii = n, .bad = SIZE_MAX};
}

static void
bad(struct marks *m, size_t at, const char *why)
{
	if (m->bad != SIZE_MAX)
		return;
	m->bad = at;
	m->why = why;
}

/* The bytes that a backslash before them escapes; in a run of backslashes, each second one. */
static uint64_t
find_escaped(struct marks *m, uint64_t backslash)
{
	uint64_t escaped = m->escaped;
	m->escaped = 0;
	backslash &= ~escaped;
	while (backslash != 0) {
		uint64_t first = backslash & -backslash;
		if (first == (uint64_t)1 << 63)
			m->escaped = 1;
		escaped |= first << 1;
		backslash &= ~(first | first << 1);
	}
	return escaped;
}

static bool
is_hex4(const char *p)
{
	unsigned char ignored[2];
	return text_unhex(p, 4, ignored) == 0;
}

static void
check_escapes(struct marks *m, size_t block, uint64_t escaped)
{
	for (; escaped != 0; escaped &= escaped - 1) {
		size_t at = block + (size_t)__builtin_ctzll(escaped);
		if (at >= m->n)
			return;
		char c = m->text[at];
		bool good = c == 'u' ? m->n - at > 4 && is_hex4(m->text + at + 1)
				     : c != '\0' && strchr("\"\\/bfnrt", c) != NULL;
		if (!good) {
			bad(m, at - 1, "a backslash followed by no escape that JSON knows");
			return;
		}
	}
}

/* The escaped bytes of the block, their escapes checked. */
static uint64_t
take_escapes(struct marks *m, uint64_t backslash)
{
	if (backslash == 0 && m->escaped == 0)
		return 0;
	m->backslashes = true;
	uint64_t escaped = find_escaped(m, backslash);
	check_escapes(m, m->block, escaped);
	return escaped;
}

/* Control characters are white space outside strings at best; a newline would split the record. */
static void
check_control(struct marks *m, size_t block, uint64_t control, uint64_t in_string)
{
	for (; control != 0; control &= control - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(control);
		size_t at = block + bit;
		if ((in_string >> bit & 1) == 0 && (m->text[at] == '\t' || m->text[at] == '\r'))
			continue;
		bad(m, at, "a control character");
		return;
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/*
 * The rare quotes with no mark right beside them: white space may lie between, nothing else.
 * `closed` has the bytes behind a closing quote, `opening` the quotes that open.
 */
static void
check_quotes(struct marks *m, uint64_t closed, uint64_t opening)
{
	for (; closed != 0; closed &= closed - 1) {
		size_t at = m->block + (size_t)__builtin_ctzll(closed);
		while (at < m->n && is_blank(m->text[at]))
			at++;
		if (at < m->n && !is_mark(m->text[at]))
			bad(m, at, "something right after a string");
	}
	for (; opening != 0; opening &= opening - 1) {
		size_t at = m->block + (size_t)__builtin_ctzll(opening);
		while (at > 0 && is_blank(m->text[at - 1]))
			at--;
		if (at == 0 || !is_mark(m->text[at - 1]))
			bad(m, at, "something right before a string");
	}
}

/*
 * Bit i becomes the parity of bits 0 to i: ones from an opening quote up to before
 * its closing quote.
 */
static inline uint64_t
running_parity(uint64_t x)
{
	x ^= x << 1;
	x ^= x << 2;
	x ^= x << 4;
	x ^= x << 8;
	x ^= x << 16;
	x ^= x << 32;
	return x;
}

static inline void
fill_block(struct marks *m, const char *p)
{
	struct masks k = classify(p);
	struct rare_masks rare = {0, 0, 0};
	uint64_t quote = k.quote;
	if (k.rare || m->escaped != 0) {
		rare = classify_rare(p);
		quote &= ~take_escapes(m, rare.backslash);
	}
	uint64_t in_string = running_parity(quote) ^ m->in_string;
	uint64_t marks = k.structure & ~in_string;
	uint64_t closed = (quote & ~in_string) << 1 | m->after_quote;
	uint64_t after_mark = marks << 1 | m->after_mark;
	uint64_t lone_closed = closed & ~marks, lone_opening = quote & in_string & ~after_mark;
	if ((lone_closed | lone_opening) != 0)
		check_quotes(m, lone_closed, lone_opening);
	if (rare.control != 0)
		check_control(m, m->block, rare.control, in_string);
	if (rare.high != 0 && m->not_ascii == m->n)
		m->not_ascii = m->block;
	m->after_quote = (quote & ~in_string) >> 63;
	m->after_mark = marks >> 63;
	m->in_string = (uint64_t)0 - (in_string >> 63);
	m->bits = marks;
}

bool
marks_fill(struct marks *m)
{
	char last[BLOCK];
	do {
		if (m->next_block >= m->n)
			return false;
		m->block = m->next_block;
		m->next_block += BLOCK;
		const char *p = m->text + m->block;
		if (m->n - m->block < BLOCK) {
			memset(last, ' ', sizeof last);
			p = memcpy(last, p, m->n - m->block);
		}
		fill_block(m, p);
	} while (m->bits == 0);
	return true;
}

int
marks_finish(struct marks *m)
{
	if (m->in_string != 0)
		bad(m, m->n, "the end of the line inside a string");
	size_t ascii = m->not_ascii;
	size_t good = ascii + text_utf8_prefix(m->text + ascii, m->n - ascii);
	if (good < m->n)
		bad(m, good, "a byte that is not UTF-8");
	return m->bad == SIZE_MAX ? 0 : -1;
}
