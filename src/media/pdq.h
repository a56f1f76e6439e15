/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDQ, the perceptual digest of pictures published by Facebook in 2019 (github.com/facebook/
 * ThreatExchange, pdq/): luminance, a tent filter down to 64 x 64, the 16 x 16 lowest frequencies
 * of its cosine transform, one bit each for lying above their median. Similar pictures have digests
 * that differ in few bits.
 *
 * The order of additions is that of the published program, in single precision, so that equal
 * pixels give equal digests.
 */
#ifndef WINNOW_MEDIA_PDQ_H
#define WINNOW_MEDIA_PDQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDQ_BYTES 32
#define PDQ_HEX	  (2 * PDQ_BYTES)
#define PDQ_BITS  256

/* A picture of a lower quality has too little structure to be matched. */
#define PDQ_QUALITY_MATCHED 50

/* Larger pictures are first thinned out to PDQ_SIDE x PDQ_SIDE; see pdq_place(). */
#define PDQ_SIDE       512
#define PDQ_SIDE_LEAST 5 /* a smaller picture has no digest */

struct pdq {
	unsigned char bits[PDQ_BYTES]; /* as the usual hexadecimal form: bit 255 is the first */
	unsigned quality;	       /* 0..100 */
};

/* The eight ways in which a picture can lie: turned clockwise, or mirrored and turned. */
enum pdq_turn {
	PDQ_AS_IT_IS,
	PDQ_ROTATED_90,
	PDQ_ROTATED_180,
	PDQ_ROTATED_270,
	PDQ_MIRRORED_TOP_BOTTOM,
	PDQ_MIRRORED_LEFT_RIGHT,
	PDQ_MIRRORED_DIAGONAL,
	PDQ_MIRRORED_ANTIDIAGONAL,
	PDQ_TURNS
};

/* Memory to work in, kept from picture to picture. */
struct pdq_maker;
struct pdq_maker *pdq_maker_new(void);
void pdq_maker_free(struct pdq_maker **m);

/* What a picture of width x height is hashed at: the same, or PDQ_SIDE x PDQ_SIDE. */
void pdq_size(uint32_t width, uint32_t height, uint32_t *columns, uint32_t *rows);

/* The row (column) of a picture that stands for row (column) i of n, when thinned out. */
static inline uint32_t
pdq_place(uint32_t i, uint32_t n, uint32_t of)
{
	return n == of ? i : (uint32_t)((uint64_t)i * of / n);
}

/* The luminance of 8-bit red, green and blue. */
static inline float
pdq_luma(unsigned red, unsigned green, unsigned blue)
{
	return 0.299f * (float)red + 0.587f * (float)green + 0.114f * (float)blue;
}

/*
 * The rows of the picture to fill with luminance 0..255: columns floats a row, one behind the
 * other. columns and rows as pdq_size() gives them; valid until the next call.
 */
float *pdq_pixels(struct pdq_maker *m, uint32_t columns, uint32_t rows);

/* Digests what stands in pdq_pixels(), which is used up by it. False: the picture is too small. */
bool pdq_make(struct pdq_maker *m, struct pdq *out);

/* Does turning exchange columns and rows? */
bool pdq_lies_across(enum pdq_turn turn);

/*
 * Lays a picture of columns x rows values another way: turning exchanges columns and rows where it
 * lays the picture on its side. Digests of turned pictures are made of turned pixels; turning the
 * digest's frequencies instead, as others do, is some ten bits off.
 */
void pdq_turn(float *to, const float *from, uint32_t columns, uint32_t rows, enum pdq_turn turn);

/* Number of bits in which two digests differ. */
unsigned pdq_distance(const unsigned char a[PDQ_BYTES], const unsigned char b[PDQ_BYTES]);

/* out: PDQ_HEX digits and a NUL. */
void pdq_to_hex(const unsigned char bits[PDQ_BYTES], char out[PDQ_HEX + 1]);
/* Exactly PDQ_HEX hexadecimal digits; false otherwise. */
bool pdq_from_hex(const char *hex, size_t n, unsigned char bits[PDQ_BYTES]);

#endif
