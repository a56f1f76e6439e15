/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/image.h"

#include <assert.h>
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/container.h"
#include "evidence/image_state.h"

#define VIEW_MAX ((size_t)1 << 20) /* the longest copied view */

/* ---- Views ---- */

static uint64_t
read_counted(struct image *image, uint64_t offset, unsigned char *buf, size_t n)
{
	uint64_t before = image->reader->faults.total;

	image->reader->kind->read(image->reader, offset, buf, n);
	image->bytes.unreadable += image->reader->faults.total - before;
	return image->reader->faults.total - before;
}

/* Fills the window with [offset, offset + need), widened to what the reader likes to read. */
static void
window_fill(struct image *image, uint64_t offset, size_t need)
{
	uint64_t grain = image->reader->grain;
	uint64_t start = offset - offset % grain, end = offset + need;
	size_t n;

	end += (grain - end % grain) % grain;
	if (end > image->reader->size)
		end = image->reader->size;
	n = (size_t)(end - start);
	if (n > image->window_cap) {
		image->window = memory_resize(image->window, n);
		image->window_cap = n;
	}
	/* A window with holes is not kept: whoever asks again has to hear of them again. */
	image->window_n = read_counted(image, start, image->window, n) ? 0 : n;
	image->window_start = start;
}

static const unsigned char *
view_copied(struct image *image, uint64_t offset, size_t need, size_t *got)
{
	uint64_t in;

	if (offset < image->window_start || offset - image->window_start >= image->window_n ||
	    image->window_n - (offset - image->window_start) < need)
		window_fill(image, offset, need);
	in = offset - image->window_start;
	*got = need;
	return image->window + in;
}

static const unsigned char *
image_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct image *image = (struct image *)self;
	const unsigned char *p = NULL;
	size_t least = want < BYTES_WINDOW ? want : BYTES_WINDOW;
	uint64_t rest;

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	rest = self->size - offset;
	if (least > rest)
		least = (size_t)rest;
	if (image->reader->kind->map)
		p = image->reader->kind->map(image->reader, offset, want, got);
	if (p && *got >= least)
		return p;
	if (want > VIEW_MAX)
		want = VIEW_MAX;
	return view_copied(image, offset, want < rest ? want : (size_t)rest, got);
}

/* ---- Opening ---- */

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

/* The advice names the path where its words have a %s for it. */
static int
refuse(const char *path, const struct container *c, struct error *e)
{
	struct buffer advice = BUFFER_EMPTY;
	const char *p = c->advice, *mark;

	for (; (mark = strstr(p, "%s")); p = mark + 2) {
		buffer_add(&advice, p, (size_t)(mark - p));
		buffer_add_text(&advice, path);
	}
	buffer_add_text(&advice, p);
	error_set(e, ERROR_INPUT, "%s is a file of format %s, which is not read: %s", path, c->name,
		  buffer_text(&advice));
	buffer_release(&advice);
	return -1;
}

static int
open_file(struct reader **out, struct container *found, int fd, uint64_t size, const char *path,
	  struct error *e)
{
	struct container c;

	detect(&c, fd, size);
	*found = c;
	if (c.kind == CONTAINER_RAW || c.kind == CONTAINER_ARCHIVE)
		return reader_open_raw(out, fd, path, e);
	close(fd);
	switch (c.kind) {
	case CONTAINER_EWF:
		return reader_open_ewf(out, path, e);
	case CONTAINER_AFF:
		return reader_open_aff(out, path, e);
	case CONTAINER_VMDK:
		return reader_open_vmdk(out, path, e);
	case CONTAINER_VHD:
		return reader_open_vhd(out, path, e);
	default:
		return refuse(path, &c, e);
	}
}

static void
image_new(struct image **out, struct reader *reader, const char *path)
{
	struct image *image = memory_zero(1, sizeof *image);

	assert(reader->grain > 0 && reader->sector_size > 0);
	image->bytes.size = reader->size;
	image->bytes.view = image_view;
	image->reader = reader;
	image->path = memory_string(path);
	image->folder = -1;
	*out = image;
}

static int
open_directory(struct image **out, int fd, const char *path)
{
	image_new(out, reader_of_directory(), path);
	(*out)->folder = fd;
	(*out)->logical = true;
	return 0;
}

static int
take_archive(struct image **out, const struct container *c, struct error *e)
{
	struct error why = {0};

	if (image_take_archive(*out, &why) == 0)
		return 0;
	refuse((*out)->path, c, e);
	image_close(out);
	return -1;
}

