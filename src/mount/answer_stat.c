/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes, and the targets of symbolic links. */
#include <config.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "mount/answer_parts.h"

#define PERMISSIONS 07777

static mode_t
file_type(unsigned type)
{
	return (mode_t)type << 12; /* DTTOIF() */
}

static void
set_size(struct stat *st, uint64_t size)
{
	st->st_size = size > INT64_MAX ? INT64_MAX : (off_t)size;
	st->st_blocks = (st->st_size / 512) + (st->st_size % 512 != 0);
}

static void
set_time(struct timespec *out, time_t seconds, uint32_t nanoseconds)
{
	*out = (struct timespec){seconds, nanoseconds < 1000000000 ? (long)nanoseconds : 0};
}

static void
stat_made(const struct answer *a, const struct node *node, struct stat *st)
{
	st->st_mode = file_type(node->type) | (node->type == DT_DIR ? 0555 : 0444);
	st->st_mtim.tv_sec = st->st_ctim.tv_sec = st->st_atim.tv_sec = a->config.mounted;
}

/* ---- Symbolic links ---- */

/* How many folders a node is below the root of its volume. */
static unsigned
depth_of(const struct answer *a, const struct node *node)
{
	unsigned depth = 0;

	for (;;) {
		node = tree_node(a->config.tree, node->parent);
		if (answer_is_top(a, node))
			return depth;
		depth++;
	}
}

/* Takes "name" of "name/rest"; empty names are skipped. False at the end. */
static bool
next_part(const char **p, struct span *part)
{
	while (**p == '/')
		(*p)++;
	part->p = *p;
	part->n = strcspn(*p, "/");
	*p += part->n;
	return part->n > 0;
}

/*
 * Does it stay in the volume whatever other links it goes over? All ".." must come first, for what
 * they lead out of is then known, and be no more than there are folders.
 */
static bool
stays_inside(const char *link, unsigned depth)
{
	bool names = false;
	struct span part;
	unsigned up = 0;

	if (*link == '/' || *link == '\0')
		return false;
	while (next_part(&link, &part)) {
		if (!span_equal(part, ".."))
			names |= !span_equal(part, ".");
		else if (names || ++up > depth)
			return false;
	}
	return true;
}

/* Drops the last name of "a/b/" behind `start`. */
static void
drop_part(struct buffer *out, size_t start)
{
	if (out->n > start)
		out->n--;
	while (out->n > start && out->data[out->n - 1] != '/')
		out->n--;
}

/* The folders from the node to its volume's root as names, for what a relative link begins at. */
static void
add_folders(struct answer *a, const struct node *node, struct buffer *out)
{
	const struct node *parent = tree_node(a->config.tree, node->parent);

	if (answer_is_top(a, parent))
		return;
	add_folders(a, parent, out);
	buffer_add_text(out, tree_name(a->config.tree, parent));
	buffer_add_byte(out, '/');
}

static void
add_target(struct answer *a, const struct node *node, const char *link, struct buffer *out)
{
	unsigned depth = depth_of(a, node);
	struct span part;
	size_t start;

	if (stays_inside(link, depth)) {
		buffer_add_text(out, link);
		return;
	}
	for (unsigned i = 0; i < depth; i++)
		buffer_add_text(out, "../");
	start = out->n;
	if (*link != '/')
		add_folders(a, node, out);
	while (next_part(&link, &part)) {
		if (span_equal(part, ".."))
			drop_part(out, start);
		else if (!span_equal(part, ".")) {
			buffer_add(out, part.p, part.n);
			buffer_add_byte(out, '/');
		}
	}
	if (out->n > 0)
		out->n--; /* the last slash */
	else
		buffer_add_byte(out, '.');
}

int
answer_target(struct answer *a, uint64_t number, struct buffer *out, struct error *e)
{
	const struct node *node = tree_node(a->config.tree, number);
	struct answer_volume *v;

	if (!node)
		return ESTALE;
	if (node->kind != NODE_ENTRY)
		return EINVAL;
	v = answer_volume(a, node->volume, e);
	if (!v || !answer_load(v, node->address))
		return EIO;
	if (!v->handle->meta->link)
		return EINVAL;
	add_target(a, node, v->handle->meta->link, out);
	return 0;
}

/* ---- Entries of file systems ---- */

/* Hard links have one number; a stream, a folder's traces and what else is made up their own. */
ino_t
answer_inode(const struct node *node, uint64_t number)
{
	if (node->kind == NODE_ENTRY && node->address < (uint64_t)1 << 48 &&
	    (node->stream_type == 0 || node->stream_type == TSK_FS_ATTR_TYPE_NTFS_DATA) &&
	    node->type != DT_DIR && !(node->flags & NODE_DEAD) && node->stream_id == 0)
		return ((uint64_t)node->volume + 1) << 48 | node->address;
	return (ino_t)number; /* less than any of the above */
}

/* The size that the file's record says and its content has. */
static int
size_by_record(struct answer *a, const struct node *node, struct stat *st, struct error *e)
{
	uint64_t size = 0;

	if (answer_record(a, node, e))
		return EIO;
	record_u64(&a->record, "size", &size);
	set_size(st, size);
	return 0;
}

static int
stat_size(struct answer *a, struct answer_volume *v, const struct node *node, struct stat *st,
	  struct error *e)
{
	const TSK_FS_META *meta = v->handle->meta;
	const TSK_FS_ATTR *attr;

