/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/entropy.h"

#include <string.h>

#define SAMPLE	 ((size_t)4096)
#define HEAD	 16				      /* samples at the very start */
#define SPREAD	 64				      /* samples over all of it */
#define SMALLEST ((uint64_t)(HEAD + SPREAD) * SAMPLE) /* so that no two samples overlap */

/*
 * With 255 degrees of freedom random bytes give 255 on average with a deviation of 22.6. The
 * bounds for one sample are eight deviations wide, since 80 are tested; those for all together
 * five and a half.
 */
#define ONE_LOW	 74.0
#define ONE_HIGH 436.0
#define ALL_LOW	 130.0
#define ALL_HIGH 380.0

static double
chi_squared(const uint64_t counts[256], uint64_t total)
{
	double expected = (double)total / 256.0, sum = 0.0;

	for (size_t i = 0; i < 256; i++) {
		double d = (double)counts[i] - expected;

		sum += d * d / expected;
	}
	return sum;
}

static bool
add_sample(struct bytes *b, uint64_t offset, uint64_t all[256])
{
	const unsigned char *p = bytes_exact(b, offset, SAMPLE);
	uint64_t counts[256] = {0};
	double x;

	if (!p)
		return false;
	for (size_t i = 0; i < SAMPLE; i++)
		counts[p[i]]++;
	for (size_t i = 0; i < 256; i++)
		all[i] += counts[i];
	x = chi_squared(counts, SAMPLE);
	return x > ONE_LOW && x < ONE_HIGH;
}

bool
entropy_is_random(struct bytes *b, uint64_t offset, uint64_t size)
{
	uint64_t all[256] = {0}, step;
	double x;

	if (size < SMALLEST || size % 512)
		return false;
	step = (size - (HEAD + 1) * SAMPLE) / (SPREAD - 1) / 512 * 512;
	for (uint64_t i = 0; i < HEAD; i++)
		if (!add_sample(b, offset + i * SAMPLE, all))
			return false;
	for (uint64_t i = 0; i < SPREAD; i++)
		if (!add_sample(b, offset + HEAD * SAMPLE + i * step, all))
			return false;
	x = chi_squared(all, (uint64_t)(HEAD + SPREAD) * SAMPLE);
	return x > ALL_LOW && x < ALL_HIGH;
}
