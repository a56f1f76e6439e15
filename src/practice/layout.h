/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the pieces of a file shall lie, when a recipe says so: in several pieces, out of order,
 * between those of another file, at a place of the volume.
 */
#ifndef WINNOW_PRACTICE_LAYOUT_H
#define WINNOW_PRACTICE_LAYOUT_H

#include "practice/recipe.h"

struct layout_piece {
	uint64_t file_offset, offset,
		size; /* bytes, in the file and in the volume: whole clusters */
};

/* In the order of the file. n 0: as the file system likes. */
struct layout {
	struct layout_piece v[RECIPE_FRAGMENT_MAX];
	size_t n;
	uint64_t end; /* behind all pieces, and behind those of what lies between them */
};

struct fs;
struct fs_ops;

/*
 * Plans a file of `size` bytes; guest: the next line's, whose pieces go between, or NULL, with
 * its layout to fill.
 */
struct layout_file {
	const struct plant *plant;
	uint64_t size;
	struct layout *out;
};
int layout_plan(const struct fs_ops *ops, struct fs *fs, uint64_t seed, struct layout_file *file,
		struct layout_file *guest, struct error *e);

#endif
