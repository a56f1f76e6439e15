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

/*
 * The first place in [from, n) at which the tables agree, or (agree stays false) the first one that
 * was not looked at, because fewer bytes than a vector takes stand from there to the end.
 */
size_t scan_avx2(const struct scan_tables *tables, const unsigned char *p, size_t n, size_t from,
		 bool *agree);
bool scan_have_avx2(void);

#endif
