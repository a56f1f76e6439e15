/* SPDX-License-Identifier: Apache-2.0 */
/* Hits: how they are counted, how many, and each of them. */
#include "report/drawing.h"
#include "report/sections.h"

/* ---- The rule and the totals ---- */

void
say_rule(struct doc *d)
{
	doc_heading(d, tr(d, "Counting rule"));
	doc_paragraph(d, "%s",
		      tr(d,
			 "Only matches with entries of kind “alert” are counted. An occurrence is "
			 "one physical place: records of the same exhibit whose content begins at "
			 "the same byte of the image and has the same digest are one occurrence, "
			 "such as a deleted file and its carved copy; all their identifiers are "
			 "shown. Items found inside others and members of archives are counted "
			 "apart. Distinct items are counted by SHA-256, or by the best digest "
			 "there is where it is missing. Further names of a file are not counted. "
			 "1 GB is 10⁹ bytes, 1 GiB is 2³⁰ bytes."));
	doc_paragraph(d, "%s",
		      tr(d,
			 "Strength: equal SHA-256 or SHA-1 shows identical content; so does equal "
			 "MD5 unless two contents were made on purpose to share it. A match by PDQ "
			 "shows that a picture is similar, not identical; its distance is the "
			 "number of differing bits out of 256."));
}

static void
total_row(struct doc *d, const char *label, uint64_t distinct, uint64_t occurrences)
{
	doc_cell(d, LOOK_PLAIN, label);
	doc_cell(d, LOOK_PLAIN, doc_number(d, distinct));
	doc_cell(d, LOOK_PLAIN, doc_number(d, occurrences));
	doc_row_end(d);
}

static void
list_totals(struct doc *d)
{
	static const struct column columns[] = {{N_("All matches"), 50, COLUMN_TEXT},
						{N_("Distinct items"), 25, COLUMN_NUMBER},
						{N_("Occurrences"), 25, COLUMN_NUMBER}};
	static const struct table table = {N_("Matches in total"), columns, 3, false};
	const struct hit_total *t = &d->facts->total;
	doc_table(d, &table);
	total_row(d, tr(d, "Items"), t->distinct, t->occurrences);
	total_row(d, tr(d, "of these pictures"), t->distinct_pictures, t->pictures);
	total_row(d, tr(d, "of these videos"), t->distinct_videos, t->videos);
	total_row(d, tr(d, "Bytes"), t->distinct_bytes, t->bytes);
	doc_table_end(d);
}

static void
list_origins(struct doc *d)
{
	static const struct column columns[] = {
		{N_("Where the matches were found"), 50, COLUMN_TEXT},
		{N_("Occurrences"), 20, COLUMN_NUMBER},
		{N_("Share"), 30, COLUMN_BAR}};
	static const struct table table = {N_("Matches by origin"), columns, 3, false};
	const struct tally_list *l = &d->facts->total.by_origin;
	doc_table(d, &table);
	for (size_t i = 0; i < l->n; i++) {
		doc_cell(d, LOOK_PLAIN, say_origin(d, l->v[i].key));
		doc_cell(d, LOOK_PLAIN, doc_number(d, l->v[i].n));
		doc_cell(d, LOOK_PLAIN,
			 doc_offset(d, l->v[i].n * 1000 / d->facts->total.occurrences));
		doc_row_end(d);
	}
	doc_table_end(d);
}

static void
list_by_exhibit(struct doc *d)
{
	/*
	 * TRANSLATORS: an object seized, sealed and numbered: fr “scellé”, vi “vật chứng”
	 * (Criminal Procedure Code 2015, art. 89).
	 */
	static const struct column columns[] = {{N_("Exhibit"), 50, COLUMN_TEXT},
						{N_("Distinct items"), 25, COLUMN_NUMBER},
						{N_("Occurrences"), 25, COLUMN_NUMBER}};
	static const struct table table = {N_("Matches by exhibit"), columns, 3, false};
	const struct facts *f = d->facts;
	doc_table(d, &table);
	for (size_t i = 0; i < f->nevidence; i++) {
		doc_cell(d, LOOK_NAME, say_exhibit(d, i));
		doc_cell(d, LOOK_PLAIN, doc_number(d, f->evidence[i].hit_distinct));
		doc_cell(d, LOOK_PLAIN, doc_number(d, f->evidence[i].hit_occurrences));
		doc_row_end(d);
	}
	doc_table_end(d);
}

