/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report as one HTML file: no script, nothing fetched, nothing shown that a record chose except
 * as masked and escaped text. It is well-formed XML too, so that strict tools can check it.
 */
#include "base/text.h"
#include "report/doc.h"
#include "report/drawing.h"
#include "report/edition.h"
#include "report/html_drawing.h"
#include "report/html_parts.h"
#include "report/html_style.h"
#include "report/renderer.h"
#include "report/sections.h"
#include "report/xml.h"

#define ROWS_MAX ((size_t)2000) /* a page; beyond that a browser is no pleasure to read in */

struct html {
	struct rendering *rendering;
	size_t page; /* of the listing, from 1 */
};

static void
add(struct doc *d, const char *html)
{
	buffer_add_text(&d->out, html);
}

static void
add_text(struct doc *d, const char *text)
{
	xml_escape(&d->out, span_of(text));
}

/* ---- The page ---- */

static void
add_title(struct doc *d)
{
	const char *number = case_data_get(d->facts->case_data, "case", "number");
	/*
	 * TRANSLATORS: triage: a first look that sorts what to examine further; not an expert’s
	 * report (fr “expertise”, vi “kết luận giám định”).
	 */
	add_text(d, tr(d, "Forensic triage report"));
	if (number) {
		add(d, " – ");
		add_text(d, number);
	}
}

/* What stands on each printed page; identifiers of ours only, since CSS has its own escapes. */
static void
add_margins_of_language(struct doc *d)
{
	const char *part = html_has_parts(d) ? d->language->code : "";
	if (*part)
		buffer_add_format(&d->out, "#%s{page:%s}\n", part, part);
	buffer_add_format(
		&d->out, "@page %s{font:8pt 'Noto Sans','Segoe UI',Arial,'DejaVu Sans',sans-serif;",
		part);
	if (facts_incomplete(d->facts))
		buffer_add_format(&d->out, "@top-left{content:'%s';color:#8f1d14;font-weight:600}",
				  tr(d, "INCOMPLETE"));
	buffer_add_format(&d->out, "@top-right{content:'%s %s%s%s';color:#545b62}", tr(d, "Report"),
			  d->facts->report_id, *say_edition(d) ? ", " : "", say_edition(d));
	buffer_add_format(&d->out,
			  "@bottom-right{content:'%s ' counter(page) ' %s ' counter(pages);"
			  "color:#545b62}}\n",
			  tr(d, "Page"), tr(d, "of"));
}

/* Calls `add_part` for each language that the page is in. */
static void
in_each_language(struct doc *d, void (*add_part)(struct doc *d))
{
	const struct language_list *l = &d->facts->languages;
	for (size_t i = 0; i < l->n; i++) {
		d->language = l->v[i];
		add_part(d);
	}
	d->language = l->v[0];
}

static void
add_head(struct doc *d)
{
	add(d, "<!DOCTYPE html>\n"
	       "<html lang=\"");
	add(d, d->language->code);
	add(d, "\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
	       "<meta charset=\"utf-8\"/>\n"
	       "<meta http-equiv=\"Content-Security-Policy\" "
	       "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
	       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	       "<meta name=\"generator\" content=\"winnow-report\"/>\n"
	       "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
	       "<meta name=\"robots\" content=\"noindex\"/>\n<title>");
	add_title(d);
	add(d, "</title>\n<style>\n");
	add(d, html_style);
	html_add_parts_style(d);
	in_each_language(d, add_margins_of_language);
	add(d, "</style>\n</head>\n");
}

static void
add_contents(struct doc *d)
{
	add(d, "<nav aria-labelledby=\"");
	html_add_anchor(d, "contents");
	add(d, "\"><h2 id=\"");
	html_add_anchor(d, "contents");
	add(d, "\">");
	add_text(d, tr(d, "Contents"));
	add(d, "</h2><ol>\n");
	const struct section *all = doc_sections(d);
	for (size_t i = 0; all[i].anchor; i++) {
		add(d, "<li><a href=\"#");
		html_add_anchor(d, all[i].anchor);
		add(d, "\">");
		add_text(d, tr(d, all[i].title));
		add(d, "</a></li>\n");
	}
	add(d, "</ol></nav>\n");
}

static void
add_incomplete(struct doc *d)
{
	buffer_add_format(&d->out, "<span lang=\"%s\">", d->language->code);
	add_text(d, tr(d, "INCOMPLETE – this report does not show all that was to be examined"));
	add(d, "</span> ");
}