int
image_open(struct image **out, const char *path, struct error *e)
{
	struct container c = {.kind = CONTAINER_RAW};
	struct reader *reader = NULL;
	struct stat st;
	int fd = open_checked(path, &st, e);

	*out = NULL;
	if (fd < 0)
		return -1;
	if (S_ISDIR(st.st_mode))
		return open_directory(out, fd, path);
	if (S_ISBLK(st.st_mode) ? reader_open_device(&reader, fd, path, e)
				: open_file(&reader, &c, fd, (uint64_t)st.st_size, path, e))
		return -1;
	image_new(out, reader, path);
	return c.kind == CONTAINER_ARCHIVE ? take_archive(out, &c, e) : 0;
}

void
image_close(struct image **image)
{
	struct image *x = *image;

	*image = NULL;
	if (!x)
		return;
	if (x->kept.forget)
		x->kept.forget(x->kept.data);
	tsk_view_free(x->tsk);
	x->reader->kind->close(x->reader);
	if (x->folder >= 0)
		close(x->folder);
	free(x->window);
	free(x->path);
	free(x);
}

/* ---- Asking ---- */

uint64_t
image_size(const struct image *image)
{
	return image->reader->size;
}

unsigned
image_sector_size(const struct image *image)
{
	return image->reader->sector_size;
}

const char *
image_path(const struct image *image)
{
	return image->path;
}

const char *
image_container(const struct image *image)
{
	return image->reader->container;
}

int
image_read(struct image *image, uint64_t offset, void *buf, size_t n, size_t *got, struct error *e)
{
	uint64_t size = image->reader->size;

	(void)e; /* every reader has zeros to give for what it cannot read */
	*got = 0;
	if (offset >= size || n == 0)
		return 0;
	if (n > size - offset)
		n = (size_t)(size - offset);
	read_counted(image, offset, buf, n);
	*got = n;
	return 0;
}

struct bytes *
image_bytes(struct image *image)
{
	return &image->bytes;
}

uint64_t
image_faults(struct image *image)
{
	uint64_t total = image->reader->faults.total;

	if (total != image->faults_seen && image->tsk)
		tsk_view_forget(image->tsk);
	image->faults_seen = total;
	return total;
}

static void
tell_faults(const struct image *image, uint64_t before, uint64_t from, uint64_t to,
	    struct buffer *out)
{
	size_t n = out->n;

	faults_text(&image->reader->faults, before, from, to, out);
	if (out->n > n)
		buffer_add_text(out, " of the image cannot be read: they count as zeros");
}

void
image_tell_faults(const struct image *image, uint64_t before, struct buffer *out)
{
	if (image->reader->faults.total != before)
		tell_faults(image, before, 0, UINT64_MAX, out);
}

void
image_tell_faults_in(const struct image *image, uint64_t offset, uint64_t length,
		     struct buffer *out)
{
	tell_faults(image, 0, offset, offset + length, out);
}

struct TSK_IMG_INFO *
image_tsk(struct image *image)
{
	if (!image->tsk)
		image->tsk = tsk_view_new(image);
	return image->tsk;
}

struct image_kept *
image_kept(struct image *image)
{
	return &image->kept;
}

/* ---- Over bytes, for tests ---- */

struct bytes_reader {
	struct reader reader;
	struct bytes *bytes;
};

static void
bytes_reader_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct bytes *b = ((struct bytes_reader *)r)->bytes;
	uint64_t before = b->unreadable;
	size_t got = bytes_read(b, offset, buf, n);

	memset(buf + got, 0, n - got);
	faults_add(&r->faults, offset, b->unreadable - before + (n - got));
}

static void
bytes_reader_facts(struct reader *r, struct reader_facts *facts)
{
	(void)r;
	facts->segments = 1;
}

static void
bytes_reader_close(struct reader *r)
{
	free(r);
}

void
image_open_bytes(struct image **out, struct bytes *bytes, const char *name)
{
	static const struct reader_kind kind = {bytes_reader_read, NULL, bytes_reader_facts,
						bytes_reader_close};
	struct bytes_reader *r = memory_zero(1, sizeof *r);

	reader_init(&r->reader, &kind, "raw", bytes->size, BYTES_WINDOW);
	r->bytes = bytes;
	image_new(out, &r->reader, name);
}
