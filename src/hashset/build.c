/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/build.h"

#include <assert.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "hashset/build_row.h"
#include "hashset/deletions.h"
#include "hashset/keys.h"
#include "hashset/pack.h"
#include "hashset/texts.h"

/*
 * An entry that is one digest and nothing more goes straight to the keys, with its verdict as the
 * reference. Any other becomes a row (build_row.h); rows are sorted first, equal ones merged, and
 * the rank of a row is the number of its entry.
 */
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
	struct sorter *pdq;
	struct sorter *rows[2]; /* narrow, wide */
	struct sorter *sizes;
	struct texts *texts;
	struct deletions *deletions;
	struct set_key *key; /* borrowed; NULL: digests are kept as they are */
	uint32_t round;
	bool sizeless; /* an entry has a digest of a file and no size */
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
	if (sorter_open(&b->pdq, &b->budget, KEYS_PDQ_RECORD, e) ||
	    sorter_open(&b->rows[0], &b->budget, ROW_NARROW, e) ||
	    sorter_open(&b->rows[1], &b->budget, ROW_WIDE, e) ||
	    sorter_open(&b->sizes, &b->budget, sizeof(uint64_t), e) ||
	    texts_open(&b->texts, b->file.dir, e))
		return -1;
	return layout_begin(&b->layout, &b->file, e);
}

