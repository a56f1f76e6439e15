/* SPDX-License-Identifier: Apache-2.0 */
/* Partition tables, read by libtsk and believed only as far as they make sense. */
#ifndef WINNOW_EVIDENCE_TABLE_H
#define WINNOW_EVIDENCE_TABLE_H

#include "evidence/volume.h"

struct partition {
	uint64_t offset, size; /* bytes in the image, as the table says: may reach past its end */
	char description[80];
};

struct table {
	const char *name; /* "dos" …; NULL: no table here */
	struct partition *v;
	bool cut; /* an extended partition reaches past the image: its chain may be broken */
	size_t n; /* sorted by offset; what the table calls unused, free or its own map is left out
		   */
};

/* The table of the whole image. What is odd about it is noted on the list as a whole. */
void table_read(struct table *t, struct image *image, struct volume_list *list);

/* A disk label inside a partition (BSD, Solaris x86); offsets are of the image. */
void table_read_nested(struct table *t, struct image *image, uint64_t offset, uint64_t size);

void table_release(struct table *t);

#endif
