/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of text: shaped, broken into lines, drawn, and split where a page ends. */
#include <assert.h>
#include <pango/pangocairo.h>

#include "base/text.h"
#include "report/pdf.h"
#include "report/pdf_plain.h"

/* ---- Text and its attributes ---- */

struct setting {
	struct buffer text;
	PangoAttrList *attributes;
	struct pdf_style style;
};

static void
add_attribute(struct setting *s, PangoAttribute *a, size_t from)
{
	a->start_index = (guint)from;
	a->end_index = (guint)s->text.n;
	pango_attr_list_insert(s->attributes, a);
}

static void
colour(struct setting *s, unsigned rgb, size_t from)
{
	guint16 red = (guint16)((rgb >> 16 & 255) * 257), green = (guint16)((rgb >> 8 & 255) * 257);
	add_attribute(s, pango_attr_foreground_new(red, green, (guint16)((rgb & 255) * 257)), from);
}

static bool
is_ascii(struct span s)
{
	size_t i = 0;
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i == s.n;
}

/*
 * Names are kept apart from what surrounds them by isolates, so that a name in a script that is
 * written to the left does not turn the line around.
 */
static void
add_piece(struct setting *s, const struct piece *piece)
{
	size_t from = s->text.n;
	if (piece->label) {
		pdf_mask(&s->text, piece->label, strlen(piece->label));
		buffer_add_text(&s->text, ": ");
		colour(s, 0x545b62, from);
	}
	from = s->text.n;
	bool apart = piece->look == LOOK_NAME && !is_ascii(piece->text);
	buffer_add_text(&s->text, apart ? "\u2068" : "");
	pdf_mask(&s->text, piece->text.p, piece->text.n);
	buffer_add_text(&s->text, apart ? "\u2069" : "");
	if (piece->look == LOOK_CODE) {
		add_attribute(s, pango_attr_family_new(PDF_MONO), from);
		add_attribute(s, pango_attr_size_new((int)(s->style.size * PDF_CODE * PANGO_SCALE)),
			      from);
	} else if (piece->look == LOOK_STRONG) {
		add_attribute(s, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from);
	} else if (piece->look == LOOK_QUIET) {
		colour(s, 0x545b62, from);
	}
}

static void
fill(struct setting *s, const struct pdf_column *c)
{
	for (size_t i = 0; c->cell && i < c->cell->n; i++) {
		if (i > 0)
			buffer_add_byte(&s->text, '\n');
		add_piece(s, &c->cell->pieces[i]);
	}
	if (!c->cell)
		pdf_mask(&s->text, c->text.p, c->text.n);
	/* Digests and names must not be given hyphens that they do not have. */
	add_attribute(s, pango_attr_insert_hyphens_new(FALSE), 0);
	add_attribute(s, pango_attr_font_features_new("liga=0,clig=0"), 0); /* as it is searched */
}

static void
set_font(PangoLayout *layout, struct pdf_style style)
{
	const PangoFontDescription *old = pango_layout_get_font_description(layout);
	int size = (int)(style.size * PANGO_SCALE);
	PangoWeight weight = style.bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL;
	if (old && pango_font_description_get_size(old) == size &&
	    pango_font_description_get_weight(old) == weight)
		return;
	PangoFontDescription *font = pango_font_description_from_string(PDF_SANS);
	pango_font_description_set_size(font, size);
	pango_font_description_set_weight(font, weight);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
}

