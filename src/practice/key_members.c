/* SPDX-License-Identifier: Apache-2.0 */
/* The records of what is inside planted archives, as winnow-ls -r gives them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/archive.h"
#include "practice/key_parts.h"
#include "record/json.h"

/* A member under way. */
struct inner {
	struct buffer id, path, content;
	struct planted_run *runs;
	size_t nruns;
};

static const char *
join(struct buffer *out, const char *holder, const char *name)
{
	buffer_add_format(out, "%s!%s", holder, name);
	return buffer_text(out);
}

/* [at, at+size) of the holder, through the runs of the holder. */
static void
cut_runs(struct inner *m, const struct held *by, uint64_t at, uint64_t size)
{
	m->runs = memory_zero(by->nruns + 1, sizeof *m->runs);
	for (size_t i = 0; i < by->nruns; i++) {
		const struct planted_run *r = &by->runs[i];
		uint64_t from = r->file_offset > at ? r->file_offset : at;
		uint64_t end =
			r->file_offset + r->size < at + size ? r->file_offset + r->size : at + size;

		if (from < end)
			m->runs[m->nruns++] = (struct planted_run){
				from - at, r->offset + (from - r->file_offset), end - from};
	}
}

static void
packed_content(struct inner *m, const struct held *by, const struct archive *a,
	       const struct place *place)
{
	bool zip = a->kind == ARCHIVE_ZIP || a->kind == ARCHIVE_DOCX;

	buffer_add_format(&m->content, "{\"how\":\"member\",\"in\":%s", by->content);
	json_member_text(&m->content, "format", zip ? "zip" : "archive");
	json_member_u64(&m->content, "at", place->at);
	buffer_add_byte(&m->content, '}');
}

static void
plain_content(struct inner *m, const struct held *by, const struct place *place, uint64_t size)
{
	struct buffer *out = &m->content;

	if (by->runs) {
		cut_runs(m, by, place->data, size);
		key_runs_content(out, m->runs, m->nruns, size);
		return;
	}
	buffer_add_format(out, "{\"how\":\"inside\",\"in\":%s,\"runs\":[{", by->content);
	json_member_u64(out, "file_offset", 0);
	json_member_u64(out, "offset", place->data);
	json_member_u64(out, "len", size);
	buffer_add_text(out, "}]}");
}

static void
add_content(struct key *k, struct inner *m)
{
	if (m->runs) {
		json_key(k->out, "content");
		buffer_add_text(k->out, "{\"how\":\"runs\"}");
		key_add_runs(k->out, m->runs, m->nruns);
	} else if (m->content.n) {
		json_key(k->out, "content");
		buffer_add(k->out, m->content.data, m->content.n);
	}
}

static void
write_record(struct key *k, const struct archive *a, const struct archive_member *spec,
	     struct inner *m, const struct held *by)
{
	bool cache = a->kind == ARCHIVE_THUMBCACHE, thumbs = a->kind == ARCHIVE_THUMBS;
	char time[CLOCK_TEXT_MAX];

	key_begin(k, "file");
	key_add_evidence(k);
	json_member_text(k->out, "id", buffer_text(&m->id));
	json_member_text(k->out, "parent", by->id);
	json_member_text(k->out, "origin", cache || thumbs ? "embedded" : "archive");
	json_member_text(k->out, "path", buffer_text(&m->path));
	json_member_u64(k->out, "size", k->build->facts[spec->content].size);
	moment_text(&(struct moment){.seconds = spec->modified.seconds}, time);
	if (!cache)
		json_member_text(k->out, "mtime", time);
	if (thumbs)
		json_member_text(k->out, "original_path", spec->path);
	add_content(k, m);
	key_add_facts(k, spec->content);
	key_begin_practice(k, spec->content, "member", by->recovery);
	key_add_hidden(k, spec->content);
	if (a->password)
		json_member_text(k->out, "note", "encrypted");
	json_member_u64(k->out, "line", spec->line);
	buffer_add_byte(k->out, '}');
	key_finish(k);
	k->items++;
}

static void
write_member(struct key *k, size_t content, size_t i, const struct held *by)
{
	const struct archive *a = k->build->recipe->contents[content].archive;
	const struct archive_member *spec = &a->members[i];
	const struct place *place = &k->build->facts[content].places[i];
	struct inner m = {.id = BUFFER_EMPTY};
	struct held next = {.recovery = by->recovery};
	char stream[THUMBS_NAME_MAX];
	const char *name = spec->path;

	if (a->kind == ARCHIVE_THUMBS) {
		thumbs_name(i, stream);
		name = stream;
	}
	next.id = join(&m.id, by->id, name);
	next.path = join(&m.path, by->path, name);
	if (place->plain)
		plain_content(&m, by, place, k->build->facts[spec->content].size);
	else if (!a->password && *by->content)
		packed_content(&m, by, a, place);
	write_record(k, a, spec, &m, by);
	next.runs = m.runs;
	next.nruns = m.nruns;
	/* As the "in" of another it must say its size. */
	if (m.content.n && !m.runs) {
		m.content.n--;
		json_member_u64(&m.content, "size", k->build->facts[spec->content].size);
		buffer_add_byte(&m.content, '}');
	}
	next.content = buffer_text(&m.content);
	/* Of what is encrypted nobody sees the inside. */
	if (!a->password && k->build->recipe->contents[spec->content].kind == CONTENT_ARCHIVE)
		key_write_members(k, spec->content, &next);
	free(m.runs);
	buffer_release(&m.id);
	buffer_release(&m.path);
	buffer_release(&m.content);
}

void
key_write_members(struct key *k, size_t content, const struct held *by)
{
	const struct archive *a = k->build->recipe->contents[content].archive;

	for (size_t i = 0; i < a->n; i++)
		write_member(k, content, i, by);
}
