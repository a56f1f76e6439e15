/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels/canvas.h"

#include <stdlib.h>

#include "base/memory.h"

void
canvas_init(struct canvas *c)
{
	*c = (struct canvas){.maker = pdq_maker_new()};
	c->pixels = memory_zero((size_t)PDQ_SIDE * PDQ_SIDE, sizeof *c->pixels);
	for (unsigned v = 0; v < 256; v++) {
		c->luma[0][v] = pdq_luma(v, 0, 0);
		c->luma[1][v] = pdq_luma(0, v, 0);
		c->luma[2][v] = pdq_luma(0, 0, v);
	}
}

void
canvas_release(struct canvas *c)
{
	pdq_maker_free(&c->maker);
	free(c->pixels);
	c->pixels = NULL;
}

bool
canvas_begin(struct canvas *c, uint32_t width, uint32_t height)
{
	if (width == 0 || height == 0 || width > CANVAS_SIDE_MAX || height > CANVAS_SIDE_MAX ||
	    (uint64_t)width * height > CANVAS_PIXELS_MAX)
		return false;
	c->width = width;
	c->height = height;
	c->next = 0;
	c->damaged = false;
	pdq_size(width, height, &c->columns, &c->rows);
	for (uint32_t j = 0; j < c->columns; j++)
		c->place[j] = pdq_place(j, c->columns, width);
	return true;
}

/* The products come from tables: the same sums as pdq_luma()'s, without converting each byte. */
static void
keep_row(struct canvas *c, const unsigned char *p, size_t step, bool colour)
{
	float *to = c->pixels + (size_t)c->next * c->columns;

	for (uint32_t j = 0; j < c->columns; j++) {
		const unsigned char *at = p + c->place[j] * step;

		to[j] = colour ? c->luma[0][at[0]] + c->luma[1][at[1]] + c->luma[2][at[2]]
			       : (float)at[0];
	}
}

void
canvas_row(struct canvas *c, uint32_t y, const unsigned char *p, size_t step, bool colour)
{
	/* A picture much wider than high is stretched: one of its rows may stand for several. */
	while (c->next < c->rows && pdq_place(c->next, c->rows, c->height) == y) {
		keep_row(c, p, step, colour);
		c->next++;
	}
}

uint32_t
canvas_wants(const struct canvas *c)
{
	return c->next < c->rows ? pdq_place(c->next, c->rows, c->height) : c->height;
}

bool
canvas_full(const struct canvas *c)
{
	return c->next == c->rows;
}
