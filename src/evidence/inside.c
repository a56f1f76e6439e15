/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "evidence/content.h"
#include "evidence/inside_parts.h"
#include "inside/spool.h"
#include "media/media.h"
#include "record/json.h"

struct inside *
inside_new(struct image *image, const struct inside_search *search, const struct inside_sink *sink)
{
	struct inside *x = memory_zero(1, sizeof *x);

	x->image = image;
	x->search = search;
	x->sink = *sink;
	x->most = INSIDE_MEMBERS_MAX;
	return x;
}

void
inside_names(struct inside *x, const struct charset *names)
{
	x->names = names;
}

void
inside_limit(struct inside *x, uint64_t members)
{
	x->most = members;
}

void
inside_free(struct inside **x)
{
	struct inside *p = *x;

	if (!p)
		return;
	if (p->search_state)
		p->search->close(p->search_state);
	buffer_release(&p->where);
	buffer_release(&p->out);
	record_release(&p->record);
	free(p);
	*x = NULL;
}

int
inside_flush(struct inside *x, struct error *e)
{
	return inside_hand_on(x, true, e);
}

/* ---- Limits ---- */

static uint64_t
times(uint64_t size, unsigned factor)
{
	return size < UINT64_MAX / factor ? size * factor : UINT64_MAX / 2;
}

static uint64_t
unpacked_limit(const struct inside *x)
{
	return INSIDE_UNPACKED_FREE + times(x->size, INSIDE_UNPACKED_RATIO);
}

static void
stop(struct inside *x, struct node *n, const char *why)
{
	x->stopped = true;
	node_note(n, NOTE_ERROR, "%s: what else is inside is not listed", why);
}

/* Archives inside each other multiply: a few bytes must not give millions of records. */
static uint64_t
most_members(const struct inside *x)
{
	uint64_t most = INSIDE_MEMBERS_FREE + x->size / INSIDE_MEMBER_BYTES;

	return most < x->most ? most : x->most;
}

/* Counts a member in; false: it is one too many. */
static bool
within_limits(struct inside *x, struct node *n, const struct member *m)
{
	char text[128];

	if (x->members >= most_members(x)) {
		snprintf(text, sizeof text, "it holds more than %llu files",
			 (unsigned long long)most_members(x));
		stop(x, n, text);
		return false;
	}
	x->members++;
	x->listed = m->size > UINT64_MAX / 4 ? UINT64_MAX / 4 : x->listed + m->size;
	if (x->listed <= INSIDE_BYTES_FREE + times(x->size, INSIDE_RATIO))
		return true;
	snprintf(text, sizeof text,
		 "it unpacks to more than %u times its size, as archives do that are made to harm",
		 INSIDE_RATIO);
	stop(x, n, text);
	return false;
}

/* Told once: what comes behind is listed and not looked into. */
static bool
may_unpack(struct inside *x, struct node *n)
{
	if (x->unpacked <= unpacked_limit(x))
		return true;
	if (!x->spent)
		node_note(n, NOTE_ERROR,
			  "too much had to be unpacked to look inside: from here on, what is "
			  "inside its members is not listed");
	x->spent = true;
	return false;
}

/* ---- Looking ---- */

static int look(struct inside *x, struct node *n, struct error *e);

static int look_at_record(struct inside *x, struct span line, unsigned depth, struct error *e);

/* Is it a find of a kind that holds files? Its record says so by its type. */
static bool
found_holder(const char *line, size_t n)
{
	for (size_t i = 0; media_formats[i]; i++) {
		char mime[96];
		int m = snprintf(mime, sizeof mime, "\"mime\":\"%s\"", media_formats[i]->mime);

		if (media_formats[i]->holder && memmem(line, n, mime, (size_t)m))
			return true;
	}
	return false;
}

