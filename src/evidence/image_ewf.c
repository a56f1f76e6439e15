/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EWF (E01, S01). Sections, tables and chunks are read by us (ewf.h) and unpacked by libdeflate,
 * several times faster than libewf reads and in memory that does not grow with the image; libewf
 * tells the acquisition data, while the image is opened. Each chunk's Adler-32 is checked (that of
 * compressed ones is part of their zlib stream). A chunk that cannot be had is zeros.
 */
#include <config.h>
#include <libdeflate.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/ewf.h"
#include "evidence/reader.h"
#include "record/json.h"

/* What is looked at and then hashed, as most media files are, is still there the second time. */
#define CACHE_BYTES ((size_t)16 << 20)
#define MAP_MOST    ((size_t)256 << 10) /* shown at once: nobody may want all that is asked for */
#define AHEAD	    ((size_t)256 << 10)
#define GRAIN_MOST  ((size_t)256 << 10)
#define ASKED_MOST  ((uint64_t)2 << 20) /* chunks for which libewf takes 16 MiB */
#define ADLER	    ((size_t)4)
#define BLANK_MAX   ((size_t)256)     /* what zeros shrink to, at least in chunks of common sizes */
#define HOLE_CHUNKS ((uint64_t)65536) /* looked at for one question */
#define ENTRY	    4		      /* bytes that even an empty chunk takes in a table */

struct slot {
	uint64_t chunk;
	bool used, bad;
};

struct ewf {
	struct reader reader;
	struct ewf_files files;
	struct ewf_index index;
	struct reader_facts facts; /* as they were when the image was opened */
	struct libdeflate_decompressor *decompressor;
	size_t chunk_size;
	size_t stored_size; /* of a chunk at most, as it stands in the file */
	/* What was read last of a segment: chunks are small, and mostly wanted in order. */
	unsigned char *ahead;
	size_t ahead_room, ahead_n;
	uint64_t ahead_at, ahead_next; /* next: the chunk that comes in order */
	uint32_t ahead_segment;
	unsigned char blank[BLANK_MAX]; /* how a chunk of zeros is stored here */
	size_t blank_size;		/* 0: none met yet */
	/* Chunk n has slot n modulo nslots, so that neighbours stand beside each other. */
	struct slot *slots;
	unsigned char *cache; /* chunk_size bytes for each slot */
	size_t nslots;
};

/* ---- Chunks ---- */

static size_t
chunk_length(const struct ewf *ewf, uint64_t chunk)
{
	uint64_t rest = ewf->reader.size - chunk * ewf->chunk_size;

	return rest < ewf->chunk_size ? (size_t)rest : ewf->chunk_size;
}

