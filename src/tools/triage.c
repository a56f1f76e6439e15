/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/triage.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/clock.h"
#include "carve/carve.h"
#include "evidence/source_walk.h"
#include "guard/confine.h"
#include "hashset/near.h"
#include "stage/exif.h"
#include "stage/hash.h"
#include "stage/match.h"
#include "stage/pdq.h"
#include "stage/type.h"
#include "tools/case_reports.h"
#include "tools/expired.h"

/* A signal handler can reach nothing but a global. */
static volatile int stop_asked;

static void
ask_to_stop(int signal_number)
{
	(void)signal_number;
	stop_asked = 1;
}

static void
catch_signals(void)
{
	const struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};

	sigaction(SIGINT, &action, NULL); /* a second one ends the program at once */
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* ---- Opening the case ---- */

static int
remember(void *ctx, const struct record *r, struct error *e)
{
	struct triage *t = ctx;

	(void)e;
	if (record_is(r, "file"))
		t->items_before++;
	else if (record_is(r, "end"))
		t->items_before = t->verified.n = 0; /* of runs that came to their end */
	else if (record_is(r, "verification"))
		triage_verify_remember(t, r);
	known_items_add(t->known, r);
	return 0;
}

/* Cuts a torn last line off, and takes note of what the case holds already. */
static int
mend(struct triage *t, struct error *e)
{
	struct records_found found;

	if (checkpoint_load(t->folder, &t->before, e) < 0)
		return -1;
	t->known = known_items_new();
	if (records_file_mend(t->folder, t->before.records_bytes, remember, t, &found, e))
		return -1;
	if (t->options.resume && found.open_run[0])
		memcpy(t->before.run_id, found.open_run, sizeof t->before.run_id);
	if (found.cut_bytes)
		tool_info(t->tool, "%s: %llu bytes of an unfinished record were cut off",
			  case_folder_path(t->folder), (unsigned long long)found.cut_bytes);
	return 0;
}

const char *const triage_bloom_kinds[] = {"info", "ignore", "alert", NULL};

/* Sizes can only stand in for digests where every set tells the size of every entry. */
static void
settle_fast(struct triage *t)
{
	struct buffer why = BUFFER_EMPTY;

	if (t->options.fast && !t->options.sets.n)
		tool_warn(t->tool, "--fast has no effect without a set");
	else if (t->options.fast && !match_knows_sizes(&t->sets, &why))
		tool_warn(t->tool, "--fast is off, files are read whatever their size: %s",
			  buffer_text(&why));
	else
		t->by_size = t->options.fast;
	buffer_release(&why);
}

static int
open_case(struct triage *t, struct error *e)
{
	const struct triage_options *o = &t->options;
	struct audit_act what;
	const struct match_request request = {.paths = o->sets.v,
					      .npaths = o->sets.n,
					      .keys = o->keys.v,
					      .nkeys = o->keys.n,
					      .bloom_kind = (enum verdict_kind)verdict_kind_of(
						      span_of(triage_bloom_kinds[o->bloom_kind]))};

	if (o->charset && charset_open(&t->names, o->charset, e))
		return -1;
	t->sets.near = true;
	t->sets.distance = NEAR_DISTANCE;
	if (match_config_open(&t->sets, &request, e) ||
	    act_prepare(&t->act, t->folder, o->resume ? ACT_RESUMES : ACT_PLAIN, e) ||
	    (!case_folder_is_new(t->folder) && mend(t, e)))
		return -1;
	tool_warn_expired(t->tool, &t->sets);
	settle_fast(t);
	/* In this order: what STATUS calls incomplete can always be gone on with. */
	if (!o->resume && triage_task_save(t, e))
		return -1;
	what = triage_act(t);
	if (act_begin(&t->act, &what, e) || triage_keep_case_data(t, e))
		return -1;
	return records_file_open(&t->records, t->folder, e);
}

/* ---- The run ---- */

static bool
wants_pdq(const struct triage *t)
{
	return t->options.pdq || match_wants_pdq(&t->sets);
}

/* To ask the decoding helper for its version is to start it: only a run that uses it does. */
static void
leave_out_pixels(struct tool *tool)
{
	size_t n = 0;

	for (size_t i = 0; i < TOOL_LIBRARIES_MAX; i++)
		if (tool->libraries[i] != library_pixels)
			tool->libraries[n++] = tool->libraries[i];
	for (; n < TOOL_LIBRARIES_MAX; n++)
		tool->libraries[n] = NULL;
}

