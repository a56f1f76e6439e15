/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Naming every file of a volume: live, deleted, orphan, alternate streams. Well-known user folders,
 * camera rolls and downloads first, then the rest, FAT orphans last (finding them reads the whole
 * volume). Order, ids and bytes of the records depend on the evidence alone.
 *
 * What is a file: everything fls(1) gives with a regular file's type, NTFS metadata files included,
 * and each named stream or fork of it; each alternate stream of an NTFS folder. Not folders,
 * symbolic links, devices, pipes and sockets unless they hold data that they should not, nor the
 * virtual files that libtsk shows for FAT's tables and the boot sector ($MBR, $FAT1, $FAT2).
 */
#ifndef WINNOW_EVIDENCE_WALK_H
#define WINNOW_EVIDENCE_WALK_H

#include "base/span.h"
#include "evidence/image.h"
#include "evidence/volume.h"

struct walk_sink {
	/* One whole record line with newline (file or name). -1 stops the walk with *e. */
	int (*emit)(void *ctx, struct span line, struct error *e);
	void *ctx;
};

/*
 * Walks one volume. A file system that breaks midway gives what it could; what went wrong is
 * returned as JSON note objects (comma between) in *notes, and as notes on the items concerned.
 * `evidence` and `evidence_id` stand in every record.
 */
int walk_volume(struct image *image, const struct volume *volume, const char *evidence,
		const char *evidence_id, const struct walk_sink *sink, struct buffer *notes,
		struct error *e);

/*
 * The same in steps, so that the names of all volumes can come before any volume's search for
 * orphans. walk_orphans() gives what walk_names() did not; where that was not called, it goes
 * through the names in silence first. All that is passed in is borrowed until walk_close().
 */
struct walk;
struct walk *walk_open(struct image *image, const struct volume *volume, const char *evidence,
		       const char *evidence_id);
int walk_names(struct walk *walk, const struct walk_sink *sink, struct buffer *notes,
	       struct error *e);
int walk_orphans(struct walk *walk, const struct walk_sink *sink, struct buffer *notes,
		 struct error *e);
void walk_close(struct walk **walk);

/*
 * The file record of one item by its address, without a walk (winnow-mount): `type` and `attr` name
 * the attribute as content does; type 0: what the file holds. path: as in the record. Appends the
 * line with its newline; -1 when there is no such item.
 */
struct walk_item {
	uint64_t address;
	unsigned type, attr;
	const char *path, *origin;
};
int walk_one(struct walk *walk, const struct walk_item *item, struct buffer *line, struct error *e);

#endif
