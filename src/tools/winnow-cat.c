/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-cat: the bytes of items. Workers read the evidence; this process writes what they send. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "guard/pool.h"
#include "record/json.h"
#include "tools/cat_role.h"
#include "tools/cat_target.h"
#include "tools/tool.h"

#define SHA256_HEX 65

struct cat {
	struct tool *tool;
	struct option_list ids; /* --id; empty: every item */
	struct cat_target target;
	struct tool_output *log; /* of -o */
	struct pool *pool;
	uint64_t ticket, noted;
	bool *id_met; /* an element of ids each */
	struct record record;
	struct buffer binding, id, line;
	unsigned needs; /* of all items so far, see binding_of() */
};

/* ---- The log ---- */

static void
log_begin(struct cat *c)
{
	static const char *const keys[] = {"evidence", "evidence_bytes", "evidence_id", "id",
					   "path",     "path_bytes",	 "size"};
	char now[CLOCK_TEXT_MAX];

	clock_now(now);
	buffer_clear(&c->line);
	buffer_add_byte(&c->line, '{');
	json_member_text(&c->line, "record", "export");
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct span value = record_value(&c->record, keys[i]);

		if (value.p)
			json_member_raw(&c->line, keys[i], value);
	}
	json_member_text(&c->line, "time", now);
}

static int
log_end(struct cat *c, struct error *e)
{
	buffer_add_text(&c->line, "}\n");
	return c->log ? tool_output_line(c->log, buffer_span(&c->line), e) : 0;
}

static void
log_note(struct cat *c, enum note_level level, const char *message)
{
	json_key(&c->line, "notes");
	buffer_add_byte(&c->line, '[');
	note_add(&c->line, c->tool->name, level, message);
	buffer_add_byte(&c->line, ']');
}

/* ---- One item ---- */

/*
 * An item that could not be read, wholly or in part, costs the exit status but not the other items.
 */
static int
item_failed(struct cat *c, struct span why, struct error *e)
{
	char text[ERROR_TEXT_MAX];

	snprintf(text, sizeof text, "%s: %.*s%s", buffer_text(&c->id), (int)why.n, why.p,
		 c->target.size > 0 && !c->target.folder ? "; it was cut short" : "");
	cat_target_abandon(&c->target);
	tool_warn(c->tool, "%s", text);
	tool_worsen(c->tool, 1);
	c->noted++;
	log_begin(c);
	log_note(c, NOTE_ERROR, text);
	return log_end(c, e);
}

static int
item_done(struct cat *c, uint64_t unreadable, struct error *e)
{
	char sha256[SHA256_HEX], text[ERROR_TEXT_MAX];

	if (cat_target_end(&c->target, sha256, e))
		return -1;
	log_begin(c);
	if (c->target.folder)
		json_member_text(&c->line, "file", c->target.name);
	json_member_u64(&c->line, "written", c->target.size);
	json_member_text(&c->line, "sha256", sha256);
	if (unreadable > 0) {
		snprintf(text, sizeof text, "%s: %" PRIu64 " bytes could not be read and are zeros",
			 buffer_text(&c->id), unreadable);
		tool_warn(c->tool, "%s", text);
		tool_worsen(c->tool, 1);
		c->noted++;
		log_note(c, NOTE_ERROR, text);
	}
	if (!c->target.folder)
		tool_info(c->tool, "%s: %" PRIu64 " bytes written, SHA-256 %s", buffer_text(&c->id),
			  c->target.size, sha256);
	return log_end(c, e);
}

/* 1: the item is through, 0: more will come, -1: the run cannot go on. */
static int
item_event(struct cat *c, const struct pool_event *event, uint64_t *unreadable, struct error *e)
{
	switch (event->kind) {
	case POOL_FRAME:
		if (event->head.kind != WIRE_DATA)
			return 0;
		if (event->bytes.n == 0)
			*unreadable = event->head.b;
		c->tool->progress.bytes += event->bytes.n;
		progress_update(&c->tool->progress);
		return cat_target_write(&c->target, event->bytes, e);
	case POOL_DONE:
		return item_done(c, *unreadable, e) ? -1 : 1;
	case POOL_FAILED:
	case POOL_LOST:
		return item_failed(c, event->bytes, e) ? -1 : 1;
	case POOL_UNOPENED:
		cat_target_abandon(&c->target);
		return error_set(e, ERROR_INPUT, "%.*s", (int)event->bytes.n, event->bytes.p);
	default:
		return 0;
	}
}

