/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Follows a whole JPEG, its segments and the codes of all its scans, and tells where it stopped
 * and why. With a trace it can be taken back to a place before that: so a joiner of fragments asks
 * where it really broke, and tries what may follow there.
 */
#ifndef WINNOW_MEDIA_JPEG_FOLLOW_H
#define WINNOW_MEDIA_JPEG_FOLLOW_H

#include "media/jpeg_trace.h"

enum jpeg_follow_stop {
	JPEG_FOLLOW_EOI,      /* at the end marker */
	JPEG_FOLLOW_ENDS,     /* the bytes end, all good so far */
	JPEG_FOLLOW_BREAKS,   /* at `broke`, because of `what` */
	JPEG_FOLLOW_GIVES_UP, /* cannot be followed, because of `what` */
};

struct jpeg_follow {
	struct bytes *b; /* borrowed */
	uint64_t start;	 /* the picture's first byte in b */
	uint64_t limit;	 /* segments must end before it */
	bool traced;	 /* remember each MCU of the scan that is followed */

	/* Where it stands: at a segment, or in the scan before it. */
	uint64_t at;
	uint64_t segment, due; /* the last segment begun, and where the next one must stand */
	bool in_scan;
	struct jpeg_frame frame;
	struct jpeg_tables tables;
	uint32_t interval;
	struct jpeg_scan scan;
	struct jpeg_trace trace;
	uint64_t data;		      /* where the scan's entropy-coded data begins */
	uint32_t remembered;	      /* MCUs of the scan that the trace holds */
	uint64_t scans, units, total; /* scans begun; MCUs done and due in those before this one */

	/* A bit for each non-zero coefficient of a progressive picture. */
	uint64_t *history, words;
	uint64_t history_of[JPEG_COMPONENTS]; /* where each component's begin */
	uint64_t *before; /* of the scan's component as the scan began; traced */
	uint64_t before_words;

	/* Why it stopped. */
	uint64_t broke;
	const char *what;
};

/* Begins at the picture's first byte. */
void jpeg_follow_start(struct jpeg_follow *f, struct bytes *b, uint64_t start, bool traced);
enum jpeg_follow_stop jpeg_follow_run(struct jpeg_follow *f);
void jpeg_follow_release(struct jpeg_follow *f);

/* MCUs followed and due so far, this scan's included. */
uint64_t jpeg_follow_units(const struct jpeg_follow *f);
uint64_t jpeg_follow_total(const struct jpeg_follow *f);

/*
 * Takes a traced scan to the last MCU that begins before byte `at`, which it has passed once; the
 * bytes before `at` must be what they were. False: `at` lies before the scan's data.
 */
bool jpeg_follow_rewind(struct jpeg_follow *f, uint64_t at);

/* Undoes what the scan wrote into the history from an MCU on, up to before `end`. */
void jpeg_follow_restore(struct jpeg_follow *f, uint32_t mcu, uint32_t end);

#endif
