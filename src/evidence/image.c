/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/image.h"
#include "evidence/entries.h"

#include <assert.h>
#include <config.h>
#include <stdlib.h>
#include <string.h>
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
	container_refuse(c, (*out)->path, e);
	image_close(out);
	return -1;
}

int
image_open(struct image **out, const char *path, struct error *e)
{
	struct reader_found found;
	struct reader *reader = NULL;

	*out = NULL;
	if (reader_open(&reader, &found, path, e))
		return -1;
	if (found.folder >= 0)
		return open_directory(out, found.folder, path);
	image_new(out, reader, path);
	(*out)->logical = reader->entries != NULL;
	return found.container.kind == CONTAINER_ARCHIVE ? take_archive(out, &found.container, e)
							 : 0;
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
	entries_free(&x->reader->entries);
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

uint64_t
image_hole(struct image *image, uint64_t offset)
{
	struct reader *r = image->reader;
	uint64_t n;

	if (offset >= image->hole_start && offset < image->hole_end)
		return image->hole_end - offset;
	n = r->hole && offset < r->size ? r->hole(r, offset) : 0;
	if (n > r->size - offset)
		n = r->size - offset;
	if (n) {
		image->hole_start = offset;
		image->hole_end = offset + n;
	}
	return n;
}

void
image_sweep(struct image *image, bool again)
{
	if (image->reader->sweep)
		image->reader->sweep(image->reader, again);
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
