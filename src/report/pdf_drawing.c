/* SPDX-License-Identifier: Apache-2.0 */
/* Drawings on a page: a figure whose words stand in the file as its alternative. */
#include <math.h>
#include <pango/pangocairo.h>

#include "report/drawing.h"
#include "report/pdf.h"

static void
set_colour(struct pdf *p, enum tint tint)
{
	unsigned c = drawing_colour(tint);
	cairo_set_source_rgb(p->cr, (c >> 16) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0);
}

static void
show_words(struct pdf *p, const struct drawing *g, const struct shape *s, double scale)
{
	PangoLayout *layout = p->layouts[PDF_DEPTH - 1][1];
	PangoFontDescription *font =
		pango_font_description_from_string("Noto Sans, DejaVu Sans, sans-serif");
	struct buffer words = BUFFER_EMPTY;
	pdf_mask(&words, drawing_words(g, s).p, s->n);
	int width, height;
	pango_font_description_set_size(font, (int)(s->height * scale * PANGO_SCALE));
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_text(layout, buffer_text(&words), (int)words.n);
	buffer_release(&words);
	pango_layout_get_size(layout, &width, &height);
	p->unknown += (uint64_t)pango_layout_get_unknown_glyphs_count(layout);
	double back = s->anchor == ANCHOR_START ? 0 : s->anchor == ANCHOR_MIDDLE ? 0.5 : 1;
	cairo_move_to(p->cr, PDF_LEFT + s->x * scale - back * width / PANGO_SCALE,
		      p->y + s->y * scale -
			      (double)pango_layout_get_baseline(layout) / PANGO_SCALE);
	pango_cairo_show_layout(p->cr, layout);
}

static void
show_shape(struct pdf *p, const struct drawing *g, const struct shape *s, double scale)
{
	set_colour(p, s->tint);
	if (s->kind == SHAPE_TEXT) {
		show_words(p, g, s, scale);
	} else if (s->kind == SHAPE_BOX) {
		cairo_rectangle(p->cr, PDF_LEFT + s->x * scale, p->y + s->y * scale,
				s->width * scale, s->height * scale);
		cairo_fill(p->cr);
	} else {
		cairo_new_sub_path(p->cr);
		cairo_arc(p->cr, PDF_LEFT + s->x * scale, p->y + s->y * scale, s->height * scale, 0,
			  2 * M_PI);
		cairo_fill(p->cr);
	}
}

void
pdf_drawing(struct pdf *p, const struct drawing *g)
{
	static const struct pdf_style caption = {8.5, true, PDF_INK};
	double scale = PDF_TEXT / DRAWING_WIDTH, tall = g->height * scale;
	pdf_need(p, tall + 30);
	p->y += 6;
	pdf_text(p, caption, "P", span_of(g->title), 0, 3);
	pdf_tag(p, "Figure", NULL);
	for (size_t i = 0; i < g->n; i++)
		show_shape(p, g, &g->shapes[i], scale);
	pdf_tag_end(p, "Figure");
	p->y += tall + 10;
}
