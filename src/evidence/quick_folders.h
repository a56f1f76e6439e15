/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folders of many names. libtsk compares each name that it adds to a folder's list with all that
 * are there already, and on NTFS each file that names the folder as its parent besides: a folder of
 * a million names takes hours. Its parsers are left to do what they do; only the comparing is done
 * here, with a table, and gives the same names in the same order.
 */
#ifndef WINNOW_EVIDENCE_QUICK_FOLDERS_H
#define WINNOW_EVIDENCE_QUICK_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tsk/libtsk.h>

/*
 * From now on whoever opens a folder of this file system, libtsk itself among them, has it without
 * the comparing; closing the file system frees what that takes. FAT, where libtsk does not compare,
 * ISO 9660 and APFS stay as they are. To be called once.
 */
void quick_folders(TSK_FS_INFO *fs);

/* ---- The names of a folder, each once (between quick_*.c) ---- */

struct quick_set {
	TSK_FS_DIR *dir;
	uint32_t *slots; /* index in dir->names, + 1; 0: free */
	size_t cap;	 /* a power of two */
};

/* Drops names that stand in the list twice: a live one stays, in the first one's place. */
void quick_set_begin(struct quick_set *s, TSK_FS_DIR *dir);
/* Is there a live name of that address with libtsk's hash? */
bool quick_set_has_live(const struct quick_set *s, TSK_INUM_T address, uint32_t hash);
/* Adds a name that is not there, or not live; false: no memory. The name is copied. */
bool quick_set_add(struct quick_set *s, const TSK_FS_NAME *name);
void quick_set_release(struct quick_set *s);

/*
 * ---- NTFS: what the entries of the MFT say of their parents (quick_ntfs.c) ----
 *
 * A folder's index can lack files that are there, and what was deleted; libtsk adds them by this.
 */
struct mft_names;
struct mft_names *mft_names_new(void);
void mft_names_free(struct mft_names **names);
/* For TSK_FS_INFO.inode_walk's action, with them as its pointer: adds what one inode says. */
TSK_WALK_RET_ENUM mft_names_gather(TSK_FS_FILE *file, void *names);
void mft_names_arrange(struct mft_names *names);
/* Adds to a folder what names it as its parent and is not in its index. */
void mft_names_add(const struct mft_names *names, struct quick_set *s);

#endif