/* Up to where the part of the first language begins. */
static void
open_page(struct doc *d)
{
	bool incomplete = facts_incomplete(d->facts);
	add_head(d);
	add(d, incomplete ? "<body class=\"incomplete\">\n<p class=\"running\">" : "<body>\n");
	if (incomplete) {
		in_each_language(d, add_incomplete);
		add(d, "</p>\n");
	}
	html_add_choice(d);
}

static void
close_page(struct doc *d)
{
	add(d, html_has_parts(d) ? "</main>\n</body>\n</html>\n" : "</body>\n</html>\n");
}

/* The page has one <main>: around all parts where there are several. */
static void
open_text(struct doc *d)
{
	add(d, html_has_parts(d) ? "<div class=\"text\">\n" : "<main>\n");
}

static void
close_text(struct doc *d)
{
	add(d, html_has_parts(d) ? "</div>\n" : "</main>\n");
}

static void
html_begin(struct doc *d)
{
	const char *banner = case_data_get(d->facts->case_data, "report", "classification");
	html_part_begin(d);
	add(d, "<header>\n");
	if (banner) {
		add(d, "<p class=\"kind\">");
		add_text(d, banner);
		add(d, "</p>\n");
	}
	add(d, "<h1>");
	add_title(d);
	add(d, "</h1>\n");
}

static void
html_end(struct doc *d)
{
	close_text(d);
	html_part_end(d);
}

/* Number 0 closes the last one; what comes before number 1 is the page's header. */
static void
html_section(struct doc *d, unsigned number, const char *anchor, const char *title)
{
	if (number == 1) {
		add_contents(d);
		add(d, "</header>\n");
		open_text(d);
	} else {
		add(d, "</section>\n");
	}
	if (number == 0)
		return;
	add(d, "<section id=\"");
	html_add_anchor(d, anchor);
	add(d, "\" aria-labelledby=\"");
	html_add_anchor(d, anchor);
	add(d, "-title\">\n<h2 id=\"");
	html_add_anchor(d, anchor);
	buffer_add_format(&d->out, "-title\"><span class=\"no\">%u</span> ", number);
	add_text(d, title);
	add(d, "</h2>\n");
}

static void
html_heading(struct doc *d, const char *title)
{
	add(d, "<h3>");
	add_text(d, title);
	add(d, "</h3>\n");
}

static void
html_paragraph(struct doc *d, enum look look, struct span text)
{
	add(d, look == LOOK_QUIET ? "<p class=\"quiet\">" : "<p>");
	xml_escape(&d->out, text);
	add(d, "</p>\n");
}

static void
html_notice(struct doc *d, enum notice kind, const char *title, struct span text)
{
	static const char *const classes[] = {
		[NOTICE_GOOD] = "notice good",
		[NOTICE_PLAIN] = "notice",
		[NOTICE_ALARM] = "notice alarm",
	};
	buffer_add_format(&d->out, "<div class=\"%s\" role=\"note\"><p><strong>", classes[kind]);
	add_text(d, title);
	add(d, ":</strong> ");
	xml_escape(&d->out, text);
	add(d, "</p></div>\n");
}

/* ---- Lists and values ---- */

static void
html_list(struct doc *d, bool begins)
{
	add(d, begins ? "<ul>\n" : "</ul>\n");
}

static void
html_item(struct doc *d, struct span text)
{
	add(d, "<li>");
	xml_escape(&d->out, text);
	add(d, "</li>\n");
}

static void
add_piece(struct doc *d, const struct piece *p)
{
	static const char *const opens[] = {
		[LOOK_PLAIN] = "<span>",
		[LOOK_NAME] = "<bdi>",
		[LOOK_CODE] = "<bdi class=\"code\">",
		[LOOK_STRONG] = "<strong>",
		[LOOK_QUIET] = "<span class=\"quiet\">",
	};
	static const char *const closes[] = {"</span>", "</bdi>", "</bdi>", "</strong>", "</span>"};
	if (p->label) {
		add(d, "<span class=\"label\">");
		add_text(d, p->label);
		add(d, "</span> ");
	}
	add(d, opens[p->look]);
	xml_escape(&d->out, p->text);
	add(d, closes[p->look]);
}

static void
add_cell(struct doc *d, const struct cell *cell)
{
	for (size_t i = 0; i < cell->n; i++) {
		if (cell->n > 1)
			add(d, "<div>");
		add_piece(d, &cell->pieces[i]);
		if (cell->n > 1)
			add(d, "</div>");
	}
}

