/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listings for spreadsheets and scripts: every hit, a row for each of its matches; or every item.
 */
#include "base/i18n.h"
#include "record/json.h"
#include "record/record.h"
#include "report/csv.h"
#include "report/edition.h"
#include "report/renderer.h"
#include "report/statistics.h"

#define FLUSH_AT ((size_t)1 << 16)

static int
write_out(struct rendering *r, struct buffer *text, bool all, struct error *e)
{
	if (text->n < FLUSH_AT && !all)
		return 0;
	int result = output_write(r->output, buffer_span(text), e);
	buffer_clear(text);
	return result;
}

static void
add_header(struct buffer *out, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		csv_text(out, names[i]);
	csv_end(out);
}

/* ---- Hits ---- */

static const char *const hit_columns[] = {
	"occurrence", "exhibit",      "evidence",  "evidence_id", "id",	    "also_ids",
	"path",	      "other_paths",  "origin",	   "state",	  "size",   "first_offset",
	"mime",	      "md5",	      "sha1",	   "sha256",	  "set",    "by",
	"distance",   "similar_only", "scheme",	   "category",	  "label",  "crtime",
	"mtime",      "atime",	      "ctime",	   "taken",	  "make",   "model",
	"serial",     "latitude",     "longitude", "notes",	  "report", "report_status",
	NULL};

/* What other records say of the same occurrence. */
static void
add_other_parts(struct buffer *out, const struct hit *h, bool paths)
{
	struct buffer line = BUFFER_EMPTY;
	for (size_t i = 1; i < h->nparts; i++) {
		const char *text = paths ? h->parts[i].path : h->parts[i].id;
		if (*text)
			buffer_add_format(&line, "%s%s", line.n > 0 ? "; " : "", text);
	}
	for (size_t i = 0; paths && i < h->nnames; i++)
		buffer_add_format(&line, "%s%s", line.n > 0 ? "; " : "", h->names[i]);
	csv_span(out, buffer_span(&line));
	buffer_release(&line);
}

static void
add_place(struct buffer *out, const struct facts *f, const struct hit *h)
{
	const struct evidence_fact *x = h->evidence == FACT_NONE ? NULL : &f->evidence[h->evidence];
	csv_text(out, x && x->exhibit ? x->exhibit->name : "");
	csv_text(out, x ? x->path : "");
	csv_text(out, x ? x->id : "");
	csv_text(out, h->parts[0].id);
	add_other_parts(out, h, false);
	csv_text(out, h->parts[0].path);
	add_other_parts(out, h, true);
	csv_text(out, h->parts[0].origin);
	csv_text(out, h->parts[0].state);
	csv_u64(out, h->size);
	csv_u64(out, h->first_offset);
}

static void
add_content(struct buffer *out, const struct hit *h)
{
	csv_text(out, h->mime);
	csv_text(out, h->md5);
	csv_text(out, h->sha1);
	csv_text(out, h->sha256);
}

static void
add_match(struct buffer *out, const struct hit_match *m)
{
	csv_text(out, m->set);
	csv_text(out, m->by);
	csv_u64(out, m->distance);
	csv_text(out, m->similar ? "yes" : "no");
	csv_text(out, m->scheme);
	csv_text(out, m->category);
	csv_text(out, m->label);
}

static void
add_times_and_device(struct buffer *out, const struct facts *f, const struct hit *h)
{
	const struct device_fact *x = h->device == FACT_NONE ? NULL : &f->devices[h->device];
	csv_text(out, h->crtime);
	csv_text(out, h->mtime);
	csv_text(out, h->atime);
	csv_text(out, h->ctime);
	csv_text(out, h->taken);
	csv_text(out, x ? x->make : "");
	csv_text(out, x ? x->model : "");
	csv_text(out, x ? x->serial : "");
	csv_decimal(out, h->latitude);
	csv_decimal(out, h->longitude);
	csv_text(out, h->notes);
}

static void
add_hit(struct buffer *out, const struct facts *f, size_t number, const char *status)
{
	const struct hit *h = &f->hits[number];
	for (size_t i = 0; i < h->nmatches; i++) {
		csv_u64(out, number + 1);
		add_place(out, f, h);
		add_content(out, h);
		add_match(out, &h->matches[i]);
		add_times_and_device(out, f, h);
		csv_text(out, f->report_id);
		csv_text(out, status);
		csv_end(out);
	}
}

