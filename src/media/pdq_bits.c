/* SPDX-License-Identifier: Apache-2.0 */
/* Digests already made: apart from their making, which needs the mathematics library. */
#include <string.h>

#include "media/pdq.h"

unsigned
pdq_distance(const unsigned char a[PDQ_BYTES], const unsigned char b[PDQ_BYTES])
{
	uint64_t x[PDQ_BYTES / 8], y[PDQ_BYTES / 8];
	unsigned n = 0;

	memcpy(x, a, PDQ_BYTES);
	memcpy(y, b, PDQ_BYTES);
	for (size_t i = 0; i < PDQ_BYTES / 8; i++)
		n += (unsigned)__builtin_popcountll(x[i] ^ y[i]);
	return n;
}

void
pdq_to_hex(const unsigned char bits[PDQ_BYTES], char out[PDQ_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < PDQ_BYTES; i++) {
		out[2 * i] = digits[bits[i] >> 4];
		out[2 * i + 1] = digits[bits[i] & 15];
	}
	out[PDQ_HEX] = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
pdq_from_hex(const char *hex, size_t n, unsigned char bits[PDQ_BYTES])
{
	if (n != PDQ_HEX)
		return false;
	for (size_t i = 0; i < PDQ_BYTES; i++) {
		int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bits[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
