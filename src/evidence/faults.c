/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/faults.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TOLD 5 /* places named in a text */

/* Places that touch become one. */
static struct fault_place *
find(struct faults *f, uint64_t offset, uint64_t end)
{
	for (size_t i = 0; i < f->n; i++)
		if (offset <= f->v[i].end && end >= f->v[i].offset)
			return &f->v[i];
	return NULL;
}

static struct fault_place *
make_room(struct faults *f)
{
	struct fault_place *oldest = &f->v[0];

	if (f->n < FAULT_PLACES)
		return &f->v[f->n++];
	for (size_t i = 1; i < f->n; i++)
		if (f->v[i].seen < oldest->seen)
			oldest = &f->v[i];
	if (oldest->seen > f->lost)
		f->lost = oldest->seen;
	return oldest;
}

void
faults_add(struct faults *f, uint64_t offset, uint64_t length)
{
	struct fault_place *p = find(f, offset, offset + length);

	if (length == 0)
		return;
	f->total += length;
	if (!p) {
		p = make_room(f);
		*p = (struct fault_place){offset, offset + length, 0};
	}
	if (offset < p->offset)
		p->offset = offset;
	if (offset + length > p->end)
		p->end = offset + length;
	p->seen = f->total;
}

static int
by_offset(const void *a, const void *b)
{
	const struct fault_place *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

void
faults_text(const struct faults *f, uint64_t before, uint64_t from, uint64_t to, struct buffer *out)
{
	struct fault_place v[FAULT_PLACES];
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].seen > before && f->v[i].offset < to && f->v[i].end > from)
			v[n++] = f->v[i];
	qsort(v, n, sizeof *v, by_offset);
	for (size_t i = 0; i < n && i < TOLD; i++) {
		buffer_add_text(out, i == 0 ? "bytes " : i + 1 == n ? " and " : ", ");
		buffer_add_format(out, "%" PRIu64 " to %" PRIu64, v[i].offset, v[i].end - 1);
	}
	if (n > TOLD || (n && f->lost > before))
		buffer_add_text(out, " and others");
}
