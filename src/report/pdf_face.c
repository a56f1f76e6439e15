/* SPDX-License-Identifier: Apache-2.0 */
#include "report/pdf_face.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>

#include "base/memory.h"

#define BUCKETS 1024 /* of characters; four for each slot */

struct pdf_face {
	const char *families;
	double size;
	int weight;
	PangoFont *font;
	cairo_scaled_font_t *scaled; /* borrowed from font */
	PangoLayout *layout;	     /* to measure with */
	double ascent, descent;
	int nslots;
	int buckets[BUCKETS]; /* a slot + 1, by character */
	uint32_t codes[PDF_FACE_SLOTS];
	unsigned long glyphs[PDF_FACE_SLOTS];
	double widths[PDF_FACE_SLOTS];
	float kerns[PDF_FACE_SLOTS][PDF_FACE_SLOTS]; /* NAN: not measured yet */
};

/* ---- Opening and closing ---- */

static PangoFontDescription *
describe(const char *families, double size, int weight)
{
	PangoFontDescription *d = pango_font_description_from_string(families);
	pango_font_description_set_size(d, (int)(size * PANGO_SCALE));
	pango_font_description_set_weight(d, (PangoWeight)weight);
	return d;
}

static void
measure_lines(struct pdf_face *f)
{
	PangoFontMetrics *m = pango_font_get_metrics(f->font, NULL);
	f->ascent = (double)pango_font_metrics_get_ascent(m) / PANGO_SCALE;
	f->descent = (double)pango_font_metrics_get_descent(m) / PANGO_SCALE;
	pango_font_metrics_unref(m);
}

static void
open_layout(struct pdf_face *f, PangoContext *context, const PangoFontDescription *d)
{
	PangoAttrList *attributes = pango_attr_list_new();
	f->layout = pango_layout_new(context);
	pango_layout_set_font_description(f->layout, d);
	pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0,clig=0"));
	pango_layout_set_attributes(f->layout, attributes);
	pango_attr_list_unref(attributes);
}

struct pdf_face *
pdf_face_new(PangoContext *context, const char *families, double size, int weight)
{
	PangoFontDescription *d = describe(families, size, weight);
	PangoFont *font = pango_context_load_font(context, d);
	struct pdf_face *f = font ? memory_zero(1, sizeof *f) : NULL;
	if (f) {
		f->families = families;
		f->size = size;
		f->weight = weight;
		f->font = font;
		f->scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font));
		open_layout(f, context, d);
		measure_lines(f);
	}
	pango_font_description_free(d);
	return f;
}

void
pdf_face_free(struct pdf_face **face)
{
	if (!*face)
		return;
	g_object_unref((*face)->layout);
	g_object_unref((*face)->font);
	free(*face);
	*face = NULL;
}

bool
pdf_face_is(const struct pdf_face *f, const char *families, double size, int weight)
{
	return f->families == families && !(f->size < size) && !(f->size > size) &&
	       f->weight == weight;
}

double
pdf_face_ascent(const struct pdf_face *f)
{
	return f->ascent;
}

double
pdf_face_descent(const struct pdf_face *f)
{
	return f->descent;
}

cairo_scaled_font_t *
pdf_face_scaled(const struct pdf_face *f)
{
	return f->scaled;
}

/* ---- Characters ---- */

/* Letters that are one glyph each, from the left to the right, whatever stands beside them. */
static bool
needs_no_shaping(uint32_t code)
{
	return (code >= 0x20 && code < 0x7F) || (code >= 0xA1 && code < 0x250 && code != 0xAD) ||
	       (code >= 0x1E00 && code < 0x1F00) || (code >= 0x2010 && code <= 0x2027) ||
	       code == 0x202F || (code >= 0x2030 && code <= 0x205E);
}

static double
width_of(struct pdf_face *f, uint32_t a, uint32_t b)
{
	char text[16];
	int width, n = g_unichar_to_utf8(a, text);
	if (b != 0)
		n += g_unichar_to_utf8(b, text + n);
	pango_layout_set_text(f->layout, text, n);
	pango_layout_get_size(f->layout, &width, NULL);
	return (double)width / PANGO_SCALE;
}

/* 0: the font lacks it, or says it in several glyphs. */
static unsigned long
glyph_of(struct pdf_face *f, uint32_t code)
{
	char text[8];
	int length = g_unichar_to_utf8(code, text), n = 0;
	cairo_glyph_t *glyphs = NULL;
	cairo_status_t status = cairo_scaled_font_text_to_glyphs(f->scaled, 0, 0, text, length,
								 &glyphs, &n, NULL, NULL, NULL);
	unsigned long glyph = status == CAIRO_STATUS_SUCCESS && n == 1 ? glyphs[0].index : 0;
	cairo_glyph_free(glyphs);
	return glyph;
}

static int
add_slot(struct pdf_face *f, uint32_t code)
{
	if (f->nslots == PDF_FACE_SLOTS || !needs_no_shaping(code))
		return -1;
	unsigned long glyph = glyph_of(f, code);
	if (glyph == 0)
		return -1;
	int slot = f->nslots++;
	f->codes[slot] = code;
	f->glyphs[slot] = glyph;
	f->widths[slot] = width_of(f, code, 0);
	for (int i = 0; i < f->nslots; i++)
		f->kerns[slot][i] = f->kerns[i][slot] = NAN;
	return slot;
}

int
pdf_face_slot(struct pdf_face *f, uint32_t code)
{
	size_t at = code * 2654435761U % BUCKETS;
	while (f->buckets[at] != 0) {
		if (f->codes[f->buckets[at] - 1] == code)
			return f->buckets[at] - 1;
		at = (at + 1) % BUCKETS;
	}
	int slot = add_slot(f, code);
	f->buckets[at] = slot + 1;
	return slot;
}

uint32_t
pdf_face_code(const struct pdf_face *f, int slot)
{
	return f->codes[slot];
}

unsigned long
pdf_face_glyph(const struct pdf_face *f, int slot)
{
	return f->glyphs[slot];
}

double
pdf_face_advance(struct pdf_face *f, int slot, int next)
{
	if (next < 0)
		return f->widths[slot];
	if (isnan(f->kerns[slot][next]))
		f->kerns[slot][next] = (float)(width_of(f, f->codes[slot], f->codes[next]) -
					       f->widths[slot] - f->widths[next]);
	return f->widths[slot] + (double)f->kerns[slot][next];
}
