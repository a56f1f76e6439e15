/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All matches as a PDF of its own, for reports too long for tagged pages. It has to be fast and
 * small: what is plain ASCII, which most of it is, is drawn without shaping.
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/text.h"
#include "report/pdf.h"
#include "report/pdf_finish.h"
#include "report/pdf_listing.h"
#include "report/sections.h"

#define SIZE	   6.2
#define LEADING	   8.2
#define LINES_MAX  60 /* of a path; the records have it whole */
#define BOOKMARK   1000
#define COLUMN_ID  (PDF_LEFT + 34)
#define COLUMN_AT  (PDF_LEFT + 262)
#define COLUMN_SUM (PDF_LEFT + 366)

struct listing {
	struct pdf pdf;
	cairo_scaled_font_t *mono; /* borrowed from font */
	PangoFont *font;
	double advance;	    /* of each of its characters */
	struct buffer text; /* the path, masked; and the identifier, where it is not ASCII */
	bool id_with_path;
};

/* ---- Plain text ---- */

static int
open_mono(struct listing *l, struct error *e)
{
	PangoFontDescription *want =
		pango_font_description_from_string("DejaVu Sans Mono, Noto Sans Mono, monospace");
	cairo_text_extents_t box;
	pango_font_description_set_size(want, (int)(SIZE * PANGO_SCALE));
	l->font = pango_context_load_font(l->pdf.context, want);
	pango_font_description_free(want);
	if (!l->font)
		return error_set(e, ERROR_INPUT, "no font with letters of one width was found");
	l->mono = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(l->font));
	cairo_scaled_font_text_extents(l->mono, "0", &box);
	l->advance = box.x_advance;
	return 0;
}

static bool
is_ascii(const struct buffer *b)
{
	for (size_t i = 0; i < b->n; i++)
		if ((unsigned char)b->data[i] >= 0x80)
			return false;
	return true;
}

/* ASCII in lines of as many characters as fit; the height they take. */
static double
show_plain(struct listing *l, const char *text, double x, double y, double width)
{
	size_t room = (size_t)(width / l->advance), n = strlen(text);
	char line[256];
	double used = 0;
	room = room < sizeof line ? room : sizeof line - 1;
	for (int i = 0; n > 0 && i < LINES_MAX; i++) {
		size_t part = n < room ? n : room;
		memcpy(line, text, part);
		line[part] = '\0';
		cairo_move_to(l->pdf.cr, x, y + used + SIZE);
		cairo_show_text(l->pdf.cr, line);
		text += part;
		n -= part;
		used += LEADING;
	}
	return used;
}

static double
plain_height(const struct listing *l, size_t n, double width)
{
	size_t room = (size_t)(width / l->advance), lines = (n + room - 1) / room;
	return LEADING * (double)(lines < LINES_MAX ? lines : LINES_MAX);
}

/* ---- One row ---- */

static void
set_path(struct listing *l, double width)
{
	PangoLayout *layout = l->pdf.layouts[PDF_DEPTH - 1][0];
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_text(layout, l->text.data, (int)l->text.n);
	l->pdf.unknown += (uint64_t)pango_layout_get_unknown_glyphs_count(layout);
}

static double
path_height(struct listing *l)
{
	int height = 0;
	if (l->text.n == 0)
		return 0;
	if (is_ascii(&l->text))
		return plain_height(l, l->text.n, COLUMN_AT - COLUMN_ID - 8);
	set_path(l, COLUMN_AT - COLUMN_ID - 8);
	pango_layout_get_size(l->pdf.layouts[PDF_DEPTH - 1][0], NULL, &height);
	return (double)height / PANGO_SCALE;
}

static double
show_path(struct listing *l, double y, double height)
{
	if (l->text.n == 0)
		return 0;
	if (is_ascii(&l->text))
		return show_plain(l, buffer_text(&l->text), COLUMN_ID, y,
				  COLUMN_AT - COLUMN_ID - 8);
	cairo_move_to(l->pdf.cr, COLUMN_ID, y);
	pango_cairo_show_layout(l->pdf.cr, l->pdf.layouts[PDF_DEPTH - 1][0]);
	cairo_set_scaled_font(l->pdf.cr, l->mono);
	return height;
}