/* What the search found; archives among it are looked into. */
static int
take_found(struct inside *x, const struct node *n, struct span lines, struct error *e)
{
	int status = 0;

	while (status == 0 && lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t length = end ? (size_t)(end - lines.p) + 1 : lines.n;

		if (end && n->depth < INSIDE_DEPTH_MAX && found_holder(lines.p, length))
			status = look_at_record(x, (struct span){lines.p, length}, n->depth + 1, e);
		else
			buffer_add(&x->out, lines.p, length);
		lines.p += length;
		lines.n -= length;
	}
	return status;
}

/* b: the bytes of the node, or what is left of them. */
static int
search_bytes(struct inside *x, struct node *n, struct bytes *b, uint64_t from, struct error *e)
{
	struct record r = RECORD_EMPTY;
	struct buffer lines = BUFFER_EMPTY;
	struct error unscannable = {0};
	struct buffer line = BUFFER_EMPTY;
	int status = 0;

	if (!x->search || n->line_at < x->handed_on)
		return 0;
	if (!x->search_state)
		x->search_state = x->search->open();
	/* A copy: what is found is appended to the lines that the record stands in. */
	buffer_add(&line, x->out.data + (n->line_at - x->handed_on), n->line_n - 1);
	node_mark_looked_inside(x, n);
	if (record_scan(&r, line.data, line.n, &unscannable) == 0)
		status = x->search->search(x->search_state, &r, b, from, &lines, e);
	if (status == 0)
		status = take_found(x, n, buffer_span(&lines), e);
	buffer_release(&lines);
	buffer_release(&line);
	record_release(&r);
	return status;
}

static int
look_into(struct inside *x, struct node *n, struct error *e)
{
	struct bytes_slice part;
	uint64_t from, to;

	switch (inside_worth(n->bytes, &from, &to)) {
	case INSIDE_HOLDER:
		if (n->depth <= INSIDE_DEPTH_MAX)
			return look(x, n, e);
		node_note(n, NOTE_WARNING,
			  "holders are nested more than %d deep here: not looked into",
			  INSIDE_DEPTH_MAX);
		return 0;
	case INSIDE_UNKNOWN:
		bytes_slice_init(&part, n->bytes, 0, to);
		return search_bytes(x, n, &part.bytes, from, e);
	default:
		return 0;
	}
}

/* The member's bytes, to look into them; what gives them is closed by close_member(). */
struct opened {
	struct bytes_slice slice;
	struct content *content;
	struct spool *spool;
};

static struct bytes *
open_plain(struct node *parent, const struct member *m, struct node *n, struct opened *o)
{
	struct error e = {0};
	json_t *runs;

	if (m->nextents <= 1) {
		bytes_slice_init(&o->slice, parent->bytes, m->nextents ? m->extents[0].offset : 0,
				 m->size);
		return &o->slice.bytes;
	}
	runs = member_runs(m);
	if (content_open_parts(&o->content, runs, m->size, parent->bytes, &e))
		node_note(n, NOTE_ERROR, "%s", e.text);
	json_decref(runs);
	return o->content ? content_bytes(o->content) : NULL;
}

static void
open_member(struct node *parent, const struct member *m, struct node *n, struct opened *o)
{
	if (o->spool)
		n->bytes = spool_bytes(o->spool);
	else if (m->data == MEMBER_PLAIN)
		n->bytes = open_plain(parent, m, n, o);
	else if (m->data == MEMBER_PACKED) {
		o->spool = spool_new(parent->holder, m->key, m->size);
		n->bytes = spool_bytes(o->spool);
	}
}

static void
close_member(struct inside *x, struct node *n, struct opened *o)
{
	if (o->spool) {
		x->unpacked += n->bytes ? n->bytes->size : 0;
		if (spool_failure(o->spool)[0])
			node_note(n, NOTE_WARNING, "%s", spool_failure(o->spool));
	}
	content_close(&o->content);
	spool_free(&o->spool);
}

