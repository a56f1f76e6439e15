/* SPDX-License-Identifier: Apache-2.0 */
#include "media/packbits.h"

/* Bytes that a code takes, with those that it makes in *made. */
static unsigned
code(unsigned char c, unsigned *made)
{
	*made = c < 128 ? c + 1u : c > 128 ? 257u - c : 0;
	return c < 128 ? c + 2u : c > 128 ? 2 : 1;
}

uint64_t
packbits_follow(struct bytes *b, uint64_t *at, uint64_t end, uint64_t size)
{
	uint64_t total = 0;
	size_t n;

	while (*at < end && total < size) {
		uint64_t left = end - *at;
		const unsigned char *p =
			bytes_view(b, *at, left < BYTES_WINDOW ? (size_t)left : BYTES_WINDOW, &n);
		unsigned made, taken;
		size_t i = 0;

		while (p && i < n && total < size) {
			taken = code(p[i], &made);
			if (taken > left - i)
				break; /* cut off */
			total += made;
			i += taken;
			if (i >= n)
				break;
		}
		if (!p || i == 0)
			break;
		*at += i;
	}
	return total;
}
