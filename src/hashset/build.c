/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/build.h"

#include <assert.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "hashset/comments.h"
#include "hashset/keys.h"
#include "hashset/pack.h"

/*
 * An entry that is one digest and nothing more goes straight to the keys, with its verdict as the
 * reference. Any other becomes a row; rows are sorted first, equal ones merged, and the rank of a
 * row is the number of its entry. A row, numbers big-endian:
 */
#define ROW_DIGESTS    0 /* one byte of bits */
#define ROW_DIGEST     1 /* md5, sha1, sha256; zeros where absent */
#define ROW_VERDICT    69
#define ROW_SIZE       73
#define ROW_TAG	       81 /* of the comment */
#define ROW_IDENTITY   97 /* bytes that say whether two rows are the same entry */
#define ROW_COMMENT_AT 97
#define ROW_WIDTH      105

static const size_t row_digest_at[DIGEST_KINDS] = {ROW_DIGEST, ROW_DIGEST + 16, ROW_DIGEST + 36};

struct builder_set {
	char *name;
	struct buffer metadata;
	struct builder_counts counts;
};

struct builder {
	struct outfile file;
	struct layout layout;
	struct sort_budget budget;
	struct sorter *keys[DIGEST_KINDS];
	struct sorter *rows;
	struct comments *comments;
	struct verdict_table *verdicts;
	struct buffer strings;
	struct builder_set *sets;
	size_t nsets;
	uint32_t entries;
	bool sorted;
};

static int
open_parts(struct builder *b, struct error *e)
{
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		size_t width = digest_size((enum digest_kind)kind) + 4;
		if (sorter_open(&b->keys[kind], &b->budget, width, e))
			return -1;
	}
	if (sorter_open(&b->rows, &b->budget, ROW_WIDTH, e))
		return -1;
	if (comments_open(&b->comments, b->file.dir, e))
		return -1;
	return layout_begin(&b->layout, &b->file, e);
}

int
builder_open(struct builder **out, const char *path, uint64_t memory, struct error *e)
{
	struct builder *b = memory_zero(1, sizeof *b);
	*out = b;
	b->verdicts = verdict_table_new(&b->strings);
	if (outfile_open(&b->file, path, e) == 0) {
		sort_budget_init(&b->budget, (size_t)memory, b->file.dir);
		if (open_parts(b, e) == 0)
			return 0;
	}
	builder_close(out);
	return -1;
}

void
builder_close(struct builder **builder)
{
	struct builder *b = *builder;
	if (!b)
		return;
	for (int kind = 0; kind < DIGEST_KINDS; kind++)
		sorter_close(&b->keys[kind]);
	sorter_close(&b->rows);
	comments_close(&b->comments);
	verdict_table_free(&b->verdicts);
	buffer_release(&b->strings);
	for (size_t i = 0; i < b->nsets; i++) {
		free(b->sets[i].name);
		buffer_release(&b->sets[i].metadata);
	}
	free(b->sets);
	outfile_close(&b->file);
	free(b);
	*builder = NULL;
}

uint32_t
builder_set(struct builder *b, const char *name)
{
	b->sets = memory_resize_array(b->sets, b->nsets + 1, sizeof *b->sets);
	b->sets[b->nsets] = (struct builder_set){.name = memory_string(name)};
	return (uint32_t)b->nsets++;
}

void
builder_metadata(struct builder *b, uint32_t set, struct span json)
{
	buffer_clear(&b->sets[set].metadata);
	buffer_add(&b->sets[set].metadata, json.p, json.n);
}

const struct builder_counts *
builder_counts(const struct builder *b, uint32_t set)
{
	return &b->sets[set].counts;
}

/* ---- Entries coming in ---- */

static int
add_key(struct builder *b, enum digest_kind kind, const unsigned char *digest, uint32_t ref,
	struct error *e)
{
	unsigned char record[DIGEST_MAX + 4];
	size_t width = digest_size(kind);
	memcpy(record, digest, width);
	pack_be32(record + width, ref);
	return sorter_add(b->keys[kind], record, e);
}

static int
add_row(struct builder *b, const struct builder_entry *entry, uint32_t verdict, struct error *e)
{
	unsigned char row[ROW_WIDTH] = {0};
	struct comment comment;
	if (comments_add(b->comments, entry->comment, &comment, e))
		return -1;
	row[ROW_DIGESTS] = (unsigned char)entry->digests;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (entry->digests & 1U << kind)
			memcpy(row + row_digest_at[kind], entry->digest[kind],
			       digest_size((enum digest_kind)kind));
	}
	pack_be32(row + ROW_VERDICT, verdict);
	pack_be64(row + ROW_SIZE, entry->size);
	memcpy(row + ROW_TAG, comment.tag, COMMENT_TAG);
	pack_be64(row + ROW_COMMENT_AT, comment.at);
	return sorter_add(b->rows, row, e);
}

