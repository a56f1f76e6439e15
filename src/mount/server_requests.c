/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's requests, each handed to answer.h and its answer handed back. */
#include <config.h>
#include <dirent.h>
#include <errno.h>
#include <fuse_lowlevel.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <string.h>

#include "mount/server_parts.h"

#define FOREVER		 1e9 /* seconds: evidence does not change */
#define OPEN_PASSTHROUGH (1u << 7)
#define NAME_LENGTH	 1023

/* NULL: the evidence is gone, and that was answered. */
static struct answer *
answer_of(fuse_req_t req)
{
	struct server *s = fuse_req_userdata(req);

	if (s->answer) {
		server_check_files(s); /* before any of it is taken for what it was */
		return s->answer;
	}
	server_recheck(s);
	server_say(s, s->config.board->why);
	fuse_reply_err(req, EIO);
	return NULL;
}

static void
refuse(fuse_req_t req, int code, const struct error *e)
{
	if (e->kind != ERROR_NONE)
		server_say(fuse_req_userdata(req), e->text);
	fuse_reply_err(req, code);
}

/* ---- Names and attributes ---- */

static void
do_init(void *userdata, struct fuse_conn_info *conn)
{
	(void)userdata;
	server_wants(conn);
}

static int
entry_of(struct answer *a, uint32_t number, struct fuse_entry_param *entry, struct error *e)
{
	memset(entry, 0, sizeof *entry);
	entry->ino = number;
	entry->attr_timeout = entry->entry_timeout = FOREVER;
	return answer_stat(a, number, &entry->attr, e);
}

/* Which entries of a listing are given with their attributes. */
enum attributes { NEVER, FOLDERS, ALWAYS };

/*
 * Walking through needs the attributes of folders alone, and those of files cost reading an inode
 * each: they are given where files of the folder, or of one beside it, were asked for.
 */
static enum attributes
attributes_for(struct server *s, const struct node *folder)
{
	const struct node *parent = tree_node(s->config.tree, folder->parent);

	return (atomic_load(&folder->hints) | atomic_load(&parent->hints)) & HINT_ATTRIBUTES
		       ? ALWAYS
		       : FOLDERS;
}

static void
want_attributes(struct server *s, uint32_t file)
{
	const struct node *node = tree_node(s->config.tree, file), *folder;

	if (node->type == DT_DIR)
		return;
	folder = tree_node(s->config.tree, node->parent);
	tree_hint(s->config.tree, node->parent, HINT_ATTRIBUTES);
	tree_hint(s->config.tree, folder->parent, HINT_ATTRIBUTES);
}

static void
do_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct answer *a = answer_of(req);
	struct fuse_entry_param entry = {.entry_timeout = FOREVER};
	struct error e = {0};
	uint32_t number;
	int r;

	if (!a)
		return;
	r = answer_lookup(a, parent, name, &number, &e);
	if (r == ENOENT) {
		fuse_reply_entry(req, &entry); /* number 0: there is none, and never will be */
		return;
	}
	if (r == 0) {
		want_attributes(fuse_req_userdata(req), number);
		r = entry_of(a, number, &entry, &e);
	}
	if (r)
		refuse(req, r, &e);
	else
		fuse_reply_entry(req, &entry);
}

static void
do_forget(fuse_req_t req, fuse_ino_t number, uint64_t n)
{
	(void)number;
	(void)n;
	fuse_reply_none(req);
}

static void
do_forget_multi(fuse_req_t req, size_t count, struct fuse_forget_data *forgets)
{
	(void)count;
	(void)forgets;
	fuse_reply_none(req);
}

static void
do_getattr(fuse_req_t req, fuse_ino_t number, struct fuse_file_info *fi)
{
	struct answer *a = answer_of(req);
	struct error e = {0};
	struct stat st;
	int r;

	(void)fi;
	if (!a)
		return;
	r = answer_stat(a, number, &st, &e);
	if (r)
		refuse(req, r, &e);
	else
		fuse_reply_attr(req, &st, FOREVER);
}

