/* SPDX-License-Identifier: Apache-2.0 */
/* The report as a PDF/A-2u with a tagged body, bookmarks and links. */
#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "guard/apart.h"
#include "report/drawing.h"
#include "report/edition.h"
#include "report/pdf.h"
#include "report/pdf_confine.h"
#include "report/pdf_finish.h"
#include "report/pdf_listing.h"
#include "report/renderer.h"
#include "report/sections.h"

#define ROWS_MAX     ((size_t)5000) /* cairo keeps tagged rows in memory until the end */
#define ROWS_FIRST   ((size_t)500)  /* listed in the report when a file of its own lists all */
#define SECTIONS_MAX 32

static const struct pdf_style body = {9.2, false, PDF_INK};
static const struct pdf_style quiet = {8.4, false, PDF_QUIET};

/* What stands in the contents and the bookmarks. */
struct entry {
	unsigned number, page;
	const char *anchor, *title;
};

struct pdf_report {
	struct pdf pdf;
	struct entry entries[SECTIONS_MAX];
	size_t nentries;
	char **alternatives; /* of the figures, in order; NULL behind them */
	size_t nfigures;
};

static struct pdf *
pdf_of(struct doc *d)
{
	return &((struct pdf_report *)d->state)->pdf;
}

static void
title_of(const struct doc *d, struct buffer *out)
{
	const char *number = case_data_get(d->facts->case_data, "case", "number");
	buffer_add_format(out, "%s%s%s", tr(d, "Forensic triage report"), number ? " – " : "",
			  number ? number : "");
}

/* ---- Blocks ---- */

static void
begin(struct doc *d)
{
	static const struct pdf_style title = {17, true, PDF_INK};
	struct pdf *p = pdf_of(d);
	struct buffer text = BUFFER_EMPTY;
	title_of(d, &text);
	pdf_break(p);
	pdf_text(p, title, "H1", buffer_span(&text), 0, 8);
	buffer_release(&text);
}

static void
add_entry(struct doc *d, unsigned number, const char *anchor, const char *title)
{
	struct pdf_report *r = d->state;
	if (r->nentries < SECTIONS_MAX)
		r->entries[r->nentries++] = (struct entry){number, r->pdf.page, anchor, title};
}

/* The page behind the summary is kept free for the contents. */
static void
keep_contents_free(struct pdf *p)
{
	p->contents_at = ++p->page;
	pdf_break(p);
}

static void
section(struct doc *d, unsigned number, const char *anchor, const char *title)
{
	static const struct pdf_style style = {13, true, PDF_ACCENT};
	struct pdf *p = pdf_of(d);
	struct buffer line = BUFFER_EMPTY;
	if (number == 0)
		return;
	if (number == 2 && p->contents_at == 0)
		keep_contents_free(p);
	pdf_need(p, 200);
	p->y += p->y > PDF_TOP ? 14 : 0;
	add_entry(d, number, anchor, title);
	buffer_add_format(&line, "name='%s'", anchor);
	cairo_tag_begin(p->cr, CAIRO_TAG_DEST, buffer_text(&line));
	buffer_clear(&line);
	buffer_add_format(&line, "%u  %s", number, title);
	pdf_text(p, style, "H2", buffer_span(&line), 0, 2);
	cairo_tag_end(p->cr, CAIRO_TAG_DEST);
	buffer_release(&line);
	pdf_rule(p, PDF_ACCENT, 1.2);
	p->y += 7;
}

static void
heading(struct doc *d, const char *title)
{
	static const struct pdf_style style = {10, true, PDF_INK};
	struct pdf *p = pdf_of(d);
	pdf_need(p, 130);
	p->y += 9;
	pdf_text(p, style, "H3", span_of(title), 0, 4);
}

static void
paragraph(struct doc *d, enum look look, struct span text)
{
	pdf_text(pdf_of(d), look == LOOK_QUIET ? quiet : body, "P", text, 0, 6);
}