	if (node->stream_type == 0 || !S_ISREG(st->st_mode)) {
		set_size(st, meta->size > 0 ? (uint64_t)meta->size : 0);
		return 0;
	}
	attr = tsk_fs_file_attr_get_type(v->handle, (TSK_FS_ATTR_TYPE_ENUM)node->stream_type,
					 node->stream_id, 1);
	/* libtsk drops the one hole that $BadClus:$Bad is; the record knows. */
	if (!attr || (attr->flags & TSK_FS_ATTR_NONRES && !attr->nrd.run))
		return size_by_record(a, node, st, e);
	set_size(st, attr->size > 0 ? (uint64_t)attr->size : 0);
	return 0;
}

static void
stat_meta(const TSK_FS_META *meta, struct stat *st)
{
	st->st_mode |= (mode_t)meta->mode & PERMISSIONS;
	st->st_uid = (uid_t)meta->uid;
	st->st_gid = (gid_t)meta->gid;
	if (!S_ISDIR(st->st_mode) && meta->nlink > 0)
		st->st_nlink = (nlink_t)meta->nlink;
	set_time(&st->st_mtim, meta->mtime, meta->mtime_nano);
	set_time(&st->st_atim, meta->atime, meta->atime_nano);
	set_time(&st->st_ctim, meta->ctime, meta->ctime_nano);
}

/* A link without a target is shown as the file that its inode holds. */
static mode_t
type_of(const struct node *node, const TSK_FS_META *meta)
{
	unsigned type = node->kind == NODE_ENTRY && node->type != DT_DIR ? answer_type(meta->type)
									 : node->type;

	if (node->stream_type && type != DT_DIR)
		type = DT_REG;
	return file_type(type == DT_LNK && !meta->link ? DT_REG : type);
}

static int
stat_entry(struct answer *a, const struct node *node, uint64_t address, struct stat *st,
	   struct error *e)
{
	struct answer_volume *v = answer_volume(a, node->volume, e);
	struct buffer target = BUFFER_EMPTY;

	if (!v)
		return EIO;
	if (!answer_load(v, address)) {
		error_set(e, ERROR_INPUT, "%s/%" PRIu64 " cannot be read",
			  a->volumes.v[node->volume].name, address);
		return EIO;
	}
	st->st_mode = type_of(node, v->handle->meta);
	stat_meta(v->handle->meta, st);
	if (!S_ISLNK(st->st_mode))
		return stat_size(a, v, node, st, e);
	add_target(a, node, v->handle->meta->link, &target);
	set_size(st, target.n);
	buffer_release(&target);
	return 0;
}

/* ---- Items ---- */

/* ISO 8601 as winnow-record(5) has it; a local time is shown as it stands. */
static void
time_of(struct answer *a, const char *key, struct timespec *out)
{
	struct buffer text = BUFFER_EMPTY;
	struct tm tm = {0};

	if (record_text(&a->record, key, &text) == 0 &&
	    strptime(buffer_text(&text), "%Y-%m-%dT%H:%M:%S", &tm))
		*out = (struct timespec){timegm(&tm), 0};
	buffer_release(&text);
}

static int
stat_item(struct answer *a, const struct node *node, struct stat *st, struct error *e)
{
	uint64_t size = 0;

	if (answer_record(a, node, e))
		return EIO;
	record_u64(&a->record, "size", &size);
	set_size(st, size);
	st->st_mode = S_IFREG | 0444;
	time_of(a, "mtime", &st->st_mtim);
	time_of(a, "atime", &st->st_atim);
	time_of(a, "ctime", &st->st_ctim);
	return 0;
}

/* A folder can be gone into even if little is known of it. */
static int
stat_tree(struct answer *a, const struct node *node, struct stat *st, struct error *e)
{
	const struct answer_volume *v = answer_volume(a, node->volume, e);
	int r = v ? stat_entry(a, node, answer_is_top(a, node) ? v->fs->root_inum : node->address,
			       st, e)
		  : EIO;

	if (node->type != DT_DIR)
		return r;
	/* libtsk gives the folder of orphans that it makes up no permissions. */
	if (r == 0 && st->st_mode & PERMISSIONS)
		return 0;
	error_clear(e);
	stat_made(a, node, st);
	return 0;
}

int
answer_stat(struct answer *a, uint64_t number, struct stat *st, struct error *e)
{
	const struct node *node = tree_node(a->config.tree, number);

	if (!node)
		return ESTALE;
	memset(st, 0, sizeof *st);
	st->st_nlink = 1; /* of folders, too: nothing is to be concluded from it */
	st->st_ino = answer_inode(node, number);
	st->st_blksize = 65536;
	switch ((enum node_kind)node->kind) {
	case NODE_ENTRY:
	case NODE_TREE:
	case NODE_TRACES:
		return stat_tree(a, node, st, e);
	case NODE_ITEM:
	case NODE_MEMBER:
		return stat_item(a, node, st, e);
	case NODE_IMAGE:
		stat_made(a, node, st);
		set_size(st, image_size(a->config.image));
		return 0;
	case NODE_VOLUME:
		stat_made(a, node, st);
		if (answer_volumes(a, e) || node->volume >= a->volumes.n)
			return EIO;
		set_size(st, a->volumes.v[node->volume].size);
		return 0;
	default:
		break;
	}
	stat_made(a, node, st);
	return 0;
}