/* Without its size a member's record is not whole: it is unpacked to learn it. */
static void
learn_size(struct inside *x, struct node *parent, struct member *m, struct opened *o)
{
	uint64_t limit = unpacked_limit(x);
	bool cut;

	limit = limit > x->unpacked ? limit - x->unpacked : 0;
	o->spool = spool_measure(parent->holder, m->key, limit, &cut);
	m->size = spool_bytes(o->spool)->size;
	m->sized = true;
	if (cut)
		member_note(m, true, "unpacked no further than %llu bytes",
			    (unsigned long long)m->size);
	else if (spool_failure(o->spool)[0])
		member_note(m, true, "cut short: %.150s", spool_failure(o->spool));
}

/* Into the record that was just given: nothing stands behind it yet. */
static void
add_original_path(struct inside *x, struct node *n)
{
	struct buffer path = BUFFER_EMPTY;

	if (inside_original_path(n->bytes, &path)) {
		x->out.n -= 2;
		json_member_name(&x->out, "original_path", path.data, path.n);
		buffer_add_text(&x->out, "}\n");
		n->line_n = (size_t)(inside_line_begin(x) - n->line_at);
	}
	buffer_release(&path);
}

static int
take_member(struct inside *x, struct node *parent, struct member *m, unsigned number,
	    struct error *e)
{
	struct opened o = {.content = NULL};
	struct node n;
	int status = 0;

	if (!m->sized && m->data == MEMBER_PACKED)
		learn_size(x, parent, m, &o);
	if (!within_limits(x, parent, m)) {
		spool_free(&o.spool);
		return 0;
	}
	node_of_member(x, parent, m, number, &n);
	if (x->nested && m->data != MEMBER_UNREAD && m->size > 0) {
		open_member(parent, m, &n, &o);
		if (n.bytes)
			add_original_path(x, &n);
		if (n.bytes && may_unpack(x, parent))
			status = look_into(x, &n, e);
	}
	close_member(x, &n, &o);
	node_settle_notes(x, &n);
	node_release(&n);
	return status ? status : inside_hand_on(x, false, e);
}

/*
 * What no member covers. Where not even the names of the evidence's own members are, there is no
 * record.
 */
static int
search_rest(struct inside *x, struct node *n, struct error *e)
{
	struct bytes *rest = n->holder->kind->rest ? n->holder->kind->rest(n->holder) : NULL;

	return rest && n->line_n ? search_bytes(x, n, rest, 0, e) : 0;
}

static int
go_through(struct inside *x, struct node *n, struct error *e)
{
	struct name_set *names = name_set_new();
	struct member m = {.nextents = 0};
	struct error why = {0};
	int r = 0, status = 0;

	while (status == 0 && !x->stopped && (r = holder_next(n->holder, &m, &why)) > 0) {
		unsigned number = name_set_add(names, buffer_span(&m.name).p, m.name.n);

		status = take_member(x, n, &m, number, e);
		if (x->sink.alive)
			x->sink.alive(x->sink.ctx, 0);
	}
	if (r < 0)
		node_note(n, NOTE_ERROR, "%s", why.text);
	if (status == 0 && !x->stopped)
		status = search_rest(x, n, e);
	if (n->holder->note[0])
		node_note(n, NOTE_WARNING, "%s", n->holder->note);
	member_release(&m);
	name_set_free(&names);
	return status;
}

static int
look(struct inside *x, struct node *n, struct error *e)
{
	const struct holder_kind *kind = holder_recognise(n->bytes);
	struct error why = {0};
	int status = 0;

	if (!kind)
		return 0;
	if (holder_open(&n->holder, kind, n->bytes, &why)) {
		node_note(n, NOTE_ERROR, "%s", why.text);
	} else {
		node_mark_looked_inside(x, n);
		status = go_through(x, n, e);
	}
	holder_close(&n->holder);
	return status;
}

/* ---- From a record ---- */

