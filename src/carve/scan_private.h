/* SPDX-License-Identifier: Apache-2.0 */
/* What the plain and the vectorised scanner share. */
#ifndef WINNOW_CARVE_SCAN_PRIVATE_H
#define WINNOW_CARVE_SCAN_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANCHOR		4 /* bytes of a signature that the first test looks at */
#define SCAN_GROUPS_MAX 8

/*
 * The signatures whose anchors lie equally far from the start of the file. A signature belongs to
 * one of eight buckets (a bit); low[i][x] has the bits of the buckets with a signature whose i-th
 * anchor byte has the low nibble x, high likewise.
 */
struct scan_group {
	size_t at;
	unsigned char low[ANCHOR][16], high[ANCHOR][16];
	unsigned char first[65536 / 8]; /* one bit for each value of the first two anchor bytes */
	size_t members;
};

/*
 * The first k in [from, n) with every group's anchor inside p[0..n) at which some group's tables
 * agree, or the first position that was not looked at (fewer than a vector of them before the end).
 */
size_t scan_groups_avx2(const struct scan_group *groups, size_t ngroups, const unsigned char *p,
			size_t n, size_t from, bool *agree);
bool scan_have_avx2(void);

#endif
