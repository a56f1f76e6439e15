/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QCOW2, versions 2 and 3 (QEMU, docs/interop/qcow2.txt). Clusters are found through two levels of
 * tables, which are read when they are wanted. Compressed clusters are raw deflate or zstd. What an
 * image does not hold comes from its backing file, which has to lie beside it.
 */
#include <config.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/file_pages.h"
#include "evidence/reader.h"

#define HEADER_V2     72
#define HEADER_V3     104
#define OFFSET_MASK   0x00fffffffffffe00u
#define COMPRESSED    ((uint64_t)1 << 62)
#define ZERO	      ((uint64_t)1) /* in a version 3 entry */
#define DIRTY	      1u	    /* incompatible features */
#define CORRUPT	      2u
#define COMPRESSION   8u
#define KNOWN	      (DIRTY | CORRUPT | COMPRESSION)
#define EXT_FORMAT    0xe2792acau /* header extension: the backing file's format */
#define EXT_MAX	      64
#define BACKING_NAME  1023
#define UNPACKED      16    /* clusters kept */
#define HOLE_CLUSTERS 65536 /* looked at for one question */

struct unpacked {
	uint64_t offset; /* of its compressed form; 0: empty */
	bool bad;
};

struct qcow2 {
	struct reader reader;
	int fd;
	uint64_t file_size;
	unsigned version, cluster_bits;
	size_t cluster;
	uint64_t l1, l1_size; /* entries */
	uint32_t features, snapshots;
	bool zstd, raw_backing;
	char backing_name[BACKING_NAME + 1];
	struct reader *backing;
	struct file_pages *tables;
	struct libdeflate_decompressor *inflate;
	struct unpacked slots[UNPACKED];
	unsigned char *unpacked, *packed;
	size_t packed_room;
};

/* ---- Compressed clusters ---- */

static bool
unpack(struct qcow2 *q, size_t n, unsigned char *out)
{
	size_t got = 0;

#ifdef HAVE_ZSTD
	if (q->zstd) {
		size_t frame = ZSTD_findFrameCompressedSize(q->packed, n);

		return !ZSTD_isError(frame) &&
		       ZSTD_decompress(out, q->cluster, q->packed, frame) == q->cluster;
	}
#endif
	return libdeflate_deflate_decompress(q->inflate, q->packed, n, out, q->cluster, &got) ==
		       LIBDEFLATE_SUCCESS &&
	       got == q->cluster;
}

/* The cluster that an entry of level 2 tells of, or NULL when it is damaged. */
static const unsigned char *
compressed_cluster(struct qcow2 *q, uint64_t entry)
{
	unsigned shift = 62 - (q->cluster_bits - 8);
	uint64_t offset = entry & (((uint64_t)1 << shift) - 1);
	uint64_t sectors = (entry & (COMPRESSED - 1)) >> shift;
	struct unpacked *slot = &q->slots[offset / 512 % UNPACKED];
	unsigned char *out = q->unpacked + (size_t)(slot - q->slots) * q->cluster;
	size_t n = (size_t)((sectors + 1) * 512 - offset % 512);

	if (slot->offset == offset && offset)
		return slot->bad ? NULL : out;
	if (n > q->packed_room)
		n = q->packed_room;
	n = offset < q->file_size ? file_read(q->fd, offset, q->packed, n) : 0;
	*slot = (struct unpacked){offset, n == 0 || !unpack(q, n, out)};
	return slot->bad ? NULL : out;
}

/* ---- Reading ---- */

static void
lose(struct qcow2 *q, uint64_t offset, unsigned char *buf, size_t n)
{
	memset(buf, 0, n);
	faults_add(&q->reader.faults, offset, n);
}

static void
read_backing(struct qcow2 *q, uint64_t offset, unsigned char *buf, size_t n)
{
	uint64_t before = q->backing ? q->backing->faults.total : 0;
	size_t part = 0;

	if (q->backing && offset < q->backing->size) {
		uint64_t rest = q->backing->size - offset;

		part = rest < n ? (size_t)rest : n;
		q->backing->kind->read(q->backing, offset, buf, part);
		if (q->backing->faults.total != before)
			faults_add(&q->reader.faults, offset, part);
	}
	memset(buf + part, 0, n - part);
}

static bool
table_entry(struct qcow2 *q, uint64_t at, uint64_t *entry)
{
	unsigned char p[8];

	if (!file_pages_read(q->tables, at, p, sizeof p))
		return false;
	*entry = be64(p);
	return true;
}

