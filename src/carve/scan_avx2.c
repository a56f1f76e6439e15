/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/scan_private.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define VECTOR ((size_t)32)

/* A group's tables in registers, each half of a register holding the same sixteen bytes. */
struct tables {
	__m256i low[ANCHOR], high[ANCHOR];
	size_t at;
};

__attribute__((target("avx2"))) static inline __m256i
both_halves(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

/* For each of 32 positions the buckets that all anchor bytes allow. */
__attribute__((target("avx2"))) static inline __m256i
buckets(const struct tables *t, const unsigned char *p)
{
	const __m256i nibble = _mm256_set1_epi8(15);
	__m256i out = _mm256_set1_epi8(-1);

	for (size_t i = 0; i < ANCHOR; i++) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + t->at + i));
		__m256i low = _mm256_shuffle_epi8(t->low[i], _mm256_and_si256(v, nibble));
		__m256i high = _mm256_shuffle_epi8(
			t->high[i], _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble));

		out = _mm256_and_si256(out, _mm256_and_si256(low, high));
	}
	return out;
}

/* One bit for each of the 32 positions at p at which no group agrees. */
__attribute__((target("avx2"))) static inline unsigned
misses(const struct tables *t, size_t n, const unsigned char *p)
{
	__m256i any = buckets(&t[0], p);

	for (size_t i = 1; i < n; i++)
		any = _mm256_or_si256(any, buckets(&t[i], p));
	return (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(any, _mm256_setzero_si256()));
}

__attribute__((target("avx2"))) static inline size_t
search(const struct tables *t, size_t ngroups, const unsigned char *p, size_t limit, size_t k,
       bool *agree)
{
	for (; k < limit; k += VECTOR) {
		unsigned hits = ~misses(t, ngroups, p + k);

		if (hits) {
			*agree = true;
			return k + (size_t)__builtin_ctz(hits);
		}
	}
	return k;
}

__attribute__((target("avx2"))) size_t
scan_groups_avx2(const struct scan_group *groups, size_t ngroups, const unsigned char *p, size_t n,
		 size_t from, bool *agree)
{
	struct tables t[SCAN_GROUPS_MAX];
	size_t reach = VECTOR + ANCHOR; /* bytes read for one vector of positions */

	for (size_t g = 0; g < ngroups; g++) {
		t[g].at = groups[g].at;
		for (size_t i = 0; i < ANCHOR; i++) {
			t[g].low[i] = both_halves(groups[g].low[i]);
			t[g].high[i] = both_halves(groups[g].high[i]);
		}
		if (groups[g].at + VECTOR + ANCHOR > reach)
			reach = groups[g].at + VECTOR + ANCHOR;
	}
	if (ngroups == 0 || n < reach || from > n - reach)
		return from;
	size_t limit = n - reach + 1;
	/* A constant number of groups lets the compiler keep the tables in registers. */
	if (ngroups == 1)
		return search(t, 1, p, limit, from, agree);
	if (ngroups == 2)
		return search(t, 2, p, limit, from, agree);
	return search(t, ngroups, p, limit, from, agree);
}

bool
scan_have_avx2(void)
{
	return __builtin_cpu_supports("avx2");
}

#else

size_t
scan_groups_avx2(const struct scan_group *groups, size_t ngroups, const unsigned char *p, size_t n,
		 size_t from, bool *agree)
{
	(void)groups, (void)ngroups, (void)p, (void)n, (void)agree;
	return from;
}

bool
scan_have_avx2(void)
{
	return false;
}

#endif
