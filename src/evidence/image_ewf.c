/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EWF (E01, s01) through libewf: it finds the segments, reads the tables and hands out stored
 * chunks; decompressing is libdeflate's, several times faster than libewf's own reading. Each
 * chunk's Adler-32 is checked (that of compressed ones is part of their zlib stream). A chunk that
 * cannot be had is zeros.
 *
 * libewf opens all segments at once and keeps them open, so nothing is opened after the lock-down.
 */
#include <config.h>
#include <libdeflate.h>
#include <libewf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/ewf.h"
#include "evidence/open_files.h"
#include "evidence/reader.h"

/* What is looked at and then hashed, as most media files are, is still there the second time. */
#define CACHE_BYTES ((size_t)32 << 20)
#define CHUNK_MAX   ((size_t)64 << 20)	/* the format allows more, no program writes it */
#define MAP_MOST    ((size_t)256 << 10) /* shown at once: nobody may want all that is asked for */
#define ADLER	    ((size_t)4)
#define BLANK_MAX   ((size_t)256) /* what zeros shrink to, at least in chunks of common sizes */
#define ENTRY	    4		  /* bytes that even an empty chunk takes in a table */

struct slot {
	uint64_t chunk;
	bool used, bad;
};

struct ewf {
	struct reader reader;
	libewf_handle_t *handle;
	struct ewf_files files;
	struct libdeflate_decompressor *decompressor;
	size_t chunk_size;
	unsigned char *stored; /* a chunk as it stands in the file */
	size_t stored_size;
	unsigned char blank[BLANK_MAX]; /* how a chunk of zeros is stored here */
	size_t blank_size;		/* 0: none met yet */
	/* Chunk n has slot n modulo nslots, so that neighbours stand beside each other. */
	struct slot *slots;
	unsigned char *cache; /* chunk_size bytes for each slot */
	size_t nslots;
	uint64_t
		declared; /* size by the header; more than the reader's: the files cannot hold it */
};

/* ---- Chunks ---- */

static size_t
chunk_length(const struct ewf *ewf, uint64_t chunk)
{
	uint64_t rest = ewf->reader.size - chunk * ewf->chunk_size;

	return rest < ewf->chunk_size ? (size_t)rest : ewf->chunk_size;
}

/*
 * A chunk as it is stored, into ewf->stored; returns its bytes, or 0. What is not compressed has
 * its checksum behind it, which libewf counts in n but hands over apart.
 */
static size_t
fetch(struct ewf *ewf, uint64_t chunk, bool *compressed, uint32_t *checksum)
{
	libewf_error_t *error = NULL;
	unsigned char checksum_bytes[ADLER];
	int8_t is_compressed = 0, has_checksum = 0;
	ssize_t n = -1;

	if (libewf_handle_seek_offset(ewf->handle, (off64_t)(chunk * ewf->chunk_size), SEEK_SET,
				      &error) >= 0)
		n = libewf_handle_read_chunk(ewf->handle, ewf->stored, ewf->stored_size,
					     &is_compressed, checksum_bytes, checksum,
					     &has_checksum, &error);
	libewf_error_free(&error);
	*compressed = is_compressed != 0;
	if (n <= 0 || (size_t)n > ewf->stored_size)
		return 0;
	if (!is_compressed)
		n = has_checksum && (size_t)n > ADLER ? n - (ssize_t)ADLER : 0;
	return (size_t)n;
}