/* The entry of level 2 for an offset; 0 where its table is not there. False: it cannot be read. */
static bool
find(struct qcow2 *q, uint64_t offset, uint64_t *entry)
{
	uint64_t cluster = offset >> q->cluster_bits, per_table = q->cluster / 8;
	uint64_t l1 = cluster / per_table, table;

	*entry = 0;
	if (l1 >= q->l1_size || !table_entry(q, q->l1 + l1 * 8, &table))
		return false;
	table &= OFFSET_MASK;
	return table == 0 || table_entry(q, table + cluster % per_table * 8, entry);
}

static void
read_part(struct qcow2 *q, uint64_t offset, unsigned char *buf, size_t n)
{
	size_t in = (size_t)(offset & (q->cluster - 1)), got;
	const unsigned char *p;
	uint64_t entry;

	if (!find(q, offset, &entry)) {
		lose(q, offset, buf, n);
	} else if (entry & COMPRESSED) {
		p = compressed_cluster(q, entry);
		if (p)
			memcpy(buf, p + in, n);
		else
			lose(q, offset, buf, n);
	} else if (q->version > 2 && entry & ZERO) {
		memset(buf, 0, n);
	} else if ((entry & OFFSET_MASK) == 0) {
		read_backing(q, offset, buf, n);
	} else {
		got = file_read(q->fd, (entry & OFFSET_MASK) + in, buf, n);
		if (got < n)
			lose(q, offset + got, buf + got, n - got);
	}
}

static void
qcow2_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct qcow2 *q = (struct qcow2 *)r;

	while (n) {
		size_t in = (size_t)(offset & (q->cluster - 1));
		size_t part = q->cluster - in < n ? q->cluster - in : n;

		read_part(q, offset, buf, part);
		offset += part;
		buf += part;
		n -= part;
	}
}

/* Where the cluster of an offset is zeros without being stored, how far that goes; else 0. */
static uint64_t
zeros_at(struct qcow2 *q, uint64_t offset)
{
	uint64_t left = q->cluster - (offset & (q->cluster - 1)), entry, below;

	if (!find(q, offset, &entry) || entry & COMPRESSED)
		return 0;
	if (q->version > 2 && entry & ZERO)
		return left;
	if (entry & OFFSET_MASK)
		return 0;
	if (!q->backing || offset >= q->backing->size)
		return left;
	below = q->backing->hole ? q->backing->hole(q->backing, offset) : 0;
	return below < left ? below : left;
}

static uint64_t
qcow2_hole(struct reader *r, uint64_t offset)
{
	struct qcow2 *q = (struct qcow2 *)r;
	uint64_t at = offset, n;

	for (unsigned i = 0; i < HOLE_CLUSTERS && at < r->size && (n = zeros_at(q, at)) > 0; i++)
		at += n;
	return at - offset;
}

/* ---- The record ---- */

static void
qcow2_facts(struct reader *r, struct reader_facts *facts)
{
	struct qcow2 *q = (struct qcow2 *)r;

	facts->segments = 1;
	if (q->backing) {
		struct reader_facts below = {.segments = 1};

		q->backing->kind->facts(q->backing, &below);
		facts->segments += below.segments;
		if (below.notes.n) {
			buffer_add(&facts->notes, below.notes.data, below.notes.n);
		}
		buffer_release(&below.acquisition);
		buffer_release(&below.stored);
		buffer_release(&below.notes);
		facts_note(facts, NOTE_INFO, "what it does not hold itself is read from %s",
			   q->backing_name);
	}
	if (q->snapshots)
		facts_note(facts, NOTE_WARNING,
			   "not examined: %u internal snapshots; only the current state is read",
			   q->snapshots);
	if (q->features & CORRUPT)
		facts_note(facts, NOTE_WARNING, "the image is marked as corrupt");
}

/* ---- Opening and closing ---- */

static void
qcow2_close(struct reader *r)
{
	struct qcow2 *q = (struct qcow2 *)r;

	if (q->backing)
		q->backing->kind->close(q->backing);
	if (q->inflate)
		libdeflate_free_decompressor(q->inflate);
	file_pages_free(&q->tables);
	free(q->unpacked);
	free(q->packed);
	close(q->fd);
	free(q);
}

static int
refuse(const char *path, const char *why, struct error *e)
{
	return error_set(e, ERROR_INPUT,
			 "%s is a QCOW2 image %s: make it raw first, with: qemu-img convert -O raw "
			 "%s %s.raw",
			 path, why, path, path);
}

