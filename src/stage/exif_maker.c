/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maker notes are directories like all others, behind a head of the maker's own. libexif turns
 * what it knows of them into text for people; what ties a picture to one device is read here as
 * it is stored.
 */
#include <string.h>

#include "media/tiff_ifd.h"
#include "record/json.h"
#include "stage/exif_block.h"
#include "stage/exif_value.h"

enum base {
	FROM_TIFF, /* offsets count from the Exif block's header */
	FROM_NOTE, /* from the note's own start */
	FROM_HEAD, /* from a TIFF header inside the note */
};

enum order { AS_TIFF, LITTLE, BIG, MARKED /* II or MM stands two bytes before the directory */ };

enum maker {
	CANON,
	NIKON,
	OLYMPUS,
	OLYMPUS_EQUIPMENT,
	FUJIFILM,
	PENTAX,
	PANASONIC,
	SAMSUNG,
	APPLE
};

/* How each maker's note begins. An empty head: known by Make alone. */
static const struct head {
	enum maker maker;
	const char *make; /* begins IFD0 Make */
	const char *bytes;
	size_t n;
	uint64_t directory; /* from the note's start */
	enum base base;
	enum order order;
} heads[] = {
	{CANON, "Canon", "", 0, 0, FROM_TIFF, AS_TIFF},
	{NIKON, "NIKON", "Nikon\0\2", 7, 10, FROM_HEAD, AS_TIFF},
	{OLYMPUS, "OLYMPUS", "OLYMPUS\0II", 10, 12, FROM_NOTE, LITTLE},
	{OLYMPUS, "OLYMPUS", "OLYMPUS\0MM", 10, 12, FROM_NOTE, BIG},
	{OLYMPUS, "OLYMPUS", "OLYMP\0", 6, 8, FROM_TIFF, AS_TIFF},
	{FUJIFILM, "FUJIFILM", "FUJIFILM\14\0\0\0", 12, 12, FROM_NOTE, LITTLE},
	{PENTAX, "", "AOC\0", 4, 6, FROM_TIFF, MARKED},
	{PENTAX, "", "PENTAX \0", 8, 10, FROM_NOTE, MARKED},
	{PANASONIC, "Panasonic", "Panasonic\0\0\0", 12, 12, FROM_TIFF, AS_TIFF},
	{SAMSUNG, "SAMSUNG", "", 0, 0, FROM_NOTE, AS_TIFF},
	{APPLE, "Apple", "Apple iOS\0", 10, 14, FROM_NOTE, BIG},
};

static const struct {
	enum maker maker;
	uint16_t tag;
	const char *name;
} wanted[] = {
	{CANON, 0x0009, "OwnerName"},
	{CANON, 0x000c, "SerialNumber"},
	{CANON, 0x0015, "SerialNumberFormat"},
	{CANON, 0x0096, "InternalSerialNumber"},
	{NIKON, 0x001d, "SerialNumber"},
	{NIKON, 0x00a0, "SerialNO"},
	{NIKON, 0x00a7, "ShutterCount"},
	{OLYMPUS, 0x0404, "SerialNumber"},
	{OLYMPUS, 0x101a, "SerialNumber"},
	{OLYMPUS_EQUIPMENT, 0x0101, "SerialNumber"},
	{OLYMPUS_EQUIPMENT, 0x0102, "InternalSerialNumber"},
	{OLYMPUS_EQUIPMENT, 0x0202, "LensSerialNumber"},
	{FUJIFILM, 0x0010, "InternalSerialNumber"},
	{PENTAX, 0x0229, "SerialNumber"},
	{PANASONIC, 0x0025, "InternalSerialNumber"},
	{PANASONIC, 0x0052, "LensSerialNumber"},
	{SAMSUNG, 0xa002, "SerialNumber"},
	{SAMSUNG, 0xa005, "InternalLensSerialNumber"},
	{APPLE, 0x000b, "BurstUUID"},
	{APPLE, 0x0011, "ContentIdentifier"},
	{APPLE, 0x0015, "ImageUniqueID"},
};

static void
take(struct facts *facts, const struct tiff *t, const struct tiff_entry *e, const char *name)
{
	struct exif_value v = {.format = e->type,
			       .count = e->count,
			       .data = tiff_value(t, e),
			       .n = (size_t)e->size,
			       .big_endian = t->big_endian};
	size_t begun = facts_begin(facts);

	if (!v.data)
		return;
	exif_value_write(&v, &facts->text, &facts->undefined);
	facts_end(facts, begun, "MakerNotes", name);
}

static void
take_directory(struct facts *facts, const struct tiff *t, uint64_t at, enum maker maker)
{
	struct tiff_entry e;
	struct tiff_ifd d;

	if (tiff_ifd_at(t, at, &d))
		return;
	for (uint64_t i = 0; i < d.n; i++) {
		if (tiff_entry_at(&d, i, &e))
			continue;
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
			if (wanted[k].maker == maker && wanted[k].tag == e.tag)
				take(facts, t, &e, wanted[k].name);
		if (maker == OLYMPUS && e.tag == 0x2010)
			take_directory(facts, t,
				       e.type == TIFF_UNDEFINED ? e.at : tiff_number(t, &e, 0),
				       OLYMPUS_EQUIPMENT);
	}
}

/* The note as a structure of its own, by what its head says; -1: its head does not hold up. */
static int
open_note(const struct head *h, const struct tiff *t, const struct tiff_entry *note,
	  struct tiff *inner, uint64_t *directory)
{
	const unsigned char *p;

	*inner = *t;
	*directory = note->at + h->directory;
	if (h->base == FROM_HEAD) {
		if (tiff_open(inner, t->b, t->start + note->at + h->directory,
			      note->size > h->directory ? note->size - h->directory : 0))
			return -1;
		*directory = inner->first;
		return 0;
	}
	if (h->base == FROM_NOTE) {
		inner->start += note->at;
		inner->size = note->size;
		*directory = h->directory;
	}
	if (h->order == LITTLE || h->order == BIG)
		inner->big_endian = h->order == BIG;
	if (h->order != MARKED)
		return 0;
	p = bytes_exact(t->b, t->start + note->at + h->directory - 2, 2);
	if (p && p[0] == p[1] && (p[0] == 'I' || p[0] == 'M'))
		inner->big_endian = p[0] == 'M';
	return 0;
}

static bool
begins(const char *text, size_t n, const char *with)
{
	return n >= strlen(with) && strncasecmp(text, with, strlen(with)) == 0;
}

static const struct head *
find_head(const struct tiff *t, const struct tiff_entry *note, struct span make)
{
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		const struct head *h = &heads[i];
		const unsigned char *p;

		if (!begins(make.p, make.n, h->make) || note->size < h->n)
			continue;
		p = h->n ? bytes_exact(t->b, t->start + note->at, h->n) : NULL;
		if (h->n == 0 || (p && memcmp(p, h->bytes, h->n) == 0))
			return h;
	}
	return NULL;
}

void
exif_maker_read(const struct tiff *t, const struct tiff_entry *note, struct facts *facts)
{
	struct buffer make = BUFFER_EMPTY;
	const struct head *h;
	struct tiff inner;
	uint64_t directory;

	facts_text(facts, "IFD0", "Make", &make);
	h = find_head(t, note, buffer_span(&make));
	if (h && open_note(h, t, note, &inner, &directory) == 0)
		take_directory(facts, &inner, directory, h->maker);
	buffer_release(&make);
}
