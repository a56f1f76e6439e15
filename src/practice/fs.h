/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each file system can do for practice: one file a file system, one line in the table of
 * build.c.
 *
 * The order is always the same: open (formats), add everything in recipe order (what shall be
 * deleted too), free_extents (for filler and planted free space), remove, close. So nothing that is
 * created later lands on what was deleted.
 */
#ifndef WINNOW_PRACTICE_FS_H
#define WINNOW_PRACTICE_FS_H

#include "base/span.h"
#include "practice/disk.h"
#include "practice/layout.h"
#include "practice/recipe.h"

struct fs; /* each file system has its own */

enum recovery {
	RECOVER_METADATA, /* the file system still says where the bytes are */
	RECOVER_CARVING,  /* the bytes are there, whole and in one piece; nothing points to them */
	RECOVER_JOINING,  /* as above, but in pieces */
};

struct planted_run {
	uint64_t file_offset, offset, size; /* offset: in the volume */
};

/* Where a planted thing came to lie and what the file system says of it. */
struct planted {
	const struct plant *plant; /* NULL: folder that no line asked for */
	char id[64]; /* as The Sleuth Kit numbers it: "1234", "64-128-2"; "" in free space */
	struct planted_run *runs; /* none: resident, or empty */
	size_t nruns;
	bool resident; /* the bytes lie in the file system's own structures */
	char mtime[CLOCK_TEXT_MAX], atime[CLOCK_TEXT_MAX], ctime[CLOCK_TEXT_MAX],
		crtime[CLOCK_TEXT_MAX]; /* as stored; "" where there is none */
	enum recovery recovery;
};

/* Writes a file's bytes where its runs say. */
int planted_write(const struct region *region, struct span data, const struct planted *p,
		  struct error *e);
void planted_run_add(struct planted *p, uint64_t file_offset, uint64_t offset, uint64_t size);

struct fs_ops {
	enum fs_kind kind;
	int (*open)(struct fs **out, const struct region *region, const struct volume_spec *spec,
		    const struct recipe *recipe, struct error *e);
	/*
	 * A folder, file (deleted ones too: remove comes later) or stream. Missing
	 * folders are made. layout->n 0: it may lie anywhere.
	 */
	int (*add)(struct fs *fs, const struct plant *plant, struct span data,
		   const struct layout *layout, struct planted *out, struct error *e);
	/* Makes what folders are missing on a plant's way; done before its place is planned. */
	int (*folders)(struct fs *fs, const struct plant *plant, struct error *e);
	/* PLANT_MANY; NULL: it cannot. */
	int (*many)(struct fs *fs, const struct plant *plant, struct span data, struct error *e);
	/* Bytes of a cluster. */
	uint32_t (*cluster)(const struct fs *fs);
	/*
	 * The first `count` free clusters in one piece at or behind a byte offset of the volume (0:
	 * where allocation goes on); their offset, or 0 for none.
	 */
	uint64_t (*find)(struct fs *fs, uint64_t from, uint64_t count);
	/* Unallocated stretches, byte offsets in the volume, and the cluster they are made of. */
	int (*free_extents)(struct fs *fs, struct extents *out, uint32_t *cluster, struct error *e);
	/*
	 * Deletes what was added, as the system that the file system belongs to
	 * does; updates *planted.
	 */
	int (*remove)(struct fs *fs, const struct plant *plant, struct planted *planted,
		      struct error *e);
	/*
	 * Writes what is still in memory; folders get their times now. Frees fs also when it fails.
	 */
	int (*close)(struct fs **fs, struct error *e);
};

extern const struct fs_ops fat16_ops, fat32_ops, exfat_ops, ntfs_ops, ext4_ops;

/*
 * The times of a plant, each gap filled: modified from the recipe's time, the others from modified.
 */
struct times plant_times(const struct plant *plant, const struct recipe *recipe);

#endif