/* The header's extensions: of use here is only the format of the backing file. */
static void
read_extensions(struct qcow2 *q, uint64_t at, uint64_t end)
{
	unsigned char p[8], format[16];

	for (int i = 0; i < EXT_MAX && at < end && end - at >= 8; i++) {
		uint32_t type, n;

		if (file_read(q->fd, at, p, sizeof p) != sizeof p)
			return;
		type = be32(p);
		n = be32(p + 4);
		if (type == 0)
			return;
		if (type == EXT_FORMAT && n == 3 && file_read(q->fd, at + 8, format, 3) == 3)
			q->raw_backing = memcmp(format, "raw", 3) == 0;
		at += 8 + ((uint64_t)n + 7) / 8 * 8;
	}
}

static int
read_features(struct qcow2 *q, const unsigned char *p, const char *path, struct error *e)
{
	uint64_t features = be64(p + 72);

	q->features = (uint32_t)features;
	if (features & ~(uint64_t)KNOWN)
		return refuse(path,
			      "with features that are not read (external data or subclusters)", e);
	q->zstd = features & COMPRESSION && be32(p + 100) > HEADER_V3 && p[104] == 1;
	if (features & COMPRESSION && !q->zstd && p[104] != 0)
		return refuse(path, "compressed in a way that is not known", e);
#ifndef HAVE_ZSTD
	if (q->zstd)
		return refuse(path, "compressed with zstd, which this build cannot unpack", e);
#endif
	return 0;
}

static int
read_backing_name(struct qcow2 *q, const unsigned char *p, const char *path, struct error *e)
{
	uint64_t at = be64(p + 8);
	uint32_t n = be32(p + 16);

	if (at == 0 || n == 0)
		return 0;
	if (n > BACKING_NAME || file_read(q->fd, at, q->backing_name, n) != n ||
	    memchr(q->backing_name, '\0', n))
		return refuse(path, "whose backing file's name is damaged", e);
	return 0;
}

static int
read_header(struct qcow2 *q, const char *path, struct error *e)
{
	unsigned char p[HEADER_V3 + 8] = {0};
	uint64_t size;

	if (file_read(q->fd, 0, p, sizeof p) < HEADER_V2)
		return refuse(path, "that is cut off", e);
	q->version = be32(p + 4);
	q->cluster_bits = be32(p + 20);
	size = be64(p + 24);
	if (q->version != 2 && q->version != 3)
		return refuse(path, "of a version that is not known", e);
	if (q->cluster_bits < 9 || q->cluster_bits > 21 || size == 0 || size > INT64_MAX)
		return refuse(path, "whose header is damaged", e);
	if (be32(p + 32))
		return refuse(path, "that is encrypted", e);
	if (q->version == 3 && read_features(q, p, path, e))
		return -1;
	q->cluster = (size_t)1 << q->cluster_bits;
	q->l1_size = be32(p + 36);
	q->l1 = be64(p + 40);
	q->snapshots = be32(p + 60);
	if (q->l1 > q->file_size || q->l1_size > (q->file_size - q->l1) / 8 ||
	    q->l1_size < (size - 1) / q->cluster / (q->cluster / 8) + 1)
		return refuse(path, "whose table of clusters is damaged", e);
	read_extensions(q, q->version == 3 ? be32(p + 100) : HEADER_V2, q->cluster);
	reader_init(&q->reader, q->reader.kind, "qcow2", size, q->cluster);
	q->reader.hole = qcow2_hole;
	return read_backing_name(q, p, path, e);
}

static int
make_room(struct qcow2 *q, const char *path, struct error *e)
{
	q->inflate = libdeflate_alloc_decompressor();
	if (!q->inflate)
		return error_set(e, ERROR_SYSTEM, "%s: libdeflate cannot start", path);
	q->tables = file_pages_new(q->fd, q->file_size);
	q->unpacked = memory_new(q->cluster * UNPACKED);
	q->packed_room = q->cluster + q->cluster / 8 + 1024;
	q->packed = memory_new(q->packed_room);
	return 0;
}

int
reader_open_qcow2(struct reader **out, int fd, const char *path, unsigned depth, struct error *e)
{
	static const struct reader_kind kind = {qcow2_read, NULL, qcow2_facts, qcow2_close};
	struct qcow2 *q = memory_zero(1, sizeof *q);
	struct stat st;
	int r;

	q->reader.kind = &kind;
	q->fd = fd;
	r = fstat(fd, &st) ? error_system(e, "%s", path) : 0;
	q->file_size = r ? 0 : (uint64_t)st.st_size;
	r = r || read_header(q, path, e) || make_room(q, path, e);
	if (!r && q->backing_name[0])
		r = reader_open_beside(&q->backing, path, q->backing_name, q->raw_backing, depth,
				       e);
	if (r) {
		qcow2_close(&q->reader);
		return -1;
	}
	*out = &q->reader;
	return 0;
}
