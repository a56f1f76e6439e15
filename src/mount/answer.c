/* SPDX-License-Identifier: Apache-2.0 */
#include "mount/answer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/quick_folders.h"
#include "mount/answer_parts.h"

void
answer_say(struct answer *a, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	a->config.say(a->config.ctx, text);
}

/* ---- Opening ---- */

int
answer_open(struct answer **out, const struct answer_config *config, struct error *e)
{
	struct answer *a = memory_zero(1, sizeof *a);

	a->config = *config;
	*out = a;
	if (image_id(config->image, a->id, e) == 0)
		return 0;
	answer_close(out);
	return -1;
}

static void
volume_close(struct answer_volume *v)
{
	walk_close(&v->walk);
	tsk_fs_file_close(v->handle);
	filesystem_close(&v->filesystem);
}

void
answer_close(struct answer **answer)
{
	struct answer *a = *answer;

	*answer = NULL;
	if (!a)
		return;
	for (size_t i = 0; i < CONTENTS_MAX; i++)
		content_close(&a->contents[i].content);
	for (size_t i = 0; i < a->volumes.n; i++)
		volume_close(&a->v[i]);
	free(a->v);
	volumes_release(&a->volumes);
	record_release(&a->record);
	buffer_release(&a->line);
	logical_files_free(&a->logical);
	free(a->copy);
	free(a);
}

int
answer_volumes(struct answer *a, struct error *e)
{
	if (a->volumes_known)
		return 0;
	if (volumes_read(&a->volumes, a->config.image, e))
		return -1;
	a->v = memory_zero(a->volumes.n + 1, sizeof *a->v);
	a->volumes_known = true;
	return 0;
}

struct answer_volume *
answer_volume(struct answer *a, unsigned index, struct error *e)
{
	const struct volume *volume;
	struct answer_volume *v;

	if (answer_volumes(a, e))
		return NULL;
	if (index >= a->volumes.n) {
		error_set(e, ERROR_INPUT, "there is no such volume");
		return NULL;
	}
	volume = &a->volumes.v[index];
	v = &a->v[index];
	if (v->fs)
		return v;
	if (filesystem_open(&v->filesystem, a->config.image, volume->offset, volume->fs_type,
			    volume->pool_block, e))
		return NULL;
	v->handle = tsk_fs_file_open_meta(v->filesystem->fs, NULL, v->filesystem->fs->root_inum);
	if (!v->handle) {
		error_set(e, ERROR_INPUT, "the root folder of %s cannot be read: %s", volume->name,
			  filesystem_tsk_error());
		filesystem_close(&v->filesystem);
		return NULL;
	}
	v->fs = v->filesystem->fs;
	quick_folders(v->fs);
	v->walk = walk_open(a->config.image, volume, a->config.evidence, a->id);
	return v;
}

bool
answer_load(struct answer_volume *v, uint64_t address)
{
	if (tsk_fs_file_open_meta(v->fs, v->handle, address))
		return v->handle->meta != NULL;
	tsk_error_reset();
	return false;
}

/* ---- Where a node stands ---- */

bool
answer_is_top(const struct answer *a, const struct node *node)
{
	const struct node *parent = tree_node(a->config.tree, node->parent);

	return node->kind == NODE_TREE || node->kind == NODE_LOGICAL ||
	       parent->kind == NODE_DELETED || parent == node;
}

void
answer_path(struct answer *a, const struct node *node, struct buffer *out)
{
	if (node->other && node->kind == NODE_ENTRY && node->type != DT_DIR)
		node = tree_node(a->config.tree, node->other); /* in by-address/ */
	if (answer_is_top(a, node))
		return;
	/* As deep as the folders are nested, which entering them bounds. */
	answer_path(a, tree_node(a->config.tree, node->parent), out);
	if (out->n > 0)
		buffer_add_byte(out, '/');
	tree_stored_name(a->config.tree, node, out);
}

/* ---- Folders ---- */

static int
fill(struct answer *a, uint32_t number, const struct node *folder, struct folder_lists *l,
     struct error *e)
{
	switch ((enum node_kind)folder->kind) {
	case NODE_ROOT:
		return fill_root(a, number, l, e);
	case NODE_VOLUMES:
		return fill_volumes(a, number, l, e);
	case NODE_FILES:
		return fill_files(a, number, l, e);
	case NODE_DELETED:
		return fill_deleted(a, number, l, e);
	case NODE_TRACES:
		return fill_traces(a, number, l, e);
	case NODE_ADDRESSES:
		return fill_addresses(a, number, l, e);
	case NODE_ITEMS:
		return fill_items(a, number, l, e);
	case NODE_LOGICAL:
	case NODE_FOLDER:
		return fill_logical(a, number, l, e);
	default:
		return fill_entry(a, number, l, e);
	}
}

int
answer_enter(struct answer *a, uint32_t number, struct error *e)
{
	const struct node *folder = tree_node(a->config.tree, number);
	struct folder_lists l = {0};
	struct error why = {0};
	int r;

	if (tree_state(folder) == NODE_KNOWN)
		return 0;
	if (tree_state(folder) == NODE_BROKEN)
		return error_set(e, ERROR_INPUT, "the folder could not be read before");
	a->config.alive(a->config.ctx, number);
	r = fill(a, number, folder, &l, &why);
	if (r == 0)
		r = tree_enter(a->config.tree, number, &l.live, &l.dead, &why);
	else
		tree_break(a->config.tree, number);
	a->config.alive(a->config.ctx, 0);
	listing_release(&l.live);
	listing_release(&l.dead);
	return r ? error_set(e, why.kind, "%s", why.text) : 0;
}

int
answer_children(struct answer *a, uint64_t number, uint32_t *first, uint32_t *count,
		struct error *e)
{
	const struct node *folder = tree_node(a->config.tree, number);

	*first = *count = 0;
	if (!folder)
		return ESTALE;
	if (folder->type != DT_DIR)
		return ENOTDIR;
	if (answer_enter(a, (uint32_t)number, e))
		return EIO;
	*first = folder->first;
	*count = folder->count;
	return 0;
}

int
answer_lookup(struct answer *a, uint64_t number, const char *name, uint32_t *child, struct error *e)
{
	uint32_t first, count;
	int r = answer_children(a, number, &first, &count, e);

	if (r)
		return r;
	*child = tree_find(a->config.tree, tree_node(a->config.tree, number), name);
	return *child ? 0 : ENOENT;
}
