/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting and choosing among the set bits of a word: portably, and with the instructions that most
 * x86-64 processors have for it (BMI2, POPCNT). The compiler may not assume these, so whoever needs
 * them in a loop has the loop twice and asks bit_masks_have_bmi2() which to run.
 */
#ifndef WINNOW_MEDIA_BIT_MASKS_H
#define WINNOW_MEDIA_BIT_MASKS_H

#include <stdbool.h>
#include <stdint.h>

/* Without the instruction for it the compiler would call a function. */
static inline unsigned
bit_count(uint64_t v)
{
	v -= v >> 1 & 0x5555555555555555u;
	v = (v & 0x3333333333333333u) + (v >> 2 & 0x3333333333333333u);
	v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (unsigned)(v * 0x0101010101010101u >> 56);
}

/* The n-th set bit alone, counted from 0 and from the low end, n < 64; 0: there are not as many. */
static inline uint64_t
bit_nth(uint64_t set, unsigned n)
{
	while (n--)
		set &= set - 1;
	return set & (0 - set);
}

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define BIT_MASKS_BMI2 __attribute__((target("bmi,bmi2,popcnt")))

static inline BIT_MASKS_BMI2 unsigned
bit_count_bmi2(uint64_t v)
{
	return (unsigned)_mm_popcnt_u64(v);
}

static inline BIT_MASKS_BMI2 uint64_t
bit_nth_bmi2(uint64_t set, unsigned n)
{
	return _pdep_u64((uint64_t)1 << n, set);
}

/* AMD's family 17h has PDEP, but takes longer for it than the loop. */
static inline bool
bit_masks_have_bmi2(void)
{
	return __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt") && !__builtin_cpu_is("amdfam17h");
}

#else

#define BIT_MASKS_BMI2

static inline unsigned
bit_count_bmi2(uint64_t v)
{
	return bit_count(v);
}

static inline uint64_t
bit_nth_bmi2(uint64_t set, unsigned n)
{
	return bit_nth(set, n);
}

static inline bool
bit_masks_have_bmi2(void)
{
	return false;
}

#endif

#endif
