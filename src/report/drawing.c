/* SPDX-License-Identifier: Apache-2.0 */
#include "report/drawing.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"

#define TEXT_SIZE 75

void
drawing_release(struct drawing *g)
{
	buffer_release(&g->alternative);
	buffer_release(&g->texts);
	free(g->shapes);
	*g = (struct drawing){0};
}

static struct shape *
add(struct drawing *g, struct shape s)
{
	if (g->n == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 64;
		g->shapes = memory_resize_array(g->shapes, g->cap, sizeof *g->shapes);
	}
	g->shapes[g->n] = s;
	return &g->shapes[g->n++];
}

void
drawing_box(struct drawing *g, enum tint tint, int x, int y, int width, int height)
{
	if (width > 0 && height > 0)
		add(g, (struct shape){.kind = SHAPE_BOX,
				      .tint = tint,
				      .x = x,
				      .y = y,
				      .width = width,
				      .height = height});
}

void
drawing_dot(struct drawing *g, enum tint tint, int x, int y, int radius)
{
	add(g, (struct shape){.kind = SHAPE_DOT, .tint = tint, .x = x, .y = y, .height = radius});
}

void
drawing_text(struct drawing *g, enum tint tint, enum anchor anchor, int x, int y, const char *text)
{
	struct shape *s = add(g, (struct shape){.kind = SHAPE_TEXT,
						.tint = tint,
						.anchor = anchor,
						.x = x,
						.y = y,
						.height = TEXT_SIZE,
						.text = g->texts.n});
	text_mask(&g->texts, text, strlen(text));
	s->n = g->texts.n - s->text;
}

struct span
drawing_words(const struct drawing *g, const struct shape *s)
{
	return (struct span){s->n ? g->texts.data + s->text : "", s->n};
}

unsigned
drawing_colour(enum tint tint)
{
	static const unsigned colours[TINTS] = {
		[TINT_INK] = 0x1a1c1e,	  [TINT_QUIET] = 0x545b62, [TINT_FIRST] = 0x24476b,
		[TINT_SECOND] = 0xb4661f, [TINT_THIRD] = 0x7fa6c9, [TINT_FOURTH] = 0xd9b98a,
		[TINT_RULE] = 0xc3c8cd,	  [TINT_FAINT] = 0xe6e9ec,
	};
	return colours[tint];
}
