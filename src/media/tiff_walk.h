/* SPDX-License-Identifier: Apache-2.0 */
/* All directories of a TIFF, and everything they point to: what tiff*.c share. */
#ifndef WINNOW_MEDIA_TIFF_WALK_H
#define WINNOW_MEDIA_TIFF_WALK_H

#include "media/media.h"
#include "media/tiff_ifd.h"

/* Directories followed; cameras write about ten, scanners one a page. */
#define TIFF_IFDS_MAX 4096

enum {
	TIFF_NONE = 1,
	TIFF_CCITT_RLE = 2,
	TIFF_CCITT_G3 = 3,
	TIFF_CCITT_G4 = 4,
	TIFF_LZW = 5,
	TIFF_OLD_JPEG = 6,
	TIFF_JPEG = 7,
	TIFF_DEFLATE = 8,
	TIFF_SONY = 32767,
	TIFF_SAMSUNG = 32770, /* and 32772 */
	TIFF_PACKBITS = 32773,
	TIFF_NIKON = 34713,
	TIFF_OLD_DEFLATE = 32946,
	TIFF_LOSSY_JPEG = 34892,
	TIFF_PENTAX = 65535,
};

/* Codings of the makers' own; and colour filters before the sensor. */
enum {
	TIFF_BY_NIKON = 1,
	TIFF_BY_PENTAX = 2,
	TIFF_BY_SAMSUNG = 4,
	TIFF_BY_CFA = 8,
};
#define TIFF_CFA 32803

/* A picture of one directory. */
struct tiff_picture {
	uint32_t width, height, compression, bits, samples, photometric;
	uint32_t piece_width, piece_height; /* of a tile, or a strip */
	bool tiled, planar, lsb_first;
	uint64_t tables, tables_size; /* of JPEG data; 0: none */
};

/* A strip, a tile, or an embedded JPEG. */
struct tiff_piece {
	uint64_t at, size; /* from the TIFF's start */
	uint32_t picture;  /* its number, or TIFF_PREVIEW */
	uint32_t index;	   /* among the picture's pieces */
};
#define TIFF_PREVIEW UINT32_MAX

struct tiff_walker {
	struct tiff t;
	uint64_t *pending; /* directories met, in order; each is gone through once */
	size_t n, done, room;
	uint64_t end;	   /* as far as anything reaches */
	uint64_t metadata; /* as far as directories and their values reach */
	uint64_t missing;  /* the furthest end of what lies outside; 0: all is there */
	uint64_t pictures, pieces;
	uint32_t width, height;
	unsigned compressions; /* TIFF_BY_… of all pictures */
	bool dng, cr2, sony;
	char make[16];
	const char *broke; /* what cannot be, or NULL */
	uint64_t broke_at;

	/* Only when wanted: all that holds pixels. */
	bool listed;
	struct tiff_picture *picture;
	struct tiff_piece *piece;
	size_t picture_n, picture_room, piece_n, piece_room;
};

/* Goes through all directories; -1: not a TIFF. Release in any case. */
int tiff_follow(struct tiff_walker *k, struct bytes *b, uint64_t start, bool listed);
void tiff_release(struct tiff_walker *k);

/* For what only makers know: a place that must lie inside. */
void tiff_reach(struct tiff_walker *k, uint64_t at, uint64_t size);
void tiff_add_preview(struct tiff_walker *k, uint64_t at, uint64_t size);

/* Previews that maker notes point to. */
void tiff_maker_note(struct tiff_walker *k, const struct tiff_entry *e);

bool tiff_made_by(const struct tiff_walker *k, const char *make);

/* A closer look at every piece: *w was given by the walk. */
void tiff_check(struct bytes *b, uint64_t start, struct media_walk *w);

/* A TIFF whose directory is lost behind the data: what can be said of the data. */
void tiff_lost(struct bytes *b, uint64_t start, struct media_walk *w);

#endif
