/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/content_parts.h"

/*
 * Read at a time. NTFS compresses 64 KiB (16 clusters of 4 KiB) together, so windows begin there.
 */
#define READ_AHEAD ((size_t)262144)
#define ALIGN	   ((uint64_t)65536)

struct tsk_source {
	struct bytes bytes; /* first: view() gets this */
	struct image *image;
	struct filesystem *fs;
	TSK_FS_FILE *file;
	const TSK_FS_ATTR *attr; /* of file */
	unsigned char *window;
	uint64_t start;	  /* of the window, in the item */
	size_t n;	  /* bytes in it */
	uint64_t counted; /* unreadable bytes up to here are counted: windows can be read again */
};

/* ---- Reading ---- */

/* libtsk counts a non-resident attribute's skipped head as part of it. */
static bool
read_stored(const struct tsk_source *s, uint64_t offset, unsigned char *buf, size_t n)
{
	uint32_t skip = s->attr->flags & TSK_FS_ATTR_NONRES ? s->attr->nrd.skiplen : 0;

	if (n == 0)
		return true;
	return tsk_fs_attr_read(s->attr, (TSK_OFF_T)(offset + skip), (char *)buf, n,
				skip ? TSK_FS_FILE_READ_FLAG_SLACK : TSK_FS_FILE_READ_FLAG_NONE) ==
	       (ssize_t)n;
}

/* Bytes from here on were never written and are zeros, whatever lies where they would be. */
static uint64_t
written(const struct tsk_source *s)
{
	const TSK_FS_ATTR *attr = s->attr;

	if (!(attr->flags & TSK_FS_ATTR_NONRES) || attr->flags & TSK_FS_ATTR_COMP ||
	    attr->nrd.initsize >= attr->size)
		return s->bytes.size;
	return attr->nrd.initsize > 0 ? (uint64_t)attr->nrd.initsize : 0;
}

static bool
read_at(const struct tsk_source *s, uint64_t offset, unsigned char *buf, size_t n)
{
	uint64_t end = written(s);
	size_t stored = offset >= end ? 0 : end - offset < n ? (size_t)(end - offset) : n;

	memset(buf + stored, 0, n - stored);
	return read_stored(s, offset, buf, stored);
}

static void
count_unreadable(struct tsk_source *s, uint64_t offset, uint64_t n)
{
	uint64_t end = offset + n;

	if (end <= s->counted)
		return;
	s->bytes.unreadable += offset < s->counted ? end - s->counted : n;
	s->counted = end;
}

/* Block by block, so that only what cannot be read is lost. */
static void
read_around(struct tsk_source *s)
{
	size_t block = s->fs->fs->block_size, part;

	if (block < 512 || block > ALIGN)
		block = 512;
	for (size_t done = 0; done < s->n; done += part) {
		part = s->n - done < block ? s->n - done : block;
		if (read_at(s, s->start + done, s->window + done, part))
			continue;
		memset(s->window + done, 0, part);
		count_unreadable(s, s->start + done, part);
	}
	tsk_error_reset();
}

static void
fill(struct tsk_source *s, uint64_t offset)
{
	uint64_t faults = image_faults(s->image);

	s->start = offset - offset % ALIGN;
	s->n = s->bytes.size - s->start < READ_AHEAD ? (size_t)(s->bytes.size - s->start)
						     : READ_AHEAD;
	if (!s->window)
		s->window =
			memory_new(s->bytes.size < READ_AHEAD ? (size_t)s->bytes.size : READ_AHEAD);
	if (!read_at(s, s->start, s->window, s->n))
		read_around(s);
	faults = image_faults(s->image) - faults;
	if (faults > 0)
		count_unreadable(s, s->start, faults < s->n ? faults : s->n);
}

static const unsigned char *
view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct tsk_source *s = (struct tsk_source *)self;
	size_t least = want < BYTES_WINDOW ? want : BYTES_WINDOW, there;

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	if (least > self->size - offset)
		least = (size_t)(self->size - offset);
	if (offset < s->start || offset - s->start >= s->n || s->n - (offset - s->start) < least)
		fill(s, offset);
	there = s->n - (size_t)(offset - s->start);
	*got = want < there ? want : there;
	return s->window + (offset - s->start);
}

/* ---- Opening ---- */

struct address {
	uint64_t offset, addr, type, attr, pool;
	int fs_type;
};

static int
read_address(struct address *a, const json_t *content, struct error *e)
{
	const char *fs = json_string_value(json_object_get(content, "fs"));

	a->fs_type = fs ? filesystem_type_by_name(fs) : 0;
	if (!a->fs_type)
		return error_set(e, ERROR_INPUT,
				 "the content names a file system that winnow does not know");
	a->pool = 0;
	if (content_u64(content, "offset", &a->offset) || content_u64(content, "addr", &a->addr) ||
	    content_u64(content, "type", &a->type) || content_u64(content, "attr", &a->attr) ||
	    (json_object_get(content, "pool") && content_u64(content, "pool", &a->pool)) ||
	    a->type > UINT32_MAX || a->attr > UINT16_MAX)
		return error_set(e, ERROR_INPUT,
				 "the content does not say where in the file system it is");
	return 0;
}

static int
open_attribute(struct tsk_source *s, const struct address *a, struct error *e)
{
	s->file = tsk_fs_file_open_meta(s->fs->fs, NULL, a->addr);
	if (!s->file || !s->file->meta)
		return error_set(e, ERROR_INPUT, "the file system gives no file at %" PRIu64 ": %s",
				 a->addr, filesystem_tsk_error());
	s->attr = tsk_fs_file_attr_get_type(s->file, (TSK_FS_ATTR_TYPE_ENUM)a->type,
					    (uint16_t)a->attr, 1);
	if (!s->attr)
		return error_set(e, ERROR_INPUT,
				 "the file at %" PRIu64 " has no content that can be read: %s",
				 a->addr, filesystem_tsk_error());
	s->bytes.size = s->attr->size > 0 ? (uint64_t)s->attr->size : 0;
	return 0;
}

int
tsk_source_open(struct tsk_source **out, struct image *image, const json_t *content,
		const uint64_t *size, struct error *e)
{
	struct tsk_source *s;
	struct address a;

	if (read_address(&a, content, e))
		return -1;
	if (a.offset >= image_size(image))
		return error_set(e, ERROR_INPUT,
				 "the content names a file system past the end of the image");
	*out = s = memory_zero(1, sizeof(*s));
	s->image = image;
	s->bytes.view = view;
	if (kept_filesystem(&s->fs, image, a.offset, a.fs_type, a.pool, e) ||
	    open_attribute(s, &a, e)) {
		tsk_source_close(out);
		return -1;
	}
	if (size && *size != s->bytes.size) {
		error_set(e, ERROR_INPUT,
			  "the record says %" PRIu64 " bytes and the file system %" PRIu64
			  ": the record is not of this evidence, or was changed",
			  *size, s->bytes.size);
		tsk_source_close(out);
		return -1;
	}
	return 0;
}

struct bytes *
tsk_source_bytes(struct tsk_source *s)
{
	return &s->bytes;
}

void
tsk_source_close(struct tsk_source **source)
{
	struct tsk_source *s = *source;

	if (!s)
		return;
	tsk_fs_file_close(s->file);
	if (s->fs)
		kept_filesystem_return(s->image, s->fs);
	free(s->window);
	free(s);
	*source = NULL;
}