static void
notice(struct doc *d, enum notice kind, const char *title, struct span text)
{
	static const enum pdf_ink inks[] = {
		[NOTICE_GOOD] = PDF_GOOD, [NOTICE_PLAIN] = PDF_QUIET, [NOTICE_ALARM] = PDF_ALARM};
	struct pdf *p = pdf_of(d);
	struct buffer words = BUFFER_EMPTY;
	buffer_add_format(&words, "%s:", title);
	struct piece pieces[] = {{NULL, buffer_span(&words), LOOK_STRONG},
				 {NULL, text, LOOK_PLAIN}};
	struct cell cell = {pieces, 2};
	struct pdf_column c = {
		.x = PDF_LEFT + 12, .width = PDF_TEXT - 12, .tag = "P", .cell = &cell};
	pdf_need(p, 60);
	p->y += 5;
	double top = p->y;
	unsigned page = p->page;
	pdf_row(p, body, &c, 1, NULL, 3);
	pdf_ink(p, inks[kind]);
	if (page == p->page)
		cairo_rectangle(p->cr, PDF_LEFT, top, 3.5, p->y - top);
	cairo_fill(p->cr);
	p->y += 8;
	buffer_release(&words);
}

static void
list(struct doc *d, bool begins)
{
	struct pdf *p = pdf_of(d);
	if (begins) {
		pdf_need(p, 16);
		pdf_tag(p, "L", NULL);
		p->open_tag = "L";
	} else {
		p->open_tag = NULL;
		pdf_tag_end(p, "L");
		p->y += 5;
	}
}

static void
item(struct doc *d, struct span text)
{
	struct pdf *p = pdf_of(d);
	struct pdf_column columns[] = {
		{.x = PDF_LEFT + 4, .width = 10, .tag = "Lbl", .text = span_of("•")},
		{.x = PDF_LEFT + 16, .width = PDF_TEXT - 16, .tag = "LBody", .text = text}};
	pdf_row(p, body, columns, 2, "LI", 1.4);
}

static void
facts(struct doc *d, bool begins)
{
	struct pdf *p = pdf_of(d);
	if (begins) {
		pdf_need(p, 18);
		pdf_tag(p, "Table", NULL);
		p->open_tag = "Table";
	} else {
		p->open_tag = NULL;
		pdf_tag_end(p, "Table");
		p->y += 8;
	}
}

static void
fact(struct doc *d, const char *label, const struct cell *value)
{
	pdf_table_fact(pdf_of(d), label, value);
}

static void
table(struct doc *d, const struct table *t, bool begins)
{
	if (begins)
		pdf_table_begin(pdf_of(d), t);
	else
		pdf_table_end(pdf_of(d));
}

static void
row(struct doc *d, const struct table *t, const struct cell *cells)
{
	(void)t;
	pdf_table_row(pdf_of(d), cells);
}

static void
drawing(struct doc *d, const struct drawing *g)
{
	struct pdf_report *r = d->state;
	struct buffer words = BUFFER_EMPTY;
	pdf_drawing(&r->pdf, g);
	text_mask(&words, buffer_span(&g->alternative).p, g->alternative.n);
	r->alternatives = memory_resize_array(r->alternatives, r->nfigures + 2, sizeof(char *));
	r->alternatives[r->nfigures++] = memory_string(buffer_text(&words));
	r->alternatives[r->nfigures] = NULL;
	buffer_release(&words);
}

static void
signature(struct doc *d, const char *role, const char *name)
{
	struct pdf *p = pdf_of(d);
	const char *line = tr(d, "Date and signature");
	struct pdf_column columns[] = {
		{.x = PDF_LEFT, .width = 150, .tag = "P", .text = span_of(role)},
		{.x = PDF_LEFT + 160, .width = PDF_TEXT - 160, .tag = "P", .text = span_of(line)}};
	pdf_need(p, 70);
	p->y += 26;
	pdf_ink(p, PDF_INK);
	cairo_rectangle(p->cr, PDF_LEFT + 160, p->y, PDF_TEXT - 160, 0.6);
	cairo_fill(p->cr);
	pdf_row(p, quiet, columns, 2, NULL, 2);
	pdf_text(p, body, "P", span_of(name ? name : tr(d, "not provided")), 0, 4);
}

