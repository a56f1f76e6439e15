/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canon's Camera Image File Format 1.0 (1997): heaps whose directory stands at their end. CRW raw
 * files are one, and early cameras put one into their JPEGs.
 */
#ifndef WINNOW_MEDIA_CIFF_H
#define WINNOW_MEDIA_CIFF_H

#include "media/media.h"

/* Group CIFF: make, model, owner, time, serial number of the heap file in [at, end). */
void ciff_tags(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out);

#endif
