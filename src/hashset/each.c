/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/each.h"

#include <sys/mman.h>

#define PARTS (DIGEST_KINDS + 1) /* and PDQ */

struct each {
	const struct hashset *set;
	int (*fn)(void *ctx, const struct each_entry *x, struct error *e);
	void *ctx;
	/* Where each row's digests stand, plus one; 0: it has none of that kind. */
	uint32_t *position[PARTS];
	size_t mapped;
};

/* As much address space as there are rows; memory comes as it is used. */
static int
map_positions(struct each *x, struct error *e)
{
	x->mapped = (size_t)(hashset_rows(x->set) + 1) * sizeof **x->position;
	for (int part = 0; part < PARTS; part++) {
		void *p = mmap(NULL, x->mapped, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p == MAP_FAILED)
			return error_system(e, "no memory to put the entries in order");
		x->position[part] = p;
	}
	return 0;
}

/* Gives bare digests out and notes where those of rows stand. */
static int
go_through_kind(struct each *x, enum digest_kind kind, struct error *e)
{
	for (uint32_t at = 0; at < hashset_keys(x->set, kind); at++) {
		struct each_entry one = {.quality = PDQ_NO_QUALITY};
		if (hashset_entry(x->set, kind, at, &one.entry, e))
			return -1;
		if (one.entry.row) {
			x->position[kind][one.entry.number] = at + 1;
			continue;
		}
		one.digest[kind] = hashset_key(x->set, kind, at);
		if (x->fn(x->ctx, &one, e))
			return -1;
	}
	return 0;
}

static int
go_through_pdq(struct each *x, struct error *e)
{
	const unsigned char *values;
	uint64_t n = hashset_pdq(x->set, &values);
	for (uint64_t at = 0; at < n; at++) {
		struct each_entry one = {.pdq = values + at * PDQ_SIZE,
					 .quality = hashset_pdq_quality(x->set, at)};
		if (hashset_pdq_entry(x->set, at, &one.entry, e))
			return -1;
		if (one.entry.row)
			x->position[DIGEST_KINDS][one.entry.number] = (uint32_t)at + 1;
		else if (x->fn(x->ctx, &one, e))
			return -1;
	}
	return 0;
}

static int
go_through_row(struct each *x, uint32_t row, struct error *e)
{
	struct each_entry one = {.quality = PDQ_NO_QUALITY};
	const unsigned char *values;
	bool any = false;
	if (hashset_row(x->set, row, &one.entry, e))
		return -1;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		uint32_t at = x->position[kind][row];
		if (at == 0)
			continue;
		one.digest[kind] = hashset_key(x->set, (enum digest_kind)kind, at - 1);
		any = true;
	}
	if (x->position[DIGEST_KINDS][row] > 0) {
		uint32_t at = x->position[DIGEST_KINDS][row] - 1;
		hashset_pdq(x->set, &values);
		one.pdq = values + (size_t)at * PDQ_SIZE;
		one.quality = hashset_pdq_quality(x->set, at);
		any = true;
	}
	if (!any)
		return error_set(e, ERROR_INPUT, "%s has an entry without digests",
				 hashset_path(x->set));
	return x->fn(x->ctx, &one, e);
}

int
hashset_each(const struct hashset *s,
	     int (*fn)(void *ctx, const struct each_entry *x, struct error *e), void *ctx,
	     struct error *e)
{
	struct each x = {.set = s, .fn = fn, .ctx = ctx};
	int status = map_positions(&x, e);
	for (int kind = 0; kind < DIGEST_KINDS && status == 0; kind++)
		status = go_through_kind(&x, (enum digest_kind)kind, e);
	if (status == 0)
		status = go_through_pdq(&x, e);
	for (uint64_t row = 0; row < hashset_rows(s) && status == 0; row++)
		status = go_through_row(&x, (uint32_t)row, e);
	for (int part = 0; part < PARTS; part++) {
		if (x.position[part])
			munmap(x.position[part], x.mapped);
	}
	return status;
}
