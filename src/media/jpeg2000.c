/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg2000.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/entropy.h"

enum {
	SOC = 0xff4f,
	SIZ = 0xff51,
	COD = 0xff52,
	QCD = 0xff5c,
	SOT = 0xff90,
	SOP = 0xff91,
	EPH = 0xff92,
	SOD = 0xff93,
	EOC = 0xffd9,
};

#define COMPONENTS_MAX 16384
#define TILES_MAX      65535

/* Marker segments of one header; PLT and PPT may be many. */
#define SEGMENTS_MAX 65536

static bool
stop(struct j2k *k, enum media_state state, uint64_t at, const char *why)
{
	k->state = state;
	k->at = at;
	k->why = why;
	return false;
}

static bool
ends(struct j2k *k, uint64_t at)
{
	return stop(k, MEDIA_TRUNCATED, at < k->limit ? at : k->limit, "the bytes end");
}

static const unsigned char *
take(struct j2k *k, uint64_t at, size_t n)
{
	return at <= k->limit && k->limit - at >= n ? bytes_exact(k->b, at, n) : NULL;
}

/* ---- Main header ---- */

static uint64_t
tiles_along(uint32_t end, uint32_t origin, uint32_t size)
{
	return ((uint64_t)end - origin + size - 1) / size;
}

static bool
size_fits(struct j2k *k, const unsigned char *p, size_t n)
{
	uint32_t x = be32(p + 2), y = be32(p + 6), x0 = be32(p + 10), y0 = be32(p + 14);
	uint32_t tw = be32(p + 18), th = be32(p + 22), tx = be32(p + 26), ty = be32(p + 30);
	unsigned components = be16(p + 34);
	uint64_t tiles;

	if (n != 36 + 3u * components || components == 0 || components > COMPONENTS_MAX ||
	    x <= x0 || y <= y0 || tw == 0 || th == 0 || tx > x0 || ty > y0 ||
	    (uint64_t)tx + tw <= x0 || (uint64_t)ty + th <= y0)
		return false;
	tiles = tiles_along(x, tx, tw) * tiles_along(y, ty, th);
	if (tiles > TILES_MAX)
		return false;
	for (unsigned i = 0; i < components; i++, p += 3)
		if ((p[36] & 0x7f) > 37 || p[37] == 0 || p[38] == 0)
			return false;
	k->tiles = (uint32_t)tiles;
	k->width = x - x0;
	k->height = y - y0;
	return true;
}

static bool
take_size(struct j2k *k)
{
	const unsigned char *p = take(k, k->start, 6);
	size_t n;

	if (!p || be16(p) != SOC || be16(p + 2) != SIZ || be16(p + 4) < 41)
		return false;
	n = be16(p + 4);
	p = take(k, k->start + 6, n - 2);
	if (!p || !size_fits(k, p, n - 2))
		return false;
	k->at = k->start + 4 + n;
	return true;
}

/* Markers without a segment of their own. */
static bool
bare(unsigned marker)
{
	return marker >= 0xff30 && marker <= 0xff3f;
}

static bool
take_segment(struct j2k *k, unsigned marker, bool main)
{
	const unsigned char *p = take(k, k->at + 2, 3);
	unsigned n;

	if (bare(marker)) {
		k->at += 2;
		return true;
	}
	if (!p)
		return ends(k, k->at);
	n = be16(p);
	if (marker < 0xff40 || marker > 0xff8f || marker == SOC || marker == SIZ || n < 2)
		return stop(k, MEDIA_DAMAGED, k->at, "no marker segment stands");
	if (marker == COD) {
		k->coded = true;
		k->markers_inside |= (p[2] & 6) != 0;
	}
	k->quantized |= marker == QCD && main;
	if (k->limit - k->at - 2 < n)
		return ends(k, k->limit);
	k->at += 2 + n;
	return true;
}

/* Segments up to, and not with, the marker that ends a header. */
static bool
take_segments(struct j2k *k, unsigned last, bool main)
{
	for (unsigned i = 0; i < SEGMENTS_MAX; i++) {
		const unsigned char *p = take(k, k->at, 2);
		unsigned marker;

		if (!p)
			return ends(k, k->at);
		marker = be16(p);
		if (marker == last)
			return true;
		if (!take_segment(k, marker, main))
			return false;
	}
	return stop(k, MEDIA_DAMAGED, k->at, "more marker segments than any writer makes");
}

/* ---- Packets ---- */

/* Behind FF in packets: nothing above 8F, but for the markers that coding style allows. */
static bool
follows_ff(const struct j2k *k, unsigned char c)
{
	return c <= 0x8f || (k->markers_inside && (c == (SOP & 255) || c == (EPH & 255)));
}

