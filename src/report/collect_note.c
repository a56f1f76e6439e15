/* SPDX-License-Identifier: Apache-2.0 */
/* `notes`: what is odd or went wrong with an item, a volume or an exhibit. */
#include "report/collect.h"

static bool
is_level(const json_t *note, const char *level)
{
	const char *s = json_string_value(json_object_get(note, "level"));
	return s && strcmp(s, level) == 0;
}

static void
keep(struct note_list *l, const struct note_fact *note)
{
	if (l->total++ < NOTES_KEPT)
		l->v[l->n++] = *note;
}

static void
tally_note(struct collector *c, const char *tool, const char *level)
{
	buffer_clear(&c->text);
	buffer_add_format(&c->text, "%s\n%s", tool, level);
	tally_of(&c->facts.notes_by_tool, text_pool_string(c->facts.pool, buffer_span(&c->text)))
		->n++;
}

void
collect_notes(struct collector *c, const struct record *r, const char *where, size_t evidence)
{
	if (!record_value(r, "notes").p)
		return;
	json_t *notes = record_json(r, "notes"), *note;
	size_t i;
	json_array_foreach(notes, i, note)
	{
		struct note_fact n = {
			.tool = value_json_text(c, json_object_get(note, "tool")),
			.message = value_json_text(c, json_object_get(note, "message")),
			.where = where,
			.evidence = evidence,
			.of_item = record_is(r, "file"),
			.path = value_text(c, r, "path"),
		};
		if (is_level(note, "error"))
			keep(&c->facts.errors, &n);
		else if (is_level(note, "warning"))
			keep(&c->facts.warnings, &n);
		tally_note(c, n.tool, value_json_text(c, json_object_get(note, "level")));
	}
	json_decref(notes);
}

const char *
collect_notes_text(struct collector *c, const struct record *r)
{
	if (!record_value(r, "notes").p)
		return "";
	json_t *notes = record_json(r, "notes"), *note;
	struct buffer line = BUFFER_EMPTY;
	size_t i;
	json_array_foreach(notes, i, note)
	{
		if (!is_level(note, "error") && !is_level(note, "warning"))
			continue;
		buffer_add_format(&line, "%s%s", line.n > 0 ? "; " : "",
				  value_json_text(c, json_object_get(note, "message")));
	}
	const char *kept = text_pool_string(c->facts.pool, buffer_span(&line));
	buffer_release(&line);
	json_decref(notes);
	return kept;
}
