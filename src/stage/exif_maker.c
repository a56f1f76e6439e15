/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Most maker notes are directories like all others, behind a head of the maker's own. libexif turns
 * what it knows of them into text for people; what ties a picture to one device is read here as
 * it is stored.
 */
#include "stage/exif_maker.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "stage/exif_block.h"

/* Notes are smaller than an APP1 segment. */
#define MOVED_MAX ((uint64_t)65536)

enum base {
	FROM_TIFF, /* offsets count from the Exif block's header */
	FROM_NOTE, /* from the note's own start */
	FROM_HEAD, /* from a TIFF header inside the note */
};

/* Where the byte order is marked with II or MM. */
enum order {
	AS_TIFF, /* like the block's, or what makes sense of the number of entries */
	LITTLE,
	MARKED, /* two bytes before the directory */
	EARLIER /* four bytes before it */
};

/* How each maker's note begins. An empty head: known by Make alone. */
struct head {
	enum maker maker;
	const char *make; /* begins IFD0 Make */
	const char *bytes;
	unsigned char n;
	unsigned char directory; /* from the note's start; 0 for Fujifilm: told at +8 */
	enum base base;
	enum order order;
};

static const struct head heads[] = {
	{MAKER_APPLE, "", "Apple iOS\0", 10, 14, FROM_NOTE, MARKED},
	{MAKER_NIKON, "", "Nikon\0\2", 7, 10, FROM_HEAD, AS_TIFF},
	{MAKER_NONE, "", "Nikon\0\1", 7, 8, FROM_TIFF, AS_TIFF},
	{MAKER_CANON, "Canon", "", 0, 0, FROM_TIFF, AS_TIFF},
	{MAKER_OLYMPUS, "", "OLYMPUS\0", 8, 12, FROM_NOTE, EARLIER},
	{MAKER_OLYMPUS, "", "OM SYSTEM\0", 10, 16, FROM_NOTE, EARLIER},
	{MAKER_OLYMPUS, "", "OLYMP\0", 6, 8, FROM_TIFF, AS_TIFF},
	{MAKER_OLYMPUS, "", "EPSON\0", 6, 8, FROM_TIFF, AS_TIFF},
	{MAKER_OLYMPUS, "", "MINOL\0", 6, 8, FROM_TIFF, AS_TIFF},
	{MAKER_OLYMPUS, "", "CAMER\0", 6, 8, FROM_TIFF, AS_TIFF},
	{MAKER_OLYMPUS, "", "PREMI\0", 6, 8, FROM_TIFF, AS_TIFF},
	{MAKER_OLYMPUS, "", "SONY PI\0", 8, 12, FROM_TIFF, AS_TIFF},
	{MAKER_FUJIFILM, "", "FUJIFILM", 8, 0, FROM_NOTE, LITTLE},
	{MAKER_FUJIFILM, "", "GENERALE", 8, 0, FROM_NOTE, LITTLE},
	{MAKER_PENTAX, "", "AOC\0", 4, 6, FROM_TIFF, MARKED},
	{MAKER_PENTAX, "", "PENTAX \0", 8, 10, FROM_NOTE, MARKED},
	{MAKER_PENTAX, "", "RICOH\0II", 8, 8, FROM_NOTE, MARKED},
	{MAKER_PENTAX, "", "RICOH\0MM", 8, 8, FROM_NOTE, MARKED},
	{MAKER_PANASONIC, "", "Panasonic\0", 10, 12, FROM_TIFF, AS_TIFF},
	{MAKER_PANASONIC, "", "LEICA CAMERA AG\0", 16, 18, FROM_TIFF, AS_TIFF},
	{MAKER_PANASONIC, "LEICA", "", 0, 8, FROM_TIFF, AS_TIFF},
	{MAKER_LEICA_S, "", "LEICA\0\2\377", 8, 8, FROM_TIFF, AS_TIFF},
	{MAKER_LEICA_X, "", "LEICA\0\10\0", 8, 8, FROM_TIFF, AS_TIFF},
	{MAKER_LEICA_X, "", "LEICA\0\11\0", 8, 8, FROM_TIFF, AS_TIFF},
	{MAKER_LEICA, "", "LEICA\0\0\0", 8, 8, FROM_NOTE, AS_TIFF},
	{MAKER_LEICA_M9, "", "LEICA0", 6, 8, FROM_NOTE, AS_TIFF},
	{MAKER_LEICA_X, "", "LEICA\0", 6, 8, FROM_NOTE, AS_TIFF},
	{MAKER_SAMSUNG, "SAMSUNG", "", 0, 0, FROM_NOTE, AS_TIFF},
	{MAKER_MOTOROLA, "", "MOT\0", 4, 8, FROM_NOTE, AS_TIFF},
	{MAKER_SIGMA, "", "SIGMA\0", 6, 10, FROM_TIFF, AS_TIFF},
	{MAKER_SIGMA, "", "FOVEON\0", 7, 10, FROM_TIFF, AS_TIFF},
	{MAKER_RICOH, "RICOH", "MM\0*", 4, 0, FROM_HEAD, AS_TIFF},
	{MAKER_RICOH, "RICOH", "II*\0", 4, 0, FROM_HEAD, AS_TIFF},
	{MAKER_RICOH, "RICOH", "", 0, 8, FROM_TIFF, AS_TIFF},
	{MAKER_NINTENDO, "Nintendo", "", 0, 0, FROM_TIFF, AS_TIFF},
	{MAKER_SONY, "", "SONY DSC ", 9, 12, FROM_TIFF, AS_TIFF},
	{MAKER_SONY, "", "SONY CAM ", 9, 12, FROM_TIFF, AS_TIFF},
	{MAKER_SONY, "", "SONY MOBILE", 11, 12, FROM_TIFF, AS_TIFF},
	{MAKER_SONY, "", "VHAB     \0", 10, 12, FROM_TIFF, AS_TIFF},
	{MAKER_SONY, "SONY", "", 0, 0, FROM_TIFF, AS_TIFF},
	{MAKER_KODAK, "EASTMAN KODAK", "MM\0*", 4, 0, FROM_HEAD, AS_TIFF},
	{MAKER_KODAK, "EASTMAN KODAK", "II*\0", 4, 0, FROM_HEAD, AS_TIFF},
	{MAKER_KODAK, "EASTMAN KODAK", "", 0, 0, FROM_TIFF, AS_TIFF},
	{MAKER_NIKON, "NIKON", "", 0, 0, FROM_TIFF, AS_TIFF},
};

