/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a set file's frame: the section rows, the header over them, the trailer under all. */
#ifndef WINNOW_HASHSET_LAYOUT_H
#define WINNOW_HASHSET_LAYOUT_H

#include "hashset/format.h"
#include "hashset/outfile.h"

#define LAYOUT_SECTIONS 19 /* three for each of three digests and PDQ, and seven more */

struct layout_section {
	enum wset_section type;
	uint32_t digest; /* 0: of no one kind */
	uint32_t width, bits;
	uint64_t offset, size, count;
};

struct layout {
	struct outfile *file;
	struct layout_section sections[LAYOUT_SECTIONS];
	size_t n;
};

/* Leaves room for the header. */
int layout_begin(struct layout *l, struct outfile *file, struct error *e);
/* What is added to the file from here to layout_end() is the section. */
int layout_section(struct layout *l, enum wset_section type, uint32_t digest, uint32_t width,
		   struct error *e);
void layout_end(struct layout *l, unsigned bits);
/* Writes header and trailer; the file may then be committed. */
int layout_finish(struct layout *l, uint32_t features, struct error *e);

#endif