int
builder_open(struct builder **out, const char *path, uint64_t memory, struct error *e)
{
	struct builder *b = memory_zero(1, sizeof *b);
	*out = b;
	b->verdicts = verdict_table_new(&b->strings);
	b->deletions = deletions_new();
	b->round = 1;
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
	sorter_close(&b->pdq);
	sorter_close(&b->rows[0]);
	sorter_close(&b->rows[1]);
	sorter_close(&b->sizes);
	texts_close(&b->texts);
	deletions_free(&b->deletions);
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

void
builder_keyed(struct builder *b, struct set_key *key)
{
	b->key = key;
}

void
builder_next_list(struct builder *b)
{
	b->round++;
}

int
builder_delete(struct builder *b, uint32_t set, unsigned what, struct span name, bool final,
	       struct error *e)
{
	unsigned char keyed[DIGEST_MAX];
	if (b->key && what < DIGEST_KINDS) {
		set_key_digest(b->key, (enum digest_kind)what, (const unsigned char *)name.p,
			       keyed);
		name.p = (const char *)keyed;
	}
	if (deletions_add(b->deletions, set, what, name.p, name.n, b->round, final))
		return 0;
	return error_set(e, ERROR_INPUT,
			 "lists take back more than %u entries; update in several "
			 "steps",
			 DELETIONS_MAX);
}

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
add_pdq(struct builder *b, const unsigned char *pdq, unsigned char quality, uint32_t ref,
	struct error *e)
{
	unsigned char record[KEYS_PDQ_RECORD];
	memcpy(record, pdq, PDQ_SIZE);
	pack_be32(record + PDQ_SIZE, ref);
	record[PDQ_SIZE + 4] = quality;
	return sorter_add(b->pdq, record, e);
}

static int
add_wide(struct builder *b, const struct builder_entry *entry, uint32_t verdict, struct error *e)
{
	unsigned char row[ROW_WIDE];
	struct text_ref comment, details;
	if (texts_add(b->texts, entry->comment, &comment, e) ||
	    texts_add(b->texts, entry->details, &details, e))
		return -1;
	row_pack_wide(row, entry, verdict, &comment, &details, b->round);
	row_tag_id(row, entry->verdict.set, entry->id);
	return sorter_add(b->rows[1], row, e);
}

/* Something was taken back that this entry brings anew: then the order of lists must be kept. */
static bool
is_named(const struct builder *b, const struct builder_entry *entry)
{
	uint32_t set = entry->verdict.set;
	bool named = false;
	if (deletions_count(b->deletions) == 0)
		return false;
	for (unsigned kind = 0; kind < DIGEST_KINDS; kind++) {
		if (entry->digests & 1U << kind)
			named = named ||
				deletions_name(b->deletions, set, kind, entry->digest[kind],
					       digest_size((enum digest_kind)kind));
	}
	if (entry->has_pdq)
		named = named ||
			deletions_name(b->deletions, set, DELETION_PDQ, entry->pdq, PDQ_SIZE);
	return named;
}

static int
store(struct builder *b, const struct builder_entry *entry, uint32_t verdict, struct error *e)
{
	unsigned char row[ROW_NARROW];
	bool narrow = row_fits_narrow(entry), named = is_named(b, entry);
	bool bare = entry->size == BUILDER_NO_SIZE && !named;
	if (narrow && bare && (entry->digests & (entry->digests - 1)) == 0) {
		enum digest_kind kind = (enum digest_kind)__builtin_ctz(entry->digests);
		return add_key(b, kind, entry->digest[kind], WSET_REF_VERDICT | verdict, e);
	}
	if (!narrow && bare && entry->digests == 0 && entry->flags.said == 0 &&
	    entry->comment.n == 0 && entry->details.n == 0)
		return add_pdq(b, entry->pdq, entry->quality, WSET_REF_VERDICT | verdict, e);
	if (!narrow || named)
		return add_wide(b, entry, verdict, e);
	row_pack_narrow(row, entry, verdict);
	return sorter_add(b->rows[0], row, e);
}

/* What a keyed set may hold of an entry. */
static struct builder_entry
under_key(const struct set_key *key, const struct builder_entry *entry)
{
	struct builder_entry keyed = {
		.verdict = entry->verdict, .digests = entry->digests, .size = BUILDER_NO_SIZE};
	for (unsigned kind = 0; kind < DIGEST_KINDS; kind++) {
		if (entry->digests & 1U << kind)
			set_key_digest(key, (enum digest_kind)kind, entry->digest[kind],
				       keyed.digest[kind]);
	}
	return keyed;
}

int
builder_add(struct builder *b, const struct builder_entry *entry, struct error *e)
{
	struct builder_entry keyed;
	assert(!b->sorted && entry->verdict.set < b->nsets);
	assert(entry->digests != 0 || (entry->has_pdq && !b->key));
	uint32_t verdict = verdict_number(b->verdicts, &entry->verdict);
	if (verdict == UINT32_MAX)
		return 0;
	if (b->key) {
		keyed = under_key(b->key, entry);
		entry = &keyed;
	}
	return store(b, entry, verdict, e) ? -1 : 1;
}

/* ---- Sorting and merging ---- */

static struct builder_counts *
counts_of(struct builder *b, uint32_t verdict)
{
	return &b->sets[verdict_set(b->verdicts, verdict)].counts;
}

static void
count(struct builder *b, uint32_t verdict, bool duplicate)
{
	if (duplicate) {
		counts_of(b, verdict)->duplicate++;
		return;
	}
	counts_of(b, verdict)->kept++;
	verdict_add_entries(b->verdicts, verdict, 1);
}

static bool
was_deleted(const struct builder *b, const unsigned char *row, bool wide)
{
	static const unsigned char no_id[DELETION_TAG];
	uint32_t set = verdict_set(b->verdicts, be32(row + ROW_VERDICT));
	uint32_t round = wide ? be32(row + ROW_ROUND) : 0;
	if (deletions_count(b->deletions) == 0)
		return false;
	for (unsigned kind = 0; kind < DIGEST_KINDS; kind++) {
		if ((row[ROW_DIGESTS] & 1U << kind) &&
		    deletions_cover(b->deletions, set, kind, row + row_digest_at[kind],
				    digest_size((enum digest_kind)kind), round))
			return true;
	}
	if (!wide)
		return false;
	if ((row[ROW_DIGESTS] & WSET_HAS_PDQ) &&
	    deletions_cover(b->deletions, set, DELETION_PDQ, row + ROW_PDQ, PDQ_SIZE, round))
		return true;
	return memcmp(row + ROW_ID, no_id, sizeof no_id) != 0 &&
	       deletions_cover_tag(b->deletions, row + ROW_ID, round);
}

static int
add_keys_of(struct builder *b, const unsigned char *row, bool wide, struct error *e)
{
	unsigned char digests = row[ROW_DIGESTS];
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if ((digests & 1U << kind) &&
		    add_key(b, (enum digest_kind)kind, row + row_digest_at[kind], b->entries, e))
			return -1;
	}
	if (wide && (digests & WSET_HAS_PDQ) &&
	    add_pdq(b, row + ROW_PDQ, row[ROW_QUALITY], b->entries, e))
		return -1;
	if (memcmp(row + ROW_SIZE, "\377\377\377\377\377\377\377\377", 8) != 0)
		return sorter_add(b->sizes, row + ROW_SIZE, e);
	b->sizeless = b->sizeless || (digests & ~WSET_HAS_PDQ) != 0;
	return 0;
}

static int
write_entry(struct builder *b, const unsigned char *row, bool wide, struct error *e)
{
	unsigned char raw[WSET_ENTRY_ROW];
	if (was_deleted(b, row, wide)) {
		counts_of(b, be32(row + ROW_VERDICT))->deleted++;
		return 0;
	}
	if (b->entries == WSET_REF_VERDICT - 1)
		return error_set(e, ERROR_INPUT, "more than %u entries; build several sets",
				 b->entries);
	count(b, be32(row + ROW_VERDICT), false);
	row_unpack(row, wide, raw);
	if (outfile_add(&b->file, raw, sizeof raw, e) || add_keys_of(b, row, wide, e))
		return -1;
	b->entries++;
	return 0;
}

/*
 * Equal rows stand together, the one whose texts were met first in front: that one is written, as
 * of the latest list that brought it.
 */
