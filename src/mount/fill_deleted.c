/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deleted/: for each folder of the live tree that has something deleted below it, a folder of the
 * same name (NODE_TRACES) with the deleted entries. To know which those are, the live tree has to
 * be gone through once. Below a deleted folder, everything is deleted, and read as any other.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "mount/answer_parts.h"

int
fill_deleted(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e)
{
	struct tree *t = a->config.tree;
	uint32_t files = tree_find(t, tree_node(t, TREE_ROOT), "files");
	const struct node *node = tree_node(t, files);

	(void)folder;
	if (answer_enter(a, files, e))
		return -1;
	for (uint32_t i = 0; i < node->count; i++) {
		const struct node *tree = tree_node(t, node->first + i);
		struct listing_entry *entry;

		if (tree->kind == NODE_LOGICAL)
			continue;
		entry = listing_add(&l->live, span_of(tree_name(t, tree)), NODE_TRACES, DT_DIR);
		entry->node.volume = tree->volume;
		entry->node.other = node->first + i;
		entry->node.flags = NODE_DEAD;
	}
	return 0;
}

/* ---- Going through all folders ---- */

enum which { LIVE, DEAD, ORPHANS };

static bool
is_wanted(const struct answer_volume *v, const struct node *node, enum which which)
{
	bool dead = node->flags & NODE_DEAD;

	if (node->type != DT_DIR || node->flags & NODE_HIDDEN)
		return false;
	if (node->kind == NODE_TREE)
		return which == LIVE;
	if (node->kind == NODE_TRACES)
		return which != LIVE && node->other;
	if (node->kind != NODE_ENTRY || dead != (which != LIVE))
		return false;
	return which == ORPHANS || !filesystem_is_orphan_folder(v->fs, node->address);
}

/* Folders that cannot be read are said and left. New ones have higher numbers. */
static void
enter_all(struct answer *a, unsigned volume, const struct answer_volume *v, enum which which)
{
	struct tree *t = a->config.tree;

	for (uint32_t i = TREE_ROOT; i <= tree_count(t); i++) {
		const struct node *node = tree_node(t, i);
		struct error e = {0};

		if (node->volume != volume || !is_wanted(v, node, which) ||
		    tree_state(node) != NODE_UNKNOWN)
			continue;
		if (answer_enter(a, i, &e))
			answer_say(a, "%s", e.text);
	}
}

/* ---- Traces ---- */

static void
add_dead(struct answer *a, const struct node *live, struct listing *l)
{
	const struct node *group = live->other ? tree_node(a->config.tree, live->other) : NULL;
	struct buffer name = BUFFER_EMPTY;

	for (uint32_t i = 0; group && i < group->count; i++) {
		const struct node *dead = tree_node(a->config.tree, group->first + i);
		struct listing_entry *entry;

		buffer_clear(&name);
		tree_stored_name(a->config.tree, dead, &name);
		entry = listing_add(l, buffer_span(&name), NODE_ENTRY, dead->type);
		entry->node.address = dead->address;
		entry->node.volume = dead->volume;
		entry->node.stream_type = dead->stream_type;
		entry->node.stream_id = dead->stream_id;
		entry->node.flags = NODE_DEAD;
	}
	buffer_release(&name);
}

static void
add_folders(struct answer *a, const struct node *live, struct listing *l)
{
	struct buffer name = BUFFER_EMPTY;

	for (uint32_t i = 0; i < live->count; i++) {
		const struct node *child = tree_node(a->config.tree, live->first + i);
		struct listing_entry *entry;

		if (child->type != DT_DIR || !(child->flags & NODE_HAS_TRACES))
			continue;
		buffer_clear(&name);
		tree_stored_name(a->config.tree, child, &name);
		entry = listing_add(l, buffer_span(&name), NODE_TRACES, DT_DIR);
		entry->node.volume = child->volume;
		entry->node.other = live->first + i;
		entry->node.address = child->address;
		entry->node.flags = NODE_DEAD;
	}
	buffer_release(&name);
}

