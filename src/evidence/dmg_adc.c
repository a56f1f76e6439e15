/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apple Data Compression: literals, and copies of two lengths from what was put out. The first byte
 * tells: 1lllllll l+1 literals follow; 01llllll copies l+4 bytes from a distance of 16 bits;
 * 00lllldd copies l+3 bytes from a distance of 10 bits.
 */
#include <string.h>

#include "base/bytes.h"
#include "evidence/dmg.h"

struct adc {
	const unsigned char *in;
	size_t n, at;
	unsigned char *out;
	size_t size, done;
};

static bool
literals(struct adc *a, size_t length)
{
	if (length > a->n - a->at || length > a->size - a->done)
		return false;
	memcpy(a->out + a->done, a->in + a->at, length);
	a->at += length;
	a->done += length;
	return true;
}

/* A copy may overlap what it makes. */
static bool
repeat(struct adc *a, size_t distance, size_t length)
{
	if (distance > a->done || length > a->size - a->done)
		return false;
	for (size_t i = 0; i < length; i++, a->done++)
		a->out[a->done] = a->out[a->done - distance];
	return true;
}

static bool
step(struct adc *a)
{
	unsigned char c = a->in[a->at++];
	size_t distance, length;

	if (c & 0x80)
		return literals(a, (size_t)(c & 0x7f) + 1);
	if (c & 0x40) {
		if (a->n - a->at < 2)
			return false;
		length = (size_t)(c & 0x3f) + 4;
		distance = (size_t)be16(a->in + a->at) + 1;
		a->at += 2;
		return repeat(a, distance, length);
	}
	if (a->n - a->at < 1)
		return false;
	length = (size_t)(c >> 2 & 0x0f) + 3;
	distance = ((size_t)(c & 3) << 8 | a->in[a->at]) + 1;
	a->at++;
	return repeat(a, distance, length);
}

bool
dmg_unpack_adc(const unsigned char *in, size_t n, unsigned char *out, size_t size)
{
	struct adc a = {in, n, 0, out, size, 0};

	while (a.at < a.n && a.done < a.size)
		if (!step(&a))
			return false;
	return a.done == a.size;
}