static void
do_readlink(fuse_req_t req, fuse_ino_t number)
{
	struct answer *a = answer_of(req);
	struct buffer target = BUFFER_EMPTY;
	struct error e = {0};
	int r;

	if (!a)
		return;
	r = answer_target(a, number, &target, &e);
	if (r)
		refuse(req, r, &e);
	else
		fuse_reply_readlink(req, buffer_text(&target));
	buffer_release(&target);
}

static void
do_statfs(fuse_req_t req, fuse_ino_t number)
{
	struct server *s = fuse_req_userdata(req);
	struct statvfs st = {.f_bsize = 4096, .f_frsize = 4096, .f_namemax = NAME_LENGTH};

	(void)number;
	st.f_blocks = s->config.board->size / 4096;
	fuse_reply_statfs(req, &st);
}

/* ---- Folders ---- */

static bool
is_given(const struct node *node, enum attributes attributes)
{
	return node && (attributes == ALWAYS || (attributes == FOLDERS && node->type == DT_DIR));
}

/* Adds an entry; false when it does not fit. */
static bool
add_entry(fuse_req_t req, struct server *s, size_t size, const char *name, uint32_t number,
	  off_t next, enum attributes attributes)
{
	bool plus = attributes != NEVER;
	const struct node *node = tree_node(s->config.tree, number);
	struct fuse_entry_param entry = {0};
	struct error ignored = {0};
	char *at = s->reply.data + s->reply.n;
	size_t rest = size - s->reply.n, n;

	if (is_given(node, attributes) && entry_of(s->answer, number, &entry, &ignored))
		entry = (struct fuse_entry_param){0};
	if (entry.ino == 0) {
		entry.attr.st_ino = node ? answer_inode(node, number) : 1;
		entry.attr.st_mode = node ? (mode_t)node->type << 12 : S_IFDIR;
	}
	n = plus ? fuse_add_direntry_plus(req, at, rest, name, &entry, next)
		 : fuse_add_direntry(req, at, rest, name, &entry.attr, next);
	if (n > rest)
		return false;
	s->reply.n += n;
	return true;
}

static void
list(fuse_req_t req, fuse_ino_t folder, size_t size, off_t offset, bool plus)
{
	struct server *s = fuse_req_userdata(req);
	enum attributes attributes = NEVER;
	uint32_t first, count;
	struct error e = {0};
	int r;

	if (!answer_of(req))
		return;
	r = offset < 0 ? EINVAL : answer_children(s->answer, folder, &first, &count, &e);
	if (r) {
		refuse(req, r, &e);
		return;
	}
	if (plus)
		attributes = attributes_for(s, tree_node(s->config.tree, folder));
	buffer_clear(&s->reply);
	buffer_reserve(&s->reply, size);
	for (; offset < 2; offset++)
		if (!add_entry(req, s, size, offset ? ".." : ".", 0, offset + 1, attributes))
			break;
	for (; offset >= 2 && offset - 2 < count; offset++) {
		uint32_t number = first + (uint32_t)(offset - 2);
		const char *name = tree_name(s->config.tree, tree_node(s->config.tree, number));

		if (!add_entry(req, s, size, name, number, offset + 1, attributes))
			break;
	}
	fuse_reply_buf(req, s->reply.data, s->reply.n);
	if (tree_node(s->config.tree, folder)->kind == NODE_TREE &&
	    !tree_hint(s->config.tree, (uint32_t)folder, HINT_AHEAD))
		s->ahead = (uint32_t)folder;
}

/* The kernel need not ask: it keeps what it has listed, and opens folders by itself from now on. */
static void
do_opendir(fuse_req_t req, fuse_ino_t folder, struct fuse_file_info *fi)
{
	(void)folder, (void)fi;
	fuse_reply_err(req, ENOSYS);
}

