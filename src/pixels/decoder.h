/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoders of pictures: one file a library, one line in decoders.c. They run in a process that can
 * do nothing but compute and ask for bytes, and may crash there at the cost of one item.
 */
#ifndef WINNOW_PIXELS_DECODER_H
#define WINNOW_PIXELS_DECODER_H

#include "base/bytes.h"
#include "base/error.h"
#include "pixels/canvas.h"

#define DECODER_HEAD 64

struct decoder {
	const char *name;
	/* Could it be one? n is DECODER_HEAD unless the item is shorter. */
	bool (*knows)(const unsigned char *p, size_t n);
	/* Paints the picture (of several, the first). -1 with a sentence that fits a note. */
	int (*decode)(struct bytes *b, struct canvas *c, struct error *e);
};

/* NULL-terminated; the last one is asked for everything that no other knows. */
extern const struct decoder *const decoders[];

/* Paints the picture in b by the decoder that knows it. */
int decode_picture(struct bytes *b, struct canvas *c, struct error *e);

/* The whole item in memory that the caller frees; for libraries that want it so. */
unsigned char *decoder_whole(struct bytes *b, size_t *n, struct error *e);

/* "the picture cannot be decoded: …" */
int decoder_error(struct error *e, const char *why);

#endif
