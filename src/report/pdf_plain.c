/* SPDX-License-Identifier: Apache-2.0 */
#include "report/pdf_plain.h"

#include <assert.h>
#include <pango/pangocairo.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "report/pdf_face.h"

#define FACES_MAX 16

struct pdf_faces {
	PangoContext *context;
	struct pdf_face *v[FACES_MAX];
	size_t n;
};

/* A character of the column. */
struct letter {
	int slot;
	size_t stretch;
};

/* Letters of one font and ink. */
struct stretch {
	struct pdf_face *face;
	enum pdf_ink ink;
};

/* Letters `from` to `end` at x, on a baseline below the column's top. */
struct part {
	size_t from, end, stretch;
	double x, y;
};

struct pdf_plain {
	struct pdf_faces *faces;
	struct buffer masked;
	struct letter *letters;
	size_t nletters, letters_cap;
	struct stretch *stretches;
	size_t nstretches, stretches_cap;
	struct part *parts;
	size_t nparts, parts_cap;
	cairo_glyph_t *glyphs; /* room for as many as there are letters */
	size_t glyphs_cap;
	double height;
};

/* ---- Faces ---- */

struct pdf_faces *
pdf_faces_new(PangoContext *context)
{
	struct pdf_faces *f = memory_zero(1, sizeof *f);
	f->context = context;
	return f;
}

void
pdf_faces_free(struct pdf_faces **faces)
{
	if (!*faces)
		return;
	for (size_t i = 0; i < (*faces)->n; i++)
		pdf_face_free(&(*faces)->v[i]);
	free(*faces);
	*faces = NULL;
}

static struct pdf_face *
face_of(struct pdf_faces *f, const char *families, double size, int weight)
{
	for (size_t i = 0; i < f->n; i++)
		if (pdf_face_is(f->v[i], families, size, weight))
			return f->v[i];
	if (f->n == FACES_MAX)
		return NULL;
	struct pdf_face *face = pdf_face_new(f->context, families, size, weight);
	if (face)
		f->v[f->n++] = face;
	return face;
}

static struct pdf_face *
face_for(struct pdf_faces *f, struct pdf_style style, enum look look)
{
	int weight = style.bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL;
	if (look == LOOK_CODE)
		return face_of(f, PDF_MONO, style.size * PDF_CODE, weight);
	return face_of(f, PDF_SANS, style.size, look == LOOK_STRONG ? PANGO_WEIGHT_BOLD : weight);
}

struct pdf_plain *
pdf_plain_new(struct pdf_faces *faces)
{
	struct pdf_plain *s = memory_zero(1, sizeof *s);
	s->faces = faces;
	return s;
}

void
pdf_plain_free(struct pdf_plain **plain)
{
	struct pdf_plain *s = *plain;
	if (!s)
		return;
	buffer_release(&s->masked);
	free(s->letters);
	free(s->stretches);
	free(s->parts);
	free(s->glyphs);
	free(s);
	*plain = NULL;
}

/* ---- Letters ---- */

/* Room for one more of what `v` holds. */
static void *
room(void *v, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return v;
	*cap = *cap ? *cap * 2 : 64;
	return memory_resize_array(v, *cap, size);
}

static bool
begin_stretch(struct pdf_plain *s, struct pdf_face *face, enum pdf_ink ink)
{
	if (!face)
		return false;
	s->stretches = room(s->stretches, s->nstretches, &s->stretches_cap, sizeof *s->stretches);
	s->stretches[s->nstretches++] = (struct stretch){face, ink};
	return true;
}

static bool
add_text(struct pdf_plain *s, struct span text)
{
	struct pdf_face *face = s->stretches[s->nstretches - 1].face;
	uint32_t code;
	size_t taken;
	buffer_clear(&s->masked);
	pdf_mask(&s->masked, text.p, text.n);
	for (size_t i = 0; i < s->masked.n; i += taken) {
		taken = text_next(s->masked.data + i, s->masked.n - i, &code);
		int slot = taken > 0 ? pdf_face_slot(face, code) : -1;
		if (slot < 0)
			return false;
		s->letters = room(s->letters, s->nletters, &s->letters_cap, sizeof *s->letters);
		s->letters[s->nletters++] = (struct letter){slot, s->nstretches - 1};
	}
	return true;
}

static bool
add_piece(struct pdf_plain *s, struct pdf_style style, const struct piece *piece)
{
	if (piece->label && (!begin_stretch(s, face_for(s->faces, style, LOOK_PLAIN), PDF_QUIET) ||
			     !add_text(s, span_of(piece->label)) || !add_text(s, span_of(": "))))
		return false;
	return begin_stretch(s, face_for(s->faces, style, piece->look),
			     piece->look == LOOK_QUIET ? PDF_QUIET : style.ink) &&
	       add_text(s, piece->text);
}

/* ---- Lines ---- */

static uint32_t
code_of(const struct pdf_plain *s, size_t i)
{
	return pdf_face_code(s->stretches[s->letters[i].stretch].face, s->letters[i].slot);
}

static bool
is_space(const struct pdf_plain *s, size_t i)
{
	return code_of(s, i) == ' ';
}

