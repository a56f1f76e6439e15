/* SPDX-License-Identifier: Apache-2.0 */
#include "media/tiff_walk.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

/* Strips or tiles of all pictures together. */
#define PIECES_MAX ((uint64_t)1 << 20)

enum {
	BITS = 0x0102,
	PHOTOMETRIC = 0x0106,
	FILL_ORDER = 0x010a,
	SAMPLES = 0x0115,
	ROWS_PER_STRIP = 0x0116,
	PANASONIC_RAW_OFFSET = 0x0118,
	PLANAR = 0x011c,
	TILE_WIDTH = 0x0142,
	TILE_LENGTH = 0x0143,
	JPEG_TABLES = 0x015b,
	SONY_PRIVATE = 0xc634,
	SONY_SUB_OFFSET = 0x7200,
	SONY_SUB_LENGTH = 0x7201,
};

static void
breaks(struct tiff_walker *k, uint64_t at, const char *what)
{
	if (k->broke)
		return;
	k->broke = what;
	k->broke_at = at;
}

void
tiff_reach(struct tiff_walker *k, uint64_t at, uint64_t size)
{
	uint64_t end;

	if (__builtin_add_overflow(at, size, &end))
		end = UINT64_MAX;
	if (end > k->t.size)
		k->missing = end > k->missing ? end : k->missing;
	else if (end > k->end)
		k->end = end;
}

static void
add_directory(struct tiff_walker *k, uint64_t at)
{
	if (at == 0 || k->n == TIFF_IFDS_MAX)
		return;
	for (size_t i = 0; i < k->n; i++)
		if (k->pending[i] == at)
			return;
	if (k->n == k->room) {
		k->room = k->room ? k->room * 2 : 16;
		k->pending = memory_resize_array(k->pending, k->room, sizeof *k->pending);
	}
	k->pending[k->n++] = at;
}

/* ---- Pictures ---- */

static void
list_piece(struct tiff_walker *k, uint64_t at, uint64_t size, uint32_t picture, uint64_t index)
{
	if (!k->listed || k->piece_n >= PIECES_MAX)
		return;
	if (k->piece_n == k->piece_room) {
		k->piece_room = k->piece_room ? k->piece_room * 2 : 64;
		k->piece = memory_resize_array(k->piece, k->piece_room, sizeof *k->piece);
	}
	k->piece[k->piece_n++] = (struct tiff_piece){at, size, picture, (uint32_t)index};
}

void
tiff_add_preview(struct tiff_walker *k, uint64_t at, uint64_t size)
{
	if (at == 0 || size == 0)
		return;
	tiff_reach(k, at, size);
	list_piece(k, at, size, TIFF_PREVIEW, 0);
}

static uint32_t
small_number(const struct tiff_ifd *d, uint16_t tag, uint32_t otherwise)
{
	uint64_t v = tiff_number_of(d, tag, otherwise);

	return v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
}

/* How the pieces of a directory are made; to the list, where one is wanted. */
static void
describe(const struct tiff_ifd *d, struct tiff_picture *p)
{
	struct tiff_entry e;

	*p = (struct tiff_picture){
		.width = small_number(d, TIFF_WIDTH, 0),
		.height = small_number(d, TIFF_LENGTH, 0),
		.compression = small_number(d, TIFF_COMPRESSION, TIFF_NONE),
		.bits = small_number(d, BITS, 1),
		.samples = small_number(d, SAMPLES, 1),
		.photometric = small_number(d, PHOTOMETRIC, 0),
		.tiled = tiff_find(d, TIFF_TILE_OFFSETS, &e) == 0,
		.planar = tiff_number_of(d, PLANAR, 1) == 2,
		.lsb_first = tiff_number_of(d, FILL_ORDER, 1) == 2,
	};
	p->piece_width = p->tiled ? small_number(d, TILE_WIDTH, 0) : p->width;
	p->piece_height = small_number(d, p->tiled ? TILE_LENGTH : ROWS_PER_STRIP, p->height);
	if (!p->tiled && p->piece_height > p->height)
		p->piece_height = p->height;
	if (tiff_find(d, JPEG_TABLES, &e) == 0 && !e.outside) {
		p->tables = e.at;
		p->tables_size = e.size;
	}
}

static void
list_picture(struct tiff_walker *k, const struct tiff_ifd *d)
{
	if (!k->listed)
		return;
	if (k->picture_n == k->picture_room) {
		k->picture_room = k->picture_room ? k->picture_room * 2 : 8;
		k->picture = memory_resize_array(k->picture, k->picture_room, sizeof *k->picture);
	}
	describe(d, &k->picture[k->picture_n++]);
}

