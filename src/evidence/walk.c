/* SPDX-License-Identifier: Apache-2.0 */
/* Going through the folders of a file system. The order is ours; libtsk reads one folder at a time.
 */
#include "evidence/walk.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "evidence/walk_order.h"
#include "evidence/walk_parts.h"
#include "record/edit.h"

/* A target longer than this is no path that any system would follow. */
#define LINK_TARGET_MAX 4096
/* Folders that cannot be read are named one by one up to here, then counted. */
#define UNREAD_NAMED 20

void
walk_note(struct walk *w, int level, const char *format, ...)
{
	char text[1024];
	struct buffer masked = BUFFER_EMPTY;
	va_list ap;

	if (!w->volume_notes)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	text_mask(&masked, text, strlen(text));
	if (w->volume_notes->n > 0)
		buffer_add_byte(w->volume_notes, ',');
	note_add(w->volume_notes, WALK_TOOL, (enum note_level)level, buffer_text(&masked));
	buffer_release(&masked);
}

/* ---- One inode ---- */

/* Reads an inode into w->handle. */
static bool
load(struct walk *w, TSK_INUM_T address)
{
	if (!tsk_fs_file_open_meta(w->fs, w->handle, address)) {
		tsk_error_reset();
		return false;
	}
	return w->handle->meta != NULL;
}

/* The sequence number that a name must have if it belongs to what the inode holds now. NTFS counts
 * up when an entry is freed, not when it is taken, so a deleted file's names are one behind. */
static bool
sequence_fits(const struct walk *w, const TSK_FS_NAME *name)
{
	const TSK_FS_META *meta = w->handle->meta;
	uint32_t sequence = meta->seq;

	if (!TSK_FS_TYPE_ISNTFS(w->fs->ftype))
		return true;
	if (meta->flags & TSK_FS_META_FLAG_UNALLOC && sequence > 0)
		sequence--;
	return name->meta_seq == sequence;
}

/* Has the inode of a name been taken by something else since? */
static bool
is_reused(const struct walk *w, const TSK_FS_NAME *name)
{
	return !sequence_fits(w, name) || (name->flags & TSK_FS_NAME_FLAG_UNALLOC &&
					   w->handle->meta->flags & TSK_FS_META_FLAG_ALLOC);
}

static const char *
origin_of(const struct walk *w, const TSK_FS_NAME *name)
{
	if (w->in_orphans)
		return "orphan";
	if (name && name->flags & TSK_FS_NAME_FLAG_UNALLOC)
		return "deleted";
	return w->handle->meta->flags & TSK_FS_META_FLAG_UNALLOC ? "deleted" : "allocated";
}

static bool
holds_data(const TSK_FS_META *meta)
{
	switch (meta->type) {
	case TSK_FS_META_TYPE_UNDEF:
	case TSK_FS_META_TYPE_REG:
		return true;
	case TSK_FS_META_TYPE_LNK:
		return meta->size > LINK_TARGET_MAX;
	case TSK_FS_META_TYPE_FIFO:
	case TSK_FS_META_TYPE_CHR:
	case TSK_FS_META_TYPE_BLK:
	case TSK_FS_META_TYPE_SOCK:
		return meta->size > 0;
	default:
		return false;
	}
}

/* Which attributes of an NTFS inode are items: data streams and, except of folders, the indexes
 * that system files keep ($Secure:$SDH), as fls gives them. */
static bool
is_ntfs_item(const TSK_FS_META *meta, const TSK_FS_ATTR *attr)
{
	return attr->type == TSK_FS_ATTR_TYPE_NTFS_DATA ||
	       (attr->type == TSK_FS_ATTR_TYPE_NTFS_IDXROOT && !TSK_FS_IS_DIR_META(meta->type));
}

