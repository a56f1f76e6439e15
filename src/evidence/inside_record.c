/* SPDX-License-Identifier: Apache-2.0 */
/* The records of members. */
#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "evidence/inside_parts.h"
#include "record/json.h"

/* Lists of runs in the content of members are repeated with each of them. */
#define RUNS_MAX 10000

/* ---- Where it lies in the image ---- */

static size_t
run_at(const struct node *n, uint64_t offset)
{
	size_t low = 0, high = n->nruns;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (n->runs[middle].file_offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
add_run(json_t *runs, const char *key, uint64_t at, uint64_t offset, uint64_t size)
{
	json_array_append_new(runs, json_pack("{s:I,s:I,s:I}", "file_offset", (json_int_t)at, key,
					      (json_int_t)offset, "len", (json_int_t)size));
}

/* Where [offset, offset + size) of the node lies in the image; false: not plainly. */
static bool
map_extent(const struct node *n, uint64_t offset, uint64_t size, uint64_t at, json_t *runs)
{
	if (n->nruns == 0)
		return false;
	for (size_t i = run_at(n, offset); size && i < n->nruns; i++) {
		const struct image_run *r = &n->runs[i];
		uint64_t skip = offset - r->file_offset, part;

		if (offset < r->file_offset || skip >= r->size)
			return false;
		part = r->size - skip < size ? r->size - skip : size;
		add_run(runs, "img_offset", at, r->offset + skip, part);
		at += part;
		offset += part;
		size -= part;
	}
	return size == 0 && json_array_size(runs) <= RUNS_MAX;
}

static json_t *
map_member(const struct node *parent, const struct member *m)
{
	json_t *runs = json_array();
	uint64_t at = 0;

	for (size_t i = 0; i < m->nextents; i++) {
		if (!map_extent(parent, m->extents[i].offset, m->extents[i].size, at, runs)) {
			json_decref(runs);
			return NULL;
		}
		at += m->extents[i].size;
	}
	return runs;
}

json_t *
member_runs(const struct member *m)
{
	json_t *runs = json_array();
	uint64_t at = 0;

	for (size_t i = 0; i < m->nextents; i++) {
		add_run(runs, "offset", at, m->extents[i].offset, m->extents[i].size);
		at += m->extents[i].size;
	}
	return runs;
}

/* ---- Content ---- */

static void
add_in(struct buffer *out, const struct node *parent)
{
	if (parent->content.n)
		json_member_raw(out, "in", buffer_span(&parent->content));
}

/*
 * The members of the content object, without braces. *byte_runs: in the image, or NULL; a new
 * reference.
 */
static void
describe_content(struct buffer *out, const struct node *parent, const struct member *m,
		 json_t **byte_runs)
{
	*byte_runs = m->data == MEMBER_PLAIN ? map_member(parent, m) : NULL;
	if (*byte_runs) {
		json_member_text(out, "how", "runs");
	} else if (m->data == MEMBER_PLAIN) {
		json_t *runs = member_runs(m);

		json_member_text(out, "how", "inside");
		add_in(out, parent);
		json_key(out, "runs");
		json_add_value(out, runs);
		json_decref(runs);
	} else {
		json_member_text(out, "how", "member");
		add_in(out, parent);
		json_member_text(out, "format", parent->holder->kind->name);
		json_member_u64(out, "at", m->key);
	}
}

void
node_take_runs(struct node *n, const json_t *runs)
{
	n->nruns = json_array_size(runs);
	n->runs = memory_zero(n->nruns + 1, sizeof *n->runs);
	for (size_t i = 0; i < n->nruns; i++) {
		const json_t *r = json_array_get(runs, i);

		n->runs[i].file_offset =
			(uint64_t)json_integer_value(json_object_get(r, "file_offset"));
		n->runs[i].offset = (uint64_t)json_integer_value(json_object_get(r, "img_offset"));
		n->runs[i].size = (uint64_t)json_integer_value(json_object_get(r, "len"));
	}
}

/* ---- Names ---- */

/* What could steer a terminal or end a C string has no place in a name for people. */
static void
add_shown(struct buffer *out, const char *p, size_t n)
{
	struct buffer utf8 = BUFFER_EMPTY;

	text_to_utf8(&utf8, p, n);
	for (size_t i = 0; i < utf8.n; i++) {
		if ((unsigned char)utf8.data[i] < 0x20 || utf8.data[i] == 0x7f)
			buffer_add_text(out, "\xef\xbf\xbd");
		else
			buffer_add_byte(out, utf8.data[i]);
	}
	buffer_release(&utf8);
}

/* As whoever knows the code page reads it; false: the name is told by its holder, or plain. */
static bool
add_decoded(const struct charset *charset, const struct member *m, struct buffer *out)
{
	struct buffer decoded = BUFFER_EMPTY;

	if (!charset || (m->display.n && !m->guessed) ||
	    text_is_utf8(buffer_span(&m->name).p, m->name.n))
		return false;
	charset_decode(charset, (const unsigned char *)m->name.data, m->name.n, &decoded);
	add_shown(out, buffer_span(&decoded).p, decoded.n);
	buffer_release(&decoded);
	return true;
}

static void
make_names(const struct charset *charset, const struct node *parent, const struct member *m,
	   unsigned number, struct node *out)
{
	struct buffer shown = BUFFER_EMPTY;
	const struct buffer *name = m->display.n ? &m->display : &m->name;
	size_t at;

	add_shown(&shown, buffer_span(name).p, name->n);
	buffer_add(&out->id, parent->id.data, parent->id.n);
	if (name->n)
		buffer_add_text(&out->id, parent->separator);
	else
		buffer_add_format(&out->id, "@%llu", (unsigned long long)m->key);
	buffer_add(&out->id, shown.data, shown.n);
	if (number > 1)
		buffer_add_format(&out->id, "#%u", number);
	if (parent->path.n) {
		buffer_add(&out->path, parent->path.data, parent->path.n);
		buffer_add_byte(&out->path, '!');
	}
	at = out->path.n;
	if (!add_decoded(charset, m, &out->path))
		buffer_add(&out->path, shown.data, shown.n);
	if (parent->path_bytes.n || out->path.n - at != m->name.n ||
	    (m->name.n && memcmp(out->path.data + at, m->name.data, m->name.n) != 0)) {
		const struct buffer *before =
			parent->path_bytes.n ? &parent->path_bytes : &parent->path;

		buffer_add(&out->path_bytes, before->data, before->n);
		if (before->n)
			buffer_add_byte(&out->path_bytes, '!');
		buffer_add(&out->path_bytes, m->name.data, m->name.n);
	}
	buffer_release(&shown);
}

static void
add_path(struct buffer *out, const struct node *n)
{
	if (n->path.n == 0)
		return;
	json_member_span(out, "path", buffer_span(&n->path));
	if (n->path_bytes.n == 0)
		return;
	json_key(out, "path_bytes");
	buffer_add_byte(out, '"');
	text_hex(out, n->path_bytes.data, n->path_bytes.n);
	buffer_add_byte(out, '"');
}

/* ---- The record ---- */

static void
add_times(struct buffer *out, const struct member *m)
{
	static const char *const keys[MEMBER_TIMES] = {"mtime", "atime", "ctime", "crtime"};
	char text[CLOCK_TEXT_MAX];

	for (unsigned i = 0; i < MEMBER_TIMES; i++) {
		if (!m->times[i].set)
			continue;
		clock_format(text, m->times[i].seconds, m->times[i].nanoseconds,
			     m->times[i].local ? "" : "Z");
		json_member_text(out, keys[i], text);
	}
}

/* As it stands in the content of its own members: alone, with its size and where it lies. */
static void
keep_content(struct node *n, struct span described, const json_t *byte_runs, uint64_t size)
{
	struct buffer *out = &n->content;

	buffer_add_byte(out, '{');
	buffer_add(out, described.p, described.n);
	if (byte_runs) {
		json_key(out, "byte_runs");
		json_add_value(out, byte_runs);
	}
	json_member_u64(out, "size", size);
	buffer_add_byte(out, '}');
}

static void
add_content(struct buffer *out, struct node *parent, const struct member *m, struct node *n,
	    json_t **byte_runs)
{
	struct buffer text = BUFFER_EMPTY;

	*byte_runs = NULL;
	if (m->data == MEMBER_UNREAD)
		return;
	describe_content(&text, parent, m, byte_runs);
	json_key(out, "content");
	buffer_add_byte(out, '{');
	buffer_add(out, text.data, text.n);
	buffer_add_byte(out, '}');
	keep_content(n, buffer_span(&text), *byte_runs, m->size);
	if (*byte_runs)
		node_take_runs(n, *byte_runs);
	buffer_release(&text);
}

static void
add_note(struct buffer *out, const struct member *m)
{
	struct buffer masked = BUFFER_EMPTY;

	if (!m->note[0])
		return;
	text_mask(&masked, m->note, strlen(m->note));
	json_key(out, "notes");
	buffer_add_byte(out, '[');
	note_add(out, INSIDE_TOOL, m->note_is_error ? NOTE_ERROR : NOTE_WARNING,
		 buffer_text(&masked));
	buffer_add_byte(out, ']');
	buffer_release(&masked);
}

static const char *
origin_of(const struct node *parent)
{
	if (parent->origin)
		return parent->origin;
	return parent->holder->kind->archive ? "archive" : "embedded";
}

void
node_of_member(struct inside *x, struct node *parent, const struct member *m, unsigned number,
	       struct node *n)
{
	struct buffer *out = &x->out;
	json_t *byte_runs;

	*n = (struct node){.parent = parent, .depth = parent->depth + 1, .separator = "!"};
	make_names(x->names, parent, m, number, n);
	n->line_at = inside_line_begin(x);
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "file");
	json_comma(out);
	buffer_add(out, x->where.data, x->where.n);
	json_member_span(out, "id", buffer_span(&n->id));
	if (parent->line_n)
		json_member_span(out, "parent", buffer_span(&parent->id));
	add_content(out, parent, m, n, &byte_runs);
	json_member_text(out, "origin", origin_of(parent));
	add_path(out, n);
	if (m->sized)
		json_member_u64(out, "size", m->size);
	add_times(out, m);
	if (byte_runs) {
		json_key(out, "byte_runs");
		json_add_value(out, byte_runs);
	}
	if (m->original_path.n)
		json_member_name(out, "original_path", m->original_path.data, m->original_path.n);
	add_note(out, m);
	buffer_add_text(out, "}\n");
	n->line_n = (size_t)(inside_line_begin(x) - n->line_at);
	json_decref(byte_runs);
}

void
node_release(struct node *n)
{
	buffer_release(&n->id);
	buffer_release(&n->path);
	buffer_release(&n->path_bytes);
	buffer_release(&n->content);
	buffer_release(&n->notes);
	free(n->runs);
	*n = (struct node){.parent = NULL};
}