/* ---- The end ---- */

static void
add_contents_line(struct doc *d, const struct entry *x)
{
	struct pdf *p = pdf_of(d);
	struct buffer line = BUFFER_EMPTY, page = BUFFER_EMPTY, link = BUFFER_EMPTY;
	buffer_add_format(&line, "%u  %s", x->number, x->title);
	buffer_add_format(&page, "%u", x->page);
	buffer_add_format(&link, "dest='%s'", x->anchor);
	struct pdf_column columns[] = {
		{.x = PDF_LEFT, .width = PDF_TEXT - 60, .tag = "P", .text = buffer_span(&line)},
		{.x = PDF_RIGHT - 50,
		 .width = 50,
		 .tag = "P",
		 .text = buffer_span(&page),
		 .right = true}};
	cairo_tag_begin(p->cr, CAIRO_TAG_LINK, buffer_text(&link));
	pdf_row(p, body, columns, 2, NULL, 3);
	cairo_tag_end(p->cr, CAIRO_TAG_LINK);
	pdf_rule(p, PDF_FAINT, 0.5);
	cairo_pdf_surface_add_outline(p->surface, CAIRO_PDF_OUTLINE_ROOT, buffer_text(&line),
				      buffer_text(&link), CAIRO_PDF_OUTLINE_FLAG_OPEN);
	buffer_release(&line);
	buffer_release(&page);
	buffer_release(&link);
}

static void
add_contents(struct doc *d)
{
	static const struct pdf_style style = {13, true, PDF_ACCENT};
	struct pdf_report *r = d->state;
	struct pdf *p = &r->pdf;
	unsigned last = p->page;
	if (p->contents_at == 0)
		return;
	p->page = p->contents_at - 1;
	pdf_break(p);
	p->page = last;
	pdf_text(p, style, "H2", span_of(tr(d, "Contents")), 0, 6);
	for (size_t i = 0; i < r->nentries; i++)
		add_contents_line(d, &r->entries[i]);
}

static void
say_unknown(struct doc *d)
{
	struct pdf *p = pdf_of(d);
	if (p->unknown == 0)
		return;
	struct buffer text = BUFFER_EMPTY;
	buffer_add_format(&text,
			  tr_n(d,
			       "%s character is shown as a box with its number, since no font of "
			       "the machine that made this file has it.",
			       "%s characters are shown as boxes with their numbers, since no font "
			       "of the machine that made this file has them.",
			       p->unknown),
			  doc_number(d, p->unknown));
	notice(d, NOTICE_PLAIN, tr(d, "Fonts"), buffer_span(&text));
	buffer_release(&text);
}

/* Behind the report come the pages that pdf_finish() puts elsewhere. */
static void
end(struct doc *d)
{
	static const struct pdf_style style = {7.5, false, PDF_QUIET};
	struct pdf *p = pdf_of(d);
	struct buffer total = BUFFER_EMPTY;
	say_unknown(d);
	add_contents(d);
	buffer_add_format(&total, "%u", p->page);
	pdf_bare_page(p);
	pdf_show(p, style, buffer_span(&total), PDF_RIGHT - 22, PDF_BOTTOM + 14, 22, false);
	buffer_release(&total);
}

static const struct doc_ops pdf_ops = {
	.begin = begin,
	.end = end,
	.section = section,
	.heading = heading,
	.paragraph = paragraph,
	.notice = notice,
	.list = list,
	.item = item,
	.facts = facts,
	.fact = fact,
	.table = table,
	.row = row,
	.signature = signature,
	.drawing = drawing,
};

/* What both files say of themselves; the buffers hold the words. */
static struct pdf_about
about_of(const struct doc *d, struct buffer *title, struct buffer *subject)
{
	static const char *const none[] = {NULL};
	const struct facts *f = d->facts;
	title_of(d, title);
	buffer_add_format(subject, "%s %s%s%s%s", tr(d, "Report"), f->report_id,
			  *say_edition(d) ? ", " : "", say_edition(d),
			  facts_incomplete(f) ? ", INCOMPLETE" : "");
	return (struct pdf_about){
		.title = buffer_text(title),
		.author = case_data_get(f->case_data, "examiner", "name"),
		.subject = buffer_text(subject),
		.language = f->language->code,
		.date = f->newest_finished,
		.alternatives = none,
	};
}

