/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/library_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define STEP  ((size_t)65536)
#define RETRY ((size_t)4096) /* a bad place costs at most this much */

struct library_reader {
	struct reader reader;
	const struct library_handle *kind;
	void **handles;
	size_t n;
	struct reader_facts facts;
	struct sparse_map *map; /* or NULL */
};

static void
read_small(struct library_reader *x, uint64_t offset, unsigned char *buf, size_t n)
{
	while (n) {
		size_t step = RETRY - (size_t)(offset % RETRY);

		if (step > n)
			step = n;
		if (x->kind->read(x->handles[0], buf, step, (int64_t)offset) != (ssize_t)step) {
			memset(buf, 0, step);
			faults_add(&x->reader.faults, offset, step);
		}
		offset += step;
		buf += step;
		n -= step;
	}
}

static void
library_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct library_reader *x = (struct library_reader *)r;

	while (n) {
		size_t step = STEP - (size_t)(offset % STEP);

		if (step > n)
			step = n;
		if (x->kind->read(x->handles[0], buf, step, (int64_t)offset) != (ssize_t)step)
			read_small(x, offset, buf, step);
		offset += step;
		buf += step;
		n -= step;
	}
}

static void
add(struct buffer *to, const struct buffer *from)
{
	if (to->n && from->n)
		buffer_add_byte(to, ',');
	buffer_add(to, from->data, from->n);
}

static void
library_facts(struct reader *r, struct reader_facts *facts)
{
	struct library_reader *x = (struct library_reader *)r;

	facts->segments = x->facts.segments;
	add(&facts->acquisition, &x->facts.acquisition);
	add(&facts->stored, &x->facts.stored);
	add(&facts->notes, &x->facts.notes);
}

static void
library_close(struct reader *r)
{
	struct library_reader *x = (struct library_reader *)r;

	/* A child before the parents that it reads from. */
	for (size_t i = 0; i < x->n; i++)
		x->kind->free(x->handles[i]);
	sparse_map_close(&x->map);
	buffer_release(&x->facts.acquisition);
	buffer_release(&x->facts.stored);
	buffer_release(&x->facts.notes);
	free(x->handles);
	free(x);
}

struct reader *
library_reader_new(const struct library_handle *kind, void *const *handles, size_t n,
		   const char *container, uint64_t size, const struct reader_facts *facts)
{
	static const struct reader_kind reads = {library_read, NULL, library_facts, library_close};
	struct library_reader *x = memory_zero(1, sizeof *x);

	reader_init(&x->reader, &reads, container, size, STEP);
	x->kind = kind;
	x->handles = memory_zero(n, sizeof *x->handles);
	memcpy(x->handles, handles, n * sizeof *x->handles);
	x->n = n;
	x->facts = *facts;
	return &x->reader;
}

static uint64_t
library_hole(struct reader *r, uint64_t offset)
{
	return sparse_map_hole(((struct library_reader *)r)->map, offset);
}

void
library_reader_take_map(struct reader *reader, struct sparse_map *map)
{
	((struct library_reader *)reader)->map = map;
	reader->hole = map ? library_hole : NULL;
}