int
fill_traces(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e)
{
	struct tree *t = a->config.tree;
	const struct node *node = tree_node(t, folder), *live = tree_node(t, node->other);
	unsigned volume = node->volume;
	const struct answer_volume *v = answer_volume(a, volume, e);

	if (!v)
		return -1;
	if (live->kind == NODE_TREE) {
		enter_all(a, volume, v, LIVE);
		tree_mark_traces(t);
		listing_add(&l->live, span_of("by-address"), NODE_ADDRESSES, DT_DIR)->node.volume =
			node->volume;
	}
	add_dead(a, live, &l->live);
	add_folders(a, live, &l->live);
	return 0;
}

/* ---- Orphans, and all by address ---- */

static int
by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void
deleted_name_all(struct answer *a, unsigned volume, struct answer_volume *v)
{
	struct tree *t = a->config.tree;
	uint64_t *addresses;
	size_t n = 0;

	enter_all(a, volume, v, LIVE);
	tree_mark_traces(t);
	enter_all(a, volume, v, DEAD);
	addresses = memory_new(((size_t)tree_count(t) + 1) * sizeof *addresses);
	/* An empty list would look like none; the address of the folder itself does no harm. */
	addresses[n++] = TSK_FS_ORPHANDIR_INUM(v->fs);
	for (uint32_t i = TREE_ROOT; i <= tree_count(t) && n <= tree_count(t); i++) {
		const struct node *node = tree_node(t, i);

		if (node->kind == NODE_ENTRY && node->volume == volume && node->flags & NODE_DEAD)
			addresses[n++] = node->address;
	}
	qsort(addresses, n, sizeof *addresses, by_number);
	/* libtsk puts a higher number before the others at once. */
	for (size_t i = 0; i < n; i++)
		tsk_list_add(&v->fs->list_inum_named, addresses[i]);
	free(addresses);
}

struct addressed {
	uint64_t address;
	uint32_t number;
	uint16_t type, id;
};

static int
by_address(const void *a, const void *b)
{
	const struct addressed *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->type != y->type)
		return (int)x->type - (int)y->type;
	if (x->id != y->id)
		return (int)x->id - (int)y->id;
	return x->number < y->number ? -1 : x->number > y->number;
}

static size_t
collect(struct answer *a, unsigned volume, struct addressed *out, size_t max)
{
	struct tree *t = a->config.tree;
	size_t n = 0;

	for (uint32_t i = TREE_ROOT; i <= tree_count(t) && n < max; i++) {
		const struct node *x = tree_node(t, i);

		if (x->kind == NODE_ENTRY && x->volume == volume && x->type != DT_DIR &&
		    x->flags & NODE_DEAD && !(x->flags & NODE_HIDDEN))
			out[n++] = (struct addressed){x->address, i, x->stream_type, x->stream_id};
	}
	qsort(out, n, sizeof *out, by_address);
	return n;
}

/* The last part of the item's id. */
static void
add_addressed(struct answer *a, const struct addressed *x, struct listing *l)
{
	const struct node *node = tree_node(a->config.tree, x->number);
	struct listing_entry *entry;
	char name[64];
	int n = snprintf(name, sizeof name, "%" PRIu64, x->address);

	if (x->type)
		snprintf(name + n, sizeof name - (size_t)n, "-%u-%u", x->type, x->id);
	entry = listing_add(l, span_of(name), NODE_ENTRY, node->type);
	entry->node = (struct node){.kind = NODE_ENTRY,
				    .type = node->type,
				    .address = x->address,
				    .volume = node->volume,
				    .stream_type = x->type,
				    .stream_id = x->id,
				    .other = x->number,
				    .flags = NODE_DEAD};
}

int
fill_addresses(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e)
{
	unsigned volume = tree_node(a->config.tree, folder)->volume;
	const struct answer_volume *v = answer_volume(a, volume, e);
	struct addressed *all;
	size_t n;

	if (!v)
		return -1;
	enter_all(a, volume, v, ORPHANS);
	n = (size_t)tree_count(a->config.tree) + 1;
	all = memory_new(n * sizeof *all);
	n = collect(a, volume, all, n);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || all[i].address != all[i - 1].address ||
		    all[i].type != all[i - 1].type || all[i].id != all[i - 1].id)
			add_addressed(a, &all[i], &l->live);
	free(all);
	return 0;
}