static int
emit_ntfs(struct walk *w, const char *origin, struct error *e)
{
	bool is_folder = TSK_FS_IS_DIR_META(w->handle->meta->type), given = is_folder;
	int n = tsk_fs_file_attr_getsize(w->handle);

	for (int i = 0; i < n; i++) {
		const TSK_FS_ATTR *attr = tsk_fs_file_attr_get_idx(w->handle, i);

		if (!attr || !is_ntfs_item(w->handle->meta, attr))
			continue;
		given = true;
		if (walk_emit_file(w, attr, attr->name && attr->name[0] ? attr->name : NULL, origin,
				   e))
			return -1;
	}
	return given ? 0 : walk_emit_file(w, NULL, NULL, origin, e);
}

/* Forks and extended attributes (HFS+, APFS) beside the content proper. */
static int
emit_forks(struct walk *w, const char *origin, struct error *e)
{
	int n = tsk_fs_file_attr_getsize(w->handle);

	for (int i = 0; i < n; i++) {
		const TSK_FS_ATTR *attr = tsk_fs_file_attr_get_idx(w->handle, i);
		const char *stream;

		if (!attr || attr->size <= 0 ||
		    (attr->type != TSK_FS_ATTR_TYPE_HFS_RSRC &&
		     attr->type != TSK_FS_ATTR_TYPE_HFS_EXT_ATTR))
			continue;
		stream = attr->type == TSK_FS_ATTR_TYPE_HFS_RSRC ? "rsrc" : attr->name;
		if (walk_emit_file(w, attr, stream ? stream : "", origin, e))
			return -1;
	}
	return 0;
}

/* The items of the inode in w->handle, each once however many names it has. */
static int
emit_items(struct walk *w, const char *origin, struct error *e)
{
	int status;

	if (TSK_FS_TYPE_ISNTFS(w->fs->ftype)) {
		status = emit_ntfs(w, origin, e);
	} else if (TSK_FS_IS_DIR_META(w->handle->meta->type)) {
		status = 0;
	} else {
		status = walk_emit_file(w, tsk_fs_file_attr_get(w->handle), NULL, origin, e);
		if (status == 0 &&
		    (TSK_FS_TYPE_ISHFS(w->fs->ftype) || TSK_FS_TYPE_ISAPFS(w->fs->ftype)))
			status = emit_forks(w, origin, e);
	}
	tsk_error_reset();
	return status;
}

/* ---- One name ---- */

/* A name whose inode says nothing of it any more. */
static int
visit_nameless(struct walk *w, const TSK_FS_NAME *name, const char *state, struct error *e)
{
	if (w->in_orphans || TSK_FS_IS_DIR_NAME(name->type))
		return 0;
	return walk_emit_name(w, name->meta_addr, NULL, state, e);
}

static int
visit_file(struct walk *w, const TSK_FS_NAME *name, struct error *e)
{
	if (!holds_data(w->handle->meta))
		return 0;
	if (walk_seen_add(&w->files, name->meta_addr))
		return emit_items(w, origin_of(w, name), e);
	if (w->in_orphans)
		return 0;
	return walk_emit_name(w, name->meta_addr, tsk_fs_file_attr_get(w->handle),
			      name->flags & TSK_FS_NAME_FLAG_ALLOC ? "allocated" : "deleted", e);
}

/* What was deleted is often gone, so that a deleted folder cannot be read is no error. */
static void
note_unread_folder(struct walk *w, TSK_INUM_T address, bool live)
{
	if (w->unread++ < UNREAD_NAMED)
		walk_note(w, live ? NOTE_ERROR : NOTE_WARNING,
			  "the %sfolder %s/%" PRIuINUM " (%s) cannot be read: %s",
			  live ? "" : "deleted ", w->volume->name, address, buffer_text(&w->path),
			  filesystem_tsk_error());
	tsk_error_reset();
}

static void
enter(struct walk *w, TSK_INUM_T address, bool live)
{
	TSK_FS_DIR *dir;

	if (!walk_seen_add(&w->folders, address))
		return;
	if (w->depth == WALK_DEPTH_MAX) {
		if (!w->too_deep)
			walk_note(w, NOTE_WARNING,
				  "folders deeper than %d are not gone into; the first: %s",
				  WALK_DEPTH_MAX, buffer_text(&w->path));
		w->too_deep = true;
		return;
	}
	dir = tsk_fs_dir_open_meta(w->fs, address);
	if (!dir) {
		note_unread_folder(w, address, live);
		return;
	}
	w->frames[w->depth++] = (struct walk_frame){dir, 0, w->path.n};
}

