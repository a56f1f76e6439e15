/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes known by a UUID: XMP of movies (ISO 16684-3), Canon's CR3 with an Exif block a box. */
#include <string.h>

#include "media/blocks.h"
#include "media/isobmff.h"

#define UUID 16

static const unsigned char xmp[UUID] = {0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8,
					0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac};
static const unsigned char canon[UUID] = {0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0,
					  0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48};
static const unsigned char c2pa[UUID] = {0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
					 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81};

static bool
has_uuid(struct bytes *b, const struct isobox *box, const unsigned char uuid[UUID])
{
	const unsigned char *p = isobox_is(box, "uuid") && box->end - box->body >= UUID
					 ? bytes_exact(b, box->body, UUID)
					 : NULL;

	return p && memcmp(p, uuid, UUID) == 0;
}

/* CMT1 is the picture's directory, CMT2 Exif's, CMT3 the maker note, CMT4 GPS. */
static void
add_canon(struct bytes *b, const struct isobox *box, struct media_blocks *out)
{
	static const char *const names[] = {"CMT1", "CMT2", "CMT3", "CMT4"};
	struct isobox part;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (isobox_find(b, box->body + UUID, box->end, names[i], &part) == 0)
			blocks_add(out, b, MEDIA_EXIF_TIFF, part.body, part.end - part.body,
				   names[i]);
}

/*
 * C2PA 2.1, A.5.1: version and flags, the purpose as text with its NUL, the offset of a table of
 * digests, and the boxes.
 */
#define PURPOSE_MAX 32

static void
add_c2pa(struct bytes *b, const struct isobox *box, struct media_blocks *out)
{
	uint64_t at = box->body + UUID + 4;
	uint64_t room = at < box->end ? box->end - at : 0;
	size_t n = room < PURPOSE_MAX ? (size_t)room : PURPOSE_MAX;
	const unsigned char *p = bytes_exact(b, at, n), *nul = p ? memchr(p, 0, n) : NULL;
	uint64_t skip = nul ? (uint64_t)(nul - p) + 1 + 8 : room;

	if (skip < room && strcmp((const char *)p, "merkle") != 0)
		blocks_add(out, b, MEDIA_JUMBF, at + skip, room - skip, "uuid");
}

/* Exif directories and makers' notes in boxes; exif_block.c knows those without a head. */
static const struct {
	const char *type, *begins;
	size_t n, skip;
	const char *where;
} notes[] = {
	{"PXMN", "PENTAX ", 8, 0, "PXMN"}, {"thmb", "PENTAX ", 8, 0, "PXMN"},
	{"MVTG", "", 0, 16, "MVTG"},	   {"QVMI", "", 0, 0, "QVMI"},
	{"RMKN", "", 0, 0, "RMKN"},
};

/* Panasonic's thumbnails and Exif bodies stand at places of each model's own. */
#define PANASONIC_MOST ((size_t)32768)

static void
add_panasonic(struct bytes *b, const struct isobox *box, struct media_blocks *out)
{
	static const char heads[2][11] = {"Exif\0\0II*\0", "Exif\0\0MM\0*"};
	uint64_t n = box->end - box->body;
	const unsigned char *p =
		bytes_exact(b, box->body, n < PANASONIC_MOST ? (size_t)n : PANASONIC_MOST);

	for (size_t i = 0; p && i < 2; i++) {
		const unsigned char *hit =
			memmem(p, n < PANASONIC_MOST ? (size_t)n : PANASONIC_MOST, heads[i], 10);

		if (hit) {
			uint64_t at = (uint64_t)(hit - p) + 6;

			blocks_add(out, b, MEDIA_EXIF_TIFF, box->body + at, n - at, "PANA");
			return;
		}
	}
}

static void
take_maker(struct bytes *b, const struct isobox *box, struct media_blocks *out)
{
	uint64_t n = box->end - box->body;

	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		const unsigned char *p;

		if (!isobox_is(box, notes[i].type) || n <= notes[i].skip + notes[i].n)
			continue;
		p = bytes_exact(b, box->body, notes[i].n);
		if (notes[i].n == 0 || (p && memcmp(p, notes[i].begins, notes[i].n) == 0))
			blocks_add(out, b, MEDIA_EXIF_TIFF, box->body + notes[i].skip,
				   n - notes[i].skip, notes[i].where);
	}
	if (isobox_is(box, "PANA") || isobox_is(box, "LEIC"))
		add_panasonic(b, box, out);
	else if (isobox_is(box, "NCTH") || isobox_is(box, "NCVW"))
		blocks_add(out, b, MEDIA_THUMBNAIL, box->body, n, "NCDT");
}

static void
take_boxes(struct bytes *b, uint64_t at, uint64_t end, struct media_blocks *out)
{
	struct isobox box;

	for (unsigned i = 0; i < 256 && at < end && isobox_at(b, at, end, &box) > 0; i++) {
		if (box.end > end)
			return;
		if (has_uuid(b, &box, xmp))
			blocks_add(out, b, MEDIA_XMP, box.body + UUID, box.end - box.body - UUID,
				   "uuid");
		else if (has_uuid(b, &box, canon))
			add_canon(b, &box, out);
		else if (has_uuid(b, &box, c2pa))
			add_c2pa(b, &box, out);
		else if (isobox_is(&box, "jumb"))
			blocks_add(out, b, MEDIA_JUMBF, at, box.end - at, "jumb");
		else if (isobox_is(&box, "XMP_"))
			blocks_add(out, b, MEDIA_XMP, box.body, box.end - box.body, "udta");
		else if (isobox_is(&box, "CNDA"))
			blocks_add_inner_exif(out, b, box.body, box.end - box.body, "CNDA");
		else if (isobox_is(&box, "moov") || isobox_is(&box, "udta") ||
			 isobox_is(&box, "CNTH") || isobox_is(&box, "NCDT"))
			take_boxes(b, box.body, box.end, out);
		else
			take_maker(b, &box, out);
		at = box.end;
	}
}

void
isobmff_movie_blocks(struct bytes *b, struct media_blocks *out)
{
	take_boxes(b, 0, b->size, out);
}
