/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/outfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/whole_io.h"

#define PENDING_MAX ((size_t)1 << 20)

char *
outfile_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return memory_string(".");
	char *folder = memory_copy(path, (size_t)(slash - path) + 2);
	folder[slash - path + (slash == path)] = '\0';
	return folder;
}

int
outfile_open(struct outfile *f, const char *path, struct error *e)
{
	struct stat st;
	*f = (struct outfile){.fd = -1};
	if (*path == '\0')
		return error_set(e, ERROR_USAGE, "the output file has no name");
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_set(e, ERROR_OUTPUT, "%s is not a regular file; choose another name",
				 path);
	if (new_file_open(&f->file, AT_FDCWD, path, 0600, e))
		return -1;
	f->fd = new_file_descriptor(f->file);
	f->dir = outfile_folder(path);
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
	if (f->file)
		new_file_abandon(&f->file);
	else if (f->fd >= 0)
		close(f->fd);
	free(f->dir);
	buffer_release(&f->pending);
	*f = (struct outfile){.fd = -1};
}

int
outfile_flush(struct outfile *f, struct error *e)
{
	if (f->file)
		return new_file_flush(f->file, e);
	if (outfile_write_all(f->fd, f->pending.data, f->pending.n, e))
		return -1;
	buffer_clear(&f->pending);
	return 0;
}

int
outfile_add(struct outfile *f, const void *p, size_t n, struct error *e)
{
	f->size += n;
	if (f->file)
		return new_file_write(f->file, p, n, e);
	buffer_add(&f->pending, p, n);
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

int
outfile_commit(struct outfile *f, struct error *e)
{
	f->fd = -1; /* it goes with the file */
	return new_file_commit(&f->file, e);
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

static int
cannot_write(struct error *e)
{
	error_system(e, "cannot write");
	e->kind = ERROR_OUTPUT;
	return -1;
}

int
outfile_write_all(int fd, const void *p, size_t n, struct error *e)
{
	return write_whole(fd, p, n) < n ? cannot_write(e) : 0;
}

int
outfile_write_at(int fd, const void *p, size_t n, uint64_t offset, struct error *e)
{
	return write_whole_at(fd, p, n, offset) < n ? cannot_write(e) : 0;
}

int
outfile_read_at(int fd, void *p, size_t n, uint64_t offset, struct error *e)
{
	if (read_whole_at(fd, p, n, offset) < n)
		return error_system(e, "cannot read back what was written");
	return 0;
}
