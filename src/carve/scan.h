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
#define SCAN_REACH_MAX	 ((size_t)64)

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

/*
 * The first position k in [from, n), a multiple of `step` away from `from`, at which a
 * signature stands wholly inside p[0..n), with the formats it belongs to; n when there is none.
 * step 1: every byte.
 */
size_t scanner_next(const struct scanner *s, const unsigned char *p, size_t n, size_t from,
		    size_t step, uint64_t *formats);

#endif