static int
write_rows(struct builder *b, bool wide, struct error *e)
{
	unsigned char held[ROW_WIDE];
	size_t identity = wide ? ROW_IDENTITY : ROW_NARROW, width = wide ? ROW_WIDE : ROW_NARROW;
	const unsigned char *row;
	bool holding = false;
	int more;
	if (sorter_finish(b->rows[wide], true, e))
		return -1;
	while ((more = sorter_next(b->rows[wide], &row, e)) > 0) {
		if (holding && memcmp(held, row, identity) == 0) {
			count(b, be32(row + ROW_VERDICT), true);
			if (wide && memcmp(held + ROW_ROUND, row + ROW_ROUND, 4) < 0)
				memcpy(held + ROW_ROUND, row + ROW_ROUND, 4);
			continue;
		}
		if (holding && write_entry(b, held, wide, e))
			return -1;
		memcpy(held, row, width);
		holding = true;
	}
	if (more == 0 && holding && write_entry(b, held, wide, e))
		return -1;
	sorter_close(&b->rows[wide]);
	return more;
}

static int
write_entries(struct builder *b, struct error *e)
{
	if (layout_section(&b->layout, WSET_ENTRIES, 0, WSET_ENTRY_ROW, e) ||
	    write_rows(b, false, e) || write_rows(b, true, e))
		return -1;
	layout_end(&b->layout, 0);
	return 0;
}

/* Keys of rows were counted with their rows. */
static void
seen_key(void *ctx, uint32_t ref, bool duplicate)
{
	struct builder *b = ctx;
	if (!(ref & WSET_REF_VERDICT))
		return;
	b->sizeless = true;
	count(b, ref & ~WSET_REF_VERDICT, duplicate);
}

static void
seen_pdq(void *ctx, uint32_t ref, bool duplicate)
{
	if (ref & WSET_REF_VERDICT)
		count(ctx, ref & ~WSET_REF_VERDICT, duplicate);
}

/* Bare digests came before whatever takes them back, or they would have become rows. */
static bool
drop_key(void *ctx, unsigned what, const unsigned char *key, size_t width, uint32_t ref)
{
	struct builder *b = ctx;
	if (deletions_count(b->deletions) == 0 || !(ref & WSET_REF_VERDICT))
		return false;
	uint32_t verdict = ref & ~WSET_REF_VERDICT;
	if (!deletions_name(b->deletions, verdict_set(b->verdicts, verdict), what, key, width))
		return false;
	counts_of(b, verdict)->deleted++;
	return true;
}

static int
write_keys(struct builder *b, struct error *e)
{
	struct keys_job job = {.layout = &b->layout,
			       .scratch = b->file.dir,
			       .drop = drop_key,
			       .seen = seen_key,
			       .ctx = b};
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		job.kind = (enum digest_kind)kind;
		job.sorter = b->keys[kind];
		if (sorter_finish(b->keys[kind], false, e) || keys_write(&job, e))
			return -1;
		sorter_close(&b->keys[kind]);
	}
	job.sorter = b->pdq;
	job.seen = seen_pdq;
	if (sorter_finish(b->pdq, false, e) || keys_write_pdq(&job, e))
		return -1;
	sorter_close(&b->pdq);
	return 0;
}

static int
write_sizes(struct builder *b, struct error *e)
{
	const unsigned char *record;
	unsigned char raw[8];
	uint64_t last = 0;
	bool any = false;
	int more;
	if (layout_section(&b->layout, WSET_SIZES, 0, sizeof raw, e) ||
	    sorter_finish(b->sizes, false, e))
		return -1;
	while ((more = sorter_next(b->sizes, &record, e)) > 0) {
		uint64_t size = be64(record);
		if (any && size == last)
			continue;
		any = true;
		last = size;
		pack_le64(raw, size);
		if (outfile_add(&b->file, raw, sizeof raw, e))
			return -1;
	}
	sorter_close(&b->sizes);
	layout_end(&b->layout, b->sizeless ? 0 : WSET_SIZES_COMPLETE);
	return more;
}

int
builder_sort(struct builder *b, struct error *e)
{
	assert(!b->sorted);
	b->sorted = true;
	if (write_entries(b, e))
		return -1;
	if (layout_section(&b->layout, WSET_TEXTS, 0, 1, e) || texts_write(b->texts, &b->file, e))
		return -1;
	layout_end(&b->layout, 0);
	return write_keys(b, e) || write_sizes(b, e) ? -1 : 0;
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

static int
write_key_check(struct builder *b, struct error *e)
{
	unsigned char check[SET_KEY_CHECK_SIZE];
	struct buffer row = BUFFER_EMPTY;
	if (b->key) {
		set_key_check(b->key, check);
		buffer_add(&row, check, sizeof check);
	}
	int status = write_table(b, WSET_KEY_CHECK, sizeof check, &row, e);
	buffer_release(&row);
	return status;
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
	int status = write_key_check(b, e) || write_table(b, WSET_SETS, WSET_SET_ROW, &sets, e) ||
		     write_table(b, WSET_VERDICTS, WSET_VERDICT_ROW, &verdicts, e) ||
		     write_table(b, WSET_STRINGS, 1, &b->strings, e) ||
		     layout_finish(&b->layout, b->key ? WSET_FEATURE_KEYED : 0, e) ||
		     outfile_commit(&b->file, e);
	buffer_release(&sets);
	buffer_release(&verdicts);
	return status ? -1 : 0;
}
