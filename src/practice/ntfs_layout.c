/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files whose pieces lie where a recipe says: libntfs-3g gives clusters as it likes, so a file gets
 * some at first and then those that were planned in their place.
 */
#include "practice/ntfs.h"

#include <ntfs-3g/bitmap.h>
#include <ntfs-3g/lcnalloc.h>
#include <ntfs-3g/runlist.h>
#include <stdlib.h>

#define BITMAP_STEP 65536u /* bytes */

/* ---- What is free ---- */

struct search {
	uint64_t need, run, found; /* found: the cluster behind the run, or 0 */
};

static bool
look_at(struct search *s, const unsigned char *bits, uint64_t from, uint64_t first, uint64_t end)
{
	for (uint64_t c = from; c < end; c++) {
		unsigned char byte = bits[(c - first) / 8];

		s->run = byte >> (c % 8) & 1 ? 0 : s->run + 1;
		if (s->run >= s->need) {
			s->found = c + 1;
			return true;
		}
	}
	return false;
}

uint64_t
ntfs_find(struct fs *fs, uint64_t from, uint64_t count)
{
	uint64_t cluster = fs->volume->cluster_size, end = (uint64_t)fs->volume->nr_clusters;
	uint64_t at = from ? (from + cluster - 1) / cluster : fs->go_on;
	unsigned char *bits = malloc(BITMAP_STEP);
	struct search s = {.need = count};

	while (bits && at < end && !s.found) {
		uint64_t first = at / 8 * 8, next = first + BITMAP_STEP * 8u;
		s64 n;

		next = next < end ? next : end;
		n = (s64)((next - first + 7) / 8);
		if (ntfs_attr_pread(fs->volume->lcnbmp_na, (s64)(first / 8), n, bits) != n)
			break;
		look_at(&s, bits, at, first, next);
		at = next;
	}
	free(bits);
	return s.found ? (s.found - count) * cluster : 0;
}

/* ---- What is given ---- */

/* The clusters of one piece, marked in the bitmap: libntfs-3g has its own mind on where to look. */
static int
take_piece(struct fs *fs, const struct layout_piece *p, runlist_element *to, struct error *e)
{
	int64_t cluster = fs->volume->cluster_size;

	*to = (runlist_element){.vcn = (int64_t)p->file_offset / cluster,
				.lcn = (int64_t)p->offset / cluster,
				.length = (int64_t)p->size / cluster};
	if (ntfs_find(fs, p->offset, (uint64_t)to->length) != p->offset)
		return error_set(e, ERROR_INPUT, "its place is taken by now");
	if (ntfs_bitmap_set_run(fs->volume->lcnbmp_na, to->lcn, to->length))
		return ntfs_failed("take clusters", e);
	fs->volume->free_clusters -= to->length;
	return 0;
}

static runlist *
planned_list(struct fs *fs, const struct layout *layout, struct error *e)
{
	runlist *list = calloc(layout->n + 1, sizeof *list); /* libntfs-3g frees it */
	size_t n = 0;

	if (!list) {
		error_set(e, ERROR_SYSTEM, "out of memory");
		return NULL;
	}
	for (; n < layout->n; n++) {
		if (take_piece(fs, &layout->v[n], &list[n], e)) {
			free(list);
			return NULL;
		}
	}
	list[n] = (runlist_element){.vcn = list[n - 1].vcn + list[n - 1].length, .lcn = LCN_ENOENT};
	return list;
}

int
ntfs_place(struct fs *fs, ntfs_attr *data, const struct layout *layout, struct error *e)
{
	const struct layout_piece *last = &layout->v[layout->n - 1];
	runlist *list;

	/* Whole clusters at first: so it does not stay in its record, however small it is. */
	if (ntfs_attr_truncate(data, (s64)(last->file_offset + last->size)) ||
	    ntfs_attr_map_whole_runlist(data))
		return ntfs_failed("find room for a file", e);
	if (!NAttrNonResident(data))
		return error_set(e, ERROR_INPUT, "it is too small to have a place of its own");
	if (ntfs_cluster_free_from_rl(fs->volume, data->rl))
		return ntfs_failed("free clusters", e);
	if (!(list = planned_list(fs, layout, e)))
		return -1;
	free(data->rl);
	data->rl = list;
	if (ntfs_attr_update_mapping_pairs(data, 0))
		return ntfs_failed("list a file's clusters", e);
	return 0;
}
