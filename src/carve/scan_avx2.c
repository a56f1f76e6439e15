/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/scan_private.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

/* The tables in registers, each half of a register holding the same sixteen bytes. */
struct wide {
	__m256i low[ANCHOR], high[ANCHOR];
};

__attribute__((target("avx2"))) static inline __m256i
both_halves(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

/* The buckets that allow the i-th anchor byte of each of 32 places. */
__attribute__((target("avx2"))) static inline __m256i
allowed_byte(const struct wide *t, const unsigned char *p, size_t i)
{
	const __m256i nibble = _mm256_set1_epi8(15);
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
	__m256i low = _mm256_and_si256(v, nibble);
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);

	return _mm256_and_si256(_mm256_shuffle_epi8(t->low[i], low),
				_mm256_shuffle_epi8(t->high[i], high));
}

/* Written out, so that the tables stay in registers. */
_Static_assert(ANCHOR == 4, "four bytes are looked at");
__attribute__((target("avx2"))) static inline __m256i
allowed(const struct wide *t, const unsigned char *p)
{
	return _mm256_and_si256(_mm256_and_si256(allowed_byte(t, p, 0), allowed_byte(t, p, 1)),
				_mm256_and_si256(allowed_byte(t, p, 2), allowed_byte(t, p, 3)));
}

__attribute__((target("avx2"))) static inline size_t
add_places(__m256i buckets, size_t k, size_t *places, size_t n)
{
	__m256i none = _mm256_cmpeq_epi8(buckets, _mm256_setzero_si256());
	unsigned some = ~(unsigned)_mm256_movemask_epi8(none);

	for (; some; some &= some - 1)
		places[n++] = k + (size_t)__builtin_ctz(some);
	return n;
}

__attribute__((target("avx2"))) size_t
scan_avx2(const struct scan_tables *tables, const unsigned char *p, size_t n, size_t from,
	  size_t to, size_t *places, size_t max, size_t *nplaces)
{
	size_t k = from, found = 0;
	struct wide t;

	for (size_t i = 0; i < ANCHOR; i++) {
		t.low[i] = both_halves(tables->low[i]);
		t.high[i] = both_halves(tables->high[i]);
	}
	for (; k + SCAN_VECTOR <= to && k + SCAN_TAKES <= n && found + SCAN_VECTOR <= max;
	     k += SCAN_VECTOR) {
		__m256i buckets = allowed(&t, p + k);

		if (!_mm256_testz_si256(buckets, buckets))
			found = add_places(buckets, k, places, found);
	}
	*nplaces = found;
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
	  size_t to, size_t *places, size_t max, size_t *nplaces)
{
	(void)tables, (void)p, (void)n, (void)to, (void)places, (void)max;
	*nplaces = 0;
	return from;
}

bool
scan_have_avx2(void)
{
	return false;
}

#endif
