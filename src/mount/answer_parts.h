/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of answer.h share; nobody outside src/mount includes it. */
#ifndef WINNOW_MOUNT_ANSWER_PARTS_H
#define WINNOW_MOUNT_ANSWER_PARTS_H

#include <dirent.h>

#include "evidence/content.h"
#include "evidence/filesystem.h"
#include "evidence/walk.h"
#include "mount/answer.h"
#include "record/record.h"

#define CONTENTS_MAX   32 /* kept open; each may hold a window of 256 KiB */
#define TREE_DEPTH_MAX 256

struct answer_volume {
	struct filesystem *filesystem;
	TSK_FS_INFO *fs;     /* of it; NULL until opened */
	TSK_FS_FILE *handle; /* one for every inode looked at */
	struct walk *walk;   /* makes records of single items */
};

struct kept_content {
	uint32_t number; /* 0: free */
	uint64_t used;
	struct content *content;
};

struct logical_files;

struct answer {
	struct answer_config config;
	char id[IMAGE_ID_MAX];
	struct volume_list volumes;
	bool volumes_known;
	struct answer_volume *v; /* as many as volumes.n */
	struct kept_content contents[CONTENTS_MAX];
	uint64_t clock;
	struct record record;
	struct buffer line;
	struct logical_files *logical; /* of logical evidence, once they were listed */
	unsigned char *copy;	       /* ANSWER_READ_MAX bytes, for what lies in pieces */
};

/* ---- answer.c ---- */

/* Enters a folder if nobody has yet. */
int answer_enter(struct answer *a, uint32_t folder, struct error *e);
void answer_say(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Reads the volumes if that was not done. */
int answer_volumes(struct answer *a, struct error *e);
/* Opens a volume's file system if it is not open; NULL and why. */
struct answer_volume *answer_volume(struct answer *a, unsigned index, struct error *e);
/* Reads an inode into v->handle. */
bool answer_load(struct answer_volume *v, uint64_t address);
/* The path in its volume, of stored names. */
void answer_path(struct answer *a, const struct node *node, struct buffer *out);
/* The folder in which a volume's tree begins (files/p2, deleted/p2), and how far it is up. */
bool answer_is_top(const struct answer *a, const struct node *node);

/* ---- Filling folders: 0 or -1; what is deleted in one of the live tree goes to `dead` ---- */

struct folder_lists {
	struct listing live, dead;
};

int fill_root(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_volumes(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_files(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_deleted(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_traces(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_addresses(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_entry(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_items(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);
int fill_logical(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e);

/* Before the search for orphans: enters all of a volume's deleted folders and tells libtsk. */
void deleted_name_all(struct answer *a, unsigned volume, struct answer_volume *v);

/* ---- Records ---- */

/* The record of an entry or item, in a->record until the next call. */
int answer_record(struct answer *a, const struct node *node, struct error *e);
/* The record of that id in the record stream, in a->record; false: there is none. */
bool items_find(struct answer *a, struct span id);
/* Scans the record of a NODE_MEMBER into a->record. */
int logical_record(struct answer *a, uint64_t number, struct error *e);
void logical_files_free(struct logical_files **files);
/* Scans the record that begins there into a->record. */
int items_record(struct answer *a, uint64_t at, struct error *e);

/* DT_… of what libtsk says of an inode. */
unsigned answer_type(TSK_FS_META_TYPE_ENUM type);

#endif