/* A line may end behind this one. */
static bool
breaks_behind(const struct pdf_plain *s, size_t i)
{
	uint32_t code = code_of(s, i);
	return code == ' ' || code == '/' || code == '-' || code == 0x2013 || code == 0x2014;
}

static double
advance(const struct pdf_plain *s, size_t i, size_t end)
{
	const struct letter *l = &s->letters[i];
	bool kerned = i + 1 < end && l[1].stretch == l->stretch;
	return pdf_face_advance(s->stretches[l->stretch].face, l->slot, kerned ? l[1].slot : -1);
}

/*
 * Where the line that begins at `from` ends: behind the last place to break that fits, else behind
 * the last letter that does. A space that hangs over does no harm.
 */
static size_t
line_end(const struct pdf_plain *s, size_t from, size_t end, double width)
{
	double x = 0;
	size_t best = 0;
	for (size_t i = from; i < end; i++) {
		bool breaks = breaks_behind(s, i);
		double w = advance(s, i, end);
		if (x + w > width + 0.01 && !is_space(s, i) && i > from)
			return best > from ? best : i;
		x += w;
		if (breaks)
			best = i + 1;
	}
	return end;
}

static void
add_part(struct pdf_plain *s, struct part part)
{
	s->parts = room(s->parts, s->nparts, &s->parts_cap, sizeof *s->parts);
	s->parts[s->nparts++] = part;
}

/* The letters of one line, a part for each stretch that has some in it; the width they take. */
static double
set_parts(struct pdf_plain *s, size_t from, size_t end)
{
	double x = 0;
	for (size_t i = from; i < end;) {
		struct part part = {.from = i, .stretch = s->letters[i].stretch, .x = x};
		for (; i < end && s->letters[i].stretch == part.stretch; i++)
			x += advance(s, i, end);
		part.end = i;
		add_part(s, part);
	}
	return x;
}

static void
set_line(struct pdf_plain *s, struct pdf_style style, const struct pdf_column *c, size_t from,
	 size_t end)
{
	double ascent = 0, descent = 0;
	size_t first = s->nparts;
	double width = set_parts(s, from, end);
	for (size_t i = first; i < s->nparts || i == first; i++) {
		const struct pdf_face *face = i < s->nparts ? s->stretches[s->parts[i].stretch].face
							    : face_for(s->faces, style, LOOK_PLAIN);
		double up = pdf_face_ascent(face), down = pdf_face_descent(face);
		ascent = up > ascent ? up : ascent;
		descent = down > descent ? down : descent;
	}
	for (size_t i = first; i < s->nparts; i++) {
		s->parts[i].y = s->height + ascent;
		s->parts[i].x += c->right ? c->width - width : 0;
	}
	s->height += ascent + descent;
}

static void
set_lines(struct pdf_plain *s, struct pdf_style style, const struct pdf_column *c, size_t from)
{
	size_t end = s->nletters;
	do {
		size_t next = line_end(s, from, end, c->width);
		set_line(s, style, c, from, next);
		from = next;
	} while (from < end);
}

bool
pdf_plain_set(struct pdf_plain *s, struct pdf_style style, const struct pdf_column *c)
{
	s->nletters = s->nstretches = s->nparts = 0;
	s->height = 0;
	size_t pieces = c->cell ? c->cell->n : 1;
	struct piece whole = {NULL, c->text, LOOK_PLAIN};
	if (!face_for(s->faces, style, LOOK_PLAIN))
		return false;
	for (size_t i = 0; i < pieces; i++) {
		size_t from = s->nletters;
		if (!add_piece(s, style, c->cell ? &c->cell->pieces[i] : &whole))
			return false;
		set_lines(s, style, c, from);
	}
	if (pieces == 0)
		set_lines(s, style, c, 0);
	return true;
}

double
pdf_plain_height(const struct pdf_plain *s)
{
	return s->height;
}

/* ---- Drawing ---- */

static size_t
add_glyphs(struct pdf_plain *s, size_t n, const struct part *part, double x, double y)
{
	const struct pdf_face *face = s->stretches[part->stretch].face;
	x += part->x;
	for (size_t i = part->from; i < part->end; i++) {
		s->glyphs[n++] =
			(cairo_glyph_t){pdf_face_glyph(face, s->letters[i].slot), x, y + part->y};
		x += advance(s, i, part->end);
	}
	return n;
}

/* Lines of the same font and ink are one operation: cairo goes through all of a page's twice. */
void
pdf_plain_draw(struct pdf_plain *s, struct pdf *p, double x, double y)
{
	if (s->glyphs_cap < s->nletters) {
		s->glyphs_cap = s->letters_cap;
		s->glyphs = memory_resize_array(s->glyphs, s->glyphs_cap, sizeof *s->glyphs);
	}
	for (size_t i = 0; i < s->nparts;) {
		size_t of = s->parts[i].stretch, n = 0;
		for (; i < s->nparts && s->parts[i].stretch == of; i++)
			n = add_glyphs(s, n, &s->parts[i], x, y);
		pdf_ink(p, s->stretches[of].ink);
		cairo_set_scaled_font(p->cr, pdf_face_scaled(s->stretches[of].face));
		cairo_show_glyphs(p->cr, s->glyphs, (int)n);
	}
}