/* ---- One hit ---- */

static void
add_item_cell(struct doc *d, const struct hit *h)
{
	for (size_t i = 0; i < h->nparts; i++) {
		const struct hit_part *p = &h->parts[i];
		if (i > 0)
			doc_piece(d, NULL, LOOK_QUIET, tr(d, "the same place, also recorded as:"));
		doc_piece(d, NULL, LOOK_NAME, p->path);
		doc_piece(d, tr(d, "id"), LOOK_CODE, p->id);
		doc_piece(d, tr(d, "origin"), LOOK_PLAIN, say_origin(d, p->origin));
		doc_piece(d, tr(d, "state"), LOOK_PLAIN, p->state);
	}
	for (size_t i = 0; i < h->nnames; i++)
		doc_piece(d, tr(d, "further name"), LOOK_NAME, h->names[i]);
	doc_piece(d, tr(d, "note"), LOOK_NAME, h->notes);
	doc_cell_end(d);
}

static void
add_place_cell(struct doc *d, const struct hit *h)
{
	struct buffer device = BUFFER_EMPTY;
	say_device(d, &device, h->device);
	doc_piece(d, tr(d, "exhibit"), LOOK_NAME, say_exhibit(d, h->evidence));
	doc_piece(d, tr(d, "first byte at"), LOOK_CODE, doc_offset(d, h->first_offset));
	doc_piece(d, tr(d, "size"), LOOK_PLAIN, doc_bytes(d, h->size));
	doc_piece(d, tr(d, "type"), LOOK_PLAIN, h->mime);
	doc_piece(d, tr(d, "created"), LOOK_PLAIN, h->crtime);
	doc_piece(d, tr(d, "modified"), LOOK_PLAIN, h->mtime);
	doc_piece(d, tr(d, "accessed"), LOOK_PLAIN, h->atime);
	doc_piece(d, tr(d, "changed"), LOOK_PLAIN, h->ctime);
	doc_piece(d, tr(d, "taken"), LOOK_NAME, h->taken);
	doc_piece(d, tr(d, "from"), LOOK_QUIET, h->taken_field);
	doc_piece(d, tr(d, "device"), LOOK_NAME, buffer_text(&device));
	doc_cell_end(d);
	buffer_release(&device);
}

static bool
in_group(const struct hit_match *m, const struct hit_group *g)
{
	return strcmp(m->set, g->set) == 0 && strcmp(m->scheme, g->scheme) == 0 &&
	       strcmp(m->category, g->category) == 0;
}

static void
add_match_piece(struct doc *d, const struct hit_match *m)
{
	if (!m->similar)
		doc_piece_format(d, NULL, LOOK_STRONG, tr(d, "identical by %s"), say_digest(m->by));
	else if (m->distance == UINT64_MAX)
		doc_piece_format(d, NULL, LOOK_STRONG, tr(d, "similar, not identical (%s)"),
				 say_digest(m->by));
	else if (m->quality == UINT64_MAX)
		doc_piece_format(d, NULL, LOOK_STRONG,
				 tr(d, "similar, not identical (%s, distance %s)"),
				 say_digest(m->by), doc_number(d, m->distance));
	else
		doc_piece_format(
			d, NULL, LOOK_STRONG,
			tr(d, "similar, not identical (%s, distance %s, quality %u of 100)"),
			say_digest(m->by), doc_number(d, m->distance), (unsigned)m->quality);
}

static void
add_match_cell(struct doc *d, const struct hit *h, const struct hit_group *g)
{
	for (size_t i = 0; i < h->nmatches; i++)
		if (in_group(&h->matches[i], g))
			add_match_piece(d, &h->matches[i]);
	doc_piece(d, "SHA-256", LOOK_CODE, h->sha256);
	doc_piece(d, "SHA-1", LOOK_CODE, h->sha1);
	doc_piece(d, "MD5", LOOK_CODE, h->md5);
	doc_cell_end(d);
}

