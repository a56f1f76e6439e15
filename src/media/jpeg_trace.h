/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is remembered of each MCU of a scan while it is followed: where its bits begin, its DC
 * levels, the run of ended blocks. With it a scan can be taken back to any MCU, and the picture's
 * own smoothness can be measured without decoding it.
 */
#ifndef WINNOW_MEDIA_JPEG_TRACE_H
#define WINNOW_MEDIA_JPEG_TRACE_H

#include "media/jpeg_scan.h"

struct jpeg_trace {
	uint32_t first, room; /* the MCUs [first, first + room) are remembered */
	unsigned blocks;      /* levels of one MCU */
	uint64_t *place;      /* jpeg_place() of each */
	/*
	 * Of each block, in the scan's order: its DC level; in progressive AC scans how many
	 * coefficients became non-zero. NULL: the scan refines DC levels.
	 */
	int16_t *level;
	uint32_t *eob_run; /* of progressive AC scans, else NULL */

	/* Of the view that is being followed. */
	const unsigned char *window;
	uint64_t window_at;
};

/* The reader's place: where its next byte lies, and how many bits before it are not used yet. */
static inline uint64_t
jpeg_place(uint64_t at, int nbits)
{
	return at << 6 | (unsigned)nbits;
}

static inline void
jpeg_trace_window(struct jpeg_trace *t, const unsigned char *p, uint64_t at)
{
	t->window = p;
	t->window_at = at;
}

/*
 * Gives the scan a trace for `room` MCUs from `first` on, or for as many as there are. -1 when the
 * scan has more than can be remembered, or levels that do not fit.
 */
int jpeg_trace_init(struct jpeg_trace *t, const struct jpeg_scan *s, uint32_t first, uint32_t room);
void jpeg_trace_release(struct jpeg_trace *t);

/*
 * Takes the scan back to the start of an MCU that was traced; not the history of a progressive one.
 * The bytes before it must be what they were. Nothing is read ahead of it.
 */
void jpeg_trace_rewind(const struct jpeg_trace *t, struct jpeg_scan *s, struct bytes *b,
		       uint32_t mcu);

/* The last of the MCUs [t->first, end) that begins before byte `at`; t->first if none does. */
uint32_t jpeg_trace_before(const struct jpeg_trace *t, struct bytes *b, uint32_t end, uint64_t at);

#endif
