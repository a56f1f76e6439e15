/*
 * Volumes of an image: the partition tables libtsk reads (DOS, GPT, Mac, BSD, Sun), the file system on
 * each, what is encrypted. An image without a table is one volume, "p0".
 */
#ifndef WINNOW_EVIDENCE_VOLUME_H
#define WINNOW_EVIDENCE_VOLUME_H

#include "base/buffer.h"
#include "evidence/image.h"

#define VOLUME_NAME_MAX 48

struct volume {
	char name[VOLUME_NAME_MAX]; /* "p2", nested "p2.1" (APFS volume 1 of pool p2), "p2~ext2" (a second answer) */
	uint64_t offset, size;      /* bytes in the image */
	int fs_type;                /* TSK_FS_TYPE_ENUM of exactly one type, or 0: no file system we can walk */
	char fs[24];                /* libtsk's name: "ntfs" "fat32" "ext4" "hfs+" …, or "" */
	uint64_t pool_block;        /* APFS: the volume's superblock in the pool; 0: not in a pool */
	char label[256];            /* UTF-8, "" when none */
	char serial[64];            /* hex as the file system's tools print it, "" when none */
	char encrypted[48];         /* "", or what it looks like: "BitLocker", "LUKS", "FileVault", … */
	char table[8];              /* "dos" "gpt" "mac" "bsd" "sun" or "" */
	char description[80];       /* the table's own words for the partition */
	bool fs_found;              /* some file system was recognised (walkable or not) */
};

struct volume_list {
	struct volume *v;
	size_t n;
	/* Stretches of the image in no volume (gaps, after the last one), for carving. */
	struct volume_gap {
		uint64_t offset, size;
	} *gaps;
	size_t ngaps;
	struct buffer *notes; /* per volume: JSON note objects, comma between; notes[n] for the table as a whole */
};

/* Never fails on a lying or broken table: notes say what is odd. */
int volumes_read(struct volume_list *list, struct image *image, struct error *e);
void volumes_release(struct volume_list *list);

/* The volume by name, or NULL. */
const struct volume *volume_find(const struct volume_list *list, const char *name);

/* The `volume` record of list->v[i], one line with newline. */
void volume_describe(const struct volume_list *list, size_t i, struct image *image, struct buffer *out);

#endif
