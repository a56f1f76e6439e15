/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of file systems, read by libtsk. */
#include <inttypes.h>
#include <string.h>

#include "mount/answer_parts.h"

struct filling {
	struct answer *a;
	struct answer_volume *v;
	const struct node *folder;
	struct folder_lists *lists;
	struct buffer name;
};

unsigned
answer_type(TSK_FS_META_TYPE_ENUM type)
{
	switch (type) {
	case TSK_FS_META_TYPE_DIR:
	case TSK_FS_META_TYPE_VIRT_DIR:
		return DT_DIR;
	case TSK_FS_META_TYPE_LNK:
		return DT_LNK;
	case TSK_FS_META_TYPE_FIFO:
		return DT_FIFO;
	case TSK_FS_META_TYPE_CHR:
		return DT_CHR;
	case TSK_FS_META_TYPE_BLK:
		return DT_BLK;
	case TSK_FS_META_TYPE_SOCK:
		return DT_SOCK;
	default:
		return DT_REG;
	}
}

static unsigned
type_of_name(TSK_FS_NAME_TYPE_ENUM type)
{
	switch (type) {
	case TSK_FS_NAME_TYPE_DIR:
		return DT_DIR;
	case TSK_FS_NAME_TYPE_LNK:
		return DT_LNK;
	case TSK_FS_NAME_TYPE_FIFO:
		return DT_FIFO;
	case TSK_FS_NAME_TYPE_CHR:
		return DT_CHR;
	case TSK_FS_NAME_TYPE_BLK:
		return DT_BLK;
	case TSK_FS_NAME_TYPE_SOCK:
		return DT_SOCK;
	default:
		return DT_REG;
	}
}

static bool
keeps_streams(const struct answer_volume *v)
{
	return TSK_FS_TYPE_ISNTFS(v->fs->ftype) || TSK_FS_TYPE_ISHFS(v->fs->ftype) ||
	       TSK_FS_TYPE_ISAPFS(v->fs->ftype);
}

/* stream: NULL for the file itself. */
static struct node *
add(struct filling *f, const char *name, const char *stream, uint64_t address, unsigned type,
    bool dead)
{
	struct listing *l =
		dead && !(f->folder->flags & NODE_DEAD) ? &f->lists->dead : &f->lists->live;
	struct node *node;

	buffer_clear(&f->name);
	buffer_add_text(&f->name, name);
	if (stream)
		buffer_add_byte(&f->name, ':');
	buffer_add_text(&f->name, stream ? stream : "");
	node = &listing_add(l, buffer_span(&f->name), NODE_ENTRY, type)->node;
	node->address = address;
	node->volume = f->folder->volume;
	node->flags = dead ? NODE_DEAD : 0;
	return node;
}

static const char *
stream_name(const TSK_FS_ATTR *attr)
{
	if (attr->type == TSK_FS_ATTR_TYPE_HFS_RSRC)
		return "rsrc";
	return attr->name && attr->name[0] ? attr->name : NULL;
}

/*
 * The streams of the inode in the handle. *content: the one without a name, which is the file's own
 * content. How many others there were.
 */
static unsigned
add_streams(struct filling *f, const char *name, bool dead, const TSK_FS_ATTR **content)
{
	TSK_FS_FILE *file = f->v->handle;
	int n = tsk_fs_file_attr_getsize(file);
	unsigned added = 0;

	*content = NULL;
	for (int i = 0; i < n; i++) {
		const TSK_FS_ATTR *attr = tsk_fs_file_attr_get_idx(file, i);
		struct node *node;

		if (!attr || !filesystem_is_stream(f->v->fs, file->meta, attr))
			continue;
		if (!stream_name(attr) && !*content) {
			*content = attr;
			continue;
		}
		node = add(f, name, stream_name(attr) ? stream_name(attr) : "", file->meta->addr,
			   DT_REG, dead);
		node->stream_type = (uint16_t)attr->type;
		node->stream_id = attr->id;
		added++;
	}
	tsk_error_reset();
	return added;
}

/* An entry whose inode is in the handle. */
static void
add_loaded(struct filling *f, const TSK_FS_NAME *name, bool dead)
{
	const TSK_FS_META *meta = f->v->handle->meta;
	const TSK_FS_ATTR *content = NULL;
	unsigned type = answer_type(meta->type), streams = 0;
	struct node *node;

	if (keeps_streams(f->v))
		streams = add_streams(f, name->name, dead, &content);
	/* An NTFS file of named streams alone, such as $Secure: there is nothing else to show. */
	if (TSK_FS_TYPE_ISNTFS(f->v->fs->ftype) && type == DT_REG && !content && streams > 0)
		return;
	node = add(f, name->name, NULL, meta->addr, type, dead);
	if (content && type != DT_DIR && TSK_FS_TYPE_ISNTFS(f->v->fs->ftype)) {
		node->stream_type = (uint16_t)content->type;
		node->stream_id = content->id;
	}
}

