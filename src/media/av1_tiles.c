/* SPDX-License-Identifier: Apache-2.0 */
#include "media/av1_tiles.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define CONFIG_MAX  4096 /* bytes of sequence headers */
#define CONFIG_HEAD 4	 /* bytes of av1C before them */

/* ---- Units ---- */

bool
av1_unit_is_coded(const struct av1_unit *u)
{
	return u->obu.type == AV1_FRAME || u->obu.type == AV1_TILE_GROUP;
}

static bool
take_units(struct av1_tiled *t)
{
	for (size_t at = 0; at < t->n; t->nunits++) {
		struct av1_unit *u = &t->units[t->nunits];

		if (t->nunits == AV1_UNITS_MAX ||
		    !av1_obu_read(t->data + at, t->n - at, t->n - at, &u->obu))
			return false;
		u->at = at;
		u->body = at + u->obu.body;
		at = u->body + (size_t)u->obu.size;
	}
	return true;
}

static size_t
count_units(const struct av1_tiled *t, unsigned type)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nunits; i++)
		n += t->units[i].obu.type == type;
	return n;
}

bool
av1_tiled_read(struct av1_tiled *t, struct bytes *b, uint64_t at, uint32_t size, uint64_t config_at,
	       uint64_t config_size)
{
	size_t before = config_size > CONFIG_HEAD && config_size < CONFIG_MAX
				? (size_t)config_size - CONFIG_HEAD
				: 0;

	*t = (struct av1_tiled){.data = memory_zero(size + before + 1, 1)};
	if (bytes_read(b, at, t->data, size) < size)
		return false;
	t->n = size;
	if (!take_units(t))
		return false;
	if (count_units(t, AV1_SEQUENCE_HEADER) || !before)
		return true;
	memmove(t->data + before, t->data, size);
	if (bytes_read(b, config_at + CONFIG_HEAD, t->data, before) < before)
		return false;
	t->n = size + before;
	t->before = before;
	t->nunits = 0;
	return take_units(t);
}

void
av1_tiled_release(struct av1_tiled *t)
{
	free(t->tiles);
	free(t->data);
	*t = (struct av1_tiled){.data = NULL};
}

/* The first bits of both headers tell (5.5.1, 5.9.2). */
bool
av1_tiled_is_key(const struct av1_tiled *t)
{
	bool reduced = false, key = false;
	unsigned frames = 0;

	for (size_t i = 0; i < t->nunits; i++) {
		const struct av1_unit *u = &t->units[i];

		if (u->obu.size == 0)
			continue;
		if (u->obu.type == AV1_SEQUENCE_HEADER)
			reduced = t->data[u->body] & 8;
		if (u->obu.type == AV1_FRAME || u->obu.type == AV1_FRAME_HEADER) {
			frames++;
			key = reduced || t->data[u->body] >> 5 == 0;
		}
	}
	return frames == 1 && key;
}

/* ---- Tiles ---- */

/* The head of a tile group (5.11.1), of which only the first bit may be set; its length. */
static size_t
group_head(const struct av1_tiled *t, size_t at)
{
	unsigned bits = t->head.cols_log2 + t->head.rows_log2;

	if (t->head.cols * t->head.rows == 1)
		return 0;
	return t->data[at] & 0x80 ? (1 + 2 * bits + 7) / 8 : 1;
}

/* A number of the group's head that begins at a bit. */
static unsigned
group_number(const struct av1_tiled *t, size_t at, unsigned bit, unsigned bits)
{
	unsigned v = 0;

	for (; bits; bits--, bit++)
		v = v << 1 | (t->data[at + bit / 8] >> (7 - bit % 8) & 1);
	return v;
}

/* The tiles of a group in [at, end). */
static bool
take_group(struct av1_tiled *t, size_t at, size_t end)
{
	unsigned all = t->head.cols * t->head.rows, last = all - 1;
	unsigned bits = t->head.cols_log2 + t->head.rows_log2;
	size_t head, before = t->ntiles;

	if (at >= end)
		return false;
	head = group_head(t, at);
	if (head > end - at)
		return false;
	if (head && t->data[at] & 0x80) {
		if (group_number(t, at, 1, bits) != t->ntiles)
			return false;
		last = group_number(t, at, 1 + bits, bits);
	}
	for (at += head; t->ntiles <= last && last < all; t->ntiles++) {
		size_t size = end - at;

		if (t->ntiles < last) {
			if (size <= t->head.size_bytes)
				return false;
			size = 0;
			for (unsigned i = 0; i < t->head.size_bytes; i++)
				size |= (size_t)t->data[at + i] << 8 * i;
			at += t->head.size_bytes;
			if (++size > end - at)
				return false;
		}
		t->tiles[t->ntiles] = (struct av1_tile){at, size};
		at += size;
	}
	return at == end && t->ntiles > before;
}

static bool
take_header(struct av1_tiled *t, size_t at, size_t end, const struct av1_picture *made)
{
	const Dav1dFrameHeader *f = &made->frame;

	return av1_header_read(t->data + at, end - at, &made->seq, &t->head) &&
	       t->head.cols == (unsigned)f->tiling.cols &&
	       t->head.rows == (unsigned)f->tiling.rows &&
	       t->head.cols * t->head.rows == made->ntiles && !f->super_res.enabled;
}

bool
av1_tiled_find(struct av1_tiled *t, const struct av1_picture *made)
{
	bool read = false;

	for (size_t i = 0; i < t->nunits; i++) {
		const struct av1_unit *u = &t->units[i];
		size_t at = u->body, end = at + (size_t)u->obu.size;

		if (u->obu.type == AV1_FRAME || u->obu.type == AV1_FRAME_HEADER) {
			if (read || !take_header(t, at, end, made))
				return false;
			read = true;
			t->tiles = memory_zero(made->ntiles, sizeof *t->tiles);
			at += t->head.bytes;
		}
		if (av1_unit_is_coded(u) && (!read || !take_group(t, at, end)))
			return false;
	}
	return read && t->ntiles == made->ntiles;
}
