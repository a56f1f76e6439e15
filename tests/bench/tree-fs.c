/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-fs MOUNTPOINT <LIST: the paths of LIST, a folder's ending in "/", shown by libfuse from
 * memory with nothing behind them. So it does what no file system over FUSE can do without, and is
 * the bound for going through a mount of the same tree. Folders come before what is in them.
 */
#include <config.h>
#include <errno.h>
#include <fuse_lowlevel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOREVER 1e9

struct entry {
	char *name;
	size_t parent, first, last, next; /* children in a chain; 0: none */
	int folder;
};

struct tree {
	struct entry *v; /* [1] is the root */
	size_t n, cap;
};

static void *
must(void *p)
{
	if (!p)
		exit(1);
	return p;
}

static size_t
find(const struct tree *t, size_t folder, const char *name, size_t n)
{
	for (size_t i = t->v[folder].first; i; i = t->v[i].next)
		if (strlen(t->v[i].name) == n && memcmp(t->v[i].name, name, n) == 0)
			return i;
	return 0;
}

static size_t
add(struct tree *t, size_t parent, const char *name, size_t n, int folder)
{
	size_t i = t->n++;

	if (t->n > t->cap)
		t->v = must(realloc(t->v, (t->cap = t->cap * 2 + 64) * sizeof *t->v));
	t->v[i] =
		(struct entry){.name = must(strndup(name, n)), .parent = parent, .folder = folder};
	if (i == parent)
		return i;
	if (t->v[parent].last)
		t->v[t->v[parent].last].next = i;
	else
		t->v[parent].first = i;
	t->v[parent].last = i;
	return i;
}

static void
add_path(struct tree *t, char *path)
{
	size_t at = FUSE_ROOT_ID, n;

	for (char *p = path; *p; p += n + (p[n] == '/')) {
		size_t child;

		n = strcspn(p, "/");
		child = p[n] == '/' ? find(t, at, p, n) : 0;
		at = child ? child : add(t, at, p, n, p[n] == '/');
	}
}

static struct tree *
tree_of(fuse_req_t req)
{
	return fuse_req_userdata(req);
}

static void
attributes(const struct tree *t, size_t i, struct stat *st)
{
	*st = (struct stat){.st_ino = i, .st_nlink = 1};
	st->st_mode = t->v[i].folder ? S_IFDIR | 0555 : S_IFREG | 0444;
}

static void
do_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct fuse_entry_param e = {.attr_timeout = FOREVER, .entry_timeout = FOREVER};

	e.ino = find(tree_of(req), parent, name, strlen(name));
	if (e.ino)
		attributes(tree_of(req), e.ino, &e.attr);
	fuse_reply_entry(req, &e);
}

static void
do_getattr(fuse_req_t req, fuse_ino_t i, struct fuse_file_info *fi)
{
	struct stat st;

	(void)fi;
	attributes(tree_of(req), i, &st);
	fuse_reply_attr(req, &st, FOREVER);
}

static void
do_opendir(fuse_req_t req, fuse_ino_t i, struct fuse_file_info *fi)
{
	(void)i, (void)fi;
	fuse_reply_err(req, ENOSYS);
}

/* An offset is the number of the last entry that was given. */
static void
do_readdirplus(fuse_req_t req, fuse_ino_t folder, size_t size, off_t offset,
	       struct fuse_file_info *fi)
{
	const struct tree *t = tree_of(req);
	char *buf = must(malloc(size));
	size_t n = 0, i = offset ? t->v[offset].next : t->v[folder].first;

	(void)fi;
	for (; i; i = t->v[i].next) {
		struct fuse_entry_param e = {.attr_timeout = FOREVER, .entry_timeout = FOREVER};
		size_t one;

		e.ino = t->v[i].folder ? i : 0;
		attributes(t, i, &e.attr);
		one = fuse_add_direntry_plus(req, buf + n, size - n, t->v[i].name, &e, (off_t)i);
		if (one > size - n)
			break;
		n += one;
	}
	fuse_reply_buf(req, buf, n);
	free(buf);
}

static void
do_init(void *tree, struct fuse_conn_info *conn)
{
	(void)tree;
	conn->want |= FUSE_CAP_READDIRPLUS | FUSE_CAP_NO_OPENDIR_SUPPORT;
	conn->want &= ~(unsigned)FUSE_CAP_READDIRPLUS_AUTO;
}

int
main(int argc, char **argv)
{
	static const struct fuse_lowlevel_ops operations = {.init = do_init,
							    .lookup = do_lookup,
							    .getattr = do_getattr,
							    .opendir = do_opendir,
							    .readdirplus = do_readdirplus};
	struct fuse_args args = FUSE_ARGS_INIT(1, argv);
	struct tree t = {NULL, 1, 0};
	struct fuse_session *session;
	char *line = NULL;
	size_t cap = 0;

	add(&t, FUSE_ROOT_ID, "", 0, 1);
	for (ssize_t n; (n = getline(&line, &cap, stdin)) > 0;) {
		line[n - 1] = '\0';
		add_path(&t, line);
	}
	session = fuse_session_new(&args, &operations, sizeof operations, &t);
	if (argc != 2 || !session || fuse_session_mount(session, argv[1]))
		return 1;
	fuse_daemonize(0);
	return fuse_session_loop(session) != 0;
}
