/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chunks without a table, as an acquisition leaves them that was cut off: each is a zlib stream,
 * which tells its own end, or plain bytes and their checksum. The first one stands at the start of
 * its section, and each where the one before ends.
 */
#include <config.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/ewf.h"

#define ADLER	   4
#define CHUNKS_MAX ((uint32_t)4 << 20) /* of one section: more than any program writes into it */
#define GROW	   4096
/* An unfinished section holds 2 GiB at most; a hostile file should not cost hours. */
#define UNPACKED_MAX ((uint64_t)8 << 30)

struct search {
	struct libdeflate_decompressor *decompressor;
	const struct ewf_segment *s;
	size_t chunk_size, room; /* room: of stored */
	unsigned char *stored, *plain;
};

static bool
is_zlib(const unsigned char *p)
{
	return (p[0] & 0x0f) == 8 && (p[0] << 8 | p[1]) % 31 == 0;
}

/* How many bytes the chunk takes that begins the n stored bytes; 0: there is none. */
static size_t
measure(const struct search *x, size_t n)
{
	size_t used = 0, got = 0;

	if (n > ADLER && is_zlib(x->stored) &&
	    libdeflate_zlib_decompress_ex(x->decompressor, x->stored, n, x->plain, x->chunk_size,
					  &used, &got) == LIBDEFLATE_SUCCESS &&
	    got > 0)
		return used;
	if (n >= x->chunk_size + ADLER &&
	    libdeflate_adler32(1, x->stored, x->chunk_size) == le32(x->stored + x->chunk_size))
		return x->chunk_size + ADLER;
	return 0;
}

static void
add(struct ewf_table *t, uint64_t offset)
{
	if (t->n % GROW == 0)
		t->found = memory_resize_array(t->found, t->n + GROW, sizeof *t->found);
	t->found[t->n++] = offset;
}

static void
go_through(struct search *x, struct ewf_table *t, uint64_t *searched)
{
	uint64_t at = t->start;

	while (at < t->end && t->n < CHUNKS_MAX && *searched < UNPACKED_MAX) {
		size_t n = t->end - at < x->room ? (size_t)(t->end - at) : x->room;
		size_t used = ewf_segment_read(x->s, at, x->stored, n) ? measure(x, n) : 0;

		if (used == 0)
			break;
		add(t, at);
		at += used;
		*searched += x->chunk_size;
	}
}

bool
ewf_table_search(struct ewf_table *t, struct ewf_index *index, const struct ewf_segment *s)
{
	struct search x = {.s = s, .chunk_size = index->geometry.chunk_size};

	t->n = 0;
	t->found = NULL;
	if (index->geometry.size == 0 || !(x.decompressor = libdeflate_alloc_decompressor()))
		return false;
	x.room = x.chunk_size + x.chunk_size / 8 + 1024;
	x.stored = memory_new(x.room);
	x.plain = memory_new(x.chunk_size);
	go_through(&x, t, &index->searched);
	free(x.stored);
	free(x.plain);
	libdeflate_free_decompressor(x.decompressor);
	return t->n > 0;
}
