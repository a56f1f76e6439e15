/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures of the report as shapes, which each renderer draws in its own way: SVG in HTML, cairo in
 * PDF; the plain text has the words instead. Units are tenths of a point, whole numbers, from the
 * upper left corner, so that every machine writes the same digits.
 */
#ifndef WINNOW_REPORT_DRAWING_H
#define WINNOW_REPORT_DRAWING_H

#include "base/buffer.h"

#define DRAWING_WIDTH 4900 /* of every drawing: the width of the text on a page */

enum tint {
	TINT_INK,
	TINT_QUIET,
	TINT_FIRST, /* series: told apart in grey too */
	TINT_SECOND,
	TINT_THIRD,
	TINT_FOURTH,
	TINT_RULE,
	TINT_FAINT,
	TINTS
};

enum shape_kind { SHAPE_BOX, SHAPE_DOT, SHAPE_TEXT };
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

struct shape {
	enum shape_kind kind;
	enum tint tint;
	enum anchor anchor;
	int x, y;	   /* a text's baseline, a dot's middle */
	int width, height; /* height: of a text its size, of a dot its radius */
	size_t text, n;	   /* within the drawing's texts */
};

struct drawing {
	int height;
	const char *title;
	struct buffer alternative; /* the same in words, with its numbers */
	struct buffer texts;
	struct shape *shapes;
	size_t n, cap;
};

void drawing_release(struct drawing *g);
void drawing_box(struct drawing *g, enum tint tint, int x, int y, int width, int height);
void drawing_dot(struct drawing *g, enum tint tint, int x, int y, int radius);
/* Masked here, since some of it comes from evidence. */
void drawing_text(struct drawing *g, enum tint tint, enum anchor anchor, int x, int y,
		  const char *text);
struct span drawing_words(const struct drawing *g, const struct shape *s);
/* 0xRRGGBB */
unsigned drawing_colour(enum tint tint);

/* ---- The drawings of the report; nothing is drawn where there is nothing to show ---- */

struct doc;
void chart_matches(struct doc *d);		 /* by category and origin */
void chart_times(struct doc *d);		 /* taken and modified */
void chart_places(struct doc *d);		 /* on a graticule */
void chart_disk(struct doc *d, size_t evidence); /* volumes, and where matches lie */

#endif