static void
show_masked(struct listing *l, const char *text, double x, double *y, double width)
{
	static const struct pdf_style style = {SIZE, false, PDF_INK};
	struct pdf_column c = {.x = x, .width = width, .text = span_of(text)};
	struct buffer b = BUFFER_EMPTY;
	pdf_mask(&b, text, strlen(text));
	if (is_ascii(&b)) {
		*y += show_plain(l, buffer_text(&b), x, *y, width);
	} else {
		double was = l->pdf.y;
		l->pdf.y = *y;
		pdf_row(&l->pdf, style, &c, 1, NULL, 0);
		*y = l->pdf.y;
		l->pdf.y = was;
		cairo_set_scaled_font(l->pdf.cr, l->mono);
	}
	buffer_release(&b);
}

static void
show_place(struct listing *l, const struct hit *h, double y)
{
	struct doc *d = l->pdf.doc;
	double width = COLUMN_SUM - COLUMN_AT - 8;
	show_masked(l, say_exhibit(d, h->evidence), COLUMN_AT, &y, width);
	if (h->first_offset != UINT64_MAX)
		show_masked(l, doc_offset(d, h->first_offset), COLUMN_AT, &y, width);
	if (h->size != UINT64_MAX) {
		struct buffer size = BUFFER_EMPTY;
		buffer_add_format(&size, "%s B", doc_offset(d, h->size));
		show_masked(l, buffer_text(&size), COLUMN_AT, &y, width);
		buffer_release(&size);
	}
}

static void
show_match(struct listing *l, const struct hit *h, double y)
{
	struct buffer b = BUFFER_EMPTY;
	double width = PDF_RIGHT - COLUMN_SUM;
	const char *digest = *h->sha256 ? h->sha256 : *h->sha1 ? h->sha1 : h->md5;
	for (size_t i = 0; i < h->nmatches && i < 4; i++) {
		const struct hit_match *m = &h->matches[i];
		buffer_clear(&b);
		buffer_add_format(&b, "%s%s%s, %s%s", m->scheme, *m->scheme ? " " : "", m->category,
				  m->similar ? "similar " : "", say_digest(m->by));
		show_masked(l, buffer_text(&b), COLUMN_SUM, &y, width);
	}
	show_masked(l, digest, COLUMN_SUM, &y, width);
	buffer_release(&b);
}

/* Lines below the path, or beside it: the identifier and the origin; the matches and a digest. */
static double
row_height(struct listing *l, const struct hit *h, double path)
{
	double item = path + LEADING;
	double match = LEADING * (double)((h->nmatches < 4 ? h->nmatches : 4) + 2);
	if (!l->id_with_path)
		item += plain_height(l, strlen(h->parts[0].id), COLUMN_AT - COLUMN_ID - 8);
	return item > match ? item : match;
}

/* An identifier with a member's name in another script is shaped with the path. */
static void
take_names(struct listing *l, const struct hit_part *part)
{
	struct buffer id = BUFFER_EMPTY;
	buffer_clear(&l->text);
	pdf_mask(&l->text, part->path, strlen(part->path));
	pdf_mask(&id, part->id, strlen(part->id));
	l->id_with_path = !is_ascii(&id);
	if (l->id_with_path && l->text.n > 0)
		buffer_add_byte(&l->text, '\n');
	if (l->id_with_path)
		buffer_add(&l->text, id.data, id.n);
	buffer_release(&id);
}

