/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The structure that TIFF files, Exif blocks, MPF indexes and many maker notes share (TIFF 6.0;
 * BigTIFF): a header, then directories of entries whose values lie elsewhere. Offsets given out
 * here are places in the bytes the structure was opened on, checked to lie inside it.
 */
#ifndef WINNOW_MEDIA_TIFF_IFD_H
#define WINNOW_MEDIA_TIFF_IFD_H

#include "base/bytes.h"

enum {
	TIFF_WIDTH = 0x0100,
	TIFF_LENGTH = 0x0101,
	TIFF_COMPRESSION = 0x0103,
	TIFF_MAKE = 0x010f,
	TIFF_STRIP_OFFSETS = 0x0111,
	TIFF_STRIP_SIZES = 0x0117,
	TIFF_TILE_OFFSETS = 0x0144,
	TIFF_TILE_SIZES = 0x0145,
	TIFF_SUB_IFDS = 0x014a,
	TIFF_JPEG_OFFSET = 0x0201,
	TIFF_JPEG_SIZE = 0x0202,
	TIFF_XMP = 0x02bc,
	TIFF_IPTC = 0x83bb,
	TIFF_EXIF_IFD = 0x8769,
	TIFF_GPS_IFD = 0x8825,
	TIFF_MAKER_NOTE = 0x927c,
	TIFF_INTEROP_IFD = 0xa005,
	TIFF_DNG_VERSION = 0xc612,
};

enum {
	TIFF_BYTE = 1,
	TIFF_ASCII,
	TIFF_SHORT,
	TIFF_LONG,
	TIFF_RATIONAL,
	TIFF_SBYTE,
	TIFF_UNDEFINED,
	TIFF_SSHORT,
	TIFF_SLONG,
	TIFF_SRATIONAL,
	TIFF_FLOAT,
	TIFF_DOUBLE,
	TIFF_IFD,
	TIFF_LONG8 = 16,
	TIFF_SLONG8,
	TIFF_IFD8,
};

/* Entries of one directory; real ones have a hundred or two. */
#define TIFF_ENTRIES_MAX 4096

struct tiff {
	struct bytes *b;
	uint64_t start, size; /* where its header lies in b, and how far it may reach */
	bool big_endian, big; /* big: BigTIFF */
	uint16_t magic;	      /* 42, 43, or a maker's own */
	uint64_t first;	      /* first directory, from start */
};

struct tiff_ifd {
	const struct tiff *t;
	uint64_t at;   /* from t->start */
	uint64_t end;  /* after its last byte, from t->start */
	uint64_t n;    /* entries */
	uint64_t next; /* the following directory, 0: none */
};

struct tiff_entry {
	uint16_t tag, type;
	uint64_t count;
	uint64_t at;   /* of the value's bytes, from t->start */
	uint64_t size; /* bytes of the value; the whole value lies inside the structure unless
			  `outside` */
	bool outside;
};

/*
 * The header at `start` of b; -1 when it is none. Makers' variants of the magic
 * number are accepted.
 */
int tiff_open(struct tiff *t, struct bytes *b, uint64_t start, uint64_t size);

/* The directory at `at` (from t->start); -1 when it does not lie inside. */
int tiff_ifd_at(const struct tiff *t, uint64_t at, struct tiff_ifd *d);

/* Entry i; -1 when it is of no known type. */
int tiff_entry_at(const struct tiff_ifd *d, uint64_t i, struct tiff_entry *e);

/* The first entry of a tag; -1: none. */
int tiff_find(const struct tiff_ifd *d, uint16_t tag, struct tiff_entry *e);

/* The i-th number of an unsigned integer value, or 0. */
uint64_t tiff_number(const struct tiff *t, const struct tiff_entry *e, uint64_t i);
/* The same of the first entry of a tag in a directory; `otherwise` when there is none. */
uint64_t tiff_number_of(const struct tiff_ifd *d, uint16_t tag, uint64_t otherwise);

/* The value's bytes in memory when it has between 1 and 65536 and lies inside; else NULL. */
const unsigned char *tiff_value(const struct tiff *t, const struct tiff_entry *e);

uint16_t tiff_u16(const struct tiff *t, const unsigned char *p);
uint32_t tiff_u32(const struct tiff *t, const unsigned char *p);

#endif