static bool
all_zeros(const unsigned char *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

/*
 * A blank disk is one chunk of zeros after the other, and one takes as long to inflate as any: so
 * its compressed form is kept, and what equals it bit by bit is zeros, too. The image's last chunk
 * may be stored longer than the device is.
 */
static bool
inflate(struct ewf *ewf, const unsigned char *p, size_t n, unsigned char *out, size_t length)
{
	size_t got = 0;

	if (n == ewf->blank_size && memcmp(p, ewf->blank, n) == 0) {
		memset(out, 0, ewf->chunk_size);
		return true;
	}
	if (libdeflate_zlib_decompress(ewf->decompressor, p, n, out, ewf->chunk_size, &got) !=
		    LIBDEFLATE_SUCCESS ||
	    got < length)
		return false;
	if (n <= BLANK_MAX && got == ewf->chunk_size && all_zeros(out, got)) {
		memcpy(ewf->blank, p, n);
		ewf->blank_size = n;
	}
	return true;
}

/* Plain bytes with their checksum behind; the last chunk may be stored whole or cut. */
static bool
copy(const struct ewf *ewf, const unsigned char *p, size_t n, unsigned char *out, size_t length)
{
	if (n >= ewf->chunk_size + ADLER &&
	    libdeflate_adler32(1, p, ewf->chunk_size) == le32(p + ewf->chunk_size))
		length = ewf->chunk_size;
	else if (length == ewf->chunk_size || n < length + ADLER ||
		 libdeflate_adler32(1, p, length) != le32(p + length))
		return false;
	memcpy(out, p, length);
	return true;
}

/* The n bytes at which the chunk stands, or NULL. In order, more than one chunk is read at once. */
static const unsigned char *
fetch(struct ewf *ewf, uint64_t chunk, const struct ewf_chunk *c, size_t n)
{
	const struct ewf_segment *s = &ewf->files.v[c->segment];
	bool in_order = chunk == ewf->ahead_next;
	uint64_t left = s->size - c->offset;

	ewf->ahead_next = chunk + 1;
	if (c->segment == ewf->ahead_segment && c->offset >= ewf->ahead_at &&
	    c->offset - ewf->ahead_at <= ewf->ahead_n &&
	    ewf->ahead_n - (c->offset - ewf->ahead_at) >= n)
		return ewf->ahead + (c->offset - ewf->ahead_at);
	ewf->ahead_segment = c->segment;
	ewf->ahead_at = c->offset;
	ewf->ahead_n = in_order && left > n
			       ? (left < ewf->ahead_room ? (size_t)left : ewf->ahead_room)
			       : n;
	if (ewf_segment_read(s, c->offset, ewf->ahead, ewf->ahead_n))
		return ewf->ahead;
	/* A bad place farther on must not cost this chunk. */
	ewf->ahead_n = ewf->ahead_n > n && ewf_segment_read(s, c->offset, ewf->ahead, n) ? n : 0;
	return ewf->ahead_n ? ewf->ahead : NULL;
}

/* The usual form of a plain chunk needs no copy. */
static bool
read_plain(const struct ewf *ewf, const struct ewf_chunk *c, unsigned char *out)
{
	const struct ewf_segment *s = &ewf->files.v[c->segment];
	unsigned char sum[ADLER];
	struct iovec parts[] = {{out, ewf->chunk_size}, {sum, sizeof sum}};

	return preadv(s->fd, parts, 2, (off_t)c->offset) == (ssize_t)(ewf->chunk_size + ADLER) &&
	       libdeflate_adler32(1, out, ewf->chunk_size) == le32(sum);
}

/*
 * The chunk's bytes, all of them good, in out, which has room for chunk_size; false: out is
 * undefined. Tables can be wrong about the form, so the other one is tried as well.
 */
static bool
decode(struct ewf *ewf, uint64_t chunk, unsigned char *out)
{
	size_t length = chunk_length(ewf, chunk), n;
	const unsigned char *p;
	struct ewf_chunk c;

	if (!ewf_index_find(&ewf->index, &ewf->files, chunk, &c))
		return false;
	n = c.size < ewf->stored_size ? (size_t)c.size : ewf->stored_size;
	if (!c.compressed && n == ewf->chunk_size + ADLER && read_plain(ewf, &c, out))
		return true;
	p = n ? fetch(ewf, chunk, &c, n) : NULL;
	if (!p)
		return false;
	if (c.compressed)
		return inflate(ewf, p, n, out, length) || copy(ewf, p, n, out, length);
	return copy(ewf, p, n, out, length) || inflate(ewf, p, n, out, length);
}

static unsigned char *
slot_data(const struct ewf *ewf, const struct slot *slot)
{
	return ewf->cache + (size_t)(slot - ewf->slots) * ewf->chunk_size;
}

static bool
cached(const struct ewf *ewf, uint64_t chunk)
{
	const struct slot *slot = &ewf->slots[chunk % ewf->nslots];

	return slot->used && slot->chunk == chunk;
}

static const struct slot *
load(struct ewf *ewf, uint64_t chunk)
{
	struct slot *slot = &ewf->slots[chunk % ewf->nslots];
	unsigned char *data = slot_data(ewf, slot);

	if (cached(ewf, chunk))
		return slot;
	*slot = (struct slot){chunk, true, !decode(ewf, chunk, data)};
	if (slot->bad)
		memset(data, 0, ewf->chunk_size);
	return slot;
}

/* ---- Reading ---- */

static void
add_fault(struct ewf *ewf, uint64_t chunk)
{
	faults_add(&ewf->reader.faults, chunk * ewf->chunk_size, chunk_length(ewf, chunk));
}

/* A whole chunk goes straight to where it is wanted. */
static void
read_whole(struct ewf *ewf, uint64_t chunk, unsigned char *buf)
{
	if (decode(ewf, chunk, buf))
		return;
	memset(buf, 0, ewf->chunk_size);
	add_fault(ewf, chunk);
}

static void
ewf_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct ewf *ewf = (struct ewf *)r;

	while (n) {
		uint64_t chunk = offset / ewf->chunk_size;
		size_t in = (size_t)(offset % ewf->chunk_size);
		size_t part = ewf->chunk_size - in < n ? ewf->chunk_size - in : n;

		if (part == ewf->chunk_size && !cached(ewf, chunk)) {
			read_whole(ewf, chunk, buf);
		} else {
			const struct slot *slot = load(ewf, chunk);

			memcpy(buf, slot_data(ewf, slot) + in, part);
			if (slot->bad)
				add_fault(ewf, chunk);
		}
		offset += part;
		buf += part;
		n -= part;
	}
}

