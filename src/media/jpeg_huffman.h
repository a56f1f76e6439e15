/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG's Huffman codes made fast to follow when only the lengths matter: one look-up steps over as
 * many whole coefficients as its index bits hold.
 */
#ifndef WINNOW_MEDIA_JPEG_HUFFMAN_H
#define WINNOW_MEDIA_JPEG_HUFFMAN_H

#include "media/jpeg.h"

#define JPEG_FAST_BITS 11

/*
 * Entries of skip[]: bits taken, coefficients advanced, and whether the block ends. 0: look closer.
 */
#define JPEG_SKIP_BITS(e)    ((e)&63u)
#define JPEG_SKIP_ADVANCE(e) ((e) >> 6 & 127u)
#define JPEG_SKIP_ENDS	     0x8000u

struct jpeg_huffman {
	bool set, skips;		    /* skips: skip[] is filled */
	uint16_t code[1 << JPEG_FAST_BITS]; /* length << 8 | symbol; 0: longer than the index */
	uint16_t skip[1 << JPEG_FAST_BITS]; /* sequential AC: as above */
	int32_t last[17];		    /* largest code of each length, -1: none */
	int32_t shift[17];		    /* symbol index = code + shift[length] */
	uint8_t symbols[256];
};

struct jpeg_tables {
	struct jpeg_huffman dc[4], ac[4];
	uint16_t quantizer[4]; /* of the DC coefficient; 0: not told */
};

void jpeg_huffman_build(struct jpeg_huffman *t, const struct jpeg_huffman_spec *spec);

/*
 * Fills skip[], if it is not yet: half of a table's cost, and only sequential scans use it.
 * ac_bits: the most bits an AC coefficient may have in this frame; larger ones are left to fail.
 */
void jpeg_huffman_skips(struct jpeg_huffman *t, unsigned ac_bits);

#endif