static int
begin_run(struct triage *t, struct buffer *lines, struct error *e)
{
	struct confinement got = {0};

	if (confine_probe(t->tool->memory, &got, e))
		return -1;
	confine_describe(&got, &t->confinement);
	if (!wants_pdq(t))
		leave_out_pixels(t->tool);
	tool_describe_libraries(t->tool, &t->libraries);
	t->run = (struct run){.tool = t->tool->name,
			      .argc = t->tool->argc,
			      .argv = t->tool->argv,
			      .resumes = t->before.run_id[0] && t->options.resume ? t->before.run_id
										  : NULL,
			      .libraries = buffer_span(&t->libraries),
			      .confinement = buffer_span(&t->confinement)};
	run_id_new(t->run.id);
	memcpy(t->done.run_id, t->run.id, sizeof t->done.run_id);
	run_write(lines, &t->run);
	return match_describe(&t->sets, lines, e);
}

static bool
is_known(void *ctx, const struct record *r)
{
	struct triage *t = ctx;

	if (!known_items_has(t->known, r))
		return false;
	t->known_items++;
	return true;
}

/* Parts of an exhibit in order: 0 walk, 1 carve. */
static bool
done_before(const struct triage *t, uint64_t exhibit, const char *source)
{
	if (!t->options.resume || !t->before.source[0])
		return false;
	if (exhibit != t->before.exhibit)
		return exhibit < t->before.exhibit;
	return strcmp(source, source_walk.tool) == 0 &&
	       strcmp(t->before.source, source_walk.tool) != 0;
}

static uint64_t
jobs_before(const struct triage *t, uint64_t exhibit, const char *source)
{
	return t->options.resume && exhibit == t->before.exhibit &&
			       strcmp(source, t->before.source) == 0
		       ? t->before.jobs_done
		       : 0;
}

static int
run_source(struct triage *t, struct flow *flow, uint64_t exhibit, const struct source *source,
	   const void *config, struct error *e)
{
	if (stop_asked || done_before(t, exhibit, source->tool))
		return 0;
	flow->jobs_done = jobs_before(t, exhibit, source->tool);
	t->done.exhibit = exhibit;
	t->done.jobs_done = flow->jobs_done;
	snprintf(t->done.source, sizeof t->done.source, "%s", source->tool);
	t->tool->progress.what = source == &source_walk ? _("walking") : _("carving");
	return flow_evidence(flow, source, config, t->exhibits[exhibit], &t->result, e);
}

/*
 * An exhibit that cannot be read at all (gone, or of a kind that is not read) will not become
 * readable by going on, and must not keep the case from being closed: the run ends with status 3
 * and says so.
 */
static int
refuse(struct triage *t, uint64_t exhibit)
{
	const struct error why = t->tool->error;

	tool_fail(t->tool);
	return triage_refuse(t, t->exhibits[exhibit], why.text, &t->tool->error);
}

static int
run_exhibits(struct triage *t, struct flow *flow)
{
	const struct carve_config carve = {
		.quiet_evidence = true, .slack = t->options.slack, .names = t->names};
	const struct walk_config walk = {
		.inside = true, .search = &carve_inside, .systems = true, .names = t->names};
	struct tool *tool = t->tool;
	int failed = 0;

	for (int i = 0; i < t->nexhibits; i++) {
		uint64_t exhibit = (uint64_t)i;

		t->exhibit_begun =
			t->options.resume && t->before.source[0] && t->before.exhibit == exhibit;
		if (triage_verify_begin(t, t->exhibits[i], &tool->error) == 0 &&
		    run_source(t, flow, exhibit, &source_walk, &walk, &tool->error) == 0 &&
		    run_source(t, flow, exhibit, &source_carve, &carve, &tool->error) == 0 &&
		    triage_verify_end(t, t->exhibits[i], &tool->error) == 0)
			continue;
		triage_verify_abandon(t);
		if (tool->error.kind == ERROR_OUTPUT)
			return -1;
		if (!t->exhibit_begun)
			failed |= refuse(t, exhibit);
		else
			failed = -1;
		if (tool->error.kind != ERROR_NONE)
			tool_fail(tool); /* the other exhibits are still worth reading */
	}
	return failed;
}

static bool
set_has_size(const void *sets, uint64_t size)
{
	return match_has_size(sets, size);
}

