/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Volumes of an image: the partition tables libtsk reads (DOS, GPT, Mac, BSD, Sun), the file system
 * on each, what is encrypted. An image without a table is one volume, "p0".
 */
#ifndef WINNOW_EVIDENCE_VOLUME_H
#define WINNOW_EVIDENCE_VOLUME_H

#include "base/buffer.h"
#include "evidence/image.h"
#include "record/edit.h"

#define VOLUME_NAME_MAX 48

struct volume {
	/* "p2", nested "p2.1" (BSD slice, APFS volume of pool p2), "p2~ext2" (a second answer) */
	char name[VOLUME_NAME_MAX];
	uint64_t offset, size; /* bytes in the image; APFS volumes: of their whole pool */
	int fs_type;	       /* TSK_FS_TYPE_ENUM of exactly one type; 0: none that we can walk */
	char fs[24]; /* "ntfs" "fat32" "ext4" "hfs+" …, also of one we only recognise; or "" */
	uint64_t pool_block; /* APFS: the volume's superblock in the pool; 0: not in a pool */
	char label[256];     /* UTF-8, "" when none */
	char serial[64];     /* as the file system's tools print it, "" when none */
	char encrypted[64];  /* "", or what it looks like: "BitLocker", "LUKS2", "FileVault", … */
	char table[8];	     /* "dos" "gpt" "mac" "bsd" "sun" "apfs" or "" */
	char description[80]; /* the table's own words for the partition */
	bool fs_found;	      /* some file system or container was recognised (walkable or not) */
};

struct volume_list {
	struct volume *v;
	size_t n;
	/* Stretches of the image in no volume (gaps, after the last one), for carving. */
	struct volume_gap {
		uint64_t offset, size;
	} * gaps;
	size_t ngaps;
	/* Per volume: JSON note objects, comma between; notes[n] for the table as a whole. */
	struct buffer *notes;
};

/*
 * Never fails on a lying or broken table: notes say what is odd. A partition that lies past the
 * image's end is listed with size 0, one that reaches past it is clipped.
 */
int volumes_read(struct volume_list *list, struct image *image, struct error *e);
void volumes_release(struct volume_list *list);

/* The volume by name, or NULL. */
const struct volume *volume_find(const struct volume_list *list, const char *name);

/* The `volume` record of list->v[i], one line with newline. */
void volume_describe(const struct volume_list *list, size_t i, struct image *image,
		     struct buffer *out);

/* The `evidence` record, with the notes on its table, and all `volume` records. */
int volumes_describe(const struct volume_list *list, struct image *image, struct buffer *out,
		     struct error *e);

#endif
