/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/case_records.h"

#include <config.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "case/records_file.h"
#include "record/stream.h"
#include "tools/case_reports.h"

/* ---- What the case knows of an evidence ---- */

struct search {
	struct case_exhibit *exhibit;
	const char *id;
	struct expected_digests *all;
	bool by_id, by_path;
	char path_id[VERIFY_ID_MAX]; /* the identity that the case has for that path */
};

static bool
same_text(const struct record *r, const char *key, const char *wanted, bool name)
{
	struct buffer b = BUFFER_EMPTY;
	bool same = (name ? record_name(r, key, &b) : record_text(r, key, &b)) == 0 &&
		    strcmp(buffer_text(&b), wanted) == 0;

	buffer_release(&b);
	return same;
}

static void
take_evidence(struct search *s, const struct record *r)
{
	struct buffer b = BUFFER_EMPTY;

	if (same_text(r, "evidence_id", s->id, false))
		s->by_id = true;
	if (same_text(r, "evidence", s->exhibit->path, true) &&
	    record_text(r, "evidence_id", &b) == 0) {
		s->by_path = true;
		snprintf(s->path_id, sizeof s->path_id, "%s", buffer_text(&b));
	}
	buffer_release(&b);
}

/* The first reading of each kind is what later ones are held against. */
static void
take_hashes(struct search *s, const struct record *r)
{
	json_t *hashes = record_json(r, "hashes");
	struct buffer when = BUFFER_EMPTY;

	(void)record_text(r, "started", &when);
	for (unsigned k = 0; k < DIGEST_KINDS; k++) {
		const char *hex = json_string_value(json_object_get(hashes, digest_name(k)));
		struct buffer *with = &s->exhibit->with[k];

		if (with->n || !hex || digest_of_length(strlen(hex)) != (int)k)
			continue;
		buffer_add_format(with, "the reading of %s", buffer_text(&when));
		expected_add(s->all, buffer_text(with), (enum digest_kind)k, hex);
	}
	buffer_release(&when);
	json_decref(hashes);
}

static void
take_record(struct search *s, const struct record *r)
{
	if (record_is(r, "evidence"))
		take_evidence(s, r);
	else if (record_is(r, "verification") && same_text(r, "evidence_id", s->id, false))
		take_hashes(s, r);
}

static int
search_records(struct search *s, int fd, struct error *e)
{
	struct line_reader *reader = line_reader_new(fd, CASE_RECORDS);
	struct record r = RECORD_EMPTY;
	struct error ignored = {0};
	struct span line;
	bool complete;
	int more;

	while ((more = line_reader_next(reader, &line, &complete, e)) == 1) {
		if (record_scan(&r, line.p, line.n, &ignored) == 0)
			take_record(s, &r);
		error_clear(&ignored);
	}
	record_release(&r);
	line_reader_free(&reader);
	return more;
}

int
case_exhibit_earlier(void *exhibit, const char *evidence_id, struct expected_digests *all,
		     char known_id[VERIFY_ID_MAX], struct error *e)
{
	struct case_exhibit *x = exhibit;
	struct search s = {.exhibit = x, .id = evidence_id, .all = all};
	int fd = openat(case_folder_descriptor(x->folder), CASE_RECORDS,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int r;

	if (fd < 0)
		return error_system(e, "%s/%s", case_folder_path(x->folder), CASE_RECORDS);
	r = search_records(&s, fd, e);
	close(fd);
	if (r)
		return -1;
	if (x->optional)
		return 0;
	if (!s.by_id && !s.by_path)
		return error_set(e, ERROR_INPUT,
				 "%s is no exhibit of %s; winnow-case add makes it one", x->path,
				 case_folder_path(x->folder));
	if (!s.by_id)
		memcpy(known_id, s.path_id, VERIFY_ID_MAX);
	return 0;
}

void
case_exhibit_release(struct case_exhibit *x)
{
	for (unsigned k = 0; k < DIGEST_KINDS; k++)
		buffer_release(&x->with[k]);
}

/* ---- Adding ---- */

struct audit_act
case_tool_act(const struct tool *tool, const char *name)
{
	return (struct audit_act){.act = name,
				  .tool = tool->name,
				  .version = PACKAGE_VERSION,
				  .argc = tool->argc,
				  .argv = tool->argv};
}

static void
bracket(struct tool *tool, struct span libraries, struct span lines, struct buffer *out)
{
	static const char confinement[] = "{\"evidence_read\":true}";
	struct run run = {.tool = tool->name,
			  .argc = tool->argc,
			  .argv = tool->argv,
			  .libraries = libraries,
			  .confinement = span_of(confinement)};

	run_id_new(run.id);
	run_write(out, &run);
	buffer_add(out, lines.p, lines.n);
	end_write(out, &run, 0, 0, tool->status);
}

static int
append_lines(struct case_folder *folder, struct span lines, struct error *e)
{
	struct records_file *records;
	struct error ignored = {0};
	int r;

	if (act_guard_records(folder, e) || records_file_open(&records, folder, e))
		return -1;
	r = records_file_add(records, lines, e);
	return records_file_close(&records, r ? &ignored : e) || r ? -1 : 0;
}

int
case_records_add(struct tool *tool, struct act *a, const char *name, struct span lines,
		 const struct audit_file *inputs, size_t ninputs, struct error *e)
{
	const struct audit_act what = case_tool_act(tool, name);
	struct buffer libraries = BUFFER_EMPTY, all = BUFFER_EMPTY;
	int r;

	tool_describe_libraries(tool, &libraries);
	bracket(tool, buffer_span(&libraries), lines, &all);
	r = act_begin(a, &what, e);
	if (r == 0 && (append_lines(a->folder, buffer_span(&all), e) || case_reports(a->folder, e)))
		r = -1;
	if (r == 0) {
		a->what.libraries = buffer_span(&libraries);
		a->what.inputs = inputs;
		a->what.ninputs = ninputs;
		a->what.complete = true;
		a->what.exit = tool->status;
		r = act_end(a, e);
	}
	if (r == 0)
		r = act_done(a, e);
	buffer_release(&libraries);
	buffer_release(&all);
	return r;
}

const char *
case_evidence_digest(const struct verified *v)
{
	return v->digested.done & 1u << DIGEST_SHA256 ? v->digested.hex[DIGEST_SHA256] : NULL;
}

void
case_tell_head(struct tool *tool, const struct act *a)
{
	char hex[SHA256_HEX_MAX];
	struct error ignored = {0};

	if (sha256_file(case_folder_descriptor(a->folder), CASE_MANIFEST, hex, NULL, &ignored) == 0)
		tool_info(tool,
			  "for the paper file: entry %llu of the audit has the digest %s, the "
			  "manifest %s",
			  (unsigned long long)a->last.entries, a->last.head, hex);
}
