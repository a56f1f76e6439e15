/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where could a file begin? Looks for the signatures of all formats at once, at every byte or on a
 * grid.
 *
 * At every byte, four neighbouring bytes of each signature (its anchor) are tested for many places
 * at a time by table look-up on their nibbles, as Hyperscan's "Teddy" does; what passes is compared
 * in full. The cost does not grow with the number of signatures.
 */
#ifndef WINNOW_CARVE_SCAN_H
#define WINNOW_CARVE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "media/media.h"

#define SCAN_FORMATS_MAX 64 /* a hit's formats are a bit each */
#define SCAN_REACH_MAX	 ((size_t)320)

struct scanner;

/*
 * formats: n (up to SCAN_FORMATS_MAX) entries, borrowed; only those whose bit is set in `wanted`.
 */
struct scanner *scanner_new(const struct media_format *const *formats, size_t n, uint64_t wanted);
void scanner_free(struct scanner **s);

/*
 * The longest signature with its distance: so many bytes decide on a position.
 * At most SCAN_REACH_MAX.
 */
size_t scanner_reach(const struct scanner *s);

struct scan_hit {
	size_t at;
	uint64_t formats; /* whose signature stands there */
};

/* So many hits are enough for a call to get on, whatever stands in the bytes. */
#define SCAN_HITS_LEAST 256

/*
 * All positions in [from, to) (a multiple of `step` away from `from`; 1: every byte) at which a
 * signature stands wholly inside p[0..n), ascending, but for those where MEDIA_HEAD bytes are there
 * and are no head of its format. max: room in hits, at least SCAN_HITS_LEAST.
 * Returns `to`, or the position up to which all are given, when there was no more room.
 */
size_t scanner_find(const struct scanner *s, const unsigned char *p, size_t n, size_t from,
		    size_t to, size_t step, struct scan_hit *hits, size_t max, size_t *nhits);

#endif
