/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/small_file.h"
#include "report/collect.h"
#include "report/counting.h"
#include "report/edition.h"

struct report {
	struct collector collector;
	struct stream_check *check; /* of the stream being read */
	unsigned streams;
	struct sha256 *records; /* over every byte read */
	char case_sha256[SHA256_HEX_MAX];
	struct counting *counting; /* or NULL */
	enum edition edition;
	struct record record;
	int (*each)(void *ctx, const struct record *record, struct error *e);
	void *ctx;
	bool language_given;
};

struct report *
report_new(void)
{
	struct report *r = memory_zero(1, sizeof *r);
	collector_init(&r->collector);
	r->records = sha256_new();
	sha256_bytes(span_of(""), r->case_sha256);
	r->collector.facts.language = &languages[0];
	return r;
}

void
report_free(struct report **r)
{
	if (!*r)
		return;
	collector_release(&(*r)->collector);
	stream_check_free(&(*r)->check);
	sha256_free(&(*r)->records);
	counting_free(&(*r)->counting);
	record_release(&(*r)->record);
	free(*r);
	*r = NULL;
}

void
report_allow_bare(struct report *r)
{
	r->collector.facts.bare_allowed = true;
}

int
report_language(struct report *r, const char *codes, struct error *e)
{
	r->language_given = true;
	return language_list_add(&r->collector.facts.languages, codes, e);
}

const struct language_list *
report_languages(struct report *r)
{
	struct facts *f = &r->collector.facts;

	if (f->languages.n == 0)
		f->languages.v[f->languages.n++] = &languages[0];
	f->language = f->languages.v[0];
	return &f->languages;
}

/* The case file's [report] language; of several lines the last counts. */
static int
speak_as_asked(struct report *r, struct error *e)
{
	const char *asked = case_data_get(r->collector.facts.case_data, "report", "language");
	const char *last = asked ? strrchr(asked, '\n') : NULL;

	if (r->language_given || !asked)
		return 0;
	return language_list_add(&r->collector.facts.languages, last ? last + 1 : asked, e);
}

int
report_case_file(struct report *r, const char *path, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int result = small_file_read_path(path, &text, e);
	if (result == 0) {
		sha256_bytes(buffer_span(&text), r->case_sha256);
		result = case_data_parse(r->collector.facts.case_data, buffer_span(&text), e);
		if (result == 0)
			result = speak_as_asked(r, e);
		if (result < 0)
			error_prefix(e, "'%s'", path);
	}
	buffer_release(&text);
	return result;
}

int
report_case_field(struct report *r, const char *assignment, struct error *e)
{
	struct case_data *c = r->collector.facts.case_data;
	struct sha256 *d = sha256_new();
	if (case_data_set(c, assignment, e) < 0) {
		sha256_free(&d);
		return -1;
	}
	sha256_add(d, r->case_sha256, strlen(r->case_sha256));
	sha256_add(d, assignment, strlen(assignment));
	sha256_finish(&d, r->case_sha256);
	return 0;
}

int
report_counting_file(struct report *r, const char *path, struct error *e)
{
	int result = counting_load(&r->counting, path, e);
	r->collector.facts.counting = r->counting;
	return result;
}

void
report_edition(struct report *r, enum edition edition)
{
	r->edition = edition;
}

void
report_each_item(struct report *r,
		 int (*each)(void *ctx, const struct record *record, struct error *e), void *ctx)
{
	r->each = each;
	r->ctx = ctx;
}

/* ---- Reading ---- */

static int
take_line(struct report *r, struct span line, struct error *e)
{
	struct facts *f = &r->collector.facts;
	struct error why = {0};
	f->lines++;
	if (record_scan(&r->record, line.p, line.n, &why) < 0) {
		if (f->broken_lines++ == 0)
			f->first_broken = f->lines;
		return 0;
	}
	stream_check_record(r->check, &r->record);
	bool item = collect_record(&r->collector, &r->record);
	return item && r->each ? r->each(r->ctx, &r->record, e) : 0;
}