static int
list_hits(struct rendering *r, const struct facts *f, struct error *e)
{
	const char *status = facts_incomplete(f) ? "INCOMPLETE" : "complete";
	struct buffer out = BUFFER_EMPTY;
	int result = 0;
	add_header(&out, hit_columns);
	for (size_t i = 0; result == 0 && i < f->nhits; i++) {
		add_hit(&out, f, i, status);
		result = write_out(r, &out, false, e);
	}
	if (result == 0)
		result = write_out(r, &out, true, e);
	buffer_release(&out);
	return result;
}

/* ---- Every item ---- */

static const char *const item_columns[] = {
	"evidence",   "evidence_id", "id",	 "path",	 "path_bytes", "origin", "state",
	"confidence", "parent",	     "size",	 "first_offset", "mime",       "md5",	 "sha1",
	"sha256",     "crtime",	     "mtime",	 "atime",	 "ctime",      "taken",	 "make",
	"model",      "serial",	     "latitude", "longitude",	 "matches",    "notes",	 NULL};

/* A string member decoded, a number or word as it is written. */
static void
add_member(struct buffer *out, const struct record *r, const char *key)
{
	struct span v = record_value(r, key);
	struct buffer text = BUFFER_EMPTY;
	if (v.p && record_unquote(v, &text) < 0 && v.p[0] != 'n' && v.p[0] != '{' && v.p[0] != '[')
		buffer_add(&text, v.p, v.n);
	csv_span(out, buffer_span(&text));
	buffer_release(&text);
}

/* The members that tell of names, as the court edition has them. */
static void
add_member_withheld(struct buffer *out, const struct record *r, const char *key)
{
	struct buffer text = BUFFER_EMPTY, path = BUFFER_EMPTY, shown = BUFFER_EMPTY;
	(void)record_text(r, key, &text);
	(void)record_text(r, "path", &path);
	if (strcmp(key, "id") == 0 || strcmp(key, "parent") == 0)
		edition_id(&shown, buffer_text(&text), buffer_text(&path));
	else if (strcmp(key, "evidence") == 0)
		buffer_add_text(&shown, edition_file(buffer_text(&text)));
	else if (strncmp(key, "path", 4) != 0) {
		add_member(out, r, key);
		goto out;
	}
	csv_span(out, buffer_span(&shown));
out:
	buffer_release(&text);
	buffer_release(&path);
	buffer_release(&shown);
}

static void
add_decimal_of(struct buffer *out, const json_t *object, const char *key, enum edition edition)
{
	const json_t *v = json_object_get(object, key);
	struct buffer text = BUFFER_EMPTY;
	if (json_is_number(v))
		buffer_add_format(&text, "%.10g", json_number_value(v));
	struct buffer shown = BUFFER_EMPTY;
	if (edition == EDITION_FULL)
		buffer_add(&shown, text.data, text.n);
	else
		edition_degrees(&shown, buffer_text(&text));
	csv_decimal(out, buffer_text(&shown));
	buffer_release(&shown);
	buffer_release(&text);
}

/* A string within an object, plain or beside the tag it came from. */
static void
add_text_of(struct buffer *out, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	if (json_is_object(v))
		v = json_object_get(v, "value");
	csv_text(out, json_string_value(v));
}

static void
add_first_offset(struct buffer *out, const struct record *r)
{
	json_t *runs = record_json(r, "byte_runs");
	const json_t *v = json_object_get(json_array_get(runs, 0), "img_offset");
	bool there = json_is_integer(v) && json_integer_value(v) >= 0;
	csv_u64(out, there ? (uint64_t)json_integer_value(v) : UINT64_MAX);
	json_decref(runs);
}

static void
add_objects(struct buffer *out, const struct record *r, enum edition edition)
{
	static const char *const digests[] = {"md5", "sha1", "sha256"};
	static const char *const times[] = {"crtime", "mtime", "atime", "ctime"};
	json_t *hashes = record_json(r, "hashes"), *taken = record_json(r, "taken");
	json_t *device = record_json(r, "device"), *gps = record_json(r, "gps");
	for (size_t i = 0; i < 3; i++)
		add_text_of(out, hashes, digests[i]);
	for (size_t i = 0; i < 4; i++)
		add_member(out, r, times[i]);
	if (json_is_string(taken))
		csv_text(out, json_string_value(taken));
	else
		add_text_of(out, taken, "value");
	add_text_of(out, device, "make");
	add_text_of(out, device, "model");
	add_text_of(out, device, "serial");
	add_decimal_of(out, gps, "latitude", edition);
	add_decimal_of(out, gps, "longitude", edition);
	json_decref(hashes);
	json_decref(taken);
	json_decref(device);
	json_decref(gps);
}

