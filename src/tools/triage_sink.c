/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "record/edit.h"
#include "record/json.h"
#include "tools/triage.h"

#define SYNC_SECONDS 2.0 /* what a power cut may cost */

/* ---- Hits ---- */

static void
add_key(const struct record *r, const char *key, struct buffer *out)
{
	struct buffer value = BUFFER_EMPTY;

	if (record_text(r, key, &value) == 0) {
		buffer_add_byte(out, ' ');
		text_mask(out, value.data, value.n);
	}
	buffer_release(&value);
}

static void
show_hit(struct triage *t, const struct record *r)
{
	struct buffer line = BUFFER_EMPTY;
	json_t *matches = record_json(r, "matches");
	const char *set = NULL;
	size_t i;
	json_t *match;

	json_array_foreach(
		matches, i,
		match) if (!set && strcmp(json_string_value(json_object_get(match, "kind")) ?: "",
					  "alert") == 0) set =
		json_string_value(json_object_get(match, "set"));
	buffer_add_format(&line, "hit %llu:", (unsigned long long)t->hits);
	add_key(r, "id", &line);
	add_key(r, "path", &line);
	buffer_add_text(&line, " in ");
	text_mask(&line, set ? set : "", set ? strlen(set) : 0);
	progress_clear(&t->tool->progress);
	fprintf(stderr, "%s\n", buffer_text(&line));
	json_decref(matches);
	buffer_release(&line);
}

static void
count_hit(struct triage *t, const struct record *r)
{
	if (t->hits++ == 0)
		t->first_hit = clock_monotonic();
	t->tool->progress.hits = t->hits;
	if (!t->tool->quiet)
		show_hit(t, r);
}

/* ---- Records ---- */

static int
put_record(void *ctx, const struct record *r, struct span line, struct error *e)
{
	struct triage *t = ctx;
	struct buffer id = BUFFER_EMPTY;

	if (record_is(r, "evidence") && record_text(r, "evidence_id", &id) == 0) {
		snprintf(t->done.evidence_id, sizeof t->done.evidence_id, "%s", buffer_text(&id));
		t->exhibit_begun = true;
	}
	buffer_release(&id);
	tool_tell_notes(t->tool, r);
	if (record_is(r, "file") && match_has_alert(r))
		count_hit(t, r);
	return records_file_add(t->records, line, e);
}

static int
job_done(void *ctx, uint64_t job, struct error *e)
{
	struct triage *t = ctx;

	t->done.jobs_done = job + 1;
	if (clock_monotonic() - records_file_synced(t->records) < SYNC_SECONDS)
		return 0;
	return checkpoint_save(t->folder, t->records, &t->done, e);
}

static int
idle(void *ctx, struct error *e)
{
	struct triage *t = ctx;

	return records_file_flush(t->records, e);
}

/* Why an exhibit gave nothing stands in the case, too, or its report would not know of it. */
int
triage_refuse(struct triage *t, const char *exhibit, const char *why, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	int r;

	buffer_add_byte(&b, '{');
	json_member_text(&b, "record", "incident");
	json_member_text(&b, "tool", t->tool->name);
	json_member_path(&b, "evidence", exhibit);
	json_key(&b, "notes");
	buffer_add_byte(&b, '[');
	note_add(&b, t->tool->name, NOTE_ERROR, why);
	buffer_add_text(&b, "]}\n");
	r = records_file_add(t->records, buffer_span(&b), e);
	buffer_release(&b);
	return r;
}

struct sink
triage_sink(struct triage *t)
{
	return (struct sink){put_record, job_done, idle, t};
}