/* LEICA alone is the name on cameras that Panasonic built; "Leica Camera AG" built its own. */
static bool
made_by(const char *make, const char *with)
{
	if (strcmp(with, "LEICA") == 0)
		return strcmp(make, with) == 0;
	return strncasecmp(make, with, strlen(with)) == 0;
}

static const struct head *
find_head(const struct tiff *t, const struct tiff_entry *note, const char *make)
{
	unsigned char start[16];
	size_t n = note->size < sizeof start ? (size_t)note->size : sizeof start;

	n = bytes_read(t->b, t->start + note->at, start, n);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (heads[i].n <= n && memcmp(start, heads[i].bytes, heads[i].n) == 0 &&
		    made_by(make, heads[i].make))
			return &heads[i];
	return NULL;
}

/* Two bytes at `at` of b say II or MM, or leave it as it is. */
static void
take_mark(struct tiff *t, struct bytes *b, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, 2);

	if (p && p[0] == p[1] && (p[0] == 'I' || p[0] == 'M'))
		t->big_endian = p[0] == 'M';
}

/* A directory of more than 255 entries that would have fewer in the other order is in that. */
static void
guess_order(struct tiff *t, uint64_t directory)
{
	const unsigned char *p = bytes_exact(t->b, t->start + directory, 2);

	if (p && tiff_u16(t, p) > 255 && p[t->big_endian ? 1 : 0] == 0)
		t->big_endian = !t->big_endian;
}

/* The place at which the note first stood, as Canon writes it behind newer ones; 0: not told. */
static uint64_t
first_place(const struct tiff *t, const struct tiff_entry *note, const struct tiff *inner)
{
	const unsigned char *p =
		note->size > 8 ? bytes_exact(t->b, t->start + note->at + note->size - 8, 8) : NULL;

	if (!p || (memcmp(p, "II*", 4) != 0 && memcmp(p, "MM\0*", 4) != 0))
		return 0;
	return tiff_u32(inner, p + 4);
}

/*
 * Programs move notes and leave the offsets as they were: a copy in which the note stands where it
 * first stood. NULL: it was not moved.
 */
static unsigned char *
put_back(const struct tiff *t, const struct tiff_entry *note, struct tiff *inner,
	 struct bytes_memory *memory, uint64_t *directory)
{
	uint64_t before = first_place(t, note, inner);
	unsigned char *copy;

