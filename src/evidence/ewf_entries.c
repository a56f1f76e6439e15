/* SPDX-License-Identifier: Apache-2.0 */
/* The files of logical evidence (L01, Lx01) as libewf reads their list. */
#include <config.h>
#include <libewf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/entries.h"
#include "evidence/ewf_metadata.h"

struct gathering {
	struct entries *all;
	struct buffer path;
};

/* The entry's name behind the path of its folder; a slash in it is no folder. */
static void
add_name(struct gathering *g, libewf_file_entry_t *x)
{
	char name[4096];
	size_t n = 0;

	if (libewf_file_entry_get_utf8_name_size(x, &n, NULL) != 1 || n < 2 || n > sizeof name ||
	    libewf_file_entry_get_utf8_name(x, (uint8_t *)name, n, NULL) != 1)
		n = (size_t)snprintf(name, sizeof name, "unnamed-%zu", g->all->n + 1) + 1;
	for (size_t i = 0; i + 1 < n; i++)
		if (name[i] == '/')
			name[i] = '_';
	if (g->path.n)
		buffer_add_byte(&g->path, '/');
	buffer_add(&g->path, name, n - 1);
}

static void
add_times(struct entry *out, libewf_file_entry_t *x)
{
	uint32_t t;

	if (libewf_file_entry_get_modification_time(x, &t, NULL) == 1)
		out->times[0] = t;
	if (libewf_file_entry_get_access_time(x, &t, NULL) == 1)
		out->times[1] = t;
	if (libewf_file_entry_get_entry_modification_time(x, &t, NULL) == 1)
		out->times[2] = t;
	if (libewf_file_entry_get_creation_time(x, &t, NULL) == 1)
		out->times[3] = t;
}

/* What equals another file's content may be stored there alone. */
static void
add_place(struct entry *out, libewf_file_entry_t *x)
{
	off64_t offset = -1, other = -1;
	size64_t size = 0;

	if (libewf_file_entry_get_size(x, &size, NULL) == 1)
		out->told = size;
	if (libewf_file_entry_get_media_data_size(x, &size, NULL) != 1 ||
	    libewf_file_entry_get_media_data_offset(x, &offset, NULL) != 1)
		return;
	if (libewf_file_entry_get_duplicate_media_data_offset(x, &other, NULL) == 1 && other > 0)
		offset = other;
	if (offset < 0)
		return;
	out->offset = (uint64_t)offset;
	/* The last sector may be counted in. */
	out->size = size < out->told || out->told == 0 ? size : out->told;
}

static void gather(struct gathering *g, libewf_file_entry_t *folder, unsigned depth);

static void
take(struct gathering *g, libewf_file_entry_t *x, unsigned depth)
{
	size_t before = g->path.n;
	uint8_t type = 0;
	int children = 0;

	add_name(g, x);
	libewf_file_entry_get_type(x, &type, NULL);
	libewf_file_entry_get_number_of_sub_file_entries(x, &children, NULL);
	if (type != LIBEWF_FILE_ENTRY_TYPE_DIRECTORY && g->all->n < ENTRIES_MAX) {
		struct entry *out = entries_add(g->all, g->path.data, g->path.n);

		add_place(out, x);
		add_times(out, x);
	} else if (g->all->n >= ENTRIES_MAX) {
		g->all->cut = true;
	}
	if (children > 0)
		gather(g, x, depth + 1);
	g->path.n = before;
}

static void
gather(struct gathering *g, libewf_file_entry_t *folder, unsigned depth)
{
	int n = 0;

	if (depth > ENTRIES_DEPTH_MAX ||
	    libewf_file_entry_get_number_of_sub_file_entries(folder, &n, NULL) != 1) {
		g->all->cut = true;
		return;
	}
	for (int i = 0; i < n && g->all->n < ENTRIES_MAX; i++) {
		libewf_file_entry_t *x = NULL;

		if (libewf_file_entry_get_sub_file_entry(folder, i, &x, NULL) == 1)
			take(g, x, depth);
		else
			g->all->cut = true;
		if (x)
			libewf_file_entry_free(&x, NULL);
	}
}

/* ---- Equal paths ---- */

static int
by_path(const void *a, const void *b, void *ctx)
{
	const struct entries *all = ctx;
	const struct entry *x = &all->v[*(const size_t *)a], *y = &all->v[*(const size_t *)b];
	size_t n = x->path_n < y->path_n ? x->path_n : y->path_n;
	int order = memcmp(all->paths.data + x->path, all->paths.data + y->path, n);

	if (order == 0 && x->path_n != y->path_n)
		order = x->path_n < y->path_n ? -1 : 1;
	return order ? order : *(const size_t *)a < *(const size_t *)b ? -1 : 1;
}

static void
mark_equal(struct entries *all)
{
	size_t *order = memory_new((all->n + 1) * sizeof *order);

	for (size_t i = 0; i < all->n; i++)
		order[i] = i;
	if (all->n)
		qsort_r(order, all->n, sizeof *order, by_path, all);
	for (size_t i = 1; i < all->n; i++) {
		const struct entry *x = &all->v[order[i - 1]];
		struct entry *y = &all->v[order[i]];

		y->known_twice =
			x->path_n == y->path_n && memcmp(all->paths.data + x->path,
							 all->paths.data + y->path, x->path_n) == 0;
	}
	free(order);
}

struct entries *
ewf_entries(libewf_handle_t *handle)
{
	struct gathering g = {.all = NULL};
	libewf_file_entry_t *root = NULL;

	if (libewf_handle_get_root_file_entry(handle, &root, NULL) != 1 || !root)
		return NULL;
	g.all = memory_zero(1, sizeof *g.all);
	gather(&g, root, 0);
	libewf_file_entry_free(&root, NULL);
	mark_equal(g.all);
	buffer_release(&g.path);
	return g.all;
}
