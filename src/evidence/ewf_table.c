/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of the tables of chunks, read when they are wanted and kept by the page. */
#include <config.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/ewf.h"

#define ENTRY 4
#define FLAG  0x80000000u /* compressed */
#define PAGE  1024	  /* entries */
#define PAGES 64	  /* at once: entries of 2 GiB at the usual size of chunks */

struct ewf_pages {
	struct page {
		const struct ewf_table *table;
		uint32_t number;
		unsigned char entries[PAGE * ENTRY];
	} v[PAGES];
};

/* ---- A table as a whole ---- */

/* What one going-through of the entries tells. */
struct tally {
	uint32_t sum;	   /* Adler-32 */
	uint32_t overflow; /* the first entry whose offset passes 2^31; n: none */
	uint32_t before;
};

static void
tally_add(struct tally *y, const struct ewf_table *t, const unsigned char *entries, uint32_t first,
	  uint32_t n)
{
	y->sum = libdeflate_adler32(y->sum, entries, (size_t)n * ENTRY);
	for (uint32_t i = 0; i < n && y->overflow == t->n; i++) {
		uint32_t offset = le32(entries + (size_t)i * ENTRY) & ~FLAG;

		if (offset < y->before)
			y->overflow = first + i;
		y->before = offset;
	}
}

/* False when the entries cannot be read or their checksum does not hold. */
static bool
tally_make(struct tally *y, const struct ewf_table *t, const struct ewf_segment *s, uint64_t at)
{
	unsigned char buf[PAGE * ENTRY], sum[4];

	*y = (struct tally){1, t->n, 0};
	for (uint32_t i = 0; i < t->n; i += PAGE) {
		uint32_t n = t->n - i < PAGE ? t->n - i : PAGE;

		if (!ewf_segment_read(s, at + (uint64_t)i * ENTRY, buf, (size_t)n * ENTRY))
			return false;
		tally_add(y, t, buf, i, n);
	}
	if (!t->summed)
		return true;
	return ewf_segment_read(s, at + (uint64_t)t->n * ENTRY, sum, sizeof sum) &&
	       le32(sum) == y->sum;
}

/*
 * Once, before the first entry is used. A damaged table is replaced by its copy; where that is
 * damaged as well, by what is found where the chunks stand. At worst its entries are tried as they
 * are: each chunk has a checksum of its own.
 */
static void
check(struct ewf_index *index, struct ewf_table *t, const struct ewf_segment *s)
{
	struct ewf_table found = *t;
	struct tally y;

	t->state = EWF_TABLE_GOOD;
	if (tally_make(&y, t, s, t->entries)) {
		t->overflow = y.overflow;
		return;
	}
	index->tables_damaged++;
	if (t->copy && tally_make(&y, t, s, t->copy)) {
		t->entries = t->copy;
		t->overflow = y.overflow;
		return;
	}
	t->state = EWF_TABLE_SUSPECT;
	t->overflow = t->n;
	if (t->start == 0 || !ewf_table_search(&found, index, s))
		return;
	if (found.n >= t->n)
		t->found = found.found;
	else
		free(found.found);
}

/* ---- One entry ---- */

static const unsigned char *
page_of(struct ewf_index *index, const struct ewf_table *t, const struct ewf_segment *s,
	uint32_t number)
{
	struct page *page;
	uint32_t rest = t->n - number * PAGE;

	if (!index->pages)
		index->pages = memory_zero(1, sizeof *index->pages);
	page = &index->pages->v[((size_t)(t - index->v) * 16 + number) % PAGES];
	if (page->table == t && page->number == number)
		return page->entries;
	page->table = NULL;
	if (!ewf_segment_read(s, t->entries + (uint64_t)number * PAGE * ENTRY, page->entries,
			      (size_t)(rest < PAGE ? rest : PAGE) * ENTRY))
		return NULL;
	page->table = t;
	page->number = number;
	return page->entries;
}

/* Where chunk i of the table begins; false: it cannot be read. */
static bool
offset_of(struct ewf_index *index, const struct ewf_table *t, const struct ewf_segment *s,
	  uint32_t i, uint64_t *offset, bool *compressed)
{
	const unsigned char *page;
	uint32_t entry;

	if (t->found) {
		*offset = t->found[i];
		*compressed = true; /* both forms are tried */
		return true;
	}
	page = page_of(index, t, s, i / PAGE);
	if (!page)
		return false;
	entry = le32(page + (size_t)(i % PAGE) * ENTRY);
	*compressed = i < t->overflow && (entry & FLAG);
	*offset = t->base + (i < t->overflow ? entry & ~FLAG : entry);
	return true;
}

static struct ewf_table *
table_of(struct ewf_index *index, uint64_t chunk)
{
	size_t low = 0, high = index->n;
	struct ewf_table *t;

	if (high == 0)
		return NULL;
	t = &index->v[index->last];
	if (chunk < t->first || chunk - t->first >= t->n) {
		while (high - low > 1) {
			size_t middle = low + (high - low) / 2;

			if (index->v[middle].first <= chunk)
				low = middle;
			else
				high = middle;
		}
		index->last = low;
		t = &index->v[low];
	}
	return chunk >= t->first && chunk - t->first < t->n ? t : NULL;
}

bool
ewf_index_find(struct ewf_index *index, const struct ewf_files *files, uint64_t chunk,
	       struct ewf_chunk *out)
{
	struct ewf_table *t = table_of(index, chunk);
	const struct ewf_segment *s;
	uint64_t end = 0;
	bool ignored;
	uint32_t i;

	if (!t)
		return false;
	s = &files->v[t->segment];
	if (t->state == EWF_TABLE_NEW && !t->found)
		check(index, t, s);
	i = (uint32_t)(chunk - t->first);
	if (!offset_of(index, t, s, i, &out->offset, &out->compressed) || out->offset >= s->size)
		return false;
	/* The next chunk begins where this one ends, if all is in order. */
	if (i + 1 >= t->n || !offset_of(index, t, s, i + 1, &end, &ignored))
		end = t->end;
	if (end <= out->offset || end > s->size)
		end = s->size;
	out->segment = t->segment;
	out->size = end - out->offset;
	return true;
}