/* Each stream is judged by itself: one that is empty or cut off must not hide behind another. */
static void
merge_verdict(struct stream_verdict *all, const struct stream_verdict *one)
{
	all->records += one->records;
	all->files += one->files;
	all->runs += one->runs;
	all->open_runs += one->open_runs;
	all->stray_ends += one->stray_ends;
	all->filtered += one->filtered;
	all->bare |= one->bare;
	all->empty |= one->empty;
	if (one->worst_status > all->worst_status)
		all->worst_status = one->worst_status;
	if (!all->cut_tool[0])
		memcpy(all->cut_tool, one->cut_tool, sizeof all->cut_tool);
}

static int
read_lines(struct report *r, struct line_reader *reader, struct error *e)
{
	struct facts *f = &r->collector.facts;
	struct span line;
	bool complete;
	int more;
	while ((more = line_reader_next(reader, &line, &complete, e)) == 1) {
		sha256_add(r->records, line.p, line.n);
		if (complete)
			sha256_add(r->records, "\n", 1);
		f->torn |= !complete;
		if (take_line(r, line, e) < 0)
			return -1;
	}
	f->reading_failed |= more < 0;
	return more;
}

int
report_read(struct report *r, struct line_reader *reader, struct error *e)
{
	struct stream_verdict verdict;
	r->check = stream_check_new();
	int result = read_lines(r, reader, e);
	stream_check_verdict(r->check, &verdict);
	merge_verdict(&r->collector.facts.verdict, &verdict);
	stream_check_free(&r->check);
	r->streams++;
	return result;
}

/* ---- The verdict ---- */

/* Names this very content, so that two prints can be told to be the same or not. */
static void
make_report_id(const struct report *r, struct facts *f)
{
	const struct language_list *spoken = &f->languages;
	struct sha256 *d = sha256_new();
	char hex[SHA256_HEX_MAX];
	sha256_add(d, f->records_sha256, strlen(f->records_sha256));
	sha256_add(d, r->case_sha256, strlen(r->case_sha256));
	if (r->edition != EDITION_FULL)
		sha256_add(d, edition_name(r->edition), strlen(edition_name(r->edition)));
	for (size_t i = 0; i < spoken->n; i++)
		if (spoken->n > 1 || spoken->v[i] != &languages[0])
			sha256_add(d, spoken->v[i]->code, strlen(spoken->v[i]->code));
	if (r->counting)
		sha256_add(d, r->counting->sha256, strlen(r->counting->sha256));
	sha256_finish(&d, hex);
	snprintf(f->report_id, sizeof f->report_id, "R-%.16s", hex);
}

const struct facts *
report_finish(struct report *r)
{
	struct facts *f = &r->collector.facts;
	f->verdict.empty |= r->streams == 0;
	sha256_finish(&r->records, f->records_sha256);
	(void)report_languages(r);
	make_report_id(r, f);
	collect_sum(&r->collector);
	edition_apply(f, r->edition);
	return f;
}

void
report_speak(const struct report *r, const struct language *language, struct facts *out)
{
	*out = r->collector.facts;
	out->language = language;
	out->languages = (struct language_list){.v = {language}, .n = 1};
	make_report_id(r, out);
}

static bool
stream_incomplete(const struct facts *f)
{
	struct error ignored = {0};
	return stream_status(&f->verdict, f->bare_allowed, &ignored) == 3;
}

bool
facts_incomplete(const struct facts *f)
{
	return f->reading_failed || f->torn || f->broken_lines > 0 || stream_incomplete(f);
}

int
facts_status(const struct facts *f, struct error *e)
{
	int status = stream_status(&f->verdict, f->bare_allowed, e);
	if (!facts_incomplete(f) || status == 3)
		return status;
	if (f->broken_lines > 0)
		error_set(e, ERROR_INPUT,
			  "%llu lines are not records (the first is line %llu): the report is "
			  "incomplete",
			  (unsigned long long)f->broken_lines, (unsigned long long)f->first_broken);
	else if (f->torn)
		error_set(e, ERROR_INPUT, "the last line is cut off: the report is incomplete");
	return 3;
}
