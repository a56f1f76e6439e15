/* SPDX-License-Identifier: Apache-2.0 */
/* Which names a holder has given: 8 bytes each, since an archive can hold millions. */
#include <stdlib.h>

#include "base/memory.h"
#include "evidence/inside_parts.h"

struct name_set {
	uint64_t *v; /* 0: free */
	size_t n, cap;
};

struct name_set *
name_set_new(void)
{
	struct name_set *s = memory_zero(1, sizeof *s);

	s->cap = 64;
	s->v = memory_zero(s->cap, sizeof *s->v);
	return s;
}

void
name_set_free(struct name_set **s)
{
	if (*s)
		free((*s)->v);
	free(*s);
	*s = NULL;
}

/*
 * FNV-1a; names that meet in it by accident get a number they would not need, the same each time.
 */
static uint64_t
digest(const char *p, size_t n, unsigned number)
{
	uint64_t h = 0xcbf29ce484222325u ^ number;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
	h ^= h >> 29;
	return h ? h : 1;
}

/* false: it was there. */
static bool
put(struct name_set *s, uint64_t h)
{
	size_t at = (size_t)h & (s->cap - 1);

	while (s->v[at] && s->v[at] != h)
		at = (at + 1) & (s->cap - 1);
	if (s->v[at] == h)
		return false;
	s->v[at] = h;
	s->n++;
	return true;
}

static void
grow(struct name_set *s)
{
	struct name_set larger = {memory_zero(2 * s->cap, sizeof *s->v), 0, 2 * s->cap};

	for (size_t i = 0; i < s->cap; i++)
		if (s->v[i])
			put(&larger, s->v[i]);
	free(s->v);
	*s = larger;
}

unsigned
name_set_add(struct name_set *s, const char *p, size_t n)
{
	unsigned number = 1;

	if (s->n >= s->cap / 2)
		grow(s);
	while (!put(s, digest(p, n, number)))
		number++;
	return number;
}
