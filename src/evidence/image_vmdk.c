/* SPDX-License-Identifier: Apache-2.0 */
/* VMDK through libvmdk, with the disks that a snapshot stands on. */
#include <config.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/library_reader.h"
#include "evidence/vmdk.h"

#ifdef HAVE_VMDK
#include <libvmdk.h>

#define NAME_MAX_BYTES 4096
#define NO_PARENT      0xffffffffu

static ssize_t
vmdk_read(void *handle, void *buf, size_t n, int64_t offset)
{
	return libvmdk_handle_read_buffer_at_offset(handle, buf, n, offset, NULL);
}

static void
vmdk_free(void *handle)
{
	libvmdk_handle_t *file = handle;

	libvmdk_handle_close(file, NULL);
	libvmdk_handle_free(&file, NULL);
}

/* The chain of disks, the one asked for first. */
struct chain {
	libvmdk_handle_t *v[READER_DEPTH_MAX + 1];
	size_t n;
	unsigned extents;
	bool cut;
};

static int
open_one(struct chain *c, const char *path, struct error *e)
{
	libvmdk_handle_t *handle = NULL;
	struct vmdk vmdk;

	if (vmdk_check(path, &vmdk, e))
		return -1;
	c->extents += vmdk.extents;
	c->cut |= vmdk.cut;
	if (libvmdk_handle_initialize(&handle, NULL) != 1)
		return error_set(e, ERROR_SYSTEM, "%s: libvmdk cannot start", path);
	c->v[c->n++] = handle;
	if (libvmdk_handle_open(handle, path, libvmdk_get_access_flags_read(), NULL) != 1 ||
	    libvmdk_handle_open_extent_data_files(handle, NULL) != 1)
		return error_set(e, ERROR_INPUT,
				 "%s cannot be read as vmdk, it may be damaged or cut off", path);
	return 0;
}

static int open_chain(struct chain *c, const char *path, struct error *e);

static int
open_parent(struct chain *c, const char *path, uint32_t wanted, struct error *e)
{
	libvmdk_handle_t *child = c->v[c->n - 1];
	char name[NAME_MAX_BYTES] = "", *parent;
	size_t at = c->n;
	uint32_t is = 0;
	int r;

	if (libvmdk_handle_get_utf8_parent_filename(child, (uint8_t *)name, sizeof name, NULL) != 1)
		return error_set(e, ERROR_INPUT,
				 "%s is a snapshot that holds only what differs from another disk, "
				 "and does not name it: make it raw where both are, with: qemu-img "
				 "convert -O raw %s %s.raw",
				 path, path, path);
	name[sizeof name - 1] = '\0';
	parent = reader_beside(path, name);
	r = reader_check_backing(path, name, parent, (unsigned)c->n, e) || open_chain(c, parent, e);
	if (!r && (libvmdk_handle_get_content_identifier(c->v[at], &is, NULL) != 1 || is != wanted))
		r = error_set(e, ERROR_INPUT,
			      "%s is not the disk that %s differs from, though it has its name: it "
			      "was written to since",
			      parent, path);
	if (!r && libvmdk_handle_set_parent_handle(child, c->v[at], NULL) != 1)
		r = error_set(e, ERROR_INPUT, "%s and %s do not fit together", path, parent);
	free(parent);
	return r ? -1 : 0;
}

static int
open_chain(struct chain *c, const char *path, struct error *e)
{
	uint32_t parent = NO_PARENT;

	if (open_one(c, path, e))
		return -1;
	if (libvmdk_handle_get_parent_content_identifier(c->v[c->n - 1], &parent, NULL) != 1 ||
	    parent == NO_PARENT)
		return 0;
	return open_parent(c, path, parent, e);
}

int
reader_open_vmdk(struct reader **out, const char *path, unsigned depth, struct error *e)
{
	static const struct library_handle kind = {vmdk_read, vmdk_free};
	struct reader_facts facts = {.segments = 1};
	struct chain c = {.n = 0};
	size64_t size = 0;
	int r = open_chain(&c, path, e);

	(void)depth;
	facts.segments = c.extents;
	if (!r && (libvmdk_handle_get_media_size(c.v[0], &size, NULL) != 1 || size == 0 ||
		   size > INT64_MAX))
		r = error_set(e, ERROR_INPUT, "%s holds a device of size 0", path);
	if (r) {
		for (size_t i = 0; i < c.n; i++)
			vmdk_free(c.v[i]);
		return -1;
	}
	if (c.cut)
		facts_note(&facts, NOTE_ERROR, "the image is cut off: what is lost reads as zeros");
	*out = library_reader_new(&kind, (void *const *)c.v, c.n, "vmdk", size, &facts);
	if (c.n == 1 && c.extents == 1)
		library_reader_take_map(*out, sparse_map_open(path));
	return 0;
}

#else

int
reader_open_vmdk(struct reader **out, const char *path, unsigned depth, struct error *e)
{
	(void)out;
	(void)depth;
	return error_set(
		e, ERROR_INPUT,
		"%s is a file of format VMDK, which this build does not read (it was built "
		"without libvmdk): make it raw first, with: qemu-img convert -O raw %s "
		"%s.raw",
		path, path, path);
}

#endif