/* "alert set by sha256 scheme:category; …" */
static void
add_matches(struct buffer *out, const struct record *r)
{
	struct buffer line = BUFFER_EMPTY;
	json_t *matches = record_json(r, "matches"), *m;
	size_t i;
	json_array_foreach(matches, i, m) buffer_add_format(
		&line, "%s%s: %s by %s %s:%s", line.n > 0 ? "; " : "", json_string_of(m, "kind"),
		json_string_of(m, "set"), json_string_of(m, "by"), json_string_of(m, "scheme"),
		json_string_of(m, "category"));
	csv_span(out, buffer_span(&line));
	json_decref(matches);
	buffer_release(&line);
}

static void
add_notes(struct buffer *out, const struct record *r, enum edition edition)
{
	struct buffer line = BUFFER_EMPTY;
	json_t *notes = record_json(r, "notes"), *n;
	size_t i;
	json_array_foreach(notes, i, n) buffer_add_format(
		&line, "%s%s: %s: %s", line.n > 0 ? "; " : "", json_string_of(n, "tool"),
		json_string_of(n, "level"),
		edition == EDITION_FULL ? json_string_of(n, "message") : "withheld");
	csv_span(out, buffer_span(&line));
	json_decref(notes);
	buffer_release(&line);
}

static int
list_item(struct rendering *r, const struct record *record, struct error *e)
{
	static const char *const plain[] = {"evidence",	  "evidence_id", "id",	  "path",
					    "path_bytes", "origin",	 "state", "confidence",
					    "parent",	  "size"};
	if (!r->options->all_items)
		return 0;
	struct buffer out = BUFFER_EMPTY;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (r->options->edition == EDITION_FULL)
			add_member(&out, record, plain[i]);
		else
			add_member_withheld(&out, record, plain[i]);
	add_first_offset(&out, record);
	add_member(&out, record, "mime");
	add_objects(&out, record, r->options->edition);
	add_matches(&out, record);
	add_notes(&out, record, r->options->edition);
	csv_end(&out);
	int result = output_write(r->output, buffer_span(&out), e);
	buffer_release(&out);
	return result;
}

static int
begin(struct rendering *r, struct error *e)
{
	if (!r->options->all_items)
		return 0;
	struct buffer out = BUFFER_EMPTY;
	add_header(&out, item_columns);
	int result = write_out(r, &out, true, e);
	buffer_release(&out);
	return result;
}

/* ---- The statistics edition ---- */

static void
add_counts(struct buffer *out, const char *what, const struct stat_row *row, const char *status)
{
	const uint64_t counts[] = {row->distinct, row->occurrences, row->pictures, row->videos};
	static const unsigned columns[] = {STAT_DISTINCT, STAT_OCCURRENCES, STAT_SPLIT, STAT_SPLIT};
	csv_text(out, what);
	csv_text(out, *row->name ? row->name : "all");
	for (size_t i = 0; i < 4; i++)
		if (row->hidden & columns[i])
			csv_text(out, "suppressed");
		else
			csv_u64(out, counts[i]);
	csv_text(out, status);
	csv_end(out);
}

static int
list_statistics(struct rendering *r, const struct facts *f, struct error *e)
{
	static const char *const columns[] = {"table",	  "row",    "distinct",	     "occurrences",
					      "pictures", "videos", "report_status", NULL};
	const char *status = facts_incomplete(f) ? "INCOMPLETE" : "complete";
	struct buffer out = BUFFER_EMPTY;
	struct statistics s;
	add_header(&out, columns);
	statistics_make(&s, f);
	for (size_t i = 0; i < STATISTICS_TABLES; i++) {
		const struct stat_table *t = &s.tables[i];
		for (size_t k = 0; k < t->n; k++)
			add_counts(&out, t->what, &t->rows[k], status);
		add_counts(&out, t->what, &t->total, status);
	}
	statistics_release(&s);
	int result = write_out(r, &out, true, e);
	buffer_release(&out);
	return result;
}

static int
finish(struct rendering *r, const struct facts *facts, struct error *e)
{
	if (facts->edition == EDITION_STATISTICS)
		return list_statistics(r, facts, e);
	return r->options->all_items ? 0 : list_hits(r, facts, e);
}

const struct renderer renderer_csv = {
	.name = "csv",
	.file = "report.csv",
	.extensions = "csv",
	.help = N_("every match as a row for spreadsheets; with --all-items every item"),
	.editions = EDITIONS_ALL,
	.begin = begin,
	.item = list_item,
	.finish = finish,
};
