/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The disk that is being made: a plain file, and stretches of it that nothing can write beyond.
 * Places never written read as zeros and take no room.
 */
#ifndef WINNOW_PRACTICE_DISK_H
#define WINNOW_PRACTICE_DISK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define SECTOR 512u

struct disk {
	int fd;
	const char *path; /* for messages */
	uint64_t size;
};

struct region {
	struct disk *disk;
	uint64_t offset, size; /* in the disk */
};

/* Exactly n bytes at an offset of the region; all of it must lie inside. */
int region_write(const struct region *r, uint64_t offset, const void *p, size_t n, struct error *e);
/* The same where nothing was written yet: stretches of zeros are left out and take no room. */
int region_write_sparse(const struct region *r, uint64_t offset, const void *p, size_t n,
			struct error *e);
int region_read(const struct region *r, uint64_t offset, void *p, size_t n, struct error *e);

/* Stretches of bytes, in ascending order, not touching. */
struct extent {
	uint64_t offset, size;
};
struct extents {
	struct extent *v;
	size_t n, cap;
};
/* Appends; joins with the one before where they touch. */
void extents_add(struct extents *x, uint64_t offset, uint64_t size);
void extents_release(struct extents *x);

static inline void
put_le16(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static inline void
put_le32(unsigned char *p, uint32_t v)
{
	put_le16(p, v);
	put_le16(p + 2, v >> 16);
}

static inline void
put_le64(unsigned char *p, uint64_t v)
{
	put_le32(p, (uint32_t)v);
	put_le32(p + 4, (uint32_t)(v >> 32));
}

#endif
