/* SPDX-License-Identifier: Apache-2.0 */
#include "media/ebml.h"

#include <zlib.h>

#define HEAD_MAX 12

size_t
ebml_number(const unsigned char *p, size_t n, uint64_t *value)
{
	size_t length = 1;

	if (n == 0 || p[0] == 0)
		return 0;
	while (!(p[0] & 0x80 >> (length - 1)))
		length++;
	if (length > n)
		return 0;
	*value = p[0] & (0xffu >> length);
	for (size_t i = 1; i < length; i++)
		*value = *value << 8 | p[i];
	return length;
}

/* Bytes of the number that begins with this byte; 0: none does. */
static size_t
length_of(unsigned char first, size_t most)
{
	for (size_t length = 1; length <= most; length++)
		if (first & 0x80 >> (length - 1))
			return length;
	return 0;
}

int
ebml_at(struct bytes *b, uint64_t at, struct ebml *el)
{
	unsigned char p[HEAD_MAX];
	size_t n = bytes_read(b, at, p, sizeof p), idn, sizen;
	uint64_t size = 0;

	if (n == 0)
		return 0;
	idn = length_of(p[0], 4);
	if (idn == 0)
		return -1;
	if (n <= idn)
		return 0;
	sizen = length_of(p[idn], 8);
	if (sizen == 0)
		return -1;
	if (n < idn + sizen)
		return 0;
	*el = (struct ebml){.at = at, .body = at + idn + sizen};
	for (size_t i = 0; i < idn; i++)
		el->id = el->id << 8 | p[i];
	ebml_number(p + idn, sizen, &size);
	if (size == ((uint64_t)1 << 7 * sizen) - 1 ||
	    __builtin_add_overflow(el->body, size, &el->end))
		el->end = UINT64_MAX;
	return 1;
}

uint64_t
ebml_unsigned(struct bytes *b, const struct ebml *el)
{
	unsigned char p[8];
	uint64_t value = 0;
	size_t n = (size_t)(el->end - el->body);

	if (el->end - el->body > sizeof p || bytes_read(b, el->body, p, n) != n)
		return 0;
	for (size_t i = 0; i < n; i++)
		value = value << 8 | p[i];
	return value;
}

bool
ebml_child(struct bytes *b, uint64_t *at, uint64_t end, struct ebml *el)
{
	if (*at >= end || ebml_at(b, *at, el) <= 0 || el->end > end)
		return false;
	*at = el->end;
	return true;
}

bool
ebml_children_fill(struct bytes *b, const struct ebml *el)
{
	uint64_t at = el->body;
	struct ebml child;

	while (at < el->end)
		if (!ebml_child(b, &at, el->end, &child))
			return false;
	return true;
}

bool
ebml_crc_holds(struct bytes *b, const struct ebml *el, bool *has)
{
	uint64_t at = el->body;
	struct ebml crc;
	unsigned char stored[4];
	uLong sum = crc32(0, NULL, 0);

	*has = ebml_child(b, &at, el->end, &crc) && crc.id == EBML_CRC32 && crc.end - crc.body == 4;
	if (!*has)
		return true;
	if (bytes_read(b, crc.body, stored, 4) != 4)
		return false;
	while (at < el->end) {
		size_t got,
			want = el->end - at < BYTES_WINDOW ? (size_t)(el->end - at) : BYTES_WINDOW;
		const unsigned char *p = bytes_view(b, at, want, &got);

		if (!p)
			return false;
		sum = crc32(sum, p, (uInt)got);
		at += got;
	}
	return le32(stored) == (uint32_t)sum;
}
