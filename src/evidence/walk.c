/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Going through the folders of a file system. The order is ours; libtsk reads one folder at a time.
 */
#include "evidence/walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "evidence/quick_folders.h"
#include "evidence/walk_order.h"
#include "evidence/walk_parts.h"
#include "record/edit.h"

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
		if (walk_visit(w, tsk_fs_dir_get_name(f->dir, f->next++), e)) {
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
	walk_enter(w, address, true);
	return go_through(w, e);
}

/* Streams of the root folder, which no name leads to. */
static int
root_streams(struct walk *w, struct error *e)
{
	buffer_clear(&w->path);
	if (!TSK_FS_TYPE_ISNTFS(w->fs->ftype) || !walk_load(w, w->fs->root_inum) ||
	    !walk_seen_add(&w->files, w->fs->root_inum))
		return 0;
	return walk_emit_items(w, walk_origin(w, NULL), e);
}

static int
go_in_order(struct walk *w, struct error *e)
{
	struct walk_order order = {0};
	int status = 0;

	walk_order_find(&order, w);
	for (size_t i = 0; status == 0 && i < order.n; i++)
		status = go_from(w, order.v[i].address, order.v[i].path, e);
	walk_order_release(&order);
	if (status == 0)
		status = root_streams(w, e);
	return status ? status : go_from(w, w->fs->root_inum, "", e);
}

/* ---- The walk as a whole ---- */

bool
walk_open_filesystem(struct walk *w)
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
	quick_folders(w->fs);
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

int
walk_names(struct walk *w, const struct walk_sink *sink, struct buffer *notes, struct error *e)
{
	int status;

	w->sink = sink;
	w->volume_notes = notes;
	if (!walk_open_filesystem(w))
		return 0;
	status = go_in_order(w, e);
	walk_note_unread(w);
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
	/*
	 * An empty list would look like none; the address of the folder itself does no harm in it.
	 */
	tsk_list_add(&w->fs->list_inum_named, TSK_FS_ORPHANDIR_INUM(w->fs));
	status = go_from(w, TSK_FS_ORPHANDIR_INUM(w->fs), "$OrphanFiles/", e);
	walk_note_unread(w);
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