/* As libtsk decides it: name and inode must agree that it is a folder, and on whether it is
 * deleted. */
static bool
can_enter(const struct walk *w, const TSK_FS_NAME *name)
{
	return (TSK_FS_IS_DIR_NAME(name->type) || name->type == TSK_FS_NAME_TYPE_UNDEF) &&
	       (name->flags & TSK_FS_NAME_FLAG_ALLOC ||
		w->handle->meta->flags & TSK_FS_META_FLAG_UNALLOC);
}

static int
visit_folder(struct walk *w, const TSK_FS_NAME *name, struct error *e)
{
	if (TSK_FS_TYPE_ISNTFS(w->fs->ftype) && walk_seen_add(&w->files, name->meta_addr) &&
	    emit_items(w, origin_of(w, name), e))
		return -1;
	if (can_enter(w, name)) {
		buffer_add_byte(&w->path, '/');
		enter(w, name->meta_addr, strcmp(origin_of(w, name), "allocated") == 0);
	}
	return 0;
}

/* The folder that libtsk makes up for orphans, on the file systems where it looks for them. Its
 * address alone does not tell: HFS+ gives that of a real file. */
static bool
is_orphan_folder(const struct walk *w, const TSK_FS_NAME *name)
{
	return name->type == TSK_FS_NAME_TYPE_VIRT_DIR &&
	       name->meta_addr == TSK_FS_ORPHANDIR_INUM(w->fs);
}

/* libtsk keeps a list of the deleted inodes that have names, to tell them from orphans. Where it is
 * not there, it goes through all folders for it, which we have just done. */
static void
tell_libtsk(struct walk *w)
{
	if (!w->in_orphans && w->handle->meta->flags & TSK_FS_META_FLAG_UNALLOC)
		tsk_list_add(&w->fs->list_inum_named, w->handle->meta->addr);
}

static int
visit(struct walk *w, const TSK_FS_NAME *name, struct error *e)
{
	if (!name->name || TSK_FS_ISDOT(name->name))
		return 0;
	if (is_orphan_folder(w, name)) {
		w->has_orphans = true;
		return 0;
	}
	buffer_add_text(&w->path, name->name);
	if (name->meta_addr == 0 && !(name->flags & TSK_FS_NAME_FLAG_ALLOC))
		return visit_nameless(w, name, "lost", e);
	if (!load(w, name->meta_addr))
		return visit_nameless(w, name, "lost", e);
	tell_libtsk(w);
	if (is_reused(w, name))
		return visit_nameless(w, name, "reused", e);
	if (TSK_FS_IS_DIR_META(w->handle->meta->type))
		return visit_folder(w, name, e);
	return visit_file(w, name, e);
}

/* ---- Many ---- */

static void
leave_all(struct walk *w, size_t depth)
{
	while (w->depth > depth)
		tsk_fs_dir_close(w->frames[--w->depth].dir);
}

/* Goes through the folders that have been entered, depth first. */
static int
go_through(struct walk *w, struct error *e)
{
	while (w->depth > 0) {
		struct walk_frame *f = &w->frames[w->depth - 1];

		w->path.n = f->path_n;
		if (f->next >= tsk_fs_dir_getsize(f->dir)) {
			leave_all(w, w->depth - 1);
			continue;
		}
		if (visit(w, tsk_fs_dir_get_name(f->dir, f->next++), e)) {
			leave_all(w, 0);
			return -1;
		}
	}
	return 0;
}

static int
go_from(struct walk *w, TSK_INUM_T address, const char *path, struct error *e)
{
	buffer_clear(&w->path);
	buffer_add_text(&w->path, path);
	enter(w, address, true);
	return go_through(w, e);
}

/* Streams of the root folder, which no name leads to. */
static int
root_streams(struct walk *w, struct error *e)
{
	buffer_clear(&w->path);
	if (!TSK_FS_TYPE_ISNTFS(w->fs->ftype) || !load(w, w->fs->root_inum) ||
	    !walk_seen_add(&w->files, w->fs->root_inum))
		return 0;
	return emit_items(w, origin_of(w, NULL), e);
}

