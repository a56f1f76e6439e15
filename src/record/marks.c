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
	uint64_t backslash;
	uint64_t structure; /* { } [ ] : , */
	uint64_t control;   /* below 0x20 */
	bool high;	    /* some byte is over 0x7F */
};

#ifdef __SSE2__

static inline uint64_t
bits_of(__m128i v)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

/* Setting bit 5 makes '[' and '{' one character, and ']' and '}' another; nothing else becomes
 * them. */
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

static inline struct masks
classify(const char *p)
{
	struct masks m = {0, 0, 0, 0, false};
	__m128i control[4], any_control = _mm_setzero_si128(), any = _mm_setzero_si128();
	for (int i = 0; i < 4; i++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
		m.quote |= bits_of(_mm_cmpeq_epi8(v, _mm_set1_epi8('"'))) << 16 * i;
		m.backslash |= bits_of(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))) << 16 * i;
		m.structure |= bits_of(structure_of(v)) << 16 * i;
		control[i] = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
		any_control = _mm_or_si128(any_control, control[i]);
		any = _mm_or_si128(any, v);
	}
	m.high = bits_of(any) != 0;
	if (bits_of(any_control) != 0) {
		for (int i = 0; i < 4; i++)
			m.control |= bits_of(control[i]) << 16 * i;
	}
	return m;
}

#else

static bool
is_structure(char c)
{
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',';
}

static inline struct masks
classify(const char *p)
{
	struct masks m = {0, 0, 0, 0, false};
	for (int i = 0; i < BLOCK; i++) {
		m.quote |= (uint64_t)(p[i] == '"') << i;
		m.backslash |= (uint64_t)(p[i] == '\\') << i;
		m.structure |= (uint64_t)is_structure(p[i]) << i;
		m.control |= (uint64_t)((unsigned char)p[i] < 0x20) << i;
		m.high |= (unsigned char)p[i] > 0x7F;
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

/* Bit i becomes the parity of bits 0 to i: ones from an opening quote up to before its closing
 * quote. */
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
	uint64_t escaped = 0;
	if (k.backslash != 0 || m->escaped != 0) {
		m->backslashes = true;
		escaped = find_escaped(m, k.backslash);
		check_escapes(m, m->block, escaped);
	}
	uint64_t quote = k.quote & ~escaped;
	uint64_t in_string = running_parity(quote) ^ m->in_string;
	m->in_string = (uint64_t)0 - (in_string >> 63);
	if (k.control != 0)
		check_control(m, m->block, k.control, in_string);
	if (k.high && m->not_ascii == m->n)
		m->not_ascii = m->block;
	m->bits = (k.structure & ~in_string) | quote;
}

bool
marks_fill(struct marks *m)
{
	do {
		if (m->next_block >= m->n)
			return false;
		m->block = m->next_block;
		m->next_block += BLOCK;
		if (m->n - m->block >= BLOCK) {
			fill_block(m, m->text + m->block);
		} else {
			char last[BLOCK];
			memset(last, ' ', sizeof last);
			memcpy(last, m->text + m->block, m->n - m->block);
			fill_block(m, last);
		}
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
