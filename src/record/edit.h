/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tool adds to a record. The original line is kept as it is; new members are spliced in
 * before its last brace, a member written again replaces the old one (its bytes are cut out), and
 * notes are appended to the `notes` that stand there.
 */
#ifndef WINNOW_RECORD_EDIT_H
#define WINNOW_RECORD_EDIT_H

#include "record/record.h"

enum note_level { NOTE_INFO, NOTE_WARNING, NOTE_ERROR };

/*
 * A member that was set: where its key and its value stand in `added` (offsets: the
 * buffer may move).
 */
struct edit_member {
	size_t key, key_n;
	size_t value, value_n;
};

struct edit {
	const struct record *record; /* borrowed */
	struct buffer added;	     /* "key":value texts */
	struct buffer notes;	     /* note objects, comma between them */
	struct edit_member *set;
	size_t n, cap;
	struct buffer cut;   /* empty, or a byte for each member of the record: 1: it is replaced */
	size_t notes_at;     /* the member that new notes go into; record->n: there is none */
	size_t notes_behind; /* how many of `set` stand before new notes */
	bool error_noted;    /* a note of level error was added or stands in the record */
};

void edit_init(struct edit *x, const struct record *record);
void edit_reset(struct edit *x,
		const struct record *record); /* for the next record; keeps memory */
void edit_release(struct edit *x);

/*
 * Sets a member to raw JSON (copied). Set again, the later one holds. The key is one of ours:
 * ASCII, no escapes needed, and not "notes" (edit_note() adds to those).
 */
void edit_set(struct edit *x, const char *key, struct span json);
void edit_set_text(struct edit *x, const char *key, const char *text);
/*
 * Sets a member to a jansson value, printed compact with keys in insertion order; steals nothing.
 */
void edit_set_json(struct edit *x, const char *key, const json_t *value);

/* As record_value(), with what was set taken first. Valid until the next edit_set*(). */
struct span edit_value(const struct edit *x, const char *key);

/* {"tool","level","message"} appended to notes; the message is cut at 1,000 bytes. */
void edit_note(struct edit *x, const char *tool, enum note_level level, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Appends the edited line with its newline. Byte-identical to the original when nothing was added.
 */
void edit_write(const struct edit *x, struct buffer *out);

/* A note object, after a comma where one is needed, for sources that print whole records. */
void note_add(struct buffer *out, const char *tool, enum note_level level, const char *message);

#endif
