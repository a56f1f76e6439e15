/* SPDX-License-Identifier: Apache-2.0 */
#include "base/new_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/whole_io.h"

#define FLUSH_AT    ((size_t)1 << 18)
#define TEMP_PREFIX ".winnow-"
#define TEMP_SUFFIX ".new"

struct new_file {
	int dir; /* of the file itself */
	int fd;
	char *path; /* for messages */
	char *name; /* within dir */
	char *temp; /* what it is called until then, and a crash may leave behind */
	bool named; /* it stands under temp */
	struct buffer pending;
};

bool
new_file_is_temporary(const char *name)
{
	size_t n = strlen(name), suffix = strlen(TEMP_SUFFIX);
	return strncmp(name, TEMP_PREFIX, strlen(TEMP_PREFIX)) == 0 && n > suffix &&
	       strcmp(name + n - suffix, TEMP_SUFFIX) == 0;
}

static int
open_folder_of(int dir, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *folder = memory_copy(path, (size_t)(slash - path) + 2);
	folder[slash - path + (slash == path)] = '\0';
	int fd = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return fd;
}

static char *
temporary_name(const char *name)
{
	struct buffer b = BUFFER_EMPTY;
	buffer_add_format(&b, TEMP_PREFIX "%s.%ld" TEMP_SUFFIX, name, (long)getpid());
	buffer_text(&b);
	return b.data;
}

static void
release(struct new_file **f)
{
	struct new_file *x = *f;
	if (x->fd >= 0)
		close(x->fd);
	if (x->dir >= 0)
		close(x->dir);
	free(x->path);
	free(x->name);
	free(x->temp);
	buffer_release(&x->pending);
	free(x);
	*f = NULL;
}

/*
 * Without a name, a process that dies leaves nothing. Some file systems (NFS, older FUSE) have no
 * such files, and without /proc one could not be named later.
 */
static int
open_nameless(const struct new_file *f, mode_t mode)
{
	return access("/proc/self/fd", F_OK) < 0
		       ? -1
		       : openat(f->dir, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, mode);
}

static int
open_named(struct new_file *f, mode_t mode)
{
	int fd = openat(f->dir, f->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	f->named = fd >= 0;
	return fd;
}

/* A nameless file is linked to a name that is free; renaming then replaces what stood there. */
static int
take_name(struct new_file *f)
{
	char self[64];
	if (!f->named) {
		snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
		if (linkat(AT_FDCWD, self, f->dir, f->temp, AT_SYMLINK_FOLLOW) < 0)
			return -1;
		f->named = true;
	}
	return renameat(f->dir, f->temp, f->dir, f->name);
}

int
new_file_open(struct new_file **out, int dir, const char *path, mode_t mode, struct error *e)
{
	const char *slash = strrchr(path, '/');
	struct new_file *f = memory_zero(1, sizeof *f);
	f->path = memory_string(path);
	f->name = memory_string(slash ? slash + 1 : path);
	f->temp = temporary_name(f->name);
	f->fd = -1;
	f->dir = open_folder_of(dir, path);
	if (f->dir >= 0) {
		/* What a crashed run with our number left is ours to remove. */
		unlinkat(f->dir, f->temp, 0);
		f->fd = open_nameless(f, mode);
		if (f->fd < 0)
			f->fd = open_named(f, mode);
	}
	if (f->fd < 0) {
		error_system(e, "cannot create '%s'", path);
		e->kind = ERROR_OUTPUT;
		release(&f);
		return -1;
	}
	*out = f;
	return 0;
}

int
new_file_flush(struct new_file *f, struct error *e)
{
	if (write_whole(f->fd, f->pending.data, f->pending.n) < f->pending.n) {
		error_system(e, "cannot write '%s'", f->path);
		e->kind = ERROR_OUTPUT;
		return -1;
	}
	buffer_clear(&f->pending);
	return 0;
}

int
new_file_descriptor(const struct new_file *f)
{
	return f->fd;
}

int
new_file_write(struct new_file *f, const void *p, size_t n, struct error *e)
{
	buffer_add(&f->pending, p, n);
	return f->pending.n >= FLUSH_AT ? new_file_flush(f, e) : 0;
}

int
new_file_commit(struct new_file **file, struct error *e)
{
	struct new_file *f = *file;
	if (new_file_flush(f, e) < 0) {
		new_file_abandon(file);
		return -1;
	}
	if (fsync(f->fd) < 0 || take_name(f) < 0) {
		error_system(e, "cannot finish writing '%s'", f->path);
		e->kind = ERROR_OUTPUT;
		new_file_abandon(file);
		return -1;
	}
	/*
	 * The name itself must last too; file systems that cannot sync a folder have
	 * nothing to sync.
	 */
	(void)fsync(f->dir);
	release(file);
	return 0;
}

void
new_file_abandon(struct new_file **f)
{
	if (!*f)
		return;
	if ((*f)->named)
		unlinkat((*f)->dir, (*f)->temp, 0);
	release(f);
}

int
new_file_put(int dir, const char *path, mode_t mode, struct span content, struct error *e)
{
	struct new_file *f;
	if (new_file_open(&f, dir, path, mode, e) < 0)
		return -1;
	if (new_file_write(f, content.p, content.n, e) < 0) {
		new_file_abandon(&f);
		return -1;
	}
	return new_file_commit(&f, e);
}
