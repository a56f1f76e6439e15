/* SPDX-License-Identifier: Apache-2.0 */
/* A file of a directory that is the evidence. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "evidence/content_parts.h"
#include "evidence/file_pages.h"
#include "evidence/folder.h"

#define WINDOW ((size_t)256 << 10)

struct folder_source {
	struct bytes bytes; /* first: view() gets this */
	int fd;
	unsigned char *window;
	uint64_t start, counted; /* counted: unreadable bytes up to here are */
	size_t n;
};

/* ---- Reading ---- */

static void
fill(struct folder_source *s, uint64_t offset)
{
	size_t got;

	s->start = offset - offset % BYTES_WINDOW;
	s->n = s->bytes.size - s->start < WINDOW ? (size_t)(s->bytes.size - s->start) : WINDOW;
	got = file_read(s->fd, s->start, s->window, s->n);
	memset(s->window + got, 0, s->n - got);
	if (got < s->n && s->start + s->n > s->counted) {
		s->bytes.unreadable += s->n - got;
		s->counted = s->start + s->n;
	}
}

static const unsigned char *
view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct folder_source *s = (struct folder_source *)self;
	size_t least = want < BYTES_WINDOW ? want : BYTES_WINDOW;

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	if (least > self->size - offset)
		least = (size_t)(self->size - offset);
	if (offset < s->start || offset - s->start >= s->n ||
	    s->n - (size_t)(offset - s->start) < least)
		fill(s, offset);
	*got = s->n - (size_t)(offset - s->start);
	if (*got > want)
		*got = want;
	return s->window + (offset - s->start);
}

/* ---- Opening ---- */

/* The path as the file system has it: in hex where it is not UTF-8. */
static int
path_of(const json_t *content, struct buffer *path)
{
	const char *hex = json_string_value(json_object_get(content, "path_bytes"));
	const char *text = json_string_value(json_object_get(content, "path"));
	size_t n = hex ? strlen(hex) : 0;

	if (hex) {
		if (n % 2 || text_unhex(hex, n, (unsigned char *)buffer_reserve(path, n / 2 + 1)))
			return -1;
		path->n = n / 2;
	} else if (text) {
		buffer_add_text(path, text);
	} else {
		return -1;
	}
	return memchr(path->data, 0, path->n) ? -1 : 0;
}

static int
open_path(struct folder_source *s, int folder, const char *path, uint64_t size, struct error *e)
{
	struct stat st;

	s->fd = folder_open_file(folder, path, &st, e);
	if (s->fd < 0)
		return -1;
	if ((uint64_t)st.st_size == size)
		return 0;
	return error_set(e, ERROR_INPUT,
			 "%s has %" PRIu64 " bytes now and had %" PRIu64
			 " when its record was made: the evidence was changed",
			 path, (uint64_t)st.st_size, size);
}

int
folder_source_open(struct folder_source **out, struct image *image, const json_t *content,
		   uint64_t size, struct error *e)
{
	struct folder_source *s = memory_zero(1, sizeof *s);
	struct buffer path = BUFFER_EMPTY;
	int status;

	s->fd = -1;
	s->bytes.size = size;
	s->bytes.view = view;
	*out = s;
	if (image_folder(image) < 0)
		status = error_set(e, ERROR_INPUT,
				   "the record is of a directory, and its evidence is none");
	else if (path_of(content, &path))
		status = error_set(e, ERROR_INPUT, "the record names no path of its file");
	else
		status = open_path(s, image_folder(image), buffer_text(&path), size, e);
	buffer_release(&path);
	if (status)
		folder_source_close(out);
	else
		s->window = memory_new(size < WINDOW ? (size_t)size + 1 : WINDOW);
	return status;
}

struct bytes *
folder_source_bytes(struct folder_source *s)
{
	return &s->bytes;
}

void
folder_source_close(struct folder_source **source)
{
	struct folder_source *s = *source;

	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	free(s->window);
	free(s);
	*source = NULL;
}
