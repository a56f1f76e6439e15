/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carving inside items: caches, databases, memory dumps, unknown blobs. Every byte of the item is
 * a place where a file could begin. What begins at its first byte is the item itself and no find,
 * but its thumbnail is.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/carve.h"
#include "carve/joining.h"
#include "carve/record.h"
#include "carve/search.h"
#include "evidence/inside.h"
#include "record/json.h"

#define SECTOR	  512u
#define HELD_MOST ((size_t)4096) /* finds of one item that may wait for joining */

struct stage_state {
	const struct carve_config *config;
	struct search search; /* its space and ctx are those of the item at hand */
	struct searcher *searcher;
};

/* One item under search. */
struct searched {
	struct item *item;
	json_t *content, *byte_runs; /* of the item; byte_runs may be NULL */
	struct buffer where, id;     /* raw members; the id as text */
	struct buffer content_text;  /* for {"how":"inside"} */
	struct carve_runs runs;
	const struct carve_config *config;
	struct joining joining;
	bool told; /* what lies whole in it has records already */
};

/* ---- Where a find lies ---- */

/* One entry of byte_runs: 0, or -1 when it is not one. */
static int
read_run(const json_t *run, struct carve_run *out)
{
	json_int_t file_offset, offset, size;

	if (json_unpack((json_t *)run, "{s:I,s:I,s:I}", "file_offset", &file_offset, "img_offset",
			&offset, "len", &size))
		return -1;
	if (file_offset < 0 || offset < 0 || size <= 0)
		return -1;
	*out = (struct carve_run){(uint64_t)file_offset, (uint64_t)offset, (uint64_t)size};
	return 0;
}

/* Adds where a piece of the item lies in the image; false: it does not all lie there plainly. */
static bool
map_piece(struct searched *x, uint64_t start, uint64_t end)
{
	for (size_t i = 0; start < end && i < json_array_size(x->byte_runs); i++) {
		struct carve_run run;

		if (read_run(json_array_get(x->byte_runs, i), &run))
			return false;
		if (start < run.file_offset || start - run.file_offset >= run.size)
			continue;
		uint64_t skip = start - run.file_offset;
		uint64_t part = run.size - skip < end - start ? run.size - skip : end - start;
		carve_runs_add(&x->runs, run.offset + skip, part);
		start += part;
	}
	return start == end;
}

static bool
map_to_image(struct searched *x, const struct piece *pieces, size_t n)
{
	x->runs.n = 0;
	for (size_t i = 0; i < n; i++)
		if (!map_piece(x, pieces[i].start, pieces[i].end))
			return false;
	return true;
}

/* The item's own content as an object that stands alone: with its runs where it needs them. */
static struct span
content_of(struct searched *x)
{
	if (x->content_text.n == 0) {
		struct span size = item_value(x->item, "size");
		const char *how = json_string_value(json_object_get(x->content, "how"));

		if (how && strcmp(how, "runs") == 0)
			json_object_set(x->content, "byte_runs", x->byte_runs);
		if (size.p)
			json_object_set_new(x->content, "size", record_parse(size));
		json_add_value(&x->content_text, x->content);
	}
	return buffer_span(&x->content_text);
}

/*
 * Is the find another file than the item? One at its first byte is where something else follows:
 * a cache's facts, a second picture. Known digests are those of the picture alone.
 */
static bool
stands_alone(const struct searched *x, const struct find *find)
{
	return find->start > 0 || (find->walk.state == MEDIA_WHOLE && !find->format->holder &&
				   find->end < x->joining.space->size);
}

/* A find in the item, by the pieces that it lies in, and what is inside it. */
static void
tell(struct searched *x, const struct find *find, const struct piece *pieces, size_t n,
     const char *note)
{
	struct buffer id = BUFFER_EMPTY;
	struct carve_record r = {.where = buffer_span(&x->where),
				 .origin = "carved",
				 .parent = item_value(x->item, "id"),
				 .find = find,
				 .runs = &x->runs,
				 .note = note};
	bool alone = stands_alone(x, find);
	struct pieces file;

	if (!map_to_image(x, pieces, n)) {
		x->runs.n = 0;
		for (size_t i = 0; i < n; i++)
			carve_runs_add(&x->runs, pieces[i].start, pieces[i].end - pieces[i].start);
		r.content = content_of(x);
	}
	buffer_add(&id, x->id.data, x->id.n);
	if (alone)
		buffer_add_format(&id, "@%llu", (unsigned long long)find->start);
	r.id = buffer_text(&id);
	if (alone)
		carve_record_write(&r, x->item->more);
	pieces_init(&file, find->bytes);
	for (size_t i = 0; i < n; i++)
		pieces_add(&file, pieces[i].start, pieces[i].end);
	carve_record_children(&r, &file.bytes, x->item->more);
	pieces_release(&file);
	buffer_release(&id);
}

