/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of one name in a folder. */
#include <inttypes.h>
#include <string.h>

#include "evidence/walk_parts.h"
#include "record/edit.h"

/* Folders that cannot be read are named one by one up to here, then counted. */
#define UNREAD_NAMED 20

/* Not in the headers that libtsk installs. */
void tsk_fs_attrlist_free(TSK_FS_ATTRLIST *list);

/* The list of the inode before: on exFAT libtsk would put a new one in its place and leak it. */
static void
drop_attributes(TSK_FS_META *meta)
{
	tsk_fs_attrlist_free(meta->attr);
	meta->attr = NULL;
}

bool
walk_load(struct walk *w, TSK_INUM_T address)
{
	if (w->handle->meta && w->fs->ftype == TSK_FS_TYPE_EXFAT)
		drop_attributes(w->handle->meta);
	w->faults = image_faults(w->image);
	if (!tsk_fs_file_open_meta(w->fs, w->handle, address)) {
		tsk_error_reset();
		return false;
	}
	return w->handle->meta != NULL;
}

const char *
walk_origin(const struct walk *w, const TSK_FS_NAME *name)
{
	if (w->in_orphans)
		return "orphan";
	if (name && name->flags & TSK_FS_NAME_FLAG_UNALLOC)
		return "deleted";
	return w->handle->meta->flags & TSK_FS_META_FLAG_UNALLOC ? "deleted" : "allocated";
}

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
	if (!walk_holds_data(w->handle->meta))
		return 0;
	if (walk_seen_add(&w->files, name->meta_addr))
		return walk_emit_items(w, walk_origin(w, name), e);
	if (w->in_orphans)
		return 0;
	/*
	 * Only NTFS has the attribute in its ids; elsewhere asking for it reads the
	 * whole block list.
	 */
	return walk_emit_name(w, name->meta_addr,
			      TSK_FS_TYPE_ISNTFS(w->fs->ftype) ? tsk_fs_file_attr_get(w->handle)
							       : NULL,
			      name->flags & TSK_FS_NAME_FLAG_ALLOC ? "allocated" : "deleted", e);
}

/* What was deleted is often gone, so that a deleted folder cannot be read is no error. */
static void
note_unread_folder(struct walk *w, TSK_INUM_T address, bool live, const char *why)
{
	w->unread_live |= live;
	if (w->unread++ < UNREAD_NAMED)
		walk_note(w, live ? NOTE_ERROR : NOTE_WARNING,
			  "the %sfolder %s/%" PRIuINUM " (%s) cannot be read: %s",
			  live ? "" : "deleted ", w->volume->name, address, buffer_text(&w->path),
			  why);
	tsk_error_reset();
}

TSK_FS_DIR *
walk_open_folder(struct walk *w, TSK_INUM_T address, const char **why)
{
	*why = "it has the address that libtsk gives its folder of orphans";
	if (filesystem_is_orphan_folder(w->fs, address) && !w->in_orphans)
		return NULL;
	*why = "its inode cannot be read";
	if (!walk_load(w, address))
		return NULL;
	return filesystem_open_folder(w->fs, w->handle->meta, why);
}

void
walk_enter(struct walk *w, TSK_INUM_T address, bool live)
{
	const char *why;
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
	dir = walk_open_folder(w, address, &why);
	if (!dir) {
		note_unread_folder(w, address, live, why);
		return;
	}
	w->frames[w->depth++] = (struct walk_frame){dir, 0, w->path.n};
}

/*
 * As libtsk decides it: name and inode must agree that it is a folder, and on whether
 * it is deleted.
 */
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
	    walk_emit_items(w, walk_origin(w, name), e))
		return -1;
	if (can_enter(w, name)) {
		buffer_add_byte(&w->path, '/');
		walk_enter(w, name->meta_addr, strcmp(walk_origin(w, name), "allocated") == 0);
	}
	return 0;
}

/* The folder that libtsk makes up for orphans, on the file systems where it looks for them. */
static bool
is_orphan_folder(const struct walk *w, const TSK_FS_NAME *name)
{
	return name->type == TSK_FS_NAME_TYPE_VIRT_DIR &&
	       filesystem_is_orphan_folder(w->fs, name->meta_addr);
}

/* libtsk keeps a list of the deleted inodes that have names, to tell them from orphans. Where it is
 * not there, it goes through all folders for it, which we have just done. */
static void
tell_libtsk(struct walk *w)
{
	if (!w->in_orphans && w->handle->meta->flags & TSK_FS_META_FLAG_UNALLOC)
		tsk_list_add(&w->fs->list_inum_named, w->handle->meta->addr);
}

int
walk_visit(struct walk *w, const TSK_FS_NAME *name, struct error *e)
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
	if (!walk_load(w, name->meta_addr))
		return visit_nameless(w, name, "lost", e);
	tell_libtsk(w);
	if (filesystem_is_reused(w->fs, w->handle->meta, name))
		return visit_nameless(w, name, "reused", e);
	if (TSK_FS_IS_DIR_META(w->handle->meta->type))
		return visit_folder(w, name, e);
	return visit_file(w, name, e);
}

void
walk_note_unread(struct walk *w)
{
	if (w->unread > UNREAD_NAMED)
		walk_note(w, w->unread_live ? NOTE_ERROR : NOTE_WARNING,
			  "%u more folders cannot be read", w->unread - UNREAD_NAMED);
	w->unread = 0;
	w->unread_live = false;
}