static void
html_facts(struct doc *d, bool begins)
{
	add(d, begins ? "<dl>\n" : "</dl>\n");
}

static void
html_fact(struct doc *d, const char *label, const struct cell *value)
{
	add(d, "<div><dt>");
	add_text(d, label);
	add(d, "</dt><dd>");
	add_cell(d, value);
	add(d, "</dd></div>\n");
}

/* ---- Tables ---- */

static void
html_table(struct doc *d, const struct table *t, bool begins)
{
	if (!begins) {
		add(d, "</tbody></table>\n");
		return;
	}
	add(d, t->wide ? "<table class=\"wide\"><caption>" : "<table><caption>");
	add_text(d, tr(d, t->caption));
	add(d, "</caption>\n<colgroup>");
	for (size_t i = 0; i < t->ncolumns; i++)
		buffer_add_format(&d->out, "<col style=\"width:%u%%\"/>", t->columns[i].share);
	add(d, "</colgroup>\n<thead><tr>");
	for (size_t i = 0; i < t->ncolumns; i++) {
		bool number = t->columns[i].kind == COLUMN_NUMBER;
		add(d, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		add_text(d, tr(d, t->columns[i].title));
		add(d, "</th>");
	}
	add(d, "</tr></thead>\n<tbody>\n");
}

/* The number stands in the table too: the bar is for the eye alone. */
static void
add_bar(struct doc *d, const struct cell *cell)
{
	unsigned long long thousandths = 0;
	if (cell->n > 0)
		(void)text_to_u64(cell->pieces[0].text.p, cell->pieces[0].text.n, &thousandths);
	buffer_add_format(&d->out,
			  "<td class=\"bar\"><svg viewBox=\"0 0 1000 100\" "
			  "preserveAspectRatio=\"none\" aria-hidden=\"true\">"
			  "<rect class=\"whole\" width=\"1000\" height=\"100\"/>"
			  "<rect class=\"part\" width=\"%llu\" height=\"100\"/></svg></td>",
			  thousandths > 1000 ? 1000 : thousandths);
}

static void
html_row(struct doc *d, const struct table *t, const struct cell *cells)
{
	add(d, "<tr>");
	for (size_t i = 0; i < t->ncolumns; i++) {
		if (t->columns[i].kind == COLUMN_BAR) {
			add_bar(d, &cells[i]);
			continue;
		}
		bool number = t->columns[i].kind == COLUMN_NUMBER;
		add(d, number ? "<td class=\"n\" data-label=\"" : "<td data-label=\"");
		add_text(d, tr(d, t->columns[i].title));
		add(d, "\">");
		add_cell(d, &cells[i]);
		add(d, "</td>");
	}
	add(d, "</tr>\n");
}

static void
html_signature(struct doc *d, const char *role, const char *name)
{
	add(d, "<div class=\"sign\"><p>");
	add_text(d, role);
	add(d, "<br/><bdi>");
	add_text(d, name ? name : tr(d, "not provided"));
	add(d, "</bdi></p><p class=\"line\">");
	add_text(d, tr(d, "Date and signature"));
	add(d, "</p></div>\n");
}

/* ---- Further pages of the listing ---- */

/* Several languages share what a page may hold. */
static size_t
rows_max(const struct doc *d)
{
	return ROWS_MAX / d->facts->languages.n;
}

static size_t
count_pages(const struct doc *d)
{
	return (doc_count_matches(d) + rows_max(d) - 1) / rows_max(d);
}

static void
link_page(struct doc *d, const struct rendering *r, size_t page, const char *words)
{
	struct buffer name = BUFFER_EMPTY;
	char suffix[32];
	snprintf(suffix, sizeof suffix, "%zu", page);
	if (page == 1)
		buffer_add_text(&name, r->path);
	else
		(void)rendering_name(r, suffix, &name);
	add(d, "<a href=\"./");
	add_text(d, edition_file(buffer_text(&name)));
	if (page == 1 || html_has_parts(d)) {
		add(d, "#");
		html_add_anchor(d, "matches");
	}
	add(d, "\">");
	add_text(d, words);
	add(d, "</a> ");
	buffer_release(&name);
}

/* Every page, in as many lines as it takes; the current one is no link. */
static void
add_page_links(struct doc *d, const struct rendering *r, size_t current)
{
	size_t n = count_pages(d);
	add(d, "<nav class=\"pages\" aria-label=\"");
	add_text(d, tr(d, "Pages of the listing"));
	add(d, "\"><p>");
	add_text(d, tr(d, "Pages of the listing"));
	add(d, ": ");
	for (size_t i = 1; i <= n; i++)
		if (i == current)
			buffer_add_format(&d->out, "<strong aria-current=\"page\">%zu</strong> ",
					  i);
		else
			link_page(d, r, i, doc_number(d, i));
	add(d, "</p></nav>\n");
}

static void
html_more(struct doc *d)
{
	const struct html *h = d->state;
	if (d->limits.rest)
		add_page_links(d, h->rendering, 1);
}

static void
add_page(struct doc *d)
{
	const struct rendering *r = ((const struct html *)d->state)->rendering;
	size_t page = ((const struct html *)d->state)->page;
	html_part_begin(d);
	add(d, "<header>\n");
	add(d, "<h1>");
	add_title(d);
	add(d, "</h1>\n<p>");
	add_text(d, tr(d, "Report identifier"));
	buffer_add_format(&d->out, ": <bdi class=\"code\">%s</bdi></p>\n", d->facts->report_id);
	add_page_links(d, r, page);
	add(d, "</header>\n");
	open_text(d);
	add(d, "<section id=\"");
	html_add_anchor(d, "matches");
	add(d, "\">\n<h2>");
	add_text(d, tr(d, "Matches with reference sets, continued"));
	add(d, "</h2>\n");
	doc_write_matches(d, (page - 1) * rows_max(d), rows_max(d));
	add_page_links(d, r, page);
	add(d, "</section>\n");
	close_text(d);
	html_part_end(d);
}

static int
write_page(struct rendering *r, const struct doc *first, size_t page, struct error *e)
{
	struct output *out;
	struct doc d;
	struct html h = {r, page};
	char suffix[32];
	snprintf(suffix, sizeof suffix, "%zu", page);
	if (rendering_beside(r, suffix, &out, e) < 0)
		return -1;
	doc_init(&d, first->ops, first->facts, out);
	d.limits = first->limits;
	d.state = &h;
	open_page(&d);
	in_each_language(&d, add_page);
	close_page(&d);
	return doc_finish(&d, e);
}

static const struct doc_ops html_ops = {
	.begin = html_begin,
	.end = html_end,
	.section = html_section,
	.heading = html_heading,
	.paragraph = html_paragraph,
	.notice = html_notice,
	.list = html_list,
	.item = html_item,
	.facts = html_facts,
	.fact = html_fact,
	.table = html_table,
	.row = html_row,
	.signature = html_signature,
	.drawing = html_drawing,
	.more = html_more,
};

/* "report-2.html to report-9.html", when there is more than one page and a place for it. */
static bool
name_rest(const struct rendering *r, const struct doc *d, struct buffer *out)
{
	char last[32];
	size_t n = count_pages(d);
	struct buffer name = BUFFER_EMPTY;
	snprintf(last, sizeof last, "%zu", n);
	bool any =
		n > 1 && d->facts->edition != EDITION_STATISTICS && rendering_name(r, "2", &name);
	if (any)
		buffer_add_text(out, edition_file(buffer_text(&name)));
	buffer_clear(&name);
	if (any && n > 2 && rendering_name(r, last, &name))
		buffer_add_format(out, " – %s", edition_file(buffer_text(&name)));
	buffer_release(&name);
	return any;
}

static int
render(struct rendering *r, const struct facts *facts, struct error *e)
{
	struct buffer rest = BUFFER_EMPTY;
	struct doc d;
	struct html h = {r, 1};
	doc_init(&d, &html_ops, facts, r->output);
	d.state = &h;
	d.limits = (struct doc_limits){rows_max(&d), NULL, r->options->all_hits,
				       r->options->all_items_where};
	size_t pages = name_rest(r, &d, &rest) ? count_pages(&d) : 1;
	d.limits.rest = pages > 1 ? buffer_text(&rest) : NULL;
	open_page(&d);
	in_each_language(&d, doc_write_report);
	close_page(&d);
	int result = 0;
	for (size_t page = 2; result == 0 && page <= pages; page++)
		result = write_page(r, &d, page, e);
	buffer_release(&rest);
	return doc_finish(&d, e) < 0 ? -1 : result;
}

const struct renderer renderer_html = {
	.name = "html",
	.file = "report.html",
	.extensions = "html htm xhtml",
	.help = N_("one self-contained page, for screen and paper"),
	.editions = EDITIONS_ALL,
	.numbered = true,
	.finish = render,
};