static int
cat_item(struct cat *c, struct span line, struct error *e)
{
	struct pool_event event;
	uint64_t unreadable = 0;
	int r;

	buffer_clear(&c->binding);
	binding_of(&c->record, &c->needs, &c->binding);
	if (binding_ready(buffer_text(&c->binding), e))
		return -1;
	if (cat_target_begin(&c->target, buffer_span(&c->id), e))
		return -1;
	if (pool_submit(c->pool, 0, buffer_text(&c->binding), 0, ++c->ticket, line, e) < 0)
		return -1;
	do
		r = pool_wait(c->pool, -1, -1, &event, e) ? -1
							  : item_event(c, &event, &unreadable, e);
	while (r == 0);
	c->tool->progress.items++;
	return r < 0 ? -1 : 0;
}

/* ---- The stream ---- */

static bool
is_wanted(struct cat *c)
{
	if (!record_is(&c->record, "file"))
		return false;
	for (size_t i = 0; i < c->ids.n; i++)
		if (span_equal(buffer_span(&c->id), c->ids.v[i])) {
			c->id_met[i] = true;
			return true;
		}
	return c->ids.n == 0;
}

/* Asked for and not there: bytes are missing that somebody counts on. */
static void
check_ids(struct cat *c)
{
	for (size_t i = 0; i < c->ids.n; i++) {
		if (c->id_met[i])
			continue;
		tool_warn(c->tool, "no record of an item %s was read", c->ids.v[i]);
		tool_worsen(c->tool, 3);
	}
}

static int
cat_line(struct cat *c, struct span line, struct stream_check *check, struct error *broken,
	 struct error *e)
{
	if (record_scan(&c->record, line.p, line.n, broken))
		return 0;
	stream_check_record(check, &c->record);
	buffer_clear(&c->id);
	if (record_text(&c->record, "id", &c->id))
		buffer_add_text(&c->id, "item");
	return is_wanted(c) ? cat_item(c, line, e) : 0;
}

static int
cat_input(void *ctx, const struct flow_input *input, struct error *e)
{
	struct cat *c = ctx;
	struct stream_check *check = stream_check_new();
	struct stream_verdict verdict;
	struct error broken = {0};
	struct span line;
	bool complete;
	int r;

	while ((r = line_reader_next(input->reader, &line, &complete, e)) > 0) {
		r = cat_line(c, line, check, &broken, e);
		if (r < 0)
			break;
	}
	stream_check_verdict(check, &verdict);
	stream_check_free(&check);
	if (r == 0)
		tool_judge(c->tool, &verdict, broken.kind == ERROR_NONE ? NULL : &broken);
	return r;
}

/* ---- The tool ---- */

static int
open_log(struct cat *c)
{
	struct buffer path = BUFFER_EMPTY;
	int r;

	if (!c->target.folder)
		return 0;
	buffer_add_format(&path, "%s/%s", c->target.folder, CAT_LOG);
	c->tool->output = buffer_text(&path);
	r = tool_output_open(c->tool, true, &c->log);
	c->tool->output = NULL;
	buffer_release(&path);
	return r;
}

static void
cat_release(struct cat *c)
{
	pool_free(&c->pool);
	cat_target_close(&c->target);
	record_release(&c->record);
	buffer_release(&c->binding);
	buffer_release(&c->id);
	buffer_release(&c->line);
	option_list_release(&c->ids);
	free(c->id_met);
}

/* One worker: items go out in the order in which they come. */
static int
cat_run(struct cat *c)
{
	const struct cat_role config = {tool_flow(c->tool).moves};
	const struct worker_role role = cat_worker(&config, c->tool->seconds);
	const struct worker_role *const roles[] = {&role};

	if (cat_target_open(&c->target, c->tool->output, &c->tool->error))
		tool_fail(c->tool);
	else if (open_log(c) == 0) {
		c->id_met = memory_zero(c->ids.n + 1, sizeof *c->id_met);
		c->pool = pool_new(roles, 1, 1, c->tool->memory);
		if (tool_each_input(c->tool, cat_input, c, &c->tool->error) < 0)
			tool_fail(c->tool);
		check_ids(c);
		if (c->log)
			tool_output_close(c->tool, &c->log, 0, c->noted);
	}
	cat_release(c);
	return tool_exit(c->tool);
}

int
main(int argc, char **argv)
{
	struct cat cat = {.target = {.folder_fd = -1, .fd = -1}};
	const struct option_spec options[] = {
		{0, "id", "ID", N_("only the item of this id; may be given several times"),
		 OPTION_LIST, &cat.ids, NULL, 0, 0},
		OPTION_END};
	struct tool tool = {
		.name = "winnow-cat",
		.summary = N_("Writes the bytes of items, as their records tell where they lie."),
		.usage = "[FILE]…",
		.options = options,
		.takes = TOOL_TAKES_RECORDS,
		.output_argument = "DIR",
		.output_help = N_("write a file an item into the new or empty folder DIR, "
				  "and a log"),
		.libraries = {library_tsk, library_ewf, library_crypto}};

	cat.tool = &tool;
	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	return cat_run(&cat);
}