/*
 * Good chunks whose slots are neighbours are shown in the cache. Where the slots begin anew, and at
 * a bad chunk, it ends; the rest has to be put together.
 */
static const unsigned char *
ewf_map(struct reader *r, uint64_t offset, size_t want, size_t *got)
{
	struct ewf *ewf = (struct ewf *)r;
	uint64_t chunk = offset / ewf->chunk_size;
	size_t in = (size_t)(offset % ewf->chunk_size), n = 0;
	const unsigned char *first =
		ewf->cache + (size_t)(chunk % ewf->nslots) * ewf->chunk_size + in;

	if (want > MAP_MOST)
		want = MAP_MOST;
	do {
		if (load(ewf, chunk)->bad)
			break;
		n += chunk_length(ewf, chunk) - in;
		in = 0;
		chunk++;
	} while (n < want && chunk % ewf->nslots && chunk * ewf->chunk_size < ewf->reader.size);
	*got = n < want ? n : want;
	return n ? first : NULL;
}

/* ---- Zeros ---- */

/*
 * Is the chunk stored as zeros are? The first small one that comes by is unpacked, to learn how
 * that looks; another that only has its size is asked for soon, and stays at hand.
 */
static bool
is_blank(struct ewf *ewf, uint64_t chunk)
{
	const unsigned char *p;
	struct ewf_chunk c;

	if (!ewf_index_find(&ewf->index, &ewf->files, chunk, &c) || !c.compressed ||
	    c.size > BLANK_MAX)
		return false;
	if (!ewf->blank_size)
		load(ewf, chunk);
	if (c.size != ewf->blank_size)
		return false;
	p = fetch(ewf, chunk, &c, ewf->blank_size);
	return p && memcmp(p, ewf->blank, ewf->blank_size) == 0;
}

static uint64_t
ewf_hole(struct reader *r, uint64_t offset)
{
	struct ewf *ewf = (struct ewf *)r;
	uint64_t chunk = offset / ewf->chunk_size, last = chunk + HOLE_CHUNKS;

	while (chunk < last && chunk * ewf->chunk_size < r->size && is_blank(ewf, chunk))
		chunk++;
	return chunk * ewf->chunk_size > offset ? chunk * ewf->chunk_size - offset : 0;
}

/* ---- The record ---- */

static void
note_lost_segments(struct ewf *ewf)
{
	const struct ewf_files *files = &ewf->files;
	unsigned next = 1;
	char *name;

	for (unsigned i = 0; i < files->n && files->v[i].number == next; i++)
		next++;
	if (next > files->v[files->n - 1].number && ewf->index.ending != EWF_GOES_ON)
		return;
	name = ewf_files_name(files, next);
	facts_note(&ewf->facts, NOTE_ERROR,
		   "segment %s is missing: what it%s held reads as zeros; put it beside the others",
		   name, next > files->v[files->n - 1].number ? " and later ones" : "");
	free(name);
	if (ewf->index.unplaced)
		facts_note(&ewf->facts, NOTE_ERROR,
			   "%llu chunks of segments behind the missing one are not read, because "
			   "their place on the device cannot be told",
			   (unsigned long long)ewf->index.unplaced);
}

static void
note_damage(struct ewf *ewf)
{
	if (ewf->files.shuffled)
		facts_note(&ewf->facts, NOTE_WARNING,
			   "segments are named in another order than their headers say: they are "
			   "read in the order of the headers");
	note_lost_segments(ewf);
	if (ewf->index.damaged)
		facts_note(&ewf->facts, NOTE_ERROR,
			   "the EWF structure is damaged or cut off: what is lost reads as zeros");
	if (ewf->index.geometry.size > ewf->reader.size)
		facts_note(&ewf->facts, NOTE_ERROR,
			   "the header says the device has %llu bytes, which the files cannot "
			   "hold: only the first %llu are looked at",
			   (unsigned long long)ewf->index.geometry.size,
			   (unsigned long long)ewf->reader.size);
}

static void
append(struct buffer *to, const struct buffer *from)
{
	if (to->n && from->n)
		buffer_add_byte(to, ',');
	buffer_add(to, from->data, from->n);
}

static void
ewf_facts(struct reader *r, struct reader_facts *facts)
{
	struct ewf *ewf = (struct ewf *)r;

	facts->segments = ewf->files.n;
	append(&facts->acquisition, &ewf->facts.acquisition);
	append(&facts->stored, &ewf->facts.stored);
	append(&facts->notes, &ewf->facts.notes);
}

