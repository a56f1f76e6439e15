/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_drawing.h"

#include "report/xml.h"

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

static void
add_shape(struct doc *d, const struct drawing *g, const struct shape *s)
{
	static const char *const anchors[] = {"start", "middle", "end"};
	unsigned colour = drawing_colour(s->tint);
	switch (s->kind) {
	case SHAPE_BOX:
		buffer_add_format(&d->out,
				  "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
				  "fill=\"#%06x\"/>",
				  s->x, s->y, s->width, s->height, colour);
		break;
	case SHAPE_DOT:
		buffer_add_format(&d->out,
				  "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"#%06x\" "
				  "fill-opacity=\".7\"/>",
				  s->x, s->y, s->height, colour);
		break;
	case SHAPE_TEXT:
		buffer_add_format(&d->out,
				  "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\" "
				  "fill=\"#%06x\">",
				  s->x, s->y, s->height, anchors[s->anchor], colour);
		xml_escape(&d->out, drawing_words(g, s));
		add(d, "</text>");
	}
}

void
html_drawing(struct doc *d, const struct drawing *g)
{
	add(d, "<figure>\n<figcaption>");
	add_text(d, g->title);
	buffer_add_format(&d->out,
			  "</figcaption>\n<div class=\"drawing\" tabindex=\"0\"><svg "
			  "xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">"
			  "<title>",
			  DRAWING_WIDTH, g->height);
	add_text(d, g->title);
	add(d, "</title><desc>");
	xml_escape(&d->out, buffer_span(&g->alternative));
	add(d, "</desc>\n");
	for (size_t i = 0; i < g->n; i++)
		add_shape(d, g, &g->shapes[i]);
	add(d, "\n</svg></div>\n<details><summary>");
	add_text(d, tr(d, "The same in words"));
	add(d, "</summary><p>");
	xml_escape(&d->out, buffer_span(&g->alternative));
	add(d, "</p></details>\n</figure>\n");
}
