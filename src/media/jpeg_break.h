/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where did a broken JPEG really break, and is what stands before that a picture at all? The
 * decoder errs some bytes behind the place, and decodes noise behind a lone head for a while.
 */
#ifndef WINNOW_MEDIA_JPEG_BREAK_H
#define WINNOW_MEDIA_JPEG_BREAK_H

#include "media/jpeg_follow.h"
#include "media/jpeg_smooth.h"

struct jpeg_break {
	uint64_t at; /* where it broke, at a sector from the picture's start or before an error */
	bool plain;  /* something else plainly begins there */
	double picture; /* evidence, as a natural logarithm, that a picture stands before that */
	uint64_t units; /* MCUs before it, of all scans */
};

/* f: traced; has been followed to where it broke or the bytes ended. */
void jpeg_break_find(const struct jpeg_follow *f, struct jpeg_break *out);

#endif