static int
go_in_order(struct walk *w, struct error *e)
{
	struct walk_order order = {0};
	int status = 0;

	walk_order_find(&order, w->fs);
	for (size_t i = 0; status == 0 && i < order.n; i++)
		status = go_from(w, order.v[i].address, order.v[i].path, e);
	walk_order_release(&order);
	if (status == 0)
		status = root_streams(w, e);
	return status ? status : go_from(w, w->fs->root_inum, "", e);
}

/* ---- The walk as a whole ---- */

static bool
open_filesystem(struct walk *w)
{
	struct error why = {0};

	if (w->fs)
		return w->handle != NULL;
	if (filesystem_open(&w->filesystem, w->image, w->volume->offset, w->volume->fs_type,
			    w->volume->pool_block, &why)) {
		walk_note(w, NOTE_ERROR, "the file system cannot be opened: %s", why.text);
		return false;
	}
	w->fs = w->filesystem->fs;
	w->handle = tsk_fs_file_open_meta(w->fs, NULL, w->fs->root_inum);
	if (!w->handle)
		walk_note(w, NOTE_ERROR, "the root folder cannot be read: %s",
			  filesystem_tsk_error());
	return w->handle != NULL;
}

struct walk *
walk_open(struct image *image, const struct volume *volume, const char *evidence,
	  const char *evidence_id)
{
	struct walk *w = memory_zero(1, sizeof(*w));

	w->image = image;
	w->volume = volume;
	w->evidence = evidence;
	w->evidence_id = evidence_id;
	w->frames = memory_zero(WALK_DEPTH_MAX, sizeof(*w->frames));
	return w;
}

void
walk_close(struct walk **walk)
{
	struct walk *w = *walk;

	if (!w)
		return;
	leave_all(w, 0);
	tsk_fs_file_close(w->handle);
	filesystem_close(&w->filesystem);
	walk_seen_release(&w->files);
	walk_seen_release(&w->folders);
	buffer_release(&w->path);
	buffer_release(&w->line);
	buffer_release(&w->runs);
	buffer_release(&w->notes);
	free(w->frames);
	free(w);
	*walk = NULL;
}

static void
note_unread(struct walk *w)
{
	if (w->unread > UNREAD_NAMED)
		walk_note(w, NOTE_ERROR, "%u more folders cannot be read",
			  w->unread - UNREAD_NAMED);
	w->unread = 0;
}

int
walk_names(struct walk *w, const struct walk_sink *sink, struct buffer *notes, struct error *e)
{
	int status;

	w->sink = sink;
	w->volume_notes = notes;
	if (!open_filesystem(w))
		return 0;
	status = go_in_order(w, e);
	note_unread(w);
	w->named = true;
	return status;
}

int
walk_orphans(struct walk *w, const struct walk_sink *sink, struct buffer *notes, struct error *e)
{
	int status;

	w->silent = true;
	if (!w->named && walk_names(w, sink, NULL, e))
		return -1;
	w->silent = false;
	w->sink = sink;
	w->volume_notes = notes;
	if (!w->has_orphans)
		return 0;
	w->in_orphans = true;
	/* An empty list would look like none; the address of the folder itself does no harm in it.
	 */
	tsk_list_add(&w->fs->list_inum_named, TSK_FS_ORPHANDIR_INUM(w->fs));
	status = go_from(w, TSK_FS_ORPHANDIR_INUM(w->fs), "$OrphanFiles/", e);
	note_unread(w);
	w->in_orphans = false;
	return status;
}

int
walk_volume(struct image *image, const struct volume *volume, const char *evidence,
	    const char *evidence_id, const struct walk_sink *sink, struct buffer *notes,
	    struct error *e)
{
	struct walk *w = walk_open(image, volume, evidence, evidence_id);
	int status = walk_names(w, sink, notes, e);

	if (status == 0)
		status = walk_orphans(w, sink, notes, e);
	walk_close(&w);
	return status;
}