/* Strips or tiles: offsets and sizes in step. */
static void
take_pieces(struct tiff_walker *k, const struct tiff_ifd *d, uint16_t offsets, uint16_t sizes,
	    uint64_t otherwise)
{
	struct tiff_entry at, n;
	bool sized;

	if (tiff_find(d, offsets, &at) || at.outside)
		return;
	sized = tiff_find(d, sizes, &n) == 0 && !n.outside;
	if ((sized && n.count < at.count) || k->pieces + at.count > PIECES_MAX) {
		breaks(k, d->at, "strips and their sizes do not match, or are too many");
		return;
	}
	for (uint64_t i = 0; i < at.count; i++) {
		uint64_t where = tiff_number(&k->t, &at, i);
		uint64_t size = sized ? tiff_number(&k->t, &n, i) : otherwise;

		if (where < 8) { /* inside the header; Panasonic writes the place elsewhere */
			if (size && where)
				breaks(k, d->at, "picture data inside the header");
			continue;
		}
		tiff_reach(k, where, size);
		list_piece(k, where, size, (uint32_t)k->picture_n - 1, i);
		k->pieces++;
	}
}

/* Bytes of an uncompressed picture, for files that give no size. */
static uint64_t
plain_size(const struct tiff_ifd *d)
{
	uint64_t bits = tiff_number_of(d, BITS, 1) * tiff_number_of(d, SAMPLES, 1);
	uint64_t line = (tiff_number_of(d, TIFF_WIDTH, 0) & UINT32_MAX) * (bits & 0xffff);

	if (tiff_number_of(d, TIFF_COMPRESSION, 1) != TIFF_NONE)
		return 0;
	return (line + 7) / 8 * (tiff_number_of(d, TIFF_LENGTH, 0) & 0xffffff);
}

static void
take_picture(struct tiff_walker *k, const struct tiff_ifd *d)
{
	uint64_t width = tiff_number_of(d, TIFF_WIDTH, 0),
		 height = tiff_number_of(d, TIFF_LENGTH, 0);
	uint64_t pieces = k->pieces, raw = tiff_number_of(d, PANASONIC_RAW_OFFSET, 0);

	list_picture(k, d);
	if (k->t.magic == 0x55 && raw) {
		tiff_reach(k, raw, tiff_number_of(d, TIFF_STRIP_SIZES, 0));
		k->pieces++;
		width = width ? width : tiff_number_of(d, 0x0002, 0); /* the sensor's own */
		height = height ? height : tiff_number_of(d, 0x0003, 0);
	} else {
		take_pieces(k, d, TIFF_STRIP_OFFSETS, TIFF_STRIP_SIZES, plain_size(d));
		take_pieces(k, d, TIFF_TILE_OFFSETS, TIFF_TILE_SIZES, 0);
	}
	tiff_add_preview(k, tiff_number_of(d, TIFF_JPEG_OFFSET, 0),
			 tiff_number_of(d, TIFF_JPEG_SIZE, 0));
	if (k->pieces == pieces || width == 0 || height == 0 || width > UINT32_MAX ||
	    height > UINT32_MAX)
		return;
	k->pictures++;
	if (width * height > (uint64_t)k->width * k->height) {
		k->width = (uint32_t)width;
		k->height = (uint32_t)height;
	}
}

/* ---- Entries ---- */

static void
take_compression(struct tiff_walker *k, uint64_t compression)
{
	k->sony |= compression == TIFF_SONY;
	if (compression == TIFF_NIKON)
		k->compressions |= TIFF_BY_NIKON;
	else if (compression == TIFF_PENTAX)
		k->compressions |= TIFF_BY_PENTAX;
	else if (compression == TIFF_SAMSUNG || compression == TIFF_SAMSUNG + 2)
		k->compressions |= TIFF_BY_SAMSUNG;
}

static void
take_make(struct tiff_walker *k, const struct tiff_entry *e)
{
	const unsigned char *p = tiff_value(&k->t, e);
	size_t n = e->size < sizeof k->make - 1 ? (size_t)e->size : sizeof k->make - 1;

	if (p && !k->make[0])
		memcpy(k->make, p, n);
}

