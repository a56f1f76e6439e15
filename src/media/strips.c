/* SPDX-License-Identifier: Apache-2.0 */
#include "media/strips.h"

#include <stdlib.h>

#include "base/memory.h"

void
strips_add(struct strips *s, const struct strip *one)
{
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 16;
		s->v = memory_resize_array(s->v, s->room, sizeof *s->v);
	}
	s->v[s->n++] = *one;
}

static int
by_place(const void *a, const void *b)
{
	const struct strip *p = a, *q = b;

	return p->at < q->at ? -1 : p->at > q->at;
}

void
strips_sort(struct strips *s)
{
	if (s->n)
		qsort(s->v, s->n, sizeof *s->v, by_place);
}

void
strips_release(struct strips *s)
{
	free(s->v);
	free(s->tables);
	*s = (struct strips){.n = 0};
}
