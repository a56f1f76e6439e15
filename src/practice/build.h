/* SPDX-License-Identifier: Apache-2.0 */
/* From a recipe to a raw disk, and what came to lie where. */
#ifndef WINNOW_PRACTICE_BUILD_H
#define WINNOW_PRACTICE_BUILD_H

#include "practice/content.h"
#include "practice/fs.h"
#include "practice/table.h"

struct answer {
	size_t part;
	struct planted planted; /* planted.plant says what it is */
};

struct build {
	const struct recipe *recipe;
	struct disk disk;
	struct part *parts;	/* recipe->nvolumes */
	struct facts *facts;	/* recipe->ncontents */
	struct answer *answers; /* in recipe order */
	size_t n, cap;
	char id[65]; /* evidence_id of the record stream */
};

/* Makes the disk in the empty file fd; path is for messages. Release it also after a failure. */
int build_disk(struct build *b, const struct recipe *recipe, int fd, const char *path,
	       struct error *e);
void build_release(struct build *b);

#endif