static int
run_stages(struct triage *t)
{
	const struct hash_config hash = {.media_only = !t->options.all,
					 .wants_size = t->by_size ? set_has_size : NULL,
					 .wants_ctx = &t->sets};
	struct stage_use stages[6];
	struct flow flow = tool_flow(t->tool);
	size_t n = 0;
	int r;

	stages[n++] = (struct stage_use){&stage_behind, NULL};
	stages[n++] = (struct stage_use){&stage_type, NULL};
	stages[n++] = (struct stage_use){&stage_hash, &hash};
	if (wants_pdq(t))
		stages[n++] = (struct stage_use){&stage_pdq, NULL};
	if (t->options.sets.n)
		stages[n++] = (struct stage_use){&stage_match, &t->sets};
	stages[n++] = (struct stage_use){&stage_exif, NULL};
	flow.stages = stages;
	flow.nstages = n;
	flow.sink = triage_sink(t);
	flow.stop = &stop_asked;
	flow.known = t->known ? is_known : NULL;
	flow.known_ctx = t;
	r = run_exhibits(t, &flow);
	return r;
}

static int
end_run(struct triage *t, struct error *e)
{
	struct buffer line = BUFFER_EMPTY;
	int r;

	end_write(&line, &t->run, t->items_before + t->result.items, t->result.noted,
		  t->tool->status);
	r = records_file_add(t->records, buffer_span(&line), e);
	buffer_release(&line);
	return r ? r : records_file_close(&t->records, e);
}

/* Runs what was asked for; true when it came to its end. */
static bool
run(struct triage *t)
{
	struct buffer lines = BUFFER_EMPTY;
	struct error *e = &t->tool->error;
	int r = begin_run(t, &lines, e);

	if (r == 0)
		r = records_file_add(t->records, buffer_span(&lines), e);
	buffer_release(&lines);
	if (r == 0)
		r = run_stages(t);
	if (t->result.noted)
		tool_worsen(t->tool, 1);
	/* Asked once: a signal that comes while the end is written finds the run complete. */
	bool stopped = stop_asked;
	if (r == 0 && !stopped)
		r = end_run(t, e);
	progress_clear(&t->tool->progress);
	return r == 0 && !stopped;
}

/* ---- Closing the case ---- */

static void
close_case(struct triage *t, bool complete)
{
	struct error *e = &t->tool->error;

	if (!complete && t->records && t->tool->error.kind == ERROR_NONE &&
	    checkpoint_save(t->folder, t->records, &t->done, e))
		tool_fail(t->tool);
	if (e->kind != ERROR_NONE)
		tool_fail(t->tool);
	if (t->records && records_file_close(&t->records, e))
		tool_fail(t->tool);
	if (case_reports(t->folder, e))
		tool_fail(t->tool);
	if (triage_end_act(t, complete, e))
		tool_fail(t->tool);
}

/* Nobody may take what was not looked at again for what has no hits. */
static void
tell_known(struct triage *t)
{
	if (!t->known_items || t->options.resume)
		return;
	tool_warn(t->tool, "%llu items were in the case before: they were not examined again",
		  (unsigned long long)t->known_items);
	if (t->options.sets.n)
		tool_warn(t->tool,
			  "to look them up in sets that the case has not seen: winnow-match -s SET "
			  "%s/" CASE_RECORDS,
			  case_folder_path(t->folder));
}

static void
tell(struct triage *t, bool complete)
{
	struct tool *tool = t->tool;
	const char *path = case_folder_path(t->folder);

	tell_known(t);
	if (!complete)
		tool_warn(tool, "%s is incomplete; go on with: winnow triage --resume -o %s", path,
			  path);
	tool_info(tool, "%llu items, %llu matching records in %.1f s; %s/report.html",
		  (unsigned long long)(t->items_before + t->result.items),
		  (unsigned long long)t->hits, clock_monotonic() - t->started, path);
	if (t->hits)
		tool_info(tool, "first hit after %.2f s", t->first_hit - t->started);
}

static void
release(struct triage *t)
{
	struct error ignored = {0};

	if (t->records)
		records_file_close(&t->records, &ignored);
	known_items_free(&t->known);
	charset_free(&t->names);
	match_config_close(&t->sets);
	triage_verify_abandon(t);
	buffer_release(&t->verified);
	act_release(&t->act);
	case_folder_close(&t->folder);
	buffer_release(&t->libraries);
	buffer_release(&t->confinement);
}

int
triage_run(struct triage *t)
{
	bool complete;

	t->started = clock_monotonic();
	t->stop = &stop_asked;
	catch_signals();
	if (open_case(t, &t->tool->error)) {
		tool_fail(t->tool);
		release(t);
		return tool_exit(t->tool);
	}
	complete = run(t);
	if (!complete)
		tool_worsen(t->tool, 3);
	close_case(t, complete);
	tell(t, complete);
	release(t);
	return tool_exit(t->tool);
}