static void
add_hit(struct doc *d, size_t number, const struct hit_group *g)
{
	const struct hit *h = &d->facts->hits[number];
	doc_cell(d, LOOK_PLAIN, doc_number(d, number + 1));
	add_item_cell(d, h);
	add_place_cell(d, h);
	add_match_cell(d, h, g);
	doc_row_end(d);
}

/* ---- Groups ---- */

static void
say_group(struct doc *d, const struct hit_group *g)
{
	struct buffer title = BUFFER_EMPTY, category = BUFFER_EMPTY;
	say_category(d, &category, g->scheme, g->category, g->label);
	buffer_add_format(&title, tr(d, "Set “%s”, %s"), g->set, buffer_text(&category));
	doc_heading(d, buffer_text(&title));
	doc_paragraph(d,
		      tr(d,
			 "%s distinct items in %s occurrences (%s pictures, %s videos), together "
			 "%s; %s of the occurrences are similar only."),
		      doc_number(d, g->distinct), doc_number(d, g->occurrences),
		      doc_number(d, g->pictures), doc_number(d, g->videos),
		      doc_volume_of_data(d, g->bytes), doc_number(d, g->similar));
	buffer_release(&title);
	buffer_release(&category);
}

/* Rows `from` to `end` of the group. */
static void
list_group(struct doc *d, const struct hit_group *g, size_t from, size_t end)
{
	static const struct column columns[] = {{N_("No."), 5, COLUMN_NUMBER},
						{N_("Item"), 31, COLUMN_TEXT},
						{N_("Place and times"), 30, COLUMN_TEXT},
						{N_("Match and digests"), 34, COLUMN_TEXT}};
	static const struct table table = {N_("Occurrences of this set and category"), columns, 4,
					   true};
	doc_table(d, &table);
	for (size_t i = from; i < end; i++)
		add_hit(d, g->hits[i], g);
	doc_table_end(d);
}

size_t
doc_count_matches(const struct doc *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->facts->ngroups; i++)
		n += (size_t)d->facts->groups[i].occurrences;
	return n;
}

void
doc_write_matches(struct doc *d, size_t from, size_t n)
{
	const struct facts *f = d->facts;
	for (size_t i = 0; i < f->ngroups; i++) {
		const struct hit_group *g = &f->groups[i];
		size_t all = (size_t)g->occurrences;
		size_t first = from < all ? from : all;
		size_t listed = all - first < n ? all - first : n;
		from -= first;
		n -= listed;
		if (listed > 0) {
			say_group(d, g);
			list_group(d, g, first, first + listed);
		}
	}
}

/* Where the rest of the rows is. */
static void
say_rest(struct doc *d, size_t listed, size_t all)
{
	doc_remark(d, tr(d, "%s of %s occurrences are listed here; %s lists all of them."),
		   doc_number(d, listed), doc_number(d, all), d->limits.all_hits);
	if (d->limits.rest)
		doc_remark(d, tr(d, "Further files beside this one: %s."), d->limits.rest);
	if (d->ops->more)
		d->ops->more(d);
}

void
section_matches(struct doc *d)
{
	const struct facts *f = d->facts;
	say_rule(d);
	if (f->total.occurrences == 0) {
		doc_paragraph(d, "%s", tr(d, "There are no matches with entries of kind “alert”."));
		say_counting(d);
		return;
	}
	doc_heading(d, tr(d, "Totals"));
	list_totals(d);
	list_origins(d);
	if (f->nevidence > 1)
		list_by_exhibit(d);
	say_counting(d);
	chart_matches(d);
	chart_times(d);
	chart_places(d);
	doc_remark(d, "%s",
		   tr(d, "Times are printed as they were recorded: with Z they are UTC; without it "
			 "they are local times whose zone is not recorded."));
	size_t all = doc_count_matches(d);
	size_t listed = d->limits.rows && d->limits.rows < all ? d->limits.rows : all;
	doc_write_matches(d, 0, listed);
	if (listed < all)
		say_rest(d, listed, all);
}
