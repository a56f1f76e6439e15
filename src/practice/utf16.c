/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/utf16.h"

/* One code point of valid UTF-8; *used bytes long. */
static uint32_t
code_point(const unsigned char *p, size_t n, size_t *used)
{
	size_t more = p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : p[0] >= 0xc0 ? 1 : 0;
	uint32_t c = more ? p[0] & (0x3fu >> more) : p[0];

	if (more >= n)
		more = n - 1;
	for (size_t i = 1; i <= more; i++)
		c = c << 6 | (p[i] & 0x3f);
	*used = more + 1;
	return c;
}

size_t
utf16_from_utf8(const char *p, size_t n, uint16_t *out, size_t max)
{
	size_t units = 0, used;

	for (; n && units < max; p += used, n -= used) {
		uint32_t c = code_point((const unsigned char *)p, n, &used);

		if (c < 0x10000) {
			out[units++] = (uint16_t)c;
		} else if (units + 2 <= max) {
			out[units++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
			out[units++] = (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff));
		}
	}
	return units;
}
