/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carving over hostile bytes in hostile layouts. Input: a byte for the step, a byte n, n extents of
 * three bytes each (gap, length as 16 bits), then the backing. The whole input is
 * also tried as the blob of a space.
 */
#include <stdlib.h>
#include <string.h>

#include "carve/record.h"
#include "carve/search.h"
#include "record/record.h"

static void
must(int holds)
{
	if (!holds)
		abort();
}

struct seen {
	const struct space *space;
	uint64_t from, to; /* of the job */
	uint64_t last;
};

/* What any find must be, and its record a record. */
static int
found(void *ctx, const struct find *f, struct error *e)
{
	struct seen *s = ctx;
	struct carve_runs runs = {NULL, 0, 0};
	struct carve_record r = {.where = {"\"evidence\":\"x\"", 14},
				 .id = "@0",
				 .origin = "carved",
				 .find = f,
				 .runs = &runs};
	struct bytes_slice file;
	struct buffer line = BUFFER_EMPTY;
	struct record scanned = RECORD_EMPTY;

	must(f->start >= s->from && f->start < s->to && f->start >= s->last);
	must(f->end > f->start && f->end <= space_region_at(s->space, f->start).end);
	must(f->walk.length == f->end - f->start && f->walk.state != MEDIA_NOT);
	s->last = f->end;
	for (uint64_t at = f->start; at < f->end; at += 64) /* in many pieces, as a disk has them */
		carve_runs_add(&runs, at * 2, f->end - at < 64 ? f->end - at : 64);
	carve_record_write(&r, &line);
	bytes_slice_init(&file, f->bytes, f->start, f->walk.length);
	carve_record_children(&r, &file.bytes, &line);
	for (const char *p = line.data, *end = p + line.n; p < end;) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		must(newline && record_scan(&scanned, p, (size_t)(newline - p), e) == 0);
		p = newline + 1;
	}
	record_release(&scanned);
	buffer_release(&line);
	carve_runs_release(&runs);
	return 0;
}

static void
search(const struct space *s, uint64_t job)
{
	struct seen seen = {.space = s};
	struct search search = {s, search_formats(), 0, found, NULL, &seen, NULL};
	struct searcher *x = searcher_new(&search);
	struct error e = {0};

	for (size_t i = 0; i < s->nregions; i++) {
		struct space_region r = space_region(s, i);

		for (uint64_t at = r.start; at < r.end; at += job) {
			seen.from = seen.last = at;
			seen.to = r.end - at > job ? at + job : r.end;
			must(searcher_run(x, seen.from, seen.to, &e) == 0);
		}
	}
	searcher_free(&x);
}

static void
try_blob(const uint8_t *data, size_t size)
{
	static const unsigned char backing[4096];
	struct bytes_memory memory;
	struct error e = {0};
	struct space s;

	bytes_memory_init(&memory, backing, sizeof backing);
	/* A blob may name one place over and over; so much of that is enough. */
	if (space_open(&s, (struct span){(const char *)data, size}, &memory.bytes, &e) == 0 &&
	    s.size < 1 << 20)
		search(&s, 4096);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct space_plan plan = SPACE_PLAN_EMPTY;
	struct extents x = EXTENTS_EMPTY;
	struct buffer blob = BUFFER_EMPTY;
	struct bytes_memory memory;
	struct space s;
	struct error e = {0};

	try_blob(data, size);
	if (size < 2 || size < 2 + 3 * (size_t)data[1])
		return 0;
	size_t n = data[1], head = 2 + 3 * n;
	uint64_t at = 0;
	bytes_memory_init(&memory, data + head, size - head);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *p = data + 2 + 3 * i;

		extents_add(&x, at + p[0], le16(p + 1));
		at += p[0] + (uint64_t)le16(p + 1);
	}
	if (n == 0)
		extents_add(&x, 0, size - head);
	extents_sort(&x);
	extents_clip(&x, 0, size - head);
	space_plan_region(&plan, &x, data[0] % 64 + 1u);
	space_plan_blob(&plan, &blob);
	must(space_open(&s, buffer_span(&blob), &memory.bytes, &e) == 0);
	search(&s, UINT64_MAX / 2);
	search(&s, 100);
	space_plan_release(&plan);
	extents_release(&x);
	buffer_release(&blob);
	return 0;
}
