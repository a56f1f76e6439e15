/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the reader of compound files share. */
#ifndef WINNOW_INSIDE_OLE_PARTS_H
#define WINNOW_INSIDE_OLE_PARTS_H

#include "inside/holder.h"

#define OLE_HEADER	512u
#define OLE_ENTRY	128u
#define OLE_MINI	64u
#define OLE_MAX		0xfffffffau /* sector numbers end before */
#define OLE_END		0xfffffffeu
#define OLE_NONE	0xffffffffu
#define OLE_STREAM	2
#define OLE_ENTRIES_MAX ((uint32_t)1 << 20)

struct ole_entry {
	unsigned char name[64]; /* UTF-16LE */
	uint8_t name_n, type;
	uint32_t left, right, child, parent; /* parent: OLE_NONE: no storage leads to it */
	uint32_t start;
	uint64_t size, created, modified;
};

struct ole {
	struct holder holder; /* first */
	struct bytes *bytes;
	unsigned shift;
	uint32_t cutoff;
	uint64_t most; /* sectors that there can be */
	uint32_t *fat; /* sectors of the allocation table */
	uint32_t nfat;
	struct ole_entry *entries;
	uint32_t nentries, next;
	struct member mini;    /* extents of the root's stream, which small streams lie in */
	uint64_t *mini_starts; /* of each extent in that stream */
	unsigned char *minimap;
	struct bytes_memory minifat; /* over minimap */
	struct buffer catalog;	     /* Thumbs.db: the stream "Catalog" */
};

/* A function that follows a chain of sectors into a member's extents. */
typedef void ole_follow(const struct ole *o, uint32_t sector, uint64_t *skip, uint64_t *left,
			struct member *m);

/* The stream without its first `skip` bytes as a plain member. */
void ole_stream(const struct ole *o, const struct ole_entry *x, uint64_t skip, struct member *m);

/* ---- Small streams (ole_mini.c) ---- */

void ole_mini_index(struct ole *o);
/* Where a byte of the root's stream lies; UINT64_MAX: nowhere. */
uint64_t ole_mini_place(const struct ole *o, uint64_t offset);
void ole_read_minifat(struct ole *o, uint32_t sector, uint64_t size, ole_follow *follow);

/* ---- Thumbs.db (ole_thumbs.c) ---- */

void ole_read_catalog(struct ole *o);
/*
 * A picture with a short header before it becomes the picture alone; where the catalog names what
 * it was made of, that is its original path.
 */
void ole_name_picture(const struct ole *o, const struct ole_entry *x, struct member *m);

#endif