/* ---- Searching it ---- */

/* The item itself, at its first byte, is no find and in no pieces of its own. */
static bool
holds_back(const struct searched *x, const struct find *find)
{
	return !x->config->no_join && find->start > 0 && x->joining.n < HELD_MOST &&
	       joining_holds_back(x->joining.space, find, x->joining.n > 0);
}

static int
found(void *ctx, const struct find *find, struct error *e)
{
	struct searched *x = ctx;
	const struct piece piece = {find->start, find->end, 0};

	(void)e;
	if (holds_back(x, find)) {
		joining_add_broken(&x->joining, find);
		return 0;
	}
	joining_add_whole(&x->joining, find->start, find->end);
	if (!x->told)
		tell(x, find, &piece, 1, "");
	return 0;
}

static void
begins(void *ctx, const struct find *find)
{
	struct searched *x = ctx;

	if (find->start % SECTOR == 0 && x->joining.n < HELD_MOST)
		joining_add_beginning(&x->joining, find);
}

static void
progress(void *ctx, uint64_t bytes)
{
	struct searched *x = ctx;

	item_progress(x->item, bytes);
}

/* The same rounds as those of the source, one try after the other; each is a sign of life. */
static void
join(struct searched *x)
{
	struct joining *j = &x->joining;
	struct join_outcome *outcomes = memory_new((j->n + 1) * sizeof *outcomes);

	joining_begin(j);
	while (joining_due(j)) {
		for (size_t i = 0; i < j->n; i++)
			if (j->v[i].due) {
				joining_try(j, i, &outcomes[i]);
				item_progress(x->item, 0);
			}
		for (size_t i = 0; i < j->n; i++)
			if (j->v[i].due)
				joining_take(j, i, &outcomes[i]);
		joining_settle(j);
	}
	free(outcomes);
}

static void
tell_joined(struct searched *x, struct bytes *b)
{
	struct joining_told told;

	join(x);
	for (size_t i = 0; i < x->joining.n; i++) {
		if (!joining_tell(&x->joining, i, &told))
			continue;
		told.find.bytes = b;
		tell(x, &told.find, told.pieces, told.npieces, told.note);
	}
}

/* ---- The stage ---- */

/* Copies a member of the item's record as it stands. */
static void
add_member(struct searched *x, const char *key)
{
	struct span v = item_value(x->item, key);

	if (v.p)
		json_member_raw(&x->where, key, v);
}

/* What carving found was searched when it was found. */
static bool
is_find(const struct item *item)
{
	struct buffer origin = BUFFER_EMPTY;
	bool is = item_text(item, "origin", &origin) == 0 &&
		  (strcmp(buffer_text(&origin), "carved") == 0 ||
		   strcmp(buffer_text(&origin), "slack") == 0 ||
		   strcmp(buffer_text(&origin), "embedded") == 0);

	buffer_release(&origin);
	return is;
}

static bool
searched_open(struct searched *x, struct item *item, const struct carve_config *config)
{
	struct span content = item_value(item, "content"), runs = item_value(item, "byte_runs");

	*x = (struct searched){.item = item, .config = config};
	if (!content.p || item_text(item, "id", &x->id))
		return false;
	x->content = record_parse(content);
	x->byte_runs = runs.p ? record_parse(runs) : NULL;
	add_member(x, "evidence");
	add_member(x, "evidence_bytes");
	add_member(x, "evidence_id");
	return json_is_object(x->content);
}

static void
searched_close(struct searched *x)
{
	json_decref(x->content);
	json_decref(x->byte_runs);
	buffer_release(&x->where);
	buffer_release(&x->id);
	buffer_release(&x->content_text);
	carve_runs_release(&x->runs);
}

static int
search_space(struct stage_state *s, struct searched *x, struct space *space, uint64_t from,
	     struct error *e)
{
	int status;