/* Goes to the first place where that breaks, or to `end`. */
static uint64_t
skip_packets(struct j2k *k, uint64_t at, uint64_t end)
{
	while (at < end && end - at > 1) {
		uint64_t left = end - at;
		size_t n, i = 0;
		const unsigned char *p, *ff;

		p = bytes_view(k->b, at, left < BYTES_WINDOW ? (size_t)left : BYTES_WINDOW, &n);
		if (!p || n < 2)
			return at;
		while ((ff = memchr(p + i, 0xff, n - 1 - i)) != NULL) {
			i = (size_t)(ff - p) + 1;
			if (!follows_ff(k, *(ff + 1)))
				return at + i - 1;
		}
		at += n - 1;
	}
	return end;
}

/* What stands in the packets in [at, end) that no coder writes. */
static bool
packets_hold(struct j2k *k, uint64_t at, uint64_t end)
{
	uint64_t broke = skip_packets(k, at, end), where;
	enum entropy_kind kind = entropy_search(k->b, UINT64_MAX, at, end, false, &where);

	if (kind != ENTROPY_DENSE && where <= broke)
		return stop(k, MEDIA_DAMAGED, where,
			    kind == ENTROPY_TEXT ? "text stands among packets"
						 : "an empty stretch stands among packets");
	if (broke == end)
		return true;
	return stop(k, MEDIA_DAMAGED, broke,
		    "a marker that no packet can hold stands among packets");
}

/* ---- Tile-parts ---- */

/* To the marker behind packets that do not say how long they are: EOC. */
static bool
find_end(struct j2k *k, uint64_t at)
{
	uint64_t end = skip_packets(k, at, k->limit);
	const unsigned char *p = take(k, end, 2);

	k->data += end - at;
	if (!p)
		return ends(k, k->limit);
	if (be16(p) != EOC)
		return stop(k, MEDIA_DAMAGED, end, "a marker that no packet can hold stands");
	k->at = end;
	return !k->deep || packets_hold(k, at, end);
}

static bool
take_packets(struct j2k *k, uint64_t begin, uint64_t size)
{
	uint64_t at = k->at, end = begin + size;

	if (size == 0)
		return find_end(k, at);
	if (end < at)
		return stop(k, MEDIA_DAMAGED, begin, "a tile-part shorter than its header stands");
	if (end > k->limit) {
		k->data += k->limit - at;
		return (!k->deep || packets_hold(k, at, k->limit)) && ends(k, k->limit);
	}
	k->data += end - at;
	if (k->deep && !packets_hold(k, at, end))
		return false;
	k->at = end;
	return true;
}

/* met: a byte a tile. */
static bool
take_tile_part(struct j2k *k, unsigned char *met)
{
	uint64_t begin = k->at;
	const unsigned char *p = take(k, begin, 12);
	unsigned tile, part, parts;
	uint32_t size;

	if (!p)
		return ends(k, begin);
	tile = be16(p + 4);
	size = be32(p + 6);
	part = p[10];
	parts = p[11];
	if (be16(p + 2) != 10 || tile >= k->tiles || (size != 0 && size < 14) ||
	    (parts && part >= parts))
		return stop(k, MEDIA_DAMAGED, begin, "an impossible tile-part stands");
	k->at = begin + 12;
	if (!take_segments(k, SOD, false))
		return false;
	k->at += 2;
	if (!k->tile_parts)
		k->packets = k->at;
	if (!take_packets(k, begin, size))
		return false;
	k->tiles_met += !met[tile];
	met[tile] = 1;
	k->tile_parts++;
	return true;
}

static void
take_tile_parts(struct j2k *k, unsigned char *met)
{
	for (;;) {
		const unsigned char *p = take(k, k->at, 2);

		if (!p) {
			ends(k, k->limit);
			return;
		}
		if (be16(p) == EOC && k->tile_parts) {
			stop(k, MEDIA_WHOLE, k->at + 2, "");
			return;
		}
		if (be16(p) != SOT) {
			stop(k, MEDIA_DAMAGED, k->at, "no tile-part stands");
			return;
		}
		if (!take_tile_part(k, met))
			return;
	}
}

void
j2k_follow(struct j2k *k)
{
	unsigned char *met;

	k->state = MEDIA_NOT;
	k->tile_parts = k->tiles_met = 0;
	k->data = k->packets = 0;
	k->coded = k->quantized = k->markers_inside = false;
	if (k->limit > k->b->size)
		k->limit = k->b->size;
	if (!take_size(k) || !take_segments(k, SOT, true))
		return;
	if (!k->coded || !k->quantized) {
		stop(k, MEDIA_DAMAGED, k->at, "a main header without coding style stands");
		return;
	}
	met = memory_zero(k->tiles, 1);
	take_tile_parts(k, met);
	free(met);
}
