/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files inside a file that its own structure names: Exif thumbnails, the further pictures of a
 * multi-picture file, previews of raw pictures. They are children of their picture, whether it was
 * carved in one piece, joined, or stands in a file system.
 */
#ifndef WINNOW_CARVE_CHILDREN_H
#define WINNOW_CARVE_CHILDREN_H

#include "base/bytes.h"
#include "carve/search.h"

/* One file inside another. */
struct child {
	const struct media_format *format;
	struct media_walk walk;
	uint64_t offset; /* from the start of the file that holds it; never 0 */
};

#define CHILDREN_MAX 16 /* of one file, not counting their own */

struct children {
	size_t n;
	struct child v[CHILDREN_MAX]; /* by offset, none twice */
};

/* What of a file that fills b is a file in its own right and holds up when walked. */
void children_list(struct children *list, struct bytes *b, const struct media_format *format);

/*
 * A file whose own data is not there, or cannot be checked when it is cut: if a picture that its
 * structure names is there whole, then so is the file up to the end of that. formats: those whose
 * signature stands at `at` of b; false: none is vouched for.
 */
bool children_vouch(struct bytes *b, uint64_t at, uint64_t formats, struct find *find);

#endif
