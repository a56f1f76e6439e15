/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/walk_order.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "evidence/walk_parts.h"

#define COMPONENTS_MAX 6
/* The search must stay a small part of the walk; beyond this many folders, order hardly matters. */
#define OPENED_MAX 4096

/*
 * Components of a path from the root; one that ends in '*' matches any name that begins so.
 * Each row is walked before the next. At most 64 rows: the rows still matching on the way down
 * are a bit mask.
 */
static const char *const well_known[][COMPONENTS_MAX] = {
	/* Camera cards and telephones: the camera roll. */
	{"DCIM"},
	{"media", "*", "DCIM"},
	{"data", "media", "*", "DCIM"},
	{"mobile", "Media", "DCIM"},
	{"private", "var", "mobile", "Media", "DCIM"},
	/* Windows, macOS. */
	{"Users", "*", "Pictures"},
	{"Users", "*", "Desktop"},
	{"Users", "*", "Downloads"},
	{"Users", "*", "Videos"},
	{"Users", "*", "Movies"},
	{"Users", "*", "Documents"},
	{"Users", "*", "OneDrive*"},
	{"Documents and Settings", "*", "My Documents"},
	{"Documents and Settings", "*", "Desktop"},
	/* Linux. */
	{"home", "*", "Pictures"},
	{"home", "*", "Desktop"},
	{"home", "*", "Downloads"},
	{"home", "*", "Videos"},
	{"home", "*", "Documents"},
	/* A home partition of its own, a stick, an SD card. */
	{"*", "Pictures"},
	{"*", "Desktop"},
	{"*", "Downloads"},
	{"*", "Videos"},
	{"*", "Documents"},
	{"Pictures"},
	{"Download*"},
	{"Videos"},
	{"Movies"},
	{"Documents"},
	/* Messengers. */
	{"WhatsApp", "Media"},
	{"Telegram*"},
	{"media", "*", "Pictures"},
	{"media", "*", "Download*"},
	{"media", "*", "Movies"},
	{"media", "*", "WhatsApp", "Media"},
	{"media", "*", "Android", "media"},
	{"media", "*", "Telegram"},
	{"data", "media", "*", "Pictures"},
	{"data", "media", "*", "Download*"},
	{"data", "media", "*", "Movies"},
	{"data", "media", "*", "WhatsApp", "Media"},
	{"data", "media", "*", "Android", "media"},
	{"data", "media", "*", "Telegram"},
	{"Android", "media"},
	/* Thrown away. */
	{"$Recycle.Bin"},
	{"RECYCLE*"},
	{".Trash*"},
	{"Users", "*", ".Trash"},
	{"home", "*", ".local", "share", "Trash"},
	/* The rest of what belongs to people. */
	{"Users"},
	{"home"},
	{"Documents and Settings"},
};

#define ROWS (sizeof(well_known) / sizeof(well_known[0]))
_Static_assert(ROWS <= 64, "rows are kept in a 64-bit mask");

static bool
matches(const char *pattern, const char *name)
{
	size_t n = strlen(pattern);

	if (pattern[n - 1] == '*')
		return strncasecmp(pattern, name, n - 1) == 0;
	return strcasecmp(pattern, name) == 0;
}

/* Of the rows in mask, those whose component at this depth matches. */
static uint64_t
narrow(uint64_t mask, unsigned depth, const char *name)
{
	uint64_t left = 0;

	for (unsigned row = 0; row < ROWS; row++)
		if (mask & (uint64_t)1 << row && well_known[row][depth] &&
		    matches(well_known[row][depth], name))
			left |= (uint64_t)1 << row;
	return left;
}

static bool
ends_at(unsigned row, unsigned depth)
{
	return depth + 1 == COMPONENTS_MAX || !well_known[row][depth + 1];
}

/* Takes the rows that end here out of the mask; the first of them gives the folder its rank. */
static uint64_t
take(struct walk_order *order, uint64_t mask, unsigned depth, TSK_INUM_T address,
     struct buffer *path)
{
	bool taken = false;

	for (unsigned row = 0; row < ROWS; row++) {
		if (!(mask & (uint64_t)1 << row) || !ends_at(row, depth))
			continue;
		mask &= ~((uint64_t)1 << row);
		if (taken)
			continue;
		if (order->n == order->cap) {
			order->cap = order->cap ? order->cap * 2 : 16;
			order->v = memory_resize_array(order->v, order->cap, sizeof(*order->v));
		}
		order->v[order->n++] =
			(struct walk_folder){address, memory_string(buffer_text(path)), row};
		taken = true;
	}
	return mask;
}

static bool
is_live_folder(const TSK_FS_NAME *name)
{
	return name && name->name && name->flags & TSK_FS_NAME_FLAG_ALLOC &&
	       (name->type == TSK_FS_NAME_TYPE_DIR || name->type == TSK_FS_NAME_TYPE_UNDEF) &&
	       !TSK_FS_ISDOT(name->name);
}

struct search {
	struct walk_order *order;
	struct walk *walk;
	struct buffer path;
	unsigned opened;
};

/* Recursion ends at COMPONENTS_MAX: no row is longer. */
static void
look_in(struct search *s, TSK_INUM_T address, uint64_t mask, unsigned depth)
{
	const char *ignored; /* said when the walk proper comes by */
	TSK_FS_DIR *dir;
	size_t path_n = s->path.n;

	if (depth == COMPONENTS_MAX || s->opened++ == OPENED_MAX)
		return;
	dir = walk_open_folder(s->walk, address, &ignored);
	for (size_t i = 0; dir && i < tsk_fs_dir_getsize(dir); i++) {
		const TSK_FS_NAME *name = tsk_fs_dir_get_name(dir, i);
		uint64_t left;

		if (!is_live_folder(name) || !(left = narrow(mask, depth, name->name)))
			continue;
		s->path.n = path_n;
		buffer_add_text(&s->path, name->name);
		buffer_add_byte(&s->path, '/');
		left = take(s->order, left, depth, name->meta_addr, &s->path);
		if (left && s->opened < OPENED_MAX)
			look_in(s, name->meta_addr, left, depth + 1);
	}
	s->path.n = path_n;
	if (dir)
		tsk_fs_dir_close(dir);
	tsk_error_reset();
}

static int
by_rank(const void *a, const void *b)
{
	const struct walk_folder *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->path, y->path); /* qsort is not stable; the order must be the evidence's */
}

void
walk_order_find(struct walk_order *order, struct walk *w)
{
	struct search s = {order, w, BUFFER_EMPTY, 0};

	look_in(&s, w->fs->root_inum, ROWS == 64 ? UINT64_MAX : ((uint64_t)1 << ROWS) - 1, 0);
	if (order->n > 0)
		qsort(order->v, order->n, sizeof(*order->v), by_rank);
	buffer_release(&s.path);
}

void
walk_order_release(struct walk_order *order)
{
	for (size_t i = 0; i < order->n; i++)
		free(order->v[i].path);
	free(order->v);
	*order = (struct walk_order){0};
}
