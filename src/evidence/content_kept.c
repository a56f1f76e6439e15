/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a file system costs more than reading a small file from it, so the last few stay open
 * with the image.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "evidence/content_parts.h"

#define IDLE_MAX 8 /* file systems kept open that nobody reads from */

struct kept {
	struct kept *next; /* the one used last comes first */
	struct filesystem *fs;
	uint64_t offset, pool_block;
	int fs_type;
	unsigned users;
};

static void
close_one(struct kept *k)
{
	filesystem_close(&k->fs);
	free(k);
}

/* Holders first: they read from file systems. */
static void
forget(void *data)
{
	struct kept_all *all = data;
	struct kept *next;

	kept_holders_forget(&all->holders);
	for (struct kept *k = all->filesystems; k; k = next) {
		next = k->next;
		close_one(k);
	}
	free(all);
}

struct kept_all *
kept_of(struct image *image)
{
	struct image_kept *kept = image_kept(image);

	if (!kept->data)
		kept->data = memory_zero(1, sizeof(struct kept_all));
	kept->forget = forget;
	return kept->data;
}

static void
close_surplus(struct kept **list)
{
	unsigned idle = 0;

	for (struct kept **k = list; *k;) {
		struct kept *gone = *k;

		if (gone->users == 0 && ++idle > IDLE_MAX) {
			*k = gone->next;
			close_one(gone);
		} else {
			k = &gone->next;
		}
	}
}

/* Takes the entry out of the list, if it is there. */
static struct kept *
take(struct kept **list, uint64_t offset, int fs_type, uint64_t pool_block)
{
	for (struct kept **k = list; *k; k = &(*k)->next) {
		struct kept *found = *k;

		if (found->offset == offset && found->fs_type == fs_type &&
		    found->pool_block == pool_block) {
			*k = found->next;
			return found;
		}
	}
	return NULL;
}

int
kept_filesystem(struct filesystem **out, struct image *image, uint64_t offset, int fs_type,
		uint64_t pool_block, struct error *e)
{
	struct kept_all *all = kept_of(image);
	struct kept *k = take(&all->filesystems, offset, fs_type, pool_block);

	if (!k) {
		k = memory_zero(1, sizeof(*k));
		if (filesystem_open(&k->fs, image, offset, fs_type, pool_block, e)) {
			free(k);
			return -1;
		}
		k->offset = offset;
		k->fs_type = fs_type;
		k->pool_block = pool_block;
	}
	k->users++;
	k->next = all->filesystems;
	all->filesystems = k;
	*out = k->fs;
	return 0;
}

void
kept_filesystem_return(struct image *image, struct filesystem *fs)
{
	struct kept_all *all = kept_of(image);

	for (struct kept *k = all->filesystems; k; k = k->next)
		if (k->fs == fs)
			k->users--;
	close_surplus(&all->filesystems);
}