	s->search.space = space;
	s->search.ctx = x;
	joining_init(&x->joining, space, s->config->join_budget);
	status = searcher_run(s->searcher, from, space->size, e);
	if (status == 0)
		tell_joined(x, space->backing);
	joining_release(&x->joining);
	return status;
}

/* The bytes as a space of one extent. */
static int
search_inside(struct stage_state *s, struct searched *x, struct bytes *b, uint64_t from,
	      struct error *e)
{
	struct space_plan plan = SPACE_PLAN_EMPTY;
	struct extents all = EXTENTS_EMPTY;
	struct buffer blob = BUFFER_EMPTY;
	struct space space;
	int status;

	extents_add(&all, 0, b->size);
	space_plan_region(&plan, &all, 1);
	space_plan_blob(&plan, &blob);
	status = space_open(&space, buffer_span(&blob), b, e);
	if (status == 0 && space.size)
		status = search_space(s, x, &space, from, e);
	buffer_release(&blob);
	space_plan_release(&plan);
	extents_release(&all);
	return status;
}

static int
apply(void *state, struct item *item, struct error *e)
{
	struct stage_state *s = state;
	struct searched x;
	struct bytes *b;
	int status = 0;

	if (is_find(item))
		return 0;
	if (searched_open(&x, item, s->config) && (b = item_bytes(item)) != NULL) {
		x.told = item_value(item, "looked_inside").p != NULL;
		status = search_inside(s, &x, b, 0, e);
	}
	searched_close(&x);
	return status;
}

static int
open_stage(void **state, const void *config, struct error *e)
{
	struct stage_state *s = memory_zero(1, sizeof *s);

	(void)e;
	s->config = config;
	s->search = (struct search){.formats = s->config->formats   ? s->config->formats
					       : s->config->holders ? search_formats()
								    : search_media(),
				    .align = s->config->align ? s->config->align : 1,
				    .found = found,
				    .progress = progress,
				    .begins = s->config->no_join ? NULL : begins};
	s->searcher = searcher_new(&s->search);
	*state = s;
	return 0;
}

static void
close_stage(void *state)
{
	struct stage_state *s = state;

	if (s)
		searcher_free(&s->searcher);
	free(s);
}

const struct stage stage_carve = {
	.tool = CARVE_TOOL,
	.needs_evidence = true,
	.open = open_stage,
	.apply = apply,
	.close = close_stage,
};

/* ---- The same behind pictures ---- */

static int
apply_behind(void *state, struct item *item, struct error *e)
{
	struct stage_state *s = state;
	struct searched x;
	struct bytes *b;
	int status = 0;

	if (is_find(item) || item_value(item, "looked_inside").p ||
	    !item_value(item, "content").p || !(b = item_bytes(item)) || !inside_behind(b))
		return 0;
	if (searched_open(&x, item, s->config))
		status = search_inside(s, &x, b, 0, e);
	searched_close(&x);
	return status;
}

static int
open_behind(void **state, const void *config, struct error *e)
{
	static const struct carve_config alone = {.no_join = true};

	(void)config;
	return open_stage(state, &alone, e);
}

const struct stage stage_behind = {
	.tool = CARVE_TOOL,
	.needs_evidence = true,
	.open = open_behind,
	.apply = apply_behind,
	.close = close_stage,
};

/* ---- The same for files that are looked into on the way (evidence/inside.h) ---- */

static void *
open_search(void)
{
	static const struct carve_config config = {.no_join = true, .holders = true};
	struct error ignored = {0};
	void *state = NULL;

	open_stage(&state, &config, &ignored);
	return state;
}

static int
search_bytes(void *state, const struct record *r, struct bytes *b, uint64_t from,
	     struct buffer *lines, struct error *e)
{
	struct stage_state *s = state;
	struct edit edit;
	struct item item = {.record = r, .edit = &edit, .tool = CARVE_TOOL, .more = lines};
	struct searched x;
	int status = 0;

	edit_init(&edit, r);
	if (searched_open(&x, &item, s->config))
		status = search_inside(s, &x, b, from, e);
	searched_close(&x);
	edit_release(&edit);
	return status;
}

static bool
hopes(void *state, const unsigned char *p, size_t n)
{
	const struct stage_state *s = state;

	return searcher_hopes(s->searcher, p, n);
}

const struct inside_search carve_inside = {open_search, search_bytes, hopes, close_stage};
