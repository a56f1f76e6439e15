/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any lines as the stream of another run, for winnow-carve --finish: what is taken from them is
 * given on whole and in order of addresses, and joining takes it without harm, whatever it says.
 */
#include <stdlib.h>

#include "carve/source_parts.h"
#include "carve/unfinished.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SPACE	   ((size_t)1 << 16) /* bytes, all zero */
#define BUDGET	   ((uint64_t)1 << 20)
#define ROUNDS_MAX 8

static const unsigned char zeros[SPACE];

struct catcher {
	struct emitter emitter;
	struct buffer kept;
};

static int
catch_kept(struct emitter *self, struct span bytes, struct error *e)
{
	(void)e;
	buffer_add(&((struct catcher *)self)->kept, bytes.p, bytes.n);
	return 0;
}

static void
take_lines(struct buffer *all, const char *p, size_t n)
{
	struct record record = RECORD_EMPTY;

	while (n) {
		const char *end = memchr(p, '\n', n);
		size_t line = end ? (size_t)(end - p) : n;
		struct error e = {0};

		if (record_scan(&record, p, line, &e) == 0)
			unfinished_add(all, &record, &e);
		p += end ? line + 1 : line;
		n -= end ? line + 1 : line;
	}
	record_release(&record);
}

static void
one_round(struct joining *j)
{
	struct join_outcome outcome;

	for (size_t i = 0; i < j->n; i++) {
		if (!j->v[i].due)
			continue;
		joining_try(j, i, &outcome);
		joining_take(j, i, &outcome);
	}
	joining_settle(j);
}

static void
join_all(struct span kept)
{
	struct space_plan plan = SPACE_PLAN_EMPTY;
	struct extents x = EXTENTS_EMPTY;
	struct buffer blob = BUFFER_EMPTY;
	struct bytes_memory memory;
	struct joining j;
	struct space space;
	struct error e = {0};

	bytes_memory_init(&memory, zeros, SPACE);
	extents_add(&x, 0, SPACE);
	space_plan_region(&plan, &x, 1);
	space_plan_blob(&plan, &blob);
	if (space_open(&space, buffer_span(&blob), &memory.bytes, &e))
		abort();
	carve_join_begin(&j, kept, BUDGET, &space);
	for (unsigned round = 0; joining_due(&j); round++) {
		if (round == ROUNDS_MAX)
			abort();
		one_round(&j);
	}
	joining_release(&j);
	buffer_release(&blob);
	space_plan_release(&plan);
	extents_release(&x);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct catcher catcher = {.emitter = {.keep = catch_kept}, .kept = BUFFER_EMPTY};
	struct buffer all = BUFFER_EMPTY;
	struct error e = {0};

	take_lines(&all, (const char *)data, size);
	unfinished_keep(buffer_span(&all), "00", SPACE, &catcher.emitter, &e);
	if (catcher.kept.n > all.n)
		abort();
	if (catcher.kept.n)
		join_all(buffer_span(&catcher.kept));
	buffer_release(&catcher.kept);
	buffer_release(&all);
	return 0;
}