	if (before == 0 || before == note->at || before > MOVED_MAX || note->size > MOVED_MAX)
		return NULL;
	copy = memory_zero(1, (size_t)(before + note->size));
	bytes_read(t->b, t->start + note->at, copy + before, (size_t)note->size);
	bytes_memory_init(memory, copy, (size_t)(before + note->size));
	inner->b = &memory->bytes;
	inner->start = 0;
	inner->size = before + note->size;
	*directory = before;
	return copy;
}

/* The note as a structure of its own, by what its head says; -1: its head does not hold up. */
static int
open_note(const struct head *h, const struct tiff *t, const struct tiff_entry *note,
	  struct tiff *inner, uint64_t *directory)
{
	uint64_t at = t->start + note->at;
	const unsigned char *p;

	*inner = *t;
	inner->big = false;
	*directory = note->at + h->directory;
	if (h->base == FROM_HEAD) {
		if (tiff_open(inner, t->b, at + h->directory,
			      note->size > h->directory ? note->size - h->directory : 0))
			return -1;
		*directory = inner->first;
		return 0;
	}
	if (h->base == FROM_NOTE) {
		inner->start = at;
		inner->size = note->size;
		*directory = h->directory;
	}
	if (h->maker == MAKER_FUJIFILM) {
		p = bytes_exact(t->b, at + 8, 4);
		*directory = p ? le32(p) : 0;
		inner->big_endian = false;
	} else if (h->order == MARKED) {
		take_mark(inner, t->b, at + h->directory - 2u);
	} else if (h->order == EARLIER) {
		take_mark(inner, t->b, at + h->directory - 4u);
	}
	if (*directory < inner->size)
		guess_order(inner, *directory);
	return 0;
}

/*
 * Adobe keeps makers' notes of converted pictures in DNG's private data: "MakN", size, byte order,
 * the place in the first file that its offsets count from.
 */
#define ADOBE_HEAD 20

static void
take_adobe(struct tiff *t, struct tiff_entry *note)
{
	const unsigned char *p =
		note->size > ADOBE_HEAD ? bytes_exact(t->b, t->start + note->at, ADOBE_HEAD) : NULL;
	uint64_t at = note->at + ADOBE_HEAD;
	uint32_t before;

	if (!p || memcmp(p, "Adobe\0MakN", 10) != 0)
		return;
	before = be32(p + 16);
	note->size -= ADOBE_HEAD;
	note->at = at;
	t->big_endian = p[14] == 'M';
	if (before <= t->start + at) {
		t->size += at - before;
		t->start = t->start + at - before;
		note->at = before;
		t->size = t->b->size - t->start;
	}
}

/* Where the maker is not known, it is asked: it knows Casio, Sanyo and Epson as well. */
static bool
libexif_reads(enum maker maker)
{
	static const enum maker known[] = {MAKER_NONE,	MAKER_APPLE,   MAKER_CANON, MAKER_FUJIFILM,
					   MAKER_NIKON, MAKER_OLYMPUS, MAKER_PENTAX};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i] == maker)
			return true;
	return false;
}

void
exif_maker_read(const struct tiff *outer, const struct tiff_entry *entry, struct facts *facts,
		struct maker_note *n)
{
	struct buffer make = BUFFER_EMPTY, model = BUFFER_EMPTY;
	struct tiff t = *outer;
	struct tiff_entry note = *entry;
	struct bytes_memory memory;
	unsigned char *moved = NULL;
	const struct head *h;
	uint64_t directory;

	facts_text(facts, "IFD0", "Make", &make);
	facts_text(facts, "IFD0", "Model", &model);
	take_adobe(&t, &note);
	*n = (struct maker_note){.facts = facts, .model = buffer_text(&model), .t = t};
	h = maker_take_plain(n, &note, buffer_text(&make))
		    ? NULL
		    : find_head(&t, &note, buffer_text(&make));
	n->wordless = h && !libexif_reads(h->maker);
	if (h && open_note(h, &t, &note, &n->t, &directory) == 0) {
		if (h->maker == MAKER_CANON)
			moved = put_back(&t, &note, &n->t, &memory, &directory);
		maker_take_directory(n, directory, h->maker);
	}
	free(moved);
	n->t = t;
	n->model = "";
	buffer_release(&make);
	buffer_release(&model);
}