static void
do_readdir(fuse_req_t req, fuse_ino_t folder, size_t size, off_t offset, struct fuse_file_info *fi)
{
	(void)fi;
	list(req, folder, size, offset, false);
}

static void
do_readdirplus(fuse_req_t req, fuse_ino_t folder, size_t size, off_t offset,
	       struct fuse_file_info *fi)
{
	(void)fi;
	list(req, folder, size, offset, true);
}

/* ---- Bytes ---- */

/* The kernel is told to read the image's own file where it can. */
static void
reply_open(fuse_req_t req, struct server *s, fuse_ino_t number, struct fuse_file_info *fi)
{
	const struct node *node = tree_node(s->config.tree, number);
	int32_t backing = atomic_load(&s->config.board->backing_id);
	struct fuse_open_out out = {.open_flags = OPEN_PASSTHROUGH};

	if (!node || node->kind != NODE_IMAGE || backing == 0) {
		fi->keep_cache = 1;
		fuse_reply_open(req, fi);
		return;
	}
	memcpy(&out.padding, &backing, sizeof out.padding); /* backing_id since 7.40 */
	fuse_reply_buf(req, (const char *)&out, sizeof out);
}

static void
do_open(fuse_req_t req, fuse_ino_t number, struct fuse_file_info *fi)
{
	struct server *s = fuse_req_userdata(req);

	if ((fi->flags & O_ACCMODE) != O_RDONLY) {
		fuse_reply_err(req, EROFS);
		return;
	}
	if (!answer_of(req))
		return;
	reply_open(req, s, number, fi);
}

static void
say_unreadable(struct server *s, fuse_ino_t number, off_t offset, size_t n, uint64_t unreadable)
{
	const struct node *node = tree_node(s->config.tree, number);
	char text[ERROR_TEXT_MAX];

	snprintf(text, sizeof text,
		 "%s: %llu of the %zu bytes from %lld on cannot be read and are given as zeros",
		 node ? tree_name(s->config.tree, node) : "", (unsigned long long)unreadable, n,
		 (long long)offset);
	server_say(s, text);
}

static void
do_read(fuse_req_t req, fuse_ino_t number, size_t size, off_t offset, struct fuse_file_info *fi)
{
	struct server *s = fuse_req_userdata(req);
	uint64_t unreadable;
	struct error e = {0};
	struct span bytes;
	int r;

	(void)fi;
	if (!answer_of(req))
		return;
	r = answer_read(s->answer, number, (uint64_t)offset, size, &bytes, &unreadable, &e);
	if (r) {
		refuse(req, r, &e);
		return;
	}
	if (unreadable > 0) {
		server_recheck(s);
		say_unreadable(s, number, offset, bytes.n, unreadable);
	}
	/* Pages that are mapped and cannot be read: the kernel has answered the reader with EIO. */
	if (fuse_reply_buf(req, bytes.p, bytes.n) == -EFAULT) {
		server_say(s, "the evidence could not be read while it was handed on");
		atomic_store(&s->config.board->checked, 0);
	}
}

/* ---- Facts ---- */

static void
reply_value(fuse_req_t req, int r, size_t size, struct buffer *value, const struct error *e)
{
	if (r)
		refuse(req, r, e);
	else if (size == 0)
		fuse_reply_xattr(req, value->n);
	else if (value->n > size)
		fuse_reply_err(req, ERANGE);
	else
		fuse_reply_buf(req, buffer_text(value), value->n);
	buffer_release(value);
}

static void
do_getxattr(fuse_req_t req, fuse_ino_t number, const char *name, size_t size)
{
	struct answer *a = answer_of(req);
	struct buffer value = BUFFER_EMPTY;
	struct error e = {0};

	if (a)
		reply_value(req, answer_fact(a, number, name, &value, &e), size, &value, &e);
}

