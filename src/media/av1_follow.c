/* SPDX-License-Identifier: Apache-2.0 */
#include "media/av1_follow.h"

#ifdef HAVE_DAV1D
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "media/av1_tiles.h"

/* A shorter tile may show the same whatever its end is. */
#define TILE_LEAST 64
/* An encoder may leave out zeros, up to 14 bits (8.2.4); then come others. */
#define MORE 10

/* A picture, what it shows, and what it shows when it is changed. */
struct picture {
	struct av1_tiled coded;
	struct av1_picture made, other;
};

/* ---- Decoding it otherwise ---- */

/* Where padding begins: behind the last byte that is not zero. */
static size_t
end_of_data(const struct av1_tiled *c, const struct av1_tile *t)
{
	size_t n = t->size;

	while (n && c->data[t->at + n - 1] == 0)
		n--;
	return n;
}

/* Changes bytes near the end of each tile, or changes them back. */
static void
change_ends(struct av1_tiled *c, size_t from, size_t to)
{
	for (size_t i = 0; i < c->ntiles; i++) {
		size_t n = end_of_data(c, &c->tiles[i]);

		if (n >= TILE_LEAST)
			for (size_t k = from; k < to; k++)
				c->data[c->tiles[i].at + n - 1 - k] ^= 0x55;
	}
}

/*
 * The first tile that shows the same though its end was changed: its data came to an end before.
 * Else ntiles.
 */
static size_t
ends_early(struct picture *p)
{
	struct av1_tiled *c = &p->coded;
	size_t i;
	enum av1_decoded r;

	change_ends(c, 4, 8);
	r = av1_decode(c->data, c->n, &p->other);
	change_ends(c, 4, 8);
	if (r != AV1_DECODED || p->other.ntiles != c->ntiles)
		return c->ntiles;
	for (i = 0; i < c->ntiles; i++)
		if (end_of_data(c, &c->tiles[i]) >= TILE_LEAST &&
		    p->other.tiles[i] == p->made.tiles[i])
			break;
	return i;
}

static void
put_size(struct buffer *out, uint64_t size)
{
	do {
		buffer_add_byte(out, (char)((size & 0x7f) | (size > 0x7f ? 0x80 : 0)));
		size >>= 7;
	} while (size);
}

/* A tile with its size, when it had one, and more bytes behind it. */
static void
put_tile(const struct av1_tiled *c, const struct av1_tile *t, bool sized, struct buffer *out)
{
	static const unsigned char more[MORE] = {0,    0,    0xa7, 0xa7, 0xa7,
						 0xa7, 0xa7, 0xa7, 0xa7, 0xa7};
	size_t size = t->size + MORE - 1;
	bool fits = !sized || c->head.size_bytes > 3 || size >> 8 * c->head.size_bytes == 0;

	if (!fits)
		size -= MORE;
	for (unsigned i = 0; sized && i < c->head.size_bytes; i++)
		buffer_add_byte(out, (char)(size >> 8 * i & 0xff));
	buffer_add(out, c->data + t->at, t->size);
	if (fits)
		buffer_add(out, more, MORE);
}

/* A unit whose tiles are longer; *next: the first of them. */
static void
put_longer(const struct av1_tiled *c, const struct av1_unit *u, size_t *next, struct buffer *out)
{
	size_t at = u->body, end = at + (size_t)u->obu.size, first = *next, last = first;
	struct buffer body = BUFFER_EMPTY;
	unsigned char head;

	while (last + 1 < c->ntiles && c->tiles[last + 1].at < end)
		last++;
	buffer_add(&body, c->data + at,
		   c->tiles[first].at - (first < last ? c->head.size_bytes : 0) - at);
	for (size_t i = first; i <= last; i++)
		put_tile(c, &c->tiles[i], i < last, &body);
	head = c->data[u->at] | 2;
	buffer_add(out, &head, 1);
	if (head & 4)
		buffer_add(out, c->data + u->at + 1, 1);
	put_size(out, body.n);
	buffer_add(out, body.data, body.n);
	buffer_release(&body);
	*next = last + 1;
}

/* The first tile that shows something else when other bytes follow it: its data goes on. */
static size_t
ends_late(struct picture *p)
{
	const struct av1_tiled *c = &p->coded;
	struct buffer longer = BUFFER_EMPTY;
	size_t next = 0, i;
	enum av1_decoded r;

	for (i = 0; i < c->nunits; i++) {
		const struct av1_unit *u = &c->units[i];

		if (av1_unit_is_coded(u))
			put_longer(c, u, &next, &longer);
		else
			buffer_add(&longer, c->data + u->at, u->obu.body + (size_t)u->obu.size);
	}
	r = av1_decode((const unsigned char *)longer.data, longer.n, &p->other);
	buffer_release(&longer);
	if (r == AV1_REFUSED)
		return 0;
	if (r != AV1_DECODED || p->other.ntiles != c->ntiles)
		return c->ntiles;
	for (i = 0; i < c->ntiles; i++)
		if (p->other.tiles[i] != p->made.tiles[i])
			break;
	return i;
}

static enum avc_result
judge(struct picture *p, uint64_t *pixels, size_t *broke)
{
	uint64_t cost = AV1_PICTURE_MAX;
	struct av1_tiled *c = &p->coded;
	enum av1_decoded r;
	size_t early, late;

	for (size_t i = c->nunits; i-- > 0;)
		if (av1_unit_is_coded(&c->units[i]))
			*broke = c->units[i].body;
	r = av1_decode(c->data, c->n, &p->made);
	if (r == AV1_DECODED)
		cost = (uint64_t)p->made.frame.width[1] * (uint64_t)p->made.frame.height;
	*pixels -= cost < *pixels ? cost : *pixels;
	if (r != AV1_DECODED)
		return r == AV1_REFUSED ? AVC_BREAKS : AVC_UNKNOWN;
	if (!av1_tiled_find(c, &p->made))
		return AVC_UNKNOWN;
	early = ends_early(p);
	late = early ? ends_late(p) : 0;
	if (early == c->ntiles && late == c->ntiles)
		return AVC_WHOLE;
	*broke = c->tiles[early < late ? early : late].at;
	return AVC_BREAKS;
}

enum avc_result
av1_sample(struct bytes *b, uint64_t at, uint32_t size, uint64_t config_at, uint64_t config_size,
	   uint64_t *pixels, uint32_t *broke)
{
	struct picture *p = memory_zero(1, sizeof *p);
	enum avc_result r = AVC_UNKNOWN;
	size_t where = 0;

	*broke = 0;
	if (*pixels && av1_tiled_read(&p->coded, b, at, size, config_at, config_size) &&
	    av1_tiled_is_key(&p->coded))
		r = judge(p, pixels, &where);
	if (r == AVC_BREAKS && where > p->coded.before)
		*broke = (uint32_t)(where - p->coded.before);
	av1_tiled_release(&p->coded);
	free(p);
	return r;
}

#else

enum avc_result
av1_sample(struct bytes *b, uint64_t at, uint32_t size, uint64_t config_at, uint64_t config_size,
	   uint64_t *pixels, uint32_t *broke)
{
	(void)b;
	(void)at;
	(void)size;
	(void)config_at;
	(void)config_size;
	(void)pixels;
	*broke = 0;
	return AVC_UNKNOWN;
}
#endif
