/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pixels of a picture as its file keeps them: strips, tiles, channels or rows, in the order of
 * the file's bytes, each coded by itself. Following them tells where other data begins, and the
 * state of that can be kept and gone on with over other bytes: for joining files in pieces.
 */
#ifndef WINNOW_MEDIA_STRIPS_H
#define WINNOW_MEDIA_STRIPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum strip_coding {
	STRIP_PLAIN,	/* rows of samples */
	STRIP_LZW,	/* TIFF's */
	STRIP_DEFLATE,	/* a zlib stream */
	STRIP_PACKBITS, /* rows packed alone */
	STRIP_COUNTED,	/* the same, the packed length of each row in a table */
	STRIP_RUNS,	/* run lengths of a BMP */
	STRIP_CHANNEL,	/* Photoshop's: it says itself which of these it is, behind two bytes */
	STRIP_JPEG,
	STRIP_OTHER, /* nobody can follow it: believed */
};

struct strip {
	uint64_t at, size; /* in the file */
	enum strip_coding coding;
	uint64_t row;	 /* bytes of one row, unpacked */
	uint64_t rows;	 /* of them; 0: nobody knows */
	uint64_t plane;	 /* PLAIN: rows after which a picture of its own begins */
	uint64_t counts; /* COUNTED: where the table of lengths is, */
	unsigned count;	 /* and bytes of each */
	unsigned wide;	 /* PLAIN: bytes of a sample; RUNS: bits of a pixel */
	bool low_first;	 /* PLAIN: of wide samples the low byte comes first */
	bool loose;	 /* rows may unpack to another size, but all to the same */
};

struct strips {
	struct strip *v;
	size_t n, room;
	unsigned char *tables; /* of all JPEG strips, without SOI and EOI; or NULL */
	size_t tables_size;
};

void strips_add(struct strips *s, const struct strip *one);
/* Puts them in the order of the file. */
void strips_sort(struct strips *s);
void strips_release(struct strips *s);

/* The strips of a file that begins b: what its head and directories say; none when they do not. */
void tiff_strips(struct bytes *b, struct strips *s);
void psd_strips(struct bytes *b, struct strips *s);
void bmp_strips(struct bytes *b, struct strips *s);

struct strips_follow;

/* At the first strip. s outlives it. */
struct strips_follow *strips_follow_new(const struct strips *s);
void strips_follow_copy(struct strips_follow *to, const struct strips_follow *from);
void strips_follow_free(struct strips_follow **f);

/*
 * Goes on over b, which up to where it has come must be what it was. How far the strips hold, an
 * offset of b; b->size: as far as there are bytes; UINT64_MAX: to the end of the last one. *work:
 * bytes that were gone over, more of what is dear.
 */
uint64_t strips_follow_run(struct strips_follow *f, struct bytes *b, uint64_t *work);

/* The strip at hand; NULL behind the last. */
const struct strip *strips_follow_at(const struct strips_follow *f);

/* Plain rows before this offset are not judged: nothing fits better. */
void strips_follow_forgive(struct strips_follow *f, uint64_t before);

/* How far plain samples are from those above them, as a rule; 255: not known yet. */
unsigned strips_follow_usual(const struct strips_follow *f);

#endif