static void
list_head(struct listing *l)
{
	static const struct pdf_style style = {7, true, PDF_INK};
	static const char *const titles[] = {N_("No."), N_("Item"), N_("Exhibit, first byte, size"),
					     N_("Match, digest")};
	static const double at[] = {PDF_LEFT, COLUMN_ID, COLUMN_AT, COLUMN_SUM};
	struct pdf *p = &l->pdf;
	pdf_break(p);
	for (size_t i = 0; i < 4; i++)
		pdf_show(p, style, span_of(tr(p->doc, titles[i])), at[i], p->y, 120, false);
	p->y += 12;
	pdf_rule(p, PDF_INK, 0.6);
	p->y += 3;
	cairo_set_scaled_font(p->cr, l->mono);
	pdf_ink(p, PDF_INK);
}

static void
add_bookmark(struct listing *l, size_t number)
{
	struct pdf *p = &l->pdf;
	char title[64], at[64];
	snprintf(title, sizeof title, "%s", doc_number(p->doc, number + 1));
	snprintf(at, sizeof at, "page=%u", p->page);
	cairo_pdf_surface_add_outline(p->surface, CAIRO_PDF_OUTLINE_ROOT, title, at,
				      (cairo_pdf_outline_flags_t)0);
}

static void
list_hit(struct listing *l, size_t number)
{
	struct pdf *p = &l->pdf;
	const struct hit *h = &p->doc->facts->hits[number];
	take_names(l, &h->parts[0]);
	double tall = path_height(l), height = row_height(l, h, tall);
	if (p->y + height > PDF_BOTTOM && p->y > PDF_TOP + 20)
		list_head(l);
	if (number % BOOKMARK == 0)
		add_bookmark(l, number);
	double y = p->y, item = p->y;
	show_masked(l, doc_offset(p->doc, number + 1), PDF_LEFT, &y, 32);
	item += show_path(l, item, tall);
	if (!l->id_with_path)
		show_masked(l, h->parts[0].id, COLUMN_ID, &item, COLUMN_AT - COLUMN_ID - 8);
	show_masked(l, h->parts[0].origin, COLUMN_ID, &item, COLUMN_AT - COLUMN_ID - 8);
	show_place(l, h, p->y);
	show_match(l, h, p->y);
	p->y += height + 2.5;
	pdf_rule(p, PDF_FAINT, 0.4);
	p->y += 2;
	pdf_ink(p, PDF_INK);
}

/* ---- All of it ---- */

static void
prepare_paths(struct listing *l)
{
	PangoLayout *layout = l->pdf.layouts[PDF_DEPTH - 1][0];
	PangoFontDescription *font =
		pango_font_description_from_string("Noto Sans, DejaVu Sans, sans-serif");
	PangoAttrList *attributes = pango_attr_list_new();
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_font_description_set_size(font, (int)(SIZE * 1.05 * PANGO_SCALE));
	pango_layout_set_font_description(layout, font);
	pango_layout_set_attributes(layout, attributes);
	pango_layout_set_height(layout, -LINES_MAX);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_attr_list_unref(attributes);
	pango_font_description_free(font);
}

static void
write_all(struct listing *l)
{
	static const struct pdf_style style = {7.5, false, PDF_QUIET};
	struct pdf *p = &l->pdf;
	struct buffer total = BUFFER_EMPTY;
	prepare_paths(l);
	list_head(l);
	for (size_t i = 0; i < p->doc->facts->nhits; i++)
		list_hit(l, i);
	buffer_add_format(&total, "%u", p->page);
	pdf_bare_page(p);
	pdf_show(p, style, buffer_span(&total), PDF_RIGHT - 22, PDF_BOTTOM + 14, 22, false);
	buffer_release(&total);
}

int
pdf_listing(struct doc *d, const struct pdf_about *about, struct output *out, struct error *e)
{
	struct listing l = {.text = BUFFER_EMPTY};
	int result = pdf_open(&l.pdf, d, about->folder, false, e);
	if (result == 0)
		result = open_mono(&l, e);
	if (result == 0) {
		write_all(&l);
		result = pdf_end(&l.pdf, e);
	}
	if (result == 0)
		result = pdf_finish(l.pdf.scratch, about, out, e);
	if (l.font)
		g_object_unref(l.font);
	pdf_close(&l.pdf);
	buffer_release(&l.text);
	return result;
}
