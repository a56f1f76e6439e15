/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "record/edit.h"
#include "record/json.h"

void
carve_runs_add(struct carve_runs *runs, uint64_t offset, uint64_t size)
{
	struct carve_run *last = runs->n ? &runs->v[runs->n - 1] : NULL;
	uint64_t file_offset = last ? last->file_offset + last->size : 0;

	if (size == 0)
		return;
	if (last && last->offset + last->size == offset) {
		last->size += size;
		return;
	}
	if (runs->n == runs->cap) {
		runs->cap = runs->cap ? runs->cap * 2 : 8;
		runs->v = memory_resize_array(runs->v, runs->cap, sizeof *runs->v);
	}
	runs->v[runs->n++] = (struct carve_run){file_offset, offset, size};
}

void
carve_runs_release(struct carve_runs *runs)
{
	free(runs->v);
	*runs = (struct carve_runs){NULL, 0, 0};
}

static void
add_runs(struct buffer *out, const char *key, const char *offset, const struct carve_runs *runs)
{
	json_key(out, key);
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < runs->n; i++) {
		json_comma(out);
		buffer_add_byte(out, '{');
		json_member_u64(out, "file_offset", runs->v[i].file_offset);
		json_member_u64(out, offset, runs->v[i].offset);
		json_member_u64(out, "len", runs->v[i].size);
		buffer_add_byte(out, '}');
	}
	buffer_add_byte(out, ']');
}

static void
add_content(struct buffer *out, const struct carve_record *r)
{
	json_key(out, "content");
	buffer_add_byte(out, '{');
	json_member_text(out, "how", r->content.p ? "inside" : "runs");
	if (r->content.p) {
		json_member_raw(out, "in", r->content);
		add_runs(out, "runs", "offset", r->runs);
	}
	buffer_add_byte(out, '}');
}

/* Four digits are more than such a judgement is worth, and print the same everywhere. */
static double
rounded(double confidence)
{
	return round(confidence * 10000) / 10000;
}

static void
tell_part(struct buffer *out, const struct find *find)
{
	const struct media_walk *w = &find->walk;
	struct buffer text = BUFFER_EMPTY;

	buffer_add_format(&text, "the %s is only partly there: ", find->format->name);
	if (find->cut_short)
		buffer_add_text(&text, "another file begins where it should go on");
	else
		buffer_add_format(&text, "it %s at byte %llu",
				  w->state == MEDIA_TRUNCATED ? "ends" : "breaks",
				  (unsigned long long)w->broke);
	note_add(out, CARVE_TOOL, NOTE_WARNING, buffer_text(&text));
	buffer_release(&text);
}

static void
add_notes(struct buffer *out, const struct carve_record *r)
{
	bool part = r->find->walk.state != MEDIA_WHOLE, more = r->note && r->note[0];
	bool lost = r->lost && r->lost[0];

	if (!part && !more && !lost)
		return;
	json_key(out, "notes");
	buffer_add_byte(out, '[');
	if (part)
		tell_part(out, r->find);
	if (more)
		note_add(out, CARVE_TOOL, NOTE_INFO, r->note);
	if (lost)
		note_add(out, CARVE_TOOL, NOTE_ERROR, r->lost);
	buffer_add_byte(out, ']');
}

void
carve_record_write(const struct carve_record *r, struct buffer *out)
{
	const struct media_walk *w = &r->find->walk;

	buffer_add_byte(out, '{');
	json_member_text(out, "record", "file");
	json_comma(out);
	buffer_add(out, r->where.p, r->where.n);
	json_member_text(out, "id", r->id);
	if (r->parent.p)
		json_member_raw(out, "parent", r->parent);
	add_content(out, r);
	json_member_text(out, "origin", r->origin);
	json_member_u64(out, "size", w->length);
	if (!r->content.p)
		add_runs(out, "byte_runs", "img_offset", r->runs);
	json_member_text(out, "state", media_state_name(w->state));
	json_key(out, "confidence");
	json_add_double(out, rounded(w->confidence));
	json_member_text(out, "why", w->why);
	json_member_text(out, "mime", w->mime);
	add_notes(out, r);
	buffer_add_text(out, "}\n");
}
