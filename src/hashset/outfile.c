/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

#define PENDING_MAX ((size_t)1 << 20)

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return memory_string(".");
	size_t n = slash == path ? 1 : (size_t)(slash - path);
	char *dir = memory_new(n + 1);
	memcpy(dir, path, n);
	dir[n] = '\0';
	return dir;
}

/* A name beside path that nobody has: FOLDER/.NAME.PID.N */
static char *
name_beside(const char *path, unsigned n)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct buffer b = BUFFER_EMPTY;
	buffer_add(&b, path, (size_t)(name - path));
	buffer_add_format(&b, ".%s.%ld.%u", name, (long)getpid(), n);
	buffer_text(&b);
	return b.data;
}

/* Some file systems (NFS, older FUSE) have no O_TMPFILE. */
static int
open_named(struct outfile *f)
{
	for (unsigned n = 0; n < 100; n++) {
		f->named = name_beside(f->path, n);
		f->fd = open(f->named, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (f->fd >= 0)
			return 0;
		free(f->named);
		f->named = NULL;
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

int
outfile_open(struct outfile *f, const char *path, struct error *e)
{
	*f = (struct outfile){.fd = -1};
	struct stat st;
	if (*path == '\0')
		return error_set(e, ERROR_USAGE, "the output file has no name");
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_set(e, ERROR_OUTPUT, "%s is not a regular file; choose another name",
				 path);
	f->path = memory_string(path);
	f->dir = folder_of(path);
	f->fd = open(f->dir, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	if (f->fd < 0 && open_named(f)) {
		error_system(e, "cannot create %s", path);
		e->kind = ERROR_OUTPUT;
		outfile_close(f);
		return -1;
	}
	return 0;
}

int
outfile_open_scratch(struct outfile *f, const char *dir, struct error *e)
{
	*f = (struct outfile){.fd = outfile_scratch(dir, e)};
	return f->fd < 0 ? -1 : 0;
}

void
outfile_close(struct outfile *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->named)
		unlink(f->named);
	free(f->named);
	free(f->path);
	free(f->dir);
	buffer_release(&f->pending);
	*f = (struct outfile){.fd = -1};
}

int
outfile_flush(struct outfile *f, struct error *e)
{
	if (outfile_write_all(f->fd, f->pending.data, f->pending.n, e))
		return f->path ? error_prefix(e, "%s", f->path) : -1;
	buffer_clear(&f->pending);
	return 0;
}

int
outfile_add(struct outfile *f, const void *p, size_t n, struct error *e)
{
	buffer_add(&f->pending, p, n);
	f->size += n;
	return f->pending.n >= PENDING_MAX ? outfile_flush(f, e) : 0;
}

int
outfile_align(struct outfile *f, size_t unit, struct error *e)
{
	static const unsigned char zeros[64];
	while (f->size % unit != 0) {
		size_t n = unit - (size_t)(f->size % unit);
		if (outfile_add(f, zeros, n < sizeof zeros ? n : sizeof zeros, e))
			return -1;
	}
	return 0;
}

int
outfile_add_file(struct outfile *f, int fd, uint64_t n, struct error *e)
{
	unsigned char *block = memory_new(PENDING_MAX);
	uint64_t done = 0;
	while (done < n) {
		size_t want = n - done < PENDING_MAX ? (size_t)(n - done) : PENDING_MAX;
		if (outfile_read_at(fd, block, want, done, e) || outfile_add(f, block, want, e))
			break;
		done += want;
	}
	free(block);
	return done == n ? 0 : -1;
}

/*
 * A nameless file can only be linked to a name that is free; rename() then replaces
 * what stood there.
 */
static int
give_name(struct outfile *f)
{
	char self[64];
	snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
	for (unsigned n = 0; n < 100; n++) {
		f->named = name_beside(f->path, n);
		if (linkat(AT_FDCWD, self, AT_FDCWD, f->named, AT_SYMLINK_FOLLOW) == 0)
			return 0;
		free(f->named);
		f->named = NULL;
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

static void
sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd); /* not all file systems can; the file's own bytes are safe by now */
	close(fd);
}

int
outfile_commit(struct outfile *f, struct error *e)
{
	if (outfile_flush(f, e))
		return -1;
	if (fsync(f->fd) || (!f->named && give_name(f)) || rename(f->named, f->path)) {
		error_system(e, "cannot write %s", f->path);
		e->kind = ERROR_OUTPUT;
		return -1;
	}
	free(f->named);
	f->named = NULL;
	sync_folder(f->dir);
	return 0;
}

int
outfile_scratch(const char *dir, struct error *e)
{
	int fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	struct buffer name = BUFFER_EMPTY;
	buffer_add_format(&name, "%s/.winnow-scratch.XXXXXX", dir);
	buffer_text(&name);
	fd = mkostemp(name.data, O_CLOEXEC);
	if (fd >= 0)
		unlink(name.data);
	else
		error_system(e, "cannot create a scratch file in %s", dir);
	buffer_release(&name);
	return fd;
}

int
outfile_write_all(int fd, const void *p, size_t n, struct error *e)
{
	const char *at = p;
	while (n > 0) {
		ssize_t wrote = write(fd, at, n);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0) {
			error_system(e, "cannot write");
			e->kind = ERROR_OUTPUT;
			return -1;
		}
		at += wrote;
		n -= (size_t)wrote;
	}
	return 0;
}

int
outfile_write_at(int fd, const void *p, size_t n, uint64_t offset, struct error *e)
{
	if (lseek(fd, (off_t)offset, SEEK_SET) < 0)
		return error_system(e, "cannot write");
	return outfile_write_all(fd, p, n, e);
}

int
outfile_read_at(int fd, void *p, size_t n, uint64_t offset, struct error *e)
{
	unsigned char *at = p;
	while (n > 0) {
		ssize_t got = pread(fd, at, n, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_system(e, "cannot read back what was written");
		if (got == 0)
			return error_set(e, ERROR_SYSTEM, "what was written is not there any more");
		at += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}