/* ---- Opening and closing ---- */

static void
ewf_close(struct reader *r)
{
	struct ewf *ewf = (struct ewf *)r;

	if (ewf->decompressor)
		libdeflate_free_decompressor(ewf->decompressor);
	buffer_release(&ewf->facts.acquisition);
	buffer_release(&ewf->facts.stored);
	buffer_release(&ewf->facts.notes);
	free(ewf->slots);
	free(ewf->cache);
	free(ewf->ahead);
	ewf_index_release(&ewf->index);
	ewf_files_release(&ewf->files);
	free(ewf);
}

/* A hostile header may say anything: the size is held against what the files could hold at best. */
static int
take_geometry(struct ewf *ewf, const char *path, struct error *e)
{
	const struct ewf_geometry *g = &ewf->index.geometry;
	uint64_t most;

	if (g->size == 0)
		return error_set(e, ERROR_INPUT,
				 "%s is no whole EWF image: it does not say how large the device "
				 "is; it may be cut off or damaged (ewfverify may tell more)",
				 path);
	if (ewf->index.n == 0)
		return error_set(e, ERROR_INPUT,
				 "%s is no whole EWF image: it holds no chunk that can be found; "
				 "it may be cut off or damaged (ewfverify may tell more)",
				 path);
	most = (ewf->files.bytes / ENTRY + 1) * g->chunk_size;
	/* Chunks that are asked for in parts are kept, so parts of large ones cost nothing. */
	reader_init(&ewf->reader, ewf->reader.kind, "ewf", g->size < most ? g->size : most,
		    g->chunk_size < GRAIN_MOST ? g->chunk_size : BYTES_WINDOW);
	ewf->reader.sector_size = g->sector_size;
	ewf->reader.hole = ewf_hole;
	ewf->chunk_size = g->chunk_size;
	return 0;
}

static int
make_room(struct ewf *ewf, const char *path, struct error *e)
{
	ewf->decompressor = libdeflate_alloc_decompressor();
	if (!ewf->decompressor)
		return error_set(e, ERROR_SYSTEM, "%s: libdeflate cannot start", path);
	ewf->nslots = CACHE_BYTES / ewf->chunk_size;
	if (ewf->nslots < 2)
		ewf->nslots = 2;
	ewf->slots = memory_zero(ewf->nslots, sizeof *ewf->slots);
	ewf->cache = memory_new(ewf->nslots * ewf->chunk_size);
	/* What deflate cannot shrink grows by a few bytes. */
	ewf->stored_size = ewf->chunk_size + ewf->chunk_size / 8 + 1024;
	ewf->ahead_room = ewf->stored_size > AHEAD ? ewf->stored_size : AHEAD;
	ewf->ahead = memory_new(ewf->ahead_room);
	return 0;
}

/* libewf keeps the place of each chunk even while it only tells the acquisition data. */
static void
take_metadata(struct ewf *ewf)
{
	const struct ewf_index *x = &ewf->index;
	struct reader_facts *facts = &ewf->facts;

	if (ewf->reader.size / ewf->chunk_size > ASKED_MOST || !ewf_metadata(&ewf->files, facts)) {
		if (!ewf_header_add(&ewf->files.v[0], &x->header2, &facts->acquisition))
			ewf_header_add(&ewf->files.v[0], &x->header, &facts->acquisition);
		json_member_u64(&facts->acquisition, "chunk_size", ewf->chunk_size);
	}
	/* In a damaged image, libewf does not come to them. */
	if (!facts->stored.n)
		ewf_index_digests(x, &facts->stored);
}

static int
open_reader(struct ewf *ewf, const char *path, struct error *e)
{
	if (ewf_files_find(&ewf->files, path, e))
		return -1;
	ewf_index_make(&ewf->index, &ewf->files);
	if (take_geometry(ewf, path, e) || make_room(ewf, path, e))
		return -1;
	take_metadata(ewf);
	note_damage(ewf);
	return 0;
}

int
reader_open_ewf(struct reader **out, const char *path, struct error *e)
{
	static const struct reader_kind kind = {ewf_read, ewf_map, ewf_facts, ewf_close};
	struct ewf *ewf = memory_zero(1, sizeof *ewf);

	ewf->reader.kind = &kind;
	if (open_reader(ewf, path, e)) {
		ewf_close(&ewf->reader);
		return -1;
	}
	*out = &ewf->reader;
	return 0;
}