/* Sony's own directory, and the coded one that it points to. */
static void
take_sony(struct tiff_walker *k, const struct tiff_entry *e)
{
	const unsigned char *p = e->size == 4 ? tiff_value(&k->t, e) : NULL;
	struct tiff_ifd d;

	if (!tiff_made_by(k, "SONY"))
		return;
	k->sony = true;
	if (!p || tiff_ifd_at(&k->t, tiff_u32(&k->t, p), &d))
		return;
	tiff_reach(k, d.at, d.end - d.at);
	tiff_reach(k, tiff_number_of(&d, SONY_SUB_OFFSET, 0),
		   tiff_number_of(&d, SONY_SUB_LENGTH, 0));
}

static void
take_entry(struct tiff_walker *k, const struct tiff_entry *e)
{
	tiff_reach(k, e->at, e->size);
	switch (e->tag) {
	case TIFF_SUB_IFDS:
		for (uint64_t i = 0; i < e->count && i < TIFF_IFDS_MAX; i++)
			add_directory(k, tiff_number(&k->t, e, i));
		break;
	case TIFF_EXIF_IFD:
	case TIFF_GPS_IFD:
	case TIFF_INTEROP_IFD:
		add_directory(k, tiff_number(&k->t, e, 0));
		break;
	case TIFF_MAKE:
		take_make(k, e);
		break;
	case TIFF_MAKER_NOTE:
		tiff_maker_note(k, e);
		break;
	case TIFF_DNG_VERSION:
		k->dng = true;
		break;
	case SONY_PRIVATE:
		take_sony(k, e);
		break;
	case TIFF_COMPRESSION:
		take_compression(k, tiff_number(&k->t, e, 0));
		break;
	case PHOTOMETRIC:
		if (tiff_number(&k->t, e, 0) == TIFF_CFA)
			k->compressions |= TIFF_BY_CFA;
		break;
	default:
		break;
	}
}

static void
take_directory(struct tiff_walker *k, uint64_t at)
{
	struct tiff_ifd d;
	struct tiff_entry e;
	uint64_t strange = 0;

	if (tiff_ifd_at(&k->t, at, &d)) {
		if (at > k->t.size || d.n == 0 || d.end > k->t.size)
			tiff_reach(k, at, d.end > at ? d.end - at : 2);
		if (at <= k->t.size && (d.n == 0 || d.n > TIFF_ENTRIES_MAX))
			breaks(k, at, "an impossible directory");
		return;
	}
	tiff_reach(k, at, d.end - at);
	for (uint64_t i = 0; i < d.n; i++) {
		if (tiff_entry_at(&d, i, &e))
			strange++;
		else
			take_entry(k, &e);
	}
	if (strange * 2 > d.n) {
		breaks(k, at, "a directory of unknown types");
		return;
	}
	add_directory(k, d.next);
	if (k->end > k->metadata)
		k->metadata = k->end;
	take_picture(k, &d);
}

/*
 * Writers that put directories first (ExifTool, Adobe's DNG) keep all they write at even places,
 * with a zero behind a last strip of odd length. Others, whose directory is last, have no such end.
 */
static void
take_padding(struct tiff_walker *k)
{
	const unsigned char *p;

	if (k->end % 2 == 0 || k->end <= k->metadata || k->end >= k->t.size)
		return;
	if (k->cr2 || k->sony || (k->compressions && !k->dng)) /* cameras do not */
		return;
	p = bytes_exact(k->t.b, k->t.start + k->end, 1);
	k->end += p && *p == 0;
}

int
tiff_follow(struct tiff_walker *k, struct bytes *b, uint64_t start, bool listed)
{
	const unsigned char *p;

	*k = (struct tiff_walker){.listed = listed};
	if (start >= b->size || tiff_open(&k->t, b, start, b->size - start))
		return -1;
	p = bytes_exact(b, start, 16);
	k->cr2 = p && memcmp(p + 8, "CR\2", 3) == 0;
	add_directory(k, k->t.first);
	if (k->cr2)
		add_directory(k, tiff_u32(&k->t, p + 12)); /* that of the raw picture */
	for (; k->done < k->n && !k->broke; k->done++)
		take_directory(k, k->pending[k->done]);
	if (!k->broke && !k->missing)
		take_padding(k);
	return 0;
}

void
tiff_release(struct tiff_walker *k)
{
	free(k->pending);
	free(k->picture);
	free(k->piece);
	k->pending = NULL;
	k->picture = NULL;
	k->piece = NULL;
}

bool
tiff_made_by(const struct tiff_walker *k, const char *make)
{
	return strncasecmp(k->make, make, strlen(make)) == 0;
}
