/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/likeness.h"

void
likeness_make(struct likeness *l, const struct raster *r)
{
	struct pdq_maker *m = pdq_maker_new();
	uint32_t columns, rows;
	float *luma;

	pdq_size(r->width, r->height, &columns, &rows);
	luma = pdq_pixels(m, columns, rows);
	for (uint32_t y = 0; y < rows; y++) {
		const struct colour *row =
			r->pixels + (size_t)pdq_place(y, rows, r->height) * r->width;

		for (uint32_t x = 0; x < columns; x++) {
			struct colour c = row[pdq_place(x, columns, r->width)];

			*luma++ = pdq_luma(c.r, c.g, c.b);
		}
	}
	l->known = pdq_make(m, &l->pdq);
	pdq_maker_free(&m);
}
