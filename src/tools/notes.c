/* SPDX-License-Identifier: Apache-2.0 */
/* Notes on what is larger than a file are told to the person at the screen too. */
#include <string.h>

#include "tools/tool.h"

static bool
concerns_all(const struct record *r)
{
	return record_is(r, "evidence") || record_is(r, "volume") || record_is(r, "incident");
}

static void
tell(struct tool *tool, const char *where, const json_t *note)
{
	const char *level = json_string_value(json_object_get(note, "level"));
	const char *message = json_string_value(json_object_get(note, "message"));

	if (!level || !message || (strcmp(level, "info") == 0 && !tool->verbose))
		return;
	if (strcmp(level, "error") == 0 || !tool->quiet)
		tool_warn(tool, "%s: %s", where, message);
}

void
tool_tell_notes(struct tool *tool, const struct record *r)
{
	struct buffer where = BUFFER_EMPTY;
	json_t *notes = concerns_all(r) ? record_json(r, "notes") : NULL;
	size_t i;
	json_t *note;

	if (!notes)
		return;
	record_text(r, "evidence", &where);
	if (record_value(r, "volume").p) {
		buffer_add_byte(&where, ' ');
		record_text(r, "volume", &where);
	}
	json_array_foreach(notes, i, note) tell(tool, buffer_text(&where), note);
	json_decref(notes);
	buffer_release(&where);
}