static void
add_where(struct buffer *out, const struct record *r)
{
	static const char *const keys[] = {"evidence", "evidence_bytes", "evidence_id"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct span v = record_value(r, keys[i]);

		if (v.p)
			json_member_raw(out, keys[i], v);
	}
}

/* As it stands in its members' content: alone, with its size and its runs. */
static void
keep_content(struct node *n, const struct record *r, uint64_t size)
{
	struct span content = record_value(r, "content"), runs = record_value(r, "byte_runs");
	json_t *parsed = record_parse(content);
	const char *how = json_string_value(json_object_get(parsed, "how"));

	if (content.n < 2)
		return;
	buffer_add(&n->content, content.p, content.n - 1);
	if (how && strcmp(how, "runs") == 0 && runs.p)
		json_member_raw(&n->content, "byte_runs", runs);
	json_member_u64(&n->content, "size", size);
	buffer_add_byte(&n->content, '}');
	json_decref(parsed);
}

static void
begin(struct inside *x, uint64_t size)
{
	x->size = size;
	x->listed = x->unpacked = x->members = 0;
	x->stopped = x->spent = false;
}

static void
node_of_record(struct inside *x, const struct record *r, unsigned depth, struct node *n)
{
	json_t *runs = record_json(r, "byte_runs");
	uint64_t size = 0;
	struct buffer path = BUFFER_EMPTY;

	*n = (struct node){.depth = depth, .separator = "!"};
	buffer_clear(&x->where);
	add_where(&x->where, r);
	record_u64(r, "size", &size);
	record_text(r, "id", &n->id);
	record_text(r, "path", &n->path);
	if (record_value(r, "path_bytes").p && record_name(r, "path", &path) == 0)
		buffer_add(&n->path_bytes, path.data, path.n);
	keep_content(n, r, size);
	node_take_runs(n, runs);
	/*
	 * Resident, compressed and sparse parts are in no run: then none of it is taken to be
	 * plain.
	 */
	if (n->nruns && n->runs[n->nruns - 1].file_offset + n->runs[n->nruns - 1].size < size)
		n->nruns = 0;
	if (depth == 1)
		begin(x, size);
	buffer_release(&path);
	json_decref(runs);
}

static int
look_at_record(struct inside *x, struct span line, unsigned depth, struct error *e)
{
	struct content *content = NULL;
	struct record r = RECORD_EMPTY;
	struct error why = {0};
	struct node n;
	int status = 0;

	if (record_scan(&r, line.p, line.n - 1, e))
		return -1;
	node_of_record(x, &r, depth, &n);
	x->nested = true;
	n.line_at = inside_line_begin(x);
	n.line_n = line.n;
	buffer_add(&x->out, line.p, line.n);
	if (content_open(&content, x->image, &r, &why) == 0) {
		n.bytes = content_bytes(content);
		status = look_into(x, &n, e);
		content_close(&content);
	}
	node_settle_notes(x, &n);
	node_release(&n);
	record_release(&r);
	return status ? status : inside_hand_on(x, false, e);
}

int
inside_record(struct inside *x, struct span line, struct error *e)
{
	return look_at_record(x, line, 1, e);
}

/* ---- From the evidence ---- */

int
inside_evidence(struct inside *x, const char *volume, const char *evidence, const char *evidence_id,
		bool nested, struct buffer *notes, struct error *e)
{
	struct image_run all = {0, 0, image_size(x->image)};
	struct node n = {.separator = "/", .origin = "logical", .nruns = 1};
	int status;

	buffer_clear(&x->where);
	json_member_path(&x->where, "evidence", evidence);
	json_member_text(&x->where, "evidence_id", evidence_id);
	buffer_add_text(&n.id, volume);
	n.runs = memory_copy(&all, sizeof all);
	n.bytes = image_bytes(x->image);
	begin(x, image_size(x->image));
	x->nested = nested;
	status = look(x, &n, e);
	buffer_add(notes, n.notes.data, n.notes.n);
	node_release(&n);
	return status;
}
