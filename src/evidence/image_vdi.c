/* SPDX-License-Identifier: Apache-2.0 */
/* VDI, VirtualBox's own (VirtualBox, src/VBox/Storage/VDICore.h): a map of blocks. */
#include <config.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/file_pages.h"
#include "evidence/reader.h"

#define HEADER	    0x190
#define VERSION	    0x00010001u
#define DYNAMIC	    1u
#define FIXED	    2u
#define UNUSED	    0xfffffffeu /* this and the next number: no block */
#define BLOCK_MOST  (64u << 20)
#define HOLE_BLOCKS 65536 /* looked at for one question */

struct vdi {
	struct reader reader;
	int fd;
	uint64_t map, data, blocks;
	uint32_t block, extra; /* bytes; extra: before each block's data */
	struct file_pages *tables;
};

static void
read_part(struct vdi *v, uint64_t offset, unsigned char *buf, size_t n)
{
	uint64_t block = offset / v->block, in = offset % v->block;
	unsigned char p[4];
	size_t got = 0;

	if (block < v->blocks && file_pages_read(v->tables, v->map + block * 4, p, sizeof p)) {
		uint32_t at = le32(p);

		if (at >= UNUSED) {
			memset(buf, 0, n);
			return;
		}
		got = file_read(v->fd,
				v->data + (uint64_t)at * (v->block + (uint64_t)v->extra) +
					v->extra + in,
				buf, n);
	}
	memset(buf + got, 0, n - got);
	faults_add(&v->reader.faults, offset + got, n - got);
}

static void
vdi_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct vdi *v = (struct vdi *)r;

	while (n) {
		uint64_t left = v->block - offset % v->block;
		size_t part = left < n ? (size_t)left : n;

		read_part(v, offset, buf, part);
		offset += part;
		buf += part;
		n -= part;
	}
}

static uint64_t
vdi_hole(struct reader *r, uint64_t offset)
{
	struct vdi *v = (struct vdi *)r;
	uint64_t first = offset / v->block, block = first;
	unsigned char p[4];

	while (block < v->blocks && block - first < HOLE_BLOCKS &&
	       file_pages_read(v->tables, v->map + block * 4, p, sizeof p) && le32(p) >= UNUSED)
		block++;
	return block > first ? block * v->block - offset : 0;
}

static void
vdi_facts(struct reader *r, struct reader_facts *facts)
{
	(void)r;
	facts->segments = 1;
}

static void
vdi_close(struct reader *r)
{
	struct vdi *v = (struct vdi *)r;

	file_pages_free(&v->tables);
	close(v->fd);
	free(v);
}

static int
refuse(const char *path, const char *why, struct error *e)
{
	return error_set(
		e, ERROR_INPUT,
		"%s is a VDI image %s: make it raw first, with: qemu-img convert -O raw %s "
		"%s.raw",
		path, why, path, path);
}

static int
read_header(struct vdi *v, const char *path, struct error *e)
{
	unsigned char p[HEADER];
	uint32_t type;
	uint64_t size;

	if (file_read(v->fd, 0, p, sizeof p) != sizeof p)
		return refuse(path, "that is cut off", e);
	type = le32(p + 0x4c);
	if (le32(p + 0x44) != VERSION || (type != DYNAMIC && type != FIXED))
		return refuse(path,
			      type == 4
				      ? "that holds only what differs from another disk, which it "
					"does not name (VBoxManage clonemedium merges them)"
				      : "of a version or type that is not read",
			      e);
	v->map = le32(p + 0x154);
	v->data = le32(p + 0x158);
	size = le64(p + 0x170);
	v->block = le32(p + 0x178);
	v->extra = le32(p + 0x17c);
	v->blocks = le32(p + 0x180);
	if (v->block < 512 || v->block > BLOCK_MOST || v->block % 512 || v->extra > BLOCK_MOST ||
	    size == 0 || size > v->blocks * v->block)
		return refuse(path, "whose header is damaged", e);
	reader_init(&v->reader, v->reader.kind, "vdi", size, BYTES_WINDOW);
	v->reader.hole = vdi_hole;
	return 0;
}

int
reader_open_vdi(struct reader **out, int fd, const char *path, struct error *e)
{
	static const struct reader_kind kind = {vdi_read, NULL, vdi_facts, vdi_close};
	struct vdi *v = memory_zero(1, sizeof *v);
	struct stat st;

	v->reader.kind = &kind;
	v->fd = fd;
	if (fstat(fd, &st) || read_header(v, path, e)) {
		vdi_close(&v->reader);
		return -1;
	}
	v->tables = file_pages_new(fd, (uint64_t)st.st_size);
	*out = &v->reader;
	return 0;
}
