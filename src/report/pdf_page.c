/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "report/pdf.h"
#include "report/pdf_confine.h"
#include "report/pdf_plain.h"
#include "report/sections.h"

/* ---- Opening and closing ---- */

static cairo_status_t
to_scratch(void *ctx, const unsigned char *data, unsigned length)
{
	struct pdf *p = ctx;
	bool good = fwrite(data, 1, length, p->scratch) == length;
	return good ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* Nothing of the screen, the user or the locale may change where a line breaks. */
static void
fix_options(struct pdf *p, const char *language)
{
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(p->context, options);
	cairo_font_options_destroy(options);
	pango_cairo_context_set_resolution(p->context, 72);
	pango_context_set_round_glyph_positions(p->context, FALSE);
	pango_context_set_language(p->context, pango_language_from_string(language));
	pango_context_set_base_dir(p->context, PANGO_DIRECTION_LTR);
}

static void
drop(void *object)
{
	if (object)
		g_object_unref(object);
}

int
pdf_open(struct pdf *p, struct doc *d, const char *folder, bool tagged, struct error *e)
{
	*p = (struct pdf){.doc = d, .tagged = tagged};
	p->scratch = pdf_scratch(folder);
	if (!p->scratch)
		return error_system(e, "a scratch file for the PDF");
	p->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	p->surface = cairo_pdf_surface_create_for_stream(to_scratch, p, PDF_WIDTH, PDF_HEIGHT);
	p->cr = cairo_create(p->surface);
	p->context = pango_font_map_create_context(p->fonts);
	fix_options(p, d->language->code);
	p->faces = pdf_faces_new(p->context);
	for (size_t i = 0; i < PDF_DEPTH * COLUMNS_MAX; i++) {
		PangoLayout *layout = pango_layout_new(p->context);
		pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
		pango_layout_set_auto_dir(layout, FALSE);
		p->layouts[i / COLUMNS_MAX][i % COLUMNS_MAX] = layout;
		p->plains[i / COLUMNS_MAX][i % COLUMNS_MAX] = pdf_plain_new(p->faces);
	}
	p->banner = case_data_get(d->facts->case_data, "report", "classification");
	return 0;
}

static void
close_surface(struct pdf *p)
{
	if (p->cr)
		cairo_destroy(p->cr);
	if (p->surface)
		cairo_surface_destroy(p->surface);
	p->cr = NULL;
	p->surface = NULL;
}

void
pdf_close(struct pdf *p)
{
	for (size_t i = 0; i < PDF_DEPTH * COLUMNS_MAX; i++) {
		drop(p->layouts[i / COLUMNS_MAX][i % COLUMNS_MAX]);
		pdf_plain_free(&p->plains[i / COLUMNS_MAX][i % COLUMNS_MAX]);
	}
	pdf_faces_free(&p->faces);
	drop(p->context);
	close_surface(p);
	drop(p->fonts);
	if (p->scratch)
		fclose(p->scratch);
	*p = (struct pdf){0};
}

int
pdf_end(struct pdf *p, struct error *e)
{
	if (p->on_page)
		cairo_show_page(p->cr);
	p->on_page = false;
	cairo_surface_finish(p->surface);
	cairo_status_t status = cairo_status(p->cr);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(p->surface);
	if (status == CAIRO_STATUS_WRITE_ERROR || fflush(p->scratch) != 0)
		return error_system(e, "cannot write the scratch file of the PDF");
	if (status != CAIRO_STATUS_SUCCESS)
		return error_set(e, ERROR_INPUT, "the PDF cannot be drawn: %s",
				 cairo_status_to_string(status));
	close_surface(p);
	return 0;
}

void
pdf_mask(struct buffer *out, const char *text, size_t n)
{
	struct buffer masked = BUFFER_EMPTY;
	uint32_t code;
	size_t taken;
	text_mask(&masked, text, n);
	for (size_t i = 0; i < masked.n; i += taken) {
		taken = text_next(masked.data + i, masked.n - i, &code);
		assert(taken > 0); /* text_mask() gives UTF-8 */
		if ((code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF))
			buffer_add_format(out, "\\u{%X}", code);
		else
			buffer_add(out, masked.data + i, taken);
	}
	buffer_release(&masked);
}

/* ---- Ink and tags ---- */

void
pdf_ink(struct pdf *p, enum pdf_ink ink)
{
	static const unsigned colours[] = {
		[PDF_INK] = 0x1a1c1e,	[PDF_QUIET] = 0x545b62, [PDF_ACCENT] = 0x24476b,
		[PDF_ALARM] = 0x8f1d14, [PDF_GOOD] = 0x1f5b34,	[PDF_RULE] = 0xc3c8cd,
		[PDF_FAINT] = 0xe6e9ec, [PDF_PAPER] = 0xf5f6f7,
	};
	unsigned c = colours[ink];
	cairo_set_source_rgb(p->cr, (c >> 16) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0);
}

void
pdf_tag(struct pdf *p, const char *tag, const char *attributes)
{
	if (p->tagged && tag)
		cairo_tag_begin(p->cr, tag, attributes ? attributes : "");
}

void
pdf_tag_end(struct pdf *p, const char *tag)
{
	if (p->tagged && tag)
		cairo_tag_end(p->cr, tag);
}

/* ---- Pages ---- */

void
pdf_show(struct pdf *p, struct pdf_style style, struct span text, double x, double y, double width,
	 bool right)
{
	struct pdf_column c = {.x = x, .width = width, .text = text};
	double was = p->y;
	p->y = y;
	c.right = right;
	pdf_row(p, style, &c, 1, NULL, 0);
	p->y = was;
}

/*
 * Which report, which page; where it holds, what must be known of every page. The number of all
 * pages is drawn behind by pdf_finish(), once it is known.
 */
static void
draw_margins(struct pdf *p)
{
	static const struct pdf_style quiet = {7.5, false, PDF_QUIET};
	static const struct pdf_style alarm = {9, true, PDF_ALARM};
	static const struct pdf_style strong = {8, true, PDF_INK};
	struct doc *d = p->doc;
	struct buffer line = BUFFER_EMPTY;
	buffer_add_format(&line, "%s %s", tr(d, "Report"), d->facts->report_id);
	pdf_show(p, quiet, buffer_span(&line), PDF_LEFT, PDF_BOTTOM + 14, PDF_TEXT / 2, false);
	buffer_clear(&line);
	buffer_add_format(&line, tr(d, "Page %u of"), p->page);
	pdf_show(p, quiet, buffer_span(&line), PDF_LEFT, PDF_BOTTOM + 14, PDF_TEXT - 24, true);
	if (p->banner)
		pdf_show(p, strong, span_of(p->banner), PDF_LEFT, 28, PDF_TEXT / 2, false);
	if (facts_incomplete(d->facts))
		pdf_show(p, alarm, span_of(tr(d, "INCOMPLETE")), PDF_LEFT, 40, PDF_TEXT, false);
	buffer_clear(&line);
	buffer_add_format(&line, "%s%s%s", tr(d, "Forensic triage report"),
			  *say_edition(d) ? " – " : "", say_edition(d));
	pdf_show(p, quiet, buffer_span(&line), PDF_LEFT, 28, PDF_TEXT, true);
	buffer_release(&line);
}

static void
begin_page(struct pdf *p, bool margins)
{
	if (p->on_page)
		cairo_show_page(p->cr);
	p->on_page = true;
	p->y = PDF_TOP;
	if (!margins)
		return;
	p->page++;
	draw_margins(p);
	p->y = PDF_TOP;
}

void
pdf_bare_page(struct pdf *p)
{
	begin_page(p, false);
}

void
pdf_break(struct pdf *p)
{
	const char *open = p->open_tag;
	if (open)
		pdf_tag_end(p, open);
	begin_page(p, true);
	if (open)
		pdf_tag(p, open, NULL);
	if (p->table)
		pdf_table_head(p);
}

void
pdf_need(struct pdf *p, double height)
{
	if (!p->on_page || p->y + height > PDF_BOTTOM)
		pdf_break(p);
}

void
pdf_rule(struct pdf *p, enum pdf_ink ink, double width)
{
	pdf_ink(p, ink);
	cairo_rectangle(p->cr, PDF_LEFT, p->y, PDF_TEXT, width);
	cairo_fill(p->cr);
	p->y += width;
}
