/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that follow VP8's key frames share; see vp8_follow.h. */
#ifndef WINNOW_MEDIA_VP8_STATE_H
#define WINNOW_MEDIA_VP8_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "media/vp8_arith.h"
#include "media/vp8_follow.h"
#include "media/vp8_tables.h"

#define VP8_PARTITIONS_MAX 8
#define VP8_READ_AHEAD	   256u
#define VP8_WINDOW_UNITS   32u

struct vp8_reader {
	uint64_t at, end; /* the next byte to be taken in, in the file */
	struct vp8_arith arith;
	int before; /* spare bits when the last one was told: whole bytes of them count as unread */
	unsigned over;
	unsigned i, n; /* of the window */
	unsigned char window[VP8_READ_AHEAD];
};

struct vp8_context {
	uint8_t y[4], u[2], v[2], y2;
};

/* A macroblock of the row at hand. */
struct vp8_unit {
	uint8_t segment, whole, mode, skip;
	uint8_t modes[16];
};

/* What was seen of a window, and how far its data was read. */
struct vp8_window {
	uint64_t at, modes, unit;
	int64_t v;
};

struct vp8_follow {
	struct vp8_place place;
	struct bytes *b; /* during a run */
	bool begun, modes_read;
	uint32_t across, down, x, y;
	struct vp8_reader modes, parts[VP8_PARTITIONS_MAX];
	unsigned nparts;
	bool segments, may_skip;
	uint8_t segment_prob[3], skip_prob;
	uint8_t prob[VP8_COEFFICIENT_PROBS];
	int16_t steps[4][4]; /* of a segment: Y DC, Y AC, Y2 DC, Y2 AC */
	struct vp8_context left;
	uint8_t left_column[16], corner;
	uint8_t left_modes[4];

	/* Of the window at hand; of those before it. */
	uint32_t edge_sum, inside_sum, counted;
	int64_t sum, squares, known;
	size_t nwindows;
	int64_t alarm;
	/* Behind the window that it rose from 0 with: a place in the file, and a macroblock. */
	uint64_t suspect, suspect_unit, suspect_modes;
	bool strange; /* the alarm went off */

	/* A row of each: units, modes of the blocks above, what is above, luma with four to spare.
	 */
	size_t room;
	unsigned char *rows;
};

struct vp8_window *vp8_windows(const struct vp8_follow *f);
struct vp8_unit *vp8_units(const struct vp8_follow *f);
uint8_t *vp8_luma_above(const struct vp8_follow *f);

/* 1; 0: the bytes end before it does; -1: it cannot be. */
int vp8_read_head(struct vp8_follow *f);
/* Of the row at hand. */
void vp8_read_row_modes(struct vp8_follow *f);
/* Dequantized luma of the macroblock at hand; the rest is gone over. c is zeros before. */
void vp8_read_levels(struct vp8_follow *f, const struct vp8_unit *u, int16_t c[256]);

/* The first byte, in the file, that was not taken. */
uint64_t vp8_reached(const struct vp8_reader *r);
/* What was read ahead is read again: other bytes may stand there now. */
void vp8_drop_window(struct vp8_reader *r);

#endif
