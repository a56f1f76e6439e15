/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canon's Camera Image File Format 1.0 (1997): heaps whose directory stands at their end. CRW raw
 * files are one, and early cameras put one into their JPEGs.
 */
#ifndef WINNOW_MEDIA_CIFF_H
#define WINNOW_MEDIA_CIFF_H

#include "media/media.h"

enum {
	CIFF_HEAD = 14,	 /* order of bytes, length of the head, "HEAP" and what kind of one */
	CIFF_ENTRY = 10, /* of a directory */
	CIFF_ENTRIES_MAX = 512,
};

/* Numbers of values, without the bits that say where the value is. */
enum ciff_number {
	CIFF_MAKE_MODEL = 0x080a,
	CIFF_FIRMWARE = 0x080b,
	CIFF_OWNER = 0x0810,
	CIFF_IMAGE_TYPE = 0x0815,
	CIFF_FILE_NAME = 0x0816,
	CIFF_CAMERA_SETTINGS = 0x102d,
	CIFF_CAPTURED = 0x180e,
	CIFF_SERIAL = 0x180b,
	CIFF_SIZE = 0x1810,
	CIFF_FILE_NUMBER = 0x1817,
	CIFF_SERIAL_FORMAT = 0x183b,
	CIFF_RAW = 0x2005,
	CIFF_JPEG = 0x2007,
	CIFF_THUMBNAIL = 0x2008,
};

/* Whoever goes through the values of a heap embeds this first. */
struct ciff {
	struct bytes *b;
	bool big_endian;
	unsigned left; /* entries that may still be met: heaps can overlap */
	/* The value of n bytes at `at`; heaps inside are gone through, not given. */
	void (*take)(struct ciff *self, unsigned number, uint64_t at, uint64_t n);
};

uint16_t ciff_u16(const struct ciff *c, const unsigned char *p);
uint32_t ciff_u32(const struct ciff *c, const unsigned char *p);

/* Reads the order of bytes at a heap file's head; the head's length, or 0: there is none. */
uint64_t ciff_open(struct ciff *c, struct bytes *b, uint64_t at);

/*
 * Goes through the heap of [at, end) and those within it. -1: some directory or value does not lie
 * in its heap; what does was given.
 */
int ciff_each(struct ciff *c, uint64_t at, uint64_t end);

/* Make, model, owner, time, serial number of the heap file in [at, end), under this group. */
void ciff_tags(struct bytes *b, uint64_t at, uint64_t end, const char *group,
	       struct media_tags *out);

#endif
