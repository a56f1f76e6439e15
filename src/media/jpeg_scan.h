/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Follows the entropy-coded data of one JPEG scan code by code (T.81 annexes F and G) without
 * decoding a picture: every code must exist, every block end within 64 coefficients, every restart
 * marker stand where it must, and the DC level stay within what the samples allow. That is how data
 * of somebody else behind a JPEG's head gives itself away.
 *
 * struct jpeg_scan is the whole state of a sequential scan: copy it to come back to that place. A
 * progressive scan also writes into `history`, which the caller owns. With a trace (jpeg_trace.h)
 * every MCU can be come back to.
 */
#ifndef WINNOW_MEDIA_JPEG_SCAN_H
#define WINNOW_MEDIA_JPEG_SCAN_H

#include "media/jpeg_huffman.h"

/* Most blocks in one MCU (T.81 B.2.3). */
#define JPEG_MCU_BLOCKS 10

enum jpeg_scan_end {
	JPEG_SCAN_DONE,	   /* every MCU is there */
	JPEG_SCAN_PAUSED,  /* at the first MCU from `until` on, or where the trace is full */
	JPEG_SCAN_ENDS,	   /* the bytes end first */
	JPEG_SCAN_SHORT,   /* a marker stands where MCUs are still missing */
	JPEG_SCAN_CODE,	   /* no such code, or a block that runs over */
	JPEG_SCAN_LEVEL,   /* the DC level leaves its range */
	JPEG_SCAN_RESTART, /* no restart marker, or not the right one, where one must be */
};

struct jpeg_trace;

struct jpeg_scan_block {
	uint8_t component; /* index in the scan, for the DC predictor */
	const struct jpeg_huffman *dc, *ac;
};

struct jpeg_scan {
	/* What the headers said. */
	struct jpeg_scan_header header;
	bool progressive;
	uint8_t dc_bits; /* most bits of a DC difference */
	struct jpeg_scan_block block[JPEG_MCU_BLOCKS];
	unsigned blocks;		    /* in one MCU */
	uint32_t mcus, interval;	    /* in all; between restart markers, 0: none */
	int32_t level_max[JPEG_COMPONENTS]; /* by component of the scan; 0: no bound known */
	uint64_t *history;		    /* progressive AC: non-zero coefficients, a bit each */
	struct jpeg_trace *trace;	    /* what is remembered of each MCU; NULL: nothing */

	/* Where it stands. */
	uint64_t at;   /* next byte to take */
	uint64_t bits; /* taken and not used yet, from the top */
	int nbits;
	uint32_t mcu; /* done */
	uint32_t until_restart, restarts, eob_run;
	int32_t level[JPEG_COMPONENTS];
};

/*
 * Prepares for the entropy-coded data at `at`. -1 when it cannot be followed: no such table, not
 * Huffman DCT, height unknown, or a progressive AC scan without `history`. Frame and tables must
 * outlive the scan. history: a word for each block of the component (jpeg_component_blocks()).
 */
int jpeg_scan_start(struct jpeg_scan *s, const struct jpeg_frame *f,
		    const struct jpeg_scan_header *h, const struct jpeg_tables *t,
		    uint32_t interval, uint64_t *history, uint64_t at);

/* Goes on from where it stands. */
enum jpeg_scan_end jpeg_scan_run(struct jpeg_scan *s, struct bytes *b, uint64_t until);

/* The byte in b in which the next unused bit lies, not counting stuffing in what was read ahead. */
uint64_t jpeg_scan_position(const struct jpeg_scan *s);

/* Blocks of one component: across and down, as its own scans count them. */
void jpeg_component_blocks(const struct jpeg_frame *f, unsigned component, uint32_t *across,
			   uint32_t *down);

#endif