static bool
all_zeros(const unsigned char *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

/*
 * A blank disk is one chunk of zeros after the other, and one takes as long to inflate as any: so
 * its compressed form is kept, and what equals it bit by bit is zeros, too.
 */
static bool
inflate(struct ewf *ewf, size_t n, unsigned char *out, size_t length)
{
	size_t got = 0;

	if (n == ewf->blank_size && length == ewf->chunk_size &&
	    memcmp(ewf->stored, ewf->blank, n) == 0) {
		memset(out, 0, length);
		return true;
	}
	if (libdeflate_zlib_decompress(ewf->decompressor, ewf->stored, n, out, length, &got) !=
		    LIBDEFLATE_SUCCESS ||
	    got != length)
		return false;
	if (n <= BLANK_MAX && length == ewf->chunk_size && all_zeros(out, length)) {
		memcpy(ewf->blank, ewf->stored, n);
		ewf->blank_size = n;
	}
	return true;
}

/* The chunk's bytes, all of them good, in out (chunk_length() bytes); false: out is undefined. */
static bool
decode(struct ewf *ewf, uint64_t chunk, unsigned char *out)
{
	size_t length = chunk_length(ewf, chunk);
	bool compressed;
	uint32_t checksum = 0;
	size_t n = fetch(ewf, chunk, &compressed, &checksum);

	if (n == 0)
		return false;
	if (compressed)
		return inflate(ewf, n, out, length);
	if (n < length || libdeflate_adler32(1, ewf->stored, n) != checksum)
		return false;
	memcpy(out, ewf->stored, length);
	return true;
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

/* A whole chunk goes straight to where it is wanted. */
static uint64_t
read_whole(struct ewf *ewf, uint64_t chunk, unsigned char *buf, size_t length)
{
	if (decode(ewf, chunk, buf))
		return 0;
	memset(buf, 0, length);
	return length;
}

static uint64_t
ewf_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct ewf *ewf = (struct ewf *)r;
	uint64_t faults = 0;

	while (n) {
		uint64_t chunk = offset / ewf->chunk_size;
		size_t in = (size_t)(offset % ewf->chunk_size);
		size_t length = chunk_length(ewf, chunk);
		size_t part = length - in < n ? length - in : n;

		if (part == length && !cached(ewf, chunk)) {
			faults += read_whole(ewf, chunk, buf, length);
		} else {
			const struct slot *slot = load(ewf, chunk);

			memcpy(buf, slot_data(ewf, slot) + in, part);
			faults += slot->bad ? part : 0;
		}
		offset += part;
		buf += part;
		n -= part;
	}
	return faults;
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

/* ---- The record ---- */

static void
ewf_facts(struct reader *r, struct reader_facts *facts)
{
	struct ewf *ewf = (struct ewf *)r;

	facts->segments = ewf->files.n;
	ewf_metadata(ewf->handle, facts);
	if (ewf->files.missing[0])
		facts_note(facts, NOTE_ERROR,
			   "segment %s is missing: what it and later ones held reads as zeros",
			   ewf->files.missing);
	else if (libewf_handle_segment_files_corrupted(ewf->handle, NULL) == 1)
		facts_note(facts, NOTE_ERROR,
			   "the EWF structure is damaged or cut off: what is lost reads as zeros");
	if (ewf->declared > ewf->reader.size)
		facts_note(facts, NOTE_ERROR,
			   "the header says the device has %llu bytes, which the files cannot "
			   "hold: only the first %llu are looked at",
			   (unsigned long long)ewf->declared, (unsigned long long)ewf->reader.size);
}

/* ---- Opening and closing ---- */

static void
ewf_close(struct reader *r)
{
	struct ewf *ewf = (struct ewf *)r;

	if (ewf->handle) {
		libewf_handle_close(ewf->handle, NULL);
		libewf_handle_free(&ewf->handle, NULL);
	}
	if (ewf->decompressor)
		libdeflate_free_decompressor(ewf->decompressor);
	free(ewf->slots);
	free(ewf->cache);
	free(ewf->stored);
	ewf_files_release(&ewf->files);
	free(ewf);
}

static int
open_handle(struct ewf *ewf, const char *path, struct error *e)
{
	libewf_error_t *error = NULL;
	int r;

	if (libewf_handle_initialize(&ewf->handle, NULL) != 1)
		return error_set(e, ERROR_SYSTEM, "%s: libewf cannot start", path);
	r = libewf_handle_open(ewf->handle, ewf->files.v, (int)ewf->files.n,
			       libewf_get_access_flags_read(), &error);
	libewf_error_free(&error);
	if (r != 1)
		return error_set(e, ERROR_INPUT,
				 "%s is no whole EWF image: its sections cannot be read; "
				 "it may be cut off or damaged (ewfverify may tell more)",
				 path);
	return 0;
}

/* A hostile header may say anything: the size is held against what the files could hold at best. */
static int
read_geometry(struct ewf *ewf, const char *path, struct error *e)
{
	size64_t size = 0;
	size32_t chunk_size = 0;
	uint32_t sector = 0;
	uint64_t most;

	if (libewf_handle_get_media_size(ewf->handle, &size, NULL) != 1 ||
	    libewf_handle_get_chunk_size(ewf->handle, &chunk_size, NULL) != 1 || size == 0 ||
	    chunk_size < 512 || chunk_size > CHUNK_MAX)
		return error_set(e, ERROR_INPUT,
				 "%s is no whole EWF image: it does not say how large "
				 "the device is; it may be cut off",
				 path);
	if (libewf_handle_get_bytes_per_sector(ewf->handle, &sector, NULL) != 1 || sector < 512 ||
	    sector > 65536 || sector % 512)
		sector = 512;
	most = (ewf->files.bytes / ENTRY + 1) * chunk_size;
	ewf->declared = size;
	ewf->chunk_size = chunk_size;
	ewf->reader.size = size < most ? size : most;
	ewf->reader.sector_size = sector;
	ewf->reader.grain = chunk_size;
	return 0;
}

static int
open_reader(struct ewf *ewf, const char *path, struct error *e)
{
	if (ewf_files_find(&ewf->files, path, e) || open_files_allow(ewf->files.n, path, e) ||
	    open_handle(ewf, path, e) || read_geometry(ewf, path, e))
		return -1;
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
	ewf->stored = memory_new(ewf->stored_size);
	return 0;
}

int
reader_open_ewf(struct reader **out, const char *path, struct error *e)
{
	static const struct reader_kind kind = {ewf_read, ewf_map, ewf_facts, ewf_close};
	struct ewf *ewf = memory_zero(1, sizeof *ewf);

	ewf->reader.kind = &kind;
	ewf->reader.container = "ewf";
	if (open_reader(ewf, path, e)) {
		ewf_close(&ewf->reader);
		return -1;
	}
	*out = &ewf->reader;
	return 0;
}
