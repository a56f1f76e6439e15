/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that a container lists itself, each with its place in the container's bytes: logical
 * evidence files (L01, Lx01).
 */
#ifndef WINNOW_EVIDENCE_ENTRIES_H
#define WINNOW_EVIDENCE_ENTRIES_H

#include "evidence/walk.h"

/* Bounds of what is listed. */
#define ENTRIES_DEPTH_MAX 256
#define ENTRIES_MAX	  10000000u

struct entry {
	size_t path, path_n;   /* in `paths`: UTF-8, slashes between */
	uint64_t offset, size; /* in the image; size 0: it has no bytes there */
	uint64_t told;	       /* the size that the file had */
	int64_t times[4];      /* mtime atime ctime crtime, seconds since 1970; 0: not known */
	bool known_twice;      /* its path was given before */
};

struct entries {
	struct entry *v;
	size_t n, cap;
	struct buffer paths;
	bool cut; /* there were more */
};

/* The entry is zero but for its path. */
struct entry *entries_add(struct entries *all, const char *path, size_t n);
void entries_free(struct entries **all);

/* Every file of the list, as walk_volume() gives those of a file system. */
int entries_walk(struct image *image, const struct entries *all, const char *evidence,
		 const char *evidence_id, const struct walk_sink *sink, struct buffer *notes,
		 struct error *e);

#endif
