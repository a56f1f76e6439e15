/* SPDX-License-Identifier: Apache-2.0 */
/* Previews that maker notes of raw files point to, some of them behind the picture's own data. */
#include <string.h>

#include "media/tiff_walk.h"

enum {
	NIKON_PREVIEW = 0x0011,
	OLYMPUS_CAMERA = 0x2020,
	OLYMPUS_START = 0x0101,
	OLYMPUS_LENGTH = 0x0102,
	PENTAX_LENGTH = 0x0003,
	PENTAX_START = 0x0004,
};

/* A note with a TIFF header of its own at +10; the preview's directory counts from there. */
static void
nikon(struct tiff_walker *k, const struct tiff_entry *e)
{
	uint64_t base = e->at + 10;
	struct tiff_ifd d;
	struct tiff note;

	if (e->size < 18 || tiff_open(&note, k->t.b, k->t.start + base, k->t.size - base) ||
	    tiff_ifd_at(&note, note.first, &d) ||
	    tiff_ifd_at(&note, tiff_number_of(&d, NIKON_PREVIEW, 0), &d))
		return;
	if (d.at)
		tiff_add_preview(k, base + tiff_number_of(&d, TIFF_JPEG_OFFSET, 0),
				 tiff_number_of(&d, TIFF_JPEG_SIZE, 0));
}

/* Directories and offsets count from the note's start. */
static void
olympus(struct tiff_walker *k, const struct tiff_entry *e)
{
	const unsigned char *p = tiff_value(&k->t, e);
	struct tiff note = k->t;
	uint64_t start;
	struct tiff_ifd d;

	note.start += e->at;
	note.size -= e->at;
	note.big_endian = p && p[8] == 'M';
	if (tiff_ifd_at(&note, 12, &d) ||
	    tiff_ifd_at(&note, tiff_number_of(&d, OLYMPUS_CAMERA, 0), &d) || d.at == 0)
		return;
	start = tiff_number_of(&d, OLYMPUS_START, 0);
	if (start)
		tiff_add_preview(k, e->at + start, tiff_number_of(&d, OLYMPUS_LENGTH, 0));
}

/* A directory at +6; offsets count from the file's start. */
static void
pentax(struct tiff_walker *k, const struct tiff_entry *e)
{
	struct tiff_ifd d;

	if (tiff_ifd_at(&k->t, e->at + 6, &d))
		return;
	tiff_add_preview(k, tiff_number_of(&d, PENTAX_START, 0),
			 tiff_number_of(&d, PENTAX_LENGTH, 0));
}

void
tiff_maker_note(struct tiff_walker *k, const struct tiff_entry *e)
{
	const unsigned char *p;

	if (e->outside || e->size < 32)
		return;
	p = bytes_exact(k->t.b, k->t.start + e->at, 12);
	if (!p)
		return;
	if (memcmp(p, "Nikon\0\2", 7) == 0)
		nikon(k, e);
	else if (memcmp(p, "OLYMPUS\0", 8) == 0)
		olympus(k, e);
	else if (memcmp(p, "AOC\0", 4) == 0)
		pentax(k, e);
}
