/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/sort.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "hashset/outfile.h"

#define MERGE_BUFFER_MIN ((size_t)4096)
#define MERGE_BUFFER_MAX ((size_t)1 << 20)

/* A sorted run, in the spill file or (the last one) in memory, and where reading it stands. */
struct run {
	uint64_t offset, left;		 /* bytes of the spill file not read yet */
	const unsigned char *next, *end; /* read and not given out */
	unsigned char *buffer;
	uint64_t head; /* first bytes of *next, to compare quickly */
};

struct sorter {
	struct sort_budget *budget;
	struct sorter *sibling;
	size_t width;
	uint64_t count;
	unsigned char
		*records; /* address space of the budget's limit; pages come as they are used */
	size_t n;
	int spill; /* -1: none yet */
	uint64_t spilled;
	struct run *runs;
	size_t nruns;
	size_t *heap; /* run numbers, the smallest record's first */
	size_t nheap;
	bool reading, given;
};

void
sort_budget_init(struct sort_budget *b, size_t limit, const char *dir)
{
	assert(limit >= SORT_MEMORY_MIN);
	*b = (struct sort_budget){.limit = limit / 4 * 3, .dir = dir};
}

int
sorter_open(struct sorter **out, struct sort_budget *b, size_t width, struct error *e)
{
	assert(width >= sizeof(uint64_t) && width <= SORT_WIDTH_MAX);
	void *room = mmap(NULL, b->limit, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED)
		return error_system(e, "no memory for sorting (%zu MiB); give less with --memory",
				    b->limit >> 20);
	struct sorter *s = memory_zero(1, sizeof *s);
	s->budget = b;
	s->width = width;
	s->records = room;
	s->spill = -1;
	s->sibling = b->first;
	b->first = s;
	*out = s;
	return 0;
}

static void
leave_budget(struct sorter *s)
{
	struct sorter **at = &s->budget->first;
	while (*at != s)
		at = &(*at)->sibling;
	*at = s->sibling;
	s->budget->used -= s->n * s->width;
}

void
sorter_close(struct sorter **sorter)
{
	struct sorter *s = *sorter;
	if (!s)
		return;
	leave_budget(s);
	munmap(s->records, s->budget->limit);
	if (s->spill >= 0)
		close(s->spill);
	for (size_t i = 0; i < s->nruns; i++)
		free(s->runs[i].buffer);
	free(s->runs);
	free(s->heap);
	free(s);
	*sorter = NULL;
}

uint64_t
sorter_count(const struct sorter *s)
{
	return s->count;
}

/* Writes what is in memory as one more run and gives the pages back. */
static int
spill(struct sorter *s, struct error *e)
{
	if (s->n == 0)
		return 0;
	if (s->spill < 0 && (s->spill = outfile_scratch(s->budget->dir, e)) < 0)
		return -1;
	sort_records(s->records, s->n, s->width);
	size_t bytes = s->n * s->width;
	if (outfile_write_all(s->spill, s->records, bytes, e))
		return -1;
	s->runs = memory_resize_array(s->runs, s->nruns + 1, sizeof *s->runs);
	s->runs[s->nruns++] = (struct run){.offset = s->spilled, .left = bytes};
	s->spilled += bytes;
	s->budget->used -= bytes;
	s->n = 0;
	madvise(s->records, s->budget->limit, MADV_DONTNEED);
	return 0;
}

static int
spill_largest(struct sort_budget *b, struct error *e)
{
	struct sorter *largest = NULL;
	for (struct sorter *s = b->first; s; s = s->sibling) {
		if (!s->reading && (!largest || s->n * s->width > largest->n * largest->width))
			largest = s;
	}
	return spill(largest, e);
}

int
sorter_add(struct sorter *s, const void *record, struct error *e)
{
	assert(!s->reading);
	if (s->budget->used + s->width > s->budget->limit && spill_largest(s->budget, e))
		return -1;
	memcpy(s->records + s->n * s->width, record, s->width);
	s->n++;
	s->count++;
	s->budget->used += s->width;
	return 0;
}

/* ---- Merging ---- */

static int
run_fill(struct sorter *s, struct run *r, size_t room, struct error *e)
{
	size_t want = r->left < room ? (size_t)r->left : room;
	if (want > 0 && outfile_read_at(s->spill, r->buffer, want, r->offset, e))
		return -1;
	r->offset += want;
	r->left -= want;
	r->next = r->buffer;
	r->end = r->buffer + want;
	return 0;
}

static size_t
merge_room(const struct sorter *s)
{
	size_t room = s->budget->limit / 3 / (s->nruns ? s->nruns : 1);
	if (room > MERGE_BUFFER_MAX)
		room = MERGE_BUFFER_MAX;
	if (room < MERGE_BUFFER_MIN)
		room = MERGE_BUFFER_MIN;
	return room / s->width * s->width;
}

static bool
run_less(const struct sorter *s, size_t a, size_t b)
{
	const struct run *x = &s->runs[a], *y = &s->runs[b];
	if (x->head != y->head)
		return x->head < y->head;
	return memcmp(x->next, y->next, s->width) < 0;
}

static void
heap_sink(struct sorter *s, size_t at)
{
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= s->nheap)
			return;
		if (child + 1 < s->nheap && run_less(s, s->heap[child + 1], s->heap[child]))
			child++;
		if (!run_less(s, s->heap[child], s->heap[at]))
			return;
		size_t held = s->heap[at];
		s->heap[at] = s->heap[child];
		s->heap[child] = held;
		at = child;
	}
}

static int
start_runs(struct sorter *s, struct error *e)
{
	size_t room = merge_room(s);
	for (size_t i = 0; i < s->nruns; i++) {
		struct run *r = &s->runs[i];
		if (r->left > 0) {
			r->buffer = memory_new(room);
			if (run_fill(s, r, room, e))
				return -1;
		}
		r->head = be64(r->next);
		s->heap[s->nheap++] = i;
	}
	for (size_t at = s->nheap / 2; at-- > 0;)
		heap_sink(s, at);
	return 0;
}

int
sorter_finish(struct sorter *s, bool others_grow, struct error *e)
{
	assert(!s->reading);
	if (others_grow && s->budget->used > s->budget->limit / 2 && spill(s, e))
		return -1;
	s->reading = true;
	if (s->n > 0) {
		sort_records(s->records, s->n, s->width);
		s->runs = memory_resize_array(s->runs, s->nruns + 1, sizeof *s->runs);
		s->runs[s->nruns++] =
			(struct run){.next = s->records, .end = s->records + s->n * s->width};
	}
	s->heap = memory_resize_array(NULL, s->nruns + 1, sizeof *s->heap);
	return start_runs(s, e);
}

/* Steps over the record given out last. */
static int
advance(struct sorter *s, struct error *e)
{
	struct run *r = &s->runs[s->heap[0]];
	r->next += s->width;
	if (r->next == r->end && r->left > 0 && run_fill(s, r, merge_room(s), e))
		return -1;
	if (r->next == r->end)
		s->heap[0] = s->heap[--s->nheap];
	else
		r->head = be64(r->next);
	heap_sink(s, 0);
	return 0;
}

int
sorter_next(struct sorter *s, const unsigned char **record, struct error *e)
{
	if (s->given && advance(s, e))
		return -1;
	s->given = s->nheap > 0;
	if (!s->given)
		return 0;
	*record = s->runs[s->heap[0]].next;
	return 1;
}