static void
set_column(struct pdf *p, struct pdf_style style, struct pdf_column *c, PangoLayout *layout)
{
	struct setting s = {BUFFER_EMPTY, pango_attr_list_new(), style};
	c->layout = layout;
	c->next_line = 0;
	if (!c->bar)
		fill(&s, c);
	set_font(layout, style);
	pango_layout_set_width(layout, (int)(c->width * PANGO_SCALE));
	pango_layout_set_alignment(layout, c->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	pango_layout_set_text(layout, buffer_text(&s.text), (int)s.text.n);
	pango_layout_set_attributes(layout, s.attributes);
	pango_attr_list_unref(s.attributes);
	c->lines = pango_layout_get_line_count(layout);
	p->unknown += (uint64_t)pango_layout_get_unknown_glyphs_count(layout);
	buffer_release(&s.text);
}

static double
height_of(const struct pdf_column *c)
{
	int width, height;
	if (c->bar)
		return 8;
	if (c->plain)
		return pdf_plain_height(c->plain);
	pango_layout_get_size(c->layout, &width, &height);
	return (double)height / PANGO_SCALE;
}

/* ---- Drawing ---- */

static void
draw_bar(struct pdf *p, const struct pdf_column *c)
{
	unsigned long long thousandths = 0;
	if (c->cell && c->cell->n > 0)
		(void)text_to_u64(c->cell->pieces[0].text.p, c->cell->pieces[0].text.n,
				  &thousandths);
	double part = thousandths > 1000 ? 1 : (double)thousandths / 1000;
	pdf_ink(p, PDF_FAINT);
	cairo_rectangle(p->cr, c->x, p->y + 2, c->width, 7);
	cairo_fill(p->cr);
	pdf_ink(p, PDF_ACCENT);
	cairo_rectangle(p->cr, c->x, p->y + 2, c->width * part, 7);
	cairo_fill(p->cr);
}

static void
draw_whole(struct pdf *p, struct pdf_style style, const struct pdf_column *c)
{
	pdf_tag(p, c->tag, NULL);
	if (c->bar) {
		draw_bar(p, c);
	} else if (c->plain) {
		pdf_plain_draw(c->plain, p, c->x, p->y);
	} else {
		pdf_ink(p, style.ink);
		cairo_move_to(p->cr, c->x, p->y);
		pango_cairo_show_layout(p->cr, c->layout);
	}
	pdf_tag_end(p, c->tag);
}

/* As many lines as fit between p->y and the bottom; the height they took. */
static double
draw_lines(struct pdf *p, struct pdf_style style, struct pdf_column *c)
{
	PangoLayoutIter *i = pango_layout_get_iter(c->layout);
	double used = 0, begin = -1;
	int line = 0;
	pdf_ink(p, style.ink);
	do {
		PangoRectangle box;
		if (line++ < c->next_line)
			continue;
		pango_layout_iter_get_line_extents(i, NULL, &box);
		double top = (double)box.y / PANGO_SCALE, tall = (double)box.height / PANGO_SCALE;
		begin = begin < 0 ? top : begin;
		if (p->y + (top - begin) + tall > PDF_BOTTOM)
			break;
		double base = (double)pango_layout_iter_get_baseline(i) / PANGO_SCALE;
		cairo_move_to(p->cr, c->x + (double)box.x / PANGO_SCALE, p->y + base - begin);
		pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(i));
		used = top - begin + tall;
		c->next_line = line;
	} while (pango_layout_iter_next_line(i));
	pango_layout_iter_free(i);
	return used;
}

/* Plain columns, which are drawn whole or not at all, are shaped to be split. */
static void
shape_plain(struct pdf *p, struct pdf_style style, struct pdf_column *columns, size_t n,
	    PangoLayout **layouts)
{
	for (size_t i = 0; i < n; i++)
		if (columns[i].plain) {
			columns[i].plain = NULL;
			set_column(p, style, &columns[i], layouts[i]);
		}
}

/* A row that is higher than a page: what fits, then on with the next page. */
static void
draw_split(struct pdf *p, struct pdf_style style, struct pdf_column *columns, size_t n,
	   const char *row_tag)
{
	for (bool more = true; more;) {
		double tallest = 0;
		more = false;
		pdf_tag(p, row_tag, NULL);
		for (size_t i = 0; i < n; i++) {
			pdf_tag(p, columns[i].tag, NULL);
			double used = columns[i].bar ? 8 : draw_lines(p, style, &columns[i]);
			pdf_tag_end(p, columns[i].tag);
			tallest = used > tallest ? used : tallest;
			more |= !columns[i].bar && columns[i].next_line < columns[i].lines;
		}
		pdf_tag_end(p, row_tag);
		p->y += tallest;
		if (more)
			pdf_break(p);
	}
}

void
pdf_row(struct pdf *p, struct pdf_style style, struct pdf_column *columns, size_t n,
	const char *row_tag, double pad)
{
	double height = 0, head = p->table ? 40 : 0;
	assert(p->depth < PDF_DEPTH && n <= COLUMNS_MAX);
	struct pdf_plain **plains = p->plains[p->depth];
	PangoLayout **layouts = p->layouts[p->depth++];
	for (size_t i = 0; i < n; i++) {
		bool plain = !columns[i].bar && pdf_plain_set(plains[i], style, &columns[i]);
		columns[i].plain = plain ? plains[i] : NULL;
		if (!plain)
			set_column(p, style, &columns[i], layouts[i]);
		double h = height_of(&columns[i]);
		height = h > height ? h : height;
	}
	bool margin = !columns[0].tag; /* headers and footers stand where they stand */
	bool fits = margin || p->y + height + 2 * pad <= PDF_BOTTOM;
	if (!fits && height + 2 * pad <= PDF_BOTTOM - PDF_TOP - head) {
		pdf_break(p);
		fits = true;
	}
	p->y += pad;
	if (!fits) {
		shape_plain(p, style, columns, n, layouts);
		draw_split(p, style, columns, n, row_tag);
	} else {
		pdf_tag(p, row_tag, NULL);
		for (size_t i = 0; i < n; i++)
			draw_whole(p, style, &columns[i]);
		pdf_tag_end(p, row_tag);
		p->y += height;
	}
	p->y += pad;
	p->depth--;
}

void
pdf_text(struct pdf *p, struct pdf_style style, const char *tag, struct span text, double indent,
	 double after)
{
	struct pdf_column c = {
		.x = PDF_LEFT + indent, .width = PDF_TEXT - indent, .tag = tag, .text = text};
	pdf_need(p, style.size * 1.4);
	pdf_row(p, style, &c, 1, NULL, 0);
	p->y += after;
}
