/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes of somebody else inside coded pictures. Behind the head of a NAL unit the byte sequences
 * 00 00 00, 00 00 01 and 00 00 02 never stand, and 00 00 03 only before a byte up to 3 (ISO/IEC
 * 14496-10, 7.4.1.1; 23008-2, 7.4.2.1): overwritten sectors mostly have one of them. Coded data
 * looks random, so rows of 64 bytes below 0x80 do not happen in it, and are the rule in text; but
 * flat pictures in variable-length codes repeat a few bytes over and over.
 */
#include <string.h>

#include "media/isobmff_coding.h"

#define ROW	     64
#define HEADERS	     512 /* bytes at a sample's start that may hold a writer's name */
#define PADDING_MAX  64
#define VALUES_LEAST 12 /* different bytes in a row of text */

/*
 * Are there only a few zeros from `at` on? At a unit's end they are padding that its writer left.
 */
static bool
few_zeros(struct bytes *b, uint64_t at, uint64_t end)
{
	const unsigned char *p =
		end - at <= PADDING_MAX ? bytes_exact(b, at, (size_t)(end - at)) : NULL;

	return p && p[0] == 0 && memcmp(p, p + 1, (size_t)(end - at) - 1) == 0;
}

/* The first of two zeros that what follows them forbids, of n >= 4 bytes; n: none. */
static size_t
start_code(const unsigned char *p, size_t n)
{
	size_t i = 0;

	while (i + 3 < n) {
		const unsigned char *zero = memchr(p + i, 0, n - 3 - i);

		if (!zero)
			break;
		i = (size_t)(zero - p);
		if (p[i + 1] == 0 && (p[i + 2] < 3 || (p[i + 2] == 3 && p[i + 3] > 3)))
			return i;
		i++;
	}
	return n;
}

static bool
row_is_plain(const unsigned char *p)
{
	uint64_t all = 0, v, seen[2] = {0, 0};

	for (size_t i = 0; i < ROW; i += sizeof v) {
		memcpy(&v, p + i, sizeof v);
		all |= v;
	}
	if (all & 0x8080808080808080u)
		return false;
	for (size_t i = 0; i < ROW; i++)
		seen[p[i] >> 6] |= (uint64_t)1 << (p[i] & 63);
	return __builtin_popcountll(seen[0]) + __builtin_popcountll(seen[1]) >= VALUES_LEAST;
}

/* Of n bytes, those that begin a whole row. */
static size_t
plain_row(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i + ROW <= n; i += ROW)
		if (row_is_plain(p + i))
			return i;
	return n;
}

uint64_t
isonal_foreign(struct bytes *b, uint64_t at, uint64_t end)
{
	while (at + 4 <= end) {
		size_t want = end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW, n, i, k;
		const unsigned char *p = bytes_view(b, at, want, &n);

		if (!p || n < 4)
			break;
		i = start_code(p, n);
		k = plain_row(p, n);
		if (k < n && k <= i)
			return at + k;
		if (i < n)
			return few_zeros(b, at + i, end) ? UINT64_MAX : at + i;
		at += at + n < end ? n - 3 : n;
	}
	return UINT64_MAX;
}

/* A row of text, or of zeros where those cannot be. */
static uint64_t
find_row(struct bytes *b, uint64_t at, uint64_t end, bool zeros)
{
	static const unsigned char none[ROW];
	size_t n;

	while (at + ROW <= end) {
		size_t want = end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW;
		const unsigned char *p = bytes_view(b, at, want, &n);

		for (size_t i = 0; p && i + ROW <= n; i += ROW)
			if (row_is_plain(p + i) ||
			    (zeros && memcmp(p + i, none, ROW) == 0 && !few_zeros(b, at + i, end)))
				return at + i;
		if (!p || n < ROW)
			break;
		at += n / ROW * ROW;
	}
	return UINT64_MAX;
}

static uint64_t
slices_foreign(struct bytes *b, uint64_t at, uint64_t end, const struct isotrack *t)
{
	struct isonal nal;

	while (at < end && isonal_at(b, at, t->length_size, t->coding == ISO_HEVC, &nal) &&
	       nal.end <= end) {
		uint64_t bad = nal.slice ? isonal_foreign(b, nal.at, nal.end) : UINT64_MAX;

		if (bad != UINT64_MAX)
			return bad;
		at = nal.end;
	}
	return UINT64_MAX;
}

uint64_t
isosample_foreign(struct bytes *b, uint64_t at, uint32_t size, const struct isotrack *t)
{
	uint64_t end = at + size;

	switch (t->coding) {
	case ISO_AVC:
	case ISO_HEVC:
		return slices_foreign(b, at, end, t);
	case ISO_AV1:
	case ISO_VP9:
		return size < HEADERS ? UINT64_MAX : find_row(b, at + HEADERS, end, true);
	case ISO_MPEG4:
	case ISO_H263:
	case ISO_PRORES:
	case ISO_CRX:
		return size < HEADERS ? UINT64_MAX : find_row(b, at + HEADERS, end, false);
	default:
		return UINT64_MAX;
	}
}
