/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/scan_private.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define VECTOR ((size_t)32)
#define TAKES  (VECTOR + ANCHOR - 1) /* bytes read for one vector of places */

/* The tables in registers, each half of a register holding the same sixteen bytes. */
struct wide {
	__m256i low[ANCHOR], high[ANCHOR];
};

__attribute__((target("avx2"))) static inline __m256i
both_halves(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

/* One bit for each of the 32 places at p whose anchor bytes some bucket allows. */
__attribute__((target("avx2"))) static inline unsigned
hits(const struct wide *t, const unsigned char *p)
{
	const __m256i nibble = _mm256_set1_epi8(15);
	__m256i buckets = _mm256_set1_epi8(-1);

	for (size_t i = 0; i < ANCHOR; i++) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		__m256i low = _mm256_shuffle_epi8(t->low[i], _mm256_and_si256(v, nibble));
		__m256i high = _mm256_shuffle_epi8(
			t->high[i], _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble));

		buckets = _mm256_and_si256(buckets, _mm256_and_si256(low, high));
	}
	return ~(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
}

__attribute__((target("avx2"))) size_t
scan_avx2(const struct scan_tables *tables, const unsigned char *p, size_t n, size_t from,
	  bool *agree)
{
	struct wide t;

	if (n < TAKES || from > n - TAKES)
		return from;
	for (size_t i = 0; i < ANCHOR; i++) {
		t.low[i] = both_halves(tables->low[i]);
		t.high[i] = both_halves(tables->high[i]);
	}
	size_t k = from;
	for (; k <= n - TAKES; k += VECTOR) {
		unsigned found = hits(&t, p + k);

		if (found) {
			*agree = true;
			return k + (size_t)__builtin_ctz(found);
		}
	}
	return k;
}

bool
scan_have_avx2(void)
{
	return __builtin_cpu_supports("avx2");
}

#else

size_t
scan_avx2(const struct scan_tables *tables, const unsigned char *p, size_t n, size_t from,
	  bool *agree)
{
	(void)tables, (void)p, (void)n, (void)agree;
	return from;
}

bool
scan_have_avx2(void)
{
	return false;
}

#endif