/*
 * Names of which nothing is left to read (their inode is gone, or is something else's now) are not
 * shown; winnow-ls tells of them.
 */
static void
visit_dead(struct filling *f, const TSK_FS_NAME *name)
{
	if ((name->meta_addr == 0 && !(name->flags & TSK_FS_NAME_FLAG_ALLOC)) ||
	    !answer_load(f->v, name->meta_addr) ||
	    filesystem_is_reused(f->v->fs, f->v->handle->meta, name))
		return;
	add_loaded(f, name, true);
}

/*
 * The inode is looked at only where its name does not say enough: a folder of a million files is
 * then listed without reading one of them.
 */
static void
visit_live(struct filling *f, const TSK_FS_NAME *name)
{
	if (!keeps_streams(f->v) && name->type != TSK_FS_NAME_TYPE_UNDEF)
		add(f, name->name, NULL, name->meta_addr, type_of_name(name->type), false);
	else if (!answer_load(f->v, name->meta_addr))
		add(f, name->name, NULL, name->meta_addr, type_of_name(name->type), false);
	else if (!filesystem_is_reused(f->v->fs, f->v->handle->meta, name))
		add_loaded(f, name, false);
}

static void
visit(struct filling *f, const TSK_FS_NAME *name)
{
	if (!name->name || TSK_FS_ISDOT(name->name))
		return;
	if (name->type == TSK_FS_NAME_TYPE_VIRT || name->type == TSK_FS_NAME_TYPE_VIRT_DIR) {
		/* libtsk makes these up; the folder of orphans is the only one with files in it. */
		if (f->folder->kind == NODE_TREE &&
		    filesystem_is_orphan_folder(f->v->fs, name->meta_addr))
			add(f, name->name, NULL, name->meta_addr, DT_DIR, true);
		return;
	}
	if (f->folder->flags & NODE_DEAD || name->flags & TSK_FS_NAME_FLAG_UNALLOC)
		visit_dead(f, name);
	else
		visit_live(f, name);
}

/* Streams of a root folder, which no name leads to. */
static void
add_root_streams(struct filling *f)
{
	const TSK_FS_ATTR *content;

	if (TSK_FS_TYPE_ISNTFS(f->v->fs->ftype) && answer_load(f->v, f->v->fs->root_inum))
		add_streams(f, "", false, &content);
}

static bool
too_deep(const struct answer *a, const struct node *node)
{
	unsigned depth = 0;

	while (!answer_is_top(a, node)) {
		node = tree_node(a->config.tree, node->parent);
		depth++;
	}
	return depth > TREE_DEPTH_MAX;
}

static int
read_folder(struct filling *f, uint64_t address, struct error *e)
{
	const char *why = "its inode cannot be read";
	TSK_FS_DIR *dir = NULL;

	if (answer_load(f->v, address))
		dir = filesystem_open_folder(f->v->fs, f->v->handle->meta, &why);
	if (!dir)
		return error_set(e, ERROR_INPUT, "the folder %s/%" PRIu64 " cannot be read: %s",
				 f->a->volumes.v[f->folder->volume].name, address, why);
	for (size_t i = 0; i < tsk_fs_dir_getsize(dir); i++)
		visit(f, tsk_fs_dir_get_name(dir, i));
	tsk_fs_dir_close(dir);
	tsk_error_reset();
	if (f->folder->kind == NODE_TREE)
		add_root_streams(f);
	return 0;
}

int
fill_entry(struct answer *a, uint32_t number, struct folder_lists *l, struct error *e)
{
	struct filling f = {.a = a, .folder = tree_node(a->config.tree, number), .lists = l};
	bool top = f.folder->kind == NODE_TREE;
	int r;

	if (f.folder->flags & NODE_REPEATED)
		return 0;
	f.v = answer_volume(a, f.folder->volume, e);
	if (!f.v)
		return -1;
	if (too_deep(a, f.folder))
		return error_set(e, ERROR_INPUT, "folders deeper than %d are not shown",
				 TREE_DEPTH_MAX);
	if (!top && filesystem_is_orphan_folder(f.v->fs, f.folder->address)) {
		if (!(f.folder->flags & NODE_DEAD))
			return error_set(e, ERROR_INPUT,
					 "a folder has the address that libtsk gives its orphans");
		deleted_name_all(a, f.folder->volume, f.v);
	}
	r = read_folder(&f, top ? f.v->fs->root_inum : f.folder->address, e);
	buffer_release(&f.name);
	return r;
}
