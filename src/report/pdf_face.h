/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A font at one size whose characters are known: which glyph each has and how far it goes, alone
 * and before each other one. Text of characters that stand one behind the other without shaping
 * (Latin with its precomposed letters, digits, punctuation) is set by these at a fraction of what
 * shaping takes; all other text goes through Pango.
 */
#ifndef WINNOW_REPORT_PDF_FACE_H
#define WINNOW_REPORT_PDF_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct _PangoContext;
struct _cairo_scaled_font;
struct pdf_face;

#define PDF_FACE_SLOTS 256 /* characters that a face remembers */

/* NULL: there is no such font. `families` is borrowed, size in points, weight as Pango counts. */
struct pdf_face *pdf_face_new(struct _PangoContext *context, const char *families, double size,
			      int weight);
void pdf_face_free(struct pdf_face **face);
bool pdf_face_is(const struct pdf_face *face, const char *families, double size, int weight);

/* Of a line of it, in points. */
double pdf_face_ascent(const struct pdf_face *face);
double pdf_face_descent(const struct pdf_face *face);
struct _cairo_scaled_font *pdf_face_scaled(const struct pdf_face *face); /* borrowed */

/* The character's slot; -1: the font lacks it, it needs shaping, or the slots are full. */
int pdf_face_slot(struct pdf_face *face, uint32_t code);
uint32_t pdf_face_code(const struct pdf_face *face, int slot);
unsigned long pdf_face_glyph(const struct pdf_face *face, int slot);
/* How far the pen goes from the character to the one behind it; `next` -1: nothing is behind it. */
double pdf_face_advance(struct pdf_face *face, int slot, int next);

#endif
