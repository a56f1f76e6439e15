/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/disk.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/whole_io.h"

#define SPARSE_STEP 4096u

static int
check_bounds(const struct region *r, uint64_t offset, size_t n, struct error *e)
{
	if (offset > r->size || n > r->size - offset)
		return error_set(e, ERROR_INPUT,
				 "%zu bytes at %llu do not fit in a volume of %llu bytes", n,
				 (unsigned long long)offset, (unsigned long long)r->size);
	return 0;
}

int
region_write(const struct region *r, uint64_t offset, const void *p, size_t n, struct error *e)
{
	if (check_bounds(r, offset, n, e))
		return -1;
	if (write_whole_at(r->disk->fd, p, n, r->offset + offset) < n)
		return error_system(e, "cannot write %s", r->disk->path);
	return 0;
}

int
region_write_sparse(const struct region *r, uint64_t offset, const void *p, size_t n,
		    struct error *e)
{
	const char *bytes = p;

	for (size_t at = 0, k; at < n; at += k) {
		k = n - at < SPARSE_STEP ? n - at : SPARSE_STEP;
		if (!bytes[at] && !memcmp(bytes + at, bytes + at + 1, k - 1))
			continue;
		if (region_write(r, offset + at, bytes + at, k, e))
			return -1;
	}
	return 0;
}

int
region_read(const struct region *r, uint64_t offset, void *p, size_t n, struct error *e)
{
	if (check_bounds(r, offset, n, e))
		return -1;
	if (read_whole_at(r->disk->fd, p, n, r->offset + offset) < n)
		return error_system(e, "cannot read %s back", r->disk->path);
	return 0;
}

void
extents_add(struct extents *x, uint64_t offset, uint64_t size)
{
	if (x->n && x->v[x->n - 1].offset + x->v[x->n - 1].size == offset) {
		x->v[x->n - 1].size += size;
		return;
	}
	if (x->n == x->cap) {
		x->cap = x->cap ? x->cap * 2 : 16;
		x->v = memory_resize_array(x->v, x->cap, sizeof *x->v);
	}
	x->v[x->n++] = (struct extent){offset, size};
}

void
extents_release(struct extents *x)
{
	free(x->v);
	*x = (struct extents){0};
}