static int
write_report(struct rendering *r, struct doc *d, struct pdf_about *about, struct error *e)
{
	struct pdf *p = pdf_of(d);
	int result = pdf_open(p, d, about->folder, true, e);
	if (result == 0) {
		doc_write_report(d);
		about->contents_at = p->contents_at;
		if (((struct pdf_report *)d->state)->nfigures > 0)
			about->alternatives =
				(const char *const *)((struct pdf_report *)d->state)->alternatives;
		result = pdf_end(p, e);
	}
	if (result == 0)
		result = pdf_finish(p->scratch, about, r->output, e);
	pdf_close(p);
	return result == 0 ? output_flush(r->output, e) : -1;
}

/* What the process apart is to do. */
struct setting {
	struct rendering *rendering;
	struct doc doc;
	struct output *listing; /* or NULL */
	char folder[sizeof P_tmpdir "/winnow-pdf.XXXXXX"];
};

static int
write_listing(struct setting *s, struct pdf_about *about, struct error *e)
{
	about->contents_at = 0;
	return pdf_listing(&s->doc, about, s->listing, e) < 0 ? -1 : output_flush(s->listing, e);
}

static int
set_apart(void *ctx, struct error *e)
{
	struct setting *s = ctx;
	struct pdf_report *report = memory_zero(1, sizeof *report);
	struct buffer title = BUFFER_EMPTY, subject = BUFFER_EMPTY;
	s->doc.state = report;
	struct pdf_about about = about_of(&s->doc, &title, &subject);
	about.folder = s->folder;
	int result = pdf_confine(s->folder, e);
	if (result == 0)
		result = write_report(s->rendering, &s->doc, &about, e);
	if (result == 0 && s->listing)
		result = write_listing(s, &about, e);
	for (size_t i = 0; i < report->nfigures; i++)
		free(report->alternatives[i]);
	free(report->alternatives);
	free(report);
	buffer_release(&title);
	buffer_release(&subject);
	return result;
}

static int
set_in_folder(struct setting *s, struct error *e)
{
	static const char folder[] = P_tmpdir "/winnow-pdf.XXXXXX";
	memcpy(s->folder, folder, sizeof folder);
	if (!mkdtemp(s->folder))
		return error_system(e, "a folder for scratch files of the PDF in " P_tmpdir);
	int result = apart_run(set_apart, s, "setting the PDF", e);
	rmdir(s->folder);
	return result;
}

static int
render(struct rendering *r, const struct facts *f, struct error *e)
{
	struct setting s = {.rendering = r};
	struct buffer listing = BUFFER_EMPTY;
	doc_init(&s.doc, &pdf_ops, f, r->output);
	bool apart = doc_count_matches(&s.doc) > ROWS_MAX && f->edition != EDITION_STATISTICS &&
		     rendering_name(r, "listing", &listing);
	s.doc.limits = (struct doc_limits){apart ? ROWS_FIRST : ROWS_MAX,
					   apart ? edition_file(buffer_text(&listing)) : NULL,
					   r->options->all_hits, r->options->all_items_where};
	int result = apart ? rendering_beside(r, "listing", &s.listing, e) : 0;
	if (result == 0)
		result = set_in_folder(&s, e);
	buffer_release(&listing);
	return doc_finish(&s.doc, e) < 0 ? -1 : result;
}

const struct renderer renderer_pdf = {
	.name = "pdf",
	.file = "report.pdf",
	.extensions = "pdf",
	.help = N_("pages to print and to file: PDF/A-2u, tagged"),
	.editions = EDITIONS_ALL,
	.beside = "listing",
	.one_language = true,
	.ready = pdf_fonts_ready,
	.finish = render,
};
