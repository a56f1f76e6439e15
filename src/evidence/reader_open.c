/* SPDX-License-Identifier: Apache-2.0 */
/* Which reader a path needs: what it is, told apart before opening, and what it begins with. */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/reader.h"

/* What is not to be opened at all is told apart before, since opening alone can have effects. */
static int
check_kind(mode_t mode, const char *path, struct error *e)
{
	const char *what = S_ISCHR(mode)    ? "a character device"
			   : S_ISFIFO(mode) ? "a pipe"
			   : S_ISSOCK(mode) ? "a socket"
					    : NULL;

	if (!what)
		return 0;
	return error_set(
		e, ERROR_INPUT,
		"%s is %s: evidence has to be a disk image, a block device, a directory or "
		"an archive",
		path, what);
}

static int
open_checked(const char *path, struct stat *st, struct error *e)
{
	int fd;

	if (stat(path, st))
		return error_system(e, "cannot open %s", path);
	if (check_kind(st->st_mode, path, e))
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return error_system(e, "cannot open %s", path);
	if (fstat(fd, st) || check_kind(st->st_mode, path, e)) {
		close(fd);
		return error_set(e, ERROR_INPUT, "%s changed while it was opened", path);
	}
	if (S_ISREG(st->st_mode) && st->st_size == 0) {
		close(fd);
		return error_set(e, ERROR_INPUT, "%s is empty: there is nothing to read", path);
	}
	return fd;
}

static size_t
read_end(int fd, uint64_t offset, unsigned char *buf, size_t n)
{
	size_t done = 0;
	ssize_t r;

	while (done < n && (r = pread(fd, buf + done, n - done, (off_t)(offset + done))) != 0) {
		if (r > 0)
			done += (size_t)r;
		else if (errno != EINTR)
			break;
	}
	return done;
}

static void
detect(struct container *c, int fd, uint64_t size)
{
	unsigned char *head = memory_new(CONTAINER_HEAD), *tail = memory_new(CONTAINER_TAIL);
	uint64_t tail_at = size > CONTAINER_TAIL ? size - CONTAINER_TAIL : 0;
	size_t head_n = read_end(fd, 0, head, CONTAINER_HEAD);
	size_t tail_n = read_end(fd, tail_at, tail, CONTAINER_TAIL);

	container_detect(c, head, head_n, tail, tail_n);
	free(head);
	free(tail);
}

static int
open_file(struct reader **out, int fd, const char *path, const struct container *c, unsigned depth,
	  struct error *e)
{
	switch (c->kind) {
	case CONTAINER_RAW:
		return reader_open_raw(out, fd, path, e);
	case CONTAINER_QCOW2:
		return reader_open_qcow2(out, fd, path, depth, e);
	case CONTAINER_VDI:
		return reader_open_vdi(out, fd, path, e);
	case CONTAINER_DMG:
		return reader_open_dmg(out, fd, path, e);
	default:
		break;
	}
	close(fd);
	switch (c->kind) {
	case CONTAINER_EWF:
		return reader_open_ewf(out, path, e);
	case CONTAINER_EWF2:
		return reader_open_ewf2(out, path, false, e);
	case CONTAINER_L01:
		return reader_open_ewf2(out, path, true, e);
	case CONTAINER_AFF:
		return reader_open_aff(out, path, e);
	case CONTAINER_VMDK:
		return reader_open_vmdk(out, path, depth, e);
	case CONTAINER_VHD:
		return reader_open_vhd(out, path, "vhd", depth, e);
	case CONTAINER_VHDX:
		return reader_open_vhd(out, path, "vhdx", depth, e);
	default:
		return container_refuse(c, path, e);
	}
}

int
reader_open(struct reader **out, struct reader_found *found, const char *path, struct error *e)
{
	struct stat st;
	int fd = open_checked(path, &st, e);

	*out = NULL;
	*found = (struct reader_found){.container = {.kind = CONTAINER_RAW}, .folder = -1};
	if (fd < 0)
		return -1;
	if (S_ISDIR(st.st_mode)) {
		found->folder = fd;
		return 0;
	}
	if (S_ISBLK(st.st_mode))
		return reader_open_device(out, fd, path, e);
	detect(&found->container, fd, (uint64_t)st.st_size);
	if (found->container.kind == CONTAINER_ARCHIVE)
		return reader_open_raw(out, fd, path, e);
	return open_file(out, fd, path, &found->container, 0, e);
}

/* ---- Backing files ---- */

char *
reader_beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *last = name;
	struct buffer full = BUFFER_EMPTY;

	for (const char *p = name; *p; p++)
		if (*p == '/' || *p == '\\')
			last = p + 1;
	if (slash)
		buffer_add(&full, path, (size_t)(slash + 1 - path));
	buffer_add_text(&full, last);
	buffer_text(&full);
	return full.data;
}

int
reader_check_backing(const char *path, const char *name, const char *backing, unsigned depth,
		     struct error *e)
{
	const char *last = strrchr(backing, '/');
	struct stat st;

	if (depth >= READER_DEPTH_MAX)
		return error_set(e, ERROR_INPUT,
				 "%s stands on more than %u other files, one on the other: make it "
				 "raw first, with: qemu-img convert -O raw %s %s.raw",
				 path, READER_DEPTH_MAX, path, path);
	last = last ? last + 1 : backing;
	if (*last && strcmp(last, ".") != 0 && strcmp(last, "..") != 0 &&
	    lstat(backing, &st) == 0 && S_ISREG(st.st_mode))
		return 0;
	return error_set(
		e, ERROR_INPUT,
		"%s holds only what differs from %s, which is no plain file beside it: put "
		"it into the same folder, or make it raw where both are, with: qemu-img "
		"convert -O raw %s %s.raw",
		path, name, path, path);
}

static int
open_backing(struct reader **out, const char *path, unsigned depth, struct error *e)
{
	struct container c;
	struct stat st;
	int fd = open_checked(path, &st, e);

	if (fd < 0)
		return -1;
	detect(&c, fd, (uint64_t)st.st_size);
	return open_file(out, fd, path, &c, depth, e);
}

int
reader_open_beside(struct reader **out, const char *path, const char *name, bool raw,
		   unsigned depth, struct error *e)
{
	char *backing = reader_beside(path, name);
	int r = reader_check_backing(path, name, backing, depth, e), fd;

	*out = NULL;
	if (!r && raw) {
		fd = open(backing, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		r = fd < 0 ? error_system(e, "cannot open %s", backing)
			   : reader_open_raw(out, fd, backing, e);
	} else if (!r) {
		r = open_backing(out, backing, depth + 1, e);
	}
	free(backing);
	return r;
}
