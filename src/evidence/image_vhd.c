/* SPDX-License-Identifier: Apache-2.0 */
/* VHD and VHDX through libvhdi, with the disks that a differencing one stands on. */
#include <config.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/library_reader.h"

#ifdef HAVE_VHDI
#include <libvhdi.h>

#define NAME_MAX_BYTES 4096
#define HEADER_AT      65536 /* VHDX has two, the one with the higher number counts */
#define LOG_GUID       48

static ssize_t
vhd_read(void *handle, void *buf, size_t n, int64_t offset)
{
	return libvhdi_file_read_buffer_at_offset(handle, buf, n, offset, NULL);
}

static void
vhd_free(void *handle)
{
	libvhdi_file_t *file = handle;

	libvhdi_file_close(file, NULL);
	libvhdi_file_free(&file, NULL);
}

/* What was written last may still stand in the log alone, which libvhdi does not look into. */
static bool
log_is_in_use(const char *path)
{
	static const unsigned char none[16];
	unsigned char h[2][64];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool used = false;

	if (fd < 0)
		return false;
	if (pread(fd, h[0], sizeof h[0], HEADER_AT) == (ssize_t)sizeof h[0] &&
	    pread(fd, h[1], sizeof h[1], 2 * HEADER_AT) == (ssize_t)sizeof h[1]) {
		const unsigned char *p = le64(h[1] + 8) > le64(h[0] + 8) ? h[1] : h[0];

		used = memcmp(p, "head", 4) == 0 && memcmp(p + LOG_GUID, none, 16) != 0;
	}
	close(fd);
	return used;
}

/* The chain of disks, the one asked for first. */
struct chain {
	libvhdi_file_t *v[READER_DEPTH_MAX + 1];
	size_t n;
	const char *container;
	struct reader_facts facts;
};

static int
open_one(struct chain *c, const char *path, uint32_t *type, struct error *e)
{
	libvhdi_file_t *file = NULL;
	bool open = libvhdi_file_initialize(&file, NULL) == 1 &&
		    libvhdi_file_open(file, path, libvhdi_get_access_flags_read(), NULL) == 1 &&
		    libvhdi_file_get_disk_type(file, type, NULL) == 1;

	if (!open) {
		if (file)
			libvhdi_file_free(&file, NULL);
		return error_set(e, ERROR_INPUT,
				 "%s cannot be read as %s, it may be damaged or cut off", path,
				 c->container);
	}
	c->v[c->n++] = file;
	if (log_is_in_use(path))
		facts_note(&c->facts, NOTE_WARNING,
			   "%s was not closed in order: what stands in its log alone is not read "
			   "(qemu-img convert writes it out, on a copy)",
			   path);
	return 0;
}

static bool
is_parent(libvhdi_file_t *child, libvhdi_file_t *parent)
{
	uint8_t wanted[16], is[16];

	return libvhdi_file_get_parent_identifier(child, wanted, sizeof wanted, NULL) == 1 &&
	       libvhdi_file_get_identifier(parent, is, sizeof is, NULL) == 1 &&
	       memcmp(wanted, is, sizeof is) == 0;
}

static int open_chain(struct chain *c, const char *path, struct error *e);

static int
open_parent(struct chain *c, const char *path, struct error *e)
{
	libvhdi_file_t *child = c->v[c->n - 1];
	char name[NAME_MAX_BYTES] = "", *parent;
	size_t at = c->n;
	int r;

	if (libvhdi_file_get_utf8_parent_filename(child, (uint8_t *)name, sizeof name, NULL) != 1)
		return error_set(e, ERROR_INPUT,
				 "%s holds only what differs from another disk, and does not name "
				 "it: merge them first",
				 path);
	name[sizeof name - 1] = '\0';
	parent = reader_beside(path, name);
	r = reader_check_backing(path, name, parent, (unsigned)c->n, e) || open_chain(c, parent, e);
	if (!r && !is_parent(child, c->v[at]))
		r = error_set(
			e, ERROR_INPUT,
			"%s is not the disk that %s differs from, though it has its name: the "
			"identifiers are not the same",
			parent, path);
	if (!r && libvhdi_file_set_parent_file(child, c->v[at], NULL) != 1)
		r = error_set(e, ERROR_INPUT, "%s and %s do not fit together", path, parent);
	free(parent);
	return r ? -1 : 0;
}

static int
open_chain(struct chain *c, const char *path, struct error *e)
{
	uint32_t type = 0;

	if (open_one(c, path, &type, e))
		return -1;
	return type == LIBVHDI_DISK_TYPE_DIFFERENTIAL ? open_parent(c, path, e) : 0;
}

int
reader_open_vhd(struct reader **out, const char *path, const char *container, unsigned depth,
		struct error *e)
{
	static const struct library_handle kind = {vhd_read, vhd_free};
	struct chain c = {.container = container};
	size64_t size = 0;
	uint32_t sector = 0;
	int r = open_chain(&c, path, e);

	(void)depth;
	c.facts.segments = (unsigned)c.n;
	if (!r && (libvhdi_file_get_media_size(c.v[0], &size, NULL) != 1 || size == 0 ||
		   size > INT64_MAX))
		r = error_set(e, ERROR_INPUT, "%s holds a device of size 0", path);
	if (r) {
		for (size_t i = 0; i < c.n; i++)
			vhd_free(c.v[i]);
		buffer_release(&c.facts.notes);
		return -1;
	}
	*out = library_reader_new(&kind, (void *const *)c.v, c.n, container, size, &c.facts);
	if (libvhdi_file_get_bytes_per_sector(c.v[0], &sector, NULL) == 1 && sector >= 512 &&
	    sector <= 65536 && sector % 512 == 0)
		(*out)->sector_size = sector;
	if (c.n == 1)
		library_reader_take_map(*out, sparse_map_open(path));
	return 0;
}

#else

int
reader_open_vhd(struct reader **out, const char *path, const char *container, unsigned depth,
		struct error *e)
{
	(void)out;
	(void)depth;
	return error_set(e, ERROR_INPUT,
			 "%s is a file of format %s, which this build does not read (it was built "
			 "without libvhdi): make it raw first, with: qemu-img convert -O raw %s "
			 "%s.raw",
			 path, container, path, path);
}

#endif
