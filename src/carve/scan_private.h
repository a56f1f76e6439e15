/* SPDX-License-Identifier: Apache-2.0 */
/* What the plain and the vectorised scanner share. */
#ifndef WINNOW_CARVE_SCAN_PRIVATE_H
#define WINNOW_CARVE_SCAN_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#define ANCHOR	     4 /* bytes of a signature that the vectorised test looks at */
#define SCAN_BUCKETS 8

/*
 * Each signature belongs to one of eight buckets (a bit). low[i][x] has the bits of the buckets
 * with a signature whose i-th anchor byte has the low nibble x, high likewise.
 */
struct scan_tables {
	unsigned char low[ANCHOR][16], high[ANCHOR][16];
};

#define SCAN_VECTOR ((size_t)32)	       /* places that are looked at together */
#define SCAN_TAKES  (SCAN_VECTOR + ANCHOR - 1) /* bytes read for them */

/*
 * Looks at places from `from` on, 32 at a time as long as they lie before `to` and what they take
 * lies before n, and room for 32 more is left in places[0..max): where the tables agree. Returns
 * the first place that was not looked at.
 */
size_t scan_avx2(const struct scan_tables *tables, const unsigned char *p, size_t n, size_t from,
		 size_t to, size_t *places, size_t max, size_t *nplaces);
bool scan_have_avx2(void);

#endif