static void
do_listxattr(fuse_req_t req, fuse_ino_t number, size_t size)
{
	struct answer *a = answer_of(req);
	struct buffer names = BUFFER_EMPTY;
	struct error e = {0};

	if (a)
		reply_value(req, answer_facts(a, number, &names, &e), size, &names, &e);
}

/* ---- What would change something: the mount is read-only, should root remount it, too ---- */

static void
no_setattr(fuse_req_t req, fuse_ino_t number, struct stat *attr, int to_set,
	   struct fuse_file_info *fi)
{
	(void)number, (void)attr, (void)to_set, (void)fi;
	fuse_reply_err(req, EROFS);
}

static void
no_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, dev_t rdev)
{
	(void)parent, (void)name, (void)mode, (void)rdev;
	fuse_reply_err(req, EROFS);
}

static void
no_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode)
{
	(void)parent, (void)name, (void)mode;
	fuse_reply_err(req, EROFS);
}

static void
no_unlink(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	(void)parent, (void)name;
	fuse_reply_err(req, EROFS);
}

static void
no_symlink(fuse_req_t req, const char *link, fuse_ino_t parent, const char *name)
{
	(void)link, (void)parent, (void)name;
	fuse_reply_err(req, EROFS);
}

static void
no_rename(fuse_req_t req, fuse_ino_t parent, const char *name, fuse_ino_t newparent,
	  const char *newname, unsigned flags)
{
	(void)parent, (void)name, (void)newparent, (void)newname, (void)flags;
	fuse_reply_err(req, EROFS);
}

static void
no_link(fuse_req_t req, fuse_ino_t number, fuse_ino_t newparent, const char *newname)
{
	(void)number, (void)newparent, (void)newname;
	fuse_reply_err(req, EROFS);
}

static void
no_write(fuse_req_t req, fuse_ino_t number, const char *buf, size_t size, off_t offset,
	 struct fuse_file_info *fi)
{
	(void)number, (void)buf, (void)size, (void)offset, (void)fi;
	fuse_reply_err(req, EROFS);
}

static void
no_setxattr(fuse_req_t req, fuse_ino_t number, const char *name, const char *value, size_t size,
	    int flags)
{
	(void)number, (void)name, (void)value, (void)size, (void)flags;
	fuse_reply_err(req, EROFS);
}

static void
no_removexattr(fuse_req_t req, fuse_ino_t number, const char *name)
{
	(void)number, (void)name;
	fuse_reply_err(req, EROFS);
}

static void
no_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	  struct fuse_file_info *fi)
{
	(void)parent, (void)name, (void)mode, (void)fi;
	fuse_reply_err(req, EROFS);
}

static void
no_fallocate(fuse_req_t req, fuse_ino_t number, int mode, off_t offset, off_t length,
	     struct fuse_file_info *fi)
{
	(void)number, (void)mode, (void)offset, (void)length, (void)fi;
	fuse_reply_err(req, EROFS);
}

/* No flush, no access: libfuse answers ENOSYS, and the kernel asks for them no more. */
const struct fuse_lowlevel_ops server_operations = {
	.init = do_init,
	.lookup = do_lookup,
	.forget = do_forget,
	.forget_multi = do_forget_multi,
	.getattr = do_getattr,
	.readlink = do_readlink,
	.statfs = do_statfs,
	.opendir = do_opendir,
	.readdir = do_readdir,
	.readdirplus = do_readdirplus,
	.open = do_open,
	.read = do_read,
	.getxattr = do_getxattr,
	.listxattr = do_listxattr,
	.setattr = no_setattr,
	.mknod = no_mknod,
	.mkdir = no_mkdir,
	.unlink = no_unlink,
	.rmdir = no_unlink,
	.symlink = no_symlink,
	.rename = no_rename,
	.link = no_link,
	.write = no_write,
	.setxattr = no_setxattr,
	.removexattr = no_removexattr,
	.create = no_create,
	.fallocate = no_fallocate,
};
