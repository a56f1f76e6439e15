/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ties a picture to one device, out of the maker note: serial numbers, owners, lenses,
 * counts of exposures. Makers document little; which tag means what is known from ExifTool's and
 * Exiv2's published tables of tag names.
 */
#ifndef WINNOW_STAGE_EXIF_MAKER_H
#define WINNOW_STAGE_EXIF_MAKER_H

#include "media/tiff_ifd.h"
#include "stage/exif_facts.h"

enum maker {
	MAKER_NONE,
	MAKER_APPLE,
	MAKER_CANON,
	MAKER_FUJIFILM,
	MAKER_KODAK,
	MAKER_LEICA,	     /* M8 */
	MAKER_LEICA_M9,	     /* M9, M Monochrom */
	MAKER_LEICA_M9_BODY, /* its directory of the body */
	MAKER_LEICA_X,	     /* X, T, Q, SL */
	MAKER_LEICA_S,	     /* S2, M (240) */
	MAKER_MOTOROLA,
	MAKER_NIKON,
	MAKER_NINTENDO,
	MAKER_OLYMPUS,
	MAKER_OLYMPUS_EQUIPMENT, /* its directory of body, lens, flash */
	MAKER_PANASONIC,
	MAKER_PENTAX,
	MAKER_RICOH,
	MAKER_SAMSUNG,
	MAKER_SIGMA,
	MAKER_SONY,
};

#define MAKER_TAKEN_MAX 64

/* One maker note being read. */
struct maker_note {
	struct tiff t; /* what its offsets count from */
	struct facts *facts;
	const char *model;   /* of IFD0, "" when there is none */
	uint32_t date, time; /* Pentax: as stored; its count of exposures is mixed with them */
	/* Tags that became facts here, or hold bytes that libexif has no words for. */
	uint16_t taken[MAKER_TAKEN_MAX];
	unsigned n_taken;
	unsigned below; /* directories that the one at hand is inside */
	bool wordless;	/* of a maker whose notes libexif does not read */
};

/* The entries of the maker's directory at `at` of n->t, and of those below it. */
void maker_take_directory(struct maker_note *n, uint64_t at, enum maker maker);

/* Values inside blocks of bytes whose layout depends on the model; data: size bytes. */
typedef void maker_block(struct maker_note *n, const unsigned char *data, size_t size);
maker_block maker_take_canon_camera, maker_take_canon_lens, maker_take_canon_serial;
maker_block maker_take_pentax_date, maker_take_pentax_time, maker_take_pentax_count;
maker_block maker_take_sony_serial, maker_take_sony_9050;

/*
 * Notes that are no directories (Kodak, Reconyx, HP, Phase One): true when this is such a one.
 * make: of IFD0.
 */
bool maker_take_plain(struct maker_note *n, const struct tiff_entry *note, const char *make);

/* Facts of group MakerNotes. Text ends at its first NUL; what is not printable is none. */
void maker_add_text(struct maker_note *n, const char *tag, const unsigned char *p, size_t size);
void maker_add_hex(struct maker_note *n, const char *tag, const unsigned char *p, size_t size);
void maker_add_bytes(struct maker_note *n, const char *tag, const unsigned char *p, size_t size);
void maker_add_number(struct maker_note *n, const char *tag, uint64_t v);

#endif