int
builder_add(struct builder *b, const struct builder_entry *entry, struct error *e)
{
	assert(!b->sorted && entry->digests != 0 && entry->verdict.set < b->nsets);
	uint32_t verdict = verdict_number(b->verdicts, &entry->verdict);
	if (verdict == UINT32_MAX)
		return 0;
	bool one = (entry->digests & (entry->digests - 1)) == 0;
	int status;
	if (one && entry->size == BUILDER_NO_SIZE && entry->comment.n == 0) {
		enum digest_kind kind = (enum digest_kind)__builtin_ctz(entry->digests);
		status = add_key(b, kind, entry->digest[kind], WSET_REF_VERDICT | verdict, e);
	} else {
		status = add_row(b, entry, verdict, e);
	}
	return status ? -1 : 1;
}

/* ---- Sorting and merging ---- */

static void
count(struct builder *b, uint32_t verdict, bool duplicate)
{
	struct builder_counts *c = &b->sets[verdict_set(b->verdicts, verdict)].counts;
	if (duplicate) {
		c->duplicate++;
		return;
	}
	c->kept++;
	verdict_add_entries(b->verdicts, verdict, 1);
}

static int
write_entry(struct builder *b, const unsigned char *row, struct error *e)
{
	unsigned char raw[WSET_ENTRY_ROW];
	if (b->entries == WSET_REF_VERDICT - 1)
		return error_set(e, ERROR_INPUT, "more than %u entries; build several sets",
				 b->entries);
	pack_le32(raw, be32(row + ROW_VERDICT));
	pack_le32(raw + 4, row[ROW_DIGESTS]);
	pack_le64(raw + 8, be64(row + ROW_SIZE));
	pack_le64(raw + 16, be64(row + ROW_COMMENT_AT));
	if (outfile_add(&b->file, raw, sizeof raw, e))
		return -1;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if ((row[ROW_DIGESTS] & 1U << kind) &&
		    add_key(b, (enum digest_kind)kind, row + row_digest_at[kind], b->entries, e))
			return -1;
	}
	b->entries++;
	return 0;
}

/* Equal rows stand together, the one whose comment was met first in front. */
static int
write_entries(struct builder *b, struct error *e)
{
	unsigned char last[ROW_IDENTITY];
	const unsigned char *row;
	int more;
	if (layout_section(&b->layout, WSET_ENTRIES, 0, WSET_ENTRY_ROW, e) ||
	    sorter_finish(b->rows, true, e))
		return -1;
	while ((more = sorter_next(b->rows, &row, e)) > 0) {
		bool duplicate = b->entries > 0 && memcmp(last, row, ROW_IDENTITY) == 0;
		count(b, be32(row + ROW_VERDICT), duplicate);
		if (duplicate)
			continue;
		memcpy(last, row, ROW_IDENTITY);
		if (write_entry(b, row, e))
			return -1;
	}
	sorter_close(&b->rows);
	layout_end(&b->layout, 0);
	return more;
}

/* Keys of rows were counted with their rows. */
static void
seen_key(void *ctx, uint32_t ref, bool duplicate)
{
	if (ref & WSET_REF_VERDICT)
		count(ctx, ref & ~WSET_REF_VERDICT, duplicate);
}

int
builder_sort(struct builder *b, struct error *e)
{
	assert(!b->sorted);
	b->sorted = true;
	if (write_entries(b, e))
		return -1;
	if (layout_section(&b->layout, WSET_COMMENTS, 0, 1, e) ||
	    comments_write(b->comments, &b->file, e))
		return -1;
	layout_end(&b->layout, 0);
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		struct keys_job job = {.layout = &b->layout,
				       .kind = (enum digest_kind)kind,
				       .sorter = b->keys[kind],
				       .scratch = b->file.dir,
				       .seen = seen_key,
				       .ctx = b};
		if (sorter_finish(b->keys[kind], false, e) || keys_write(&job, e))
			return -1;
		sorter_close(&b->keys[kind]);
	}
	return 0;
}

/* ---- The tables that end the file ---- */

static int
write_table(struct builder *b, enum wset_section type, uint32_t width, const struct buffer *rows,
	    struct error *e)
{
	if (layout_section(&b->layout, type, 0, width, e) ||
	    outfile_add(&b->file, rows->data, rows->n, e))
		return -1;
	layout_end(&b->layout, 0);
	return 0;
}

static void
set_rows(struct builder *b, struct buffer *out)
{
	for (size_t i = 0; i < b->nsets; i++) {
		unsigned char raw[WSET_SET_ROW];
		const struct builder_set *set = &b->sets[i];
		pack_le32(raw, strings_add(&b->strings, span_of(set->name)));
		pack_le32(raw + 4, strings_add(&b->strings, buffer_span(&set->metadata)));
		buffer_add(out, raw, sizeof raw);
	}
}

int
builder_finish(struct builder *b, struct error *e)
{
	assert(b->sorted);
	struct buffer sets = BUFFER_EMPTY, verdicts = BUFFER_EMPTY;
	set_rows(b, &sets);
	verdict_rows(b->verdicts, &verdicts);
	int status = write_table(b, WSET_SETS, WSET_SET_ROW, &sets, e) ||
		     write_table(b, WSET_VERDICTS, WSET_VERDICT_ROW, &verdicts, e) ||
		     write_table(b, WSET_STRINGS, 1, &b->strings, e) ||
		     layout_finish(&b->layout, e) || outfile_commit(&b->file, e);
	buffer_release(&sets);
	buffer_release(&verdicts);
	return status ? -1 : 0;
}
