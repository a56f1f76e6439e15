/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to pictures on their way: cut, made smaller, mirrored, made grey. */
#include <string.h>

#include "base/memory.h"
#include "practice/raster.h"
#include "practice/scene.h"

static unsigned
percent(unsigned side, unsigned n)
{
	unsigned v = (unsigned)((uint64_t)side * n / 100);

	return v ? v : 1;
}

static void
replace(struct raster *r, struct raster *by)
{
	raster_release(r);
	*r = *by;
}

static void
crop(struct raster *r, unsigned away)
{
	struct raster part;
	unsigned left, top;

	raster_init(&part, percent(r->width, 100 - away), percent(r->height, 100 - away));
	left = (r->width - part.width) / 2;
	top = (r->height - part.height) / 2;
	for (unsigned y = 0; y < part.height; y++)
		memcpy(part.pixels + (size_t)y * part.width,
		       r->pixels + (size_t)(y + top) * r->width + left,
		       part.width * sizeof *part.pixels);
	replace(r, &part);
}

static void
scale(struct raster *r, unsigned to)
{
	struct raster other;

	if (to > 100)
		raster_enlarge(r, &other, percent(r->width, to), percent(r->height, to));
	else
		raster_shrink(r, &other, percent(r->width, to), percent(r->height, to));
	replace(r, &other);
}

static void
mirror(struct raster *r)
{
	for (unsigned y = 0; y < r->height; y++) {
		struct colour *row = r->pixels + (size_t)y * r->width;

		for (unsigned a = 0, b = r->width - 1; a < b; a++, b--) {
			struct colour c = row[a];

			row[a] = row[b];
			row[b] = c;
		}
	}
}

/* The weights of ITU-R BT.601 in thousandths. */
static void
grey(struct raster *r)
{
	for (size_t i = 0; i < (size_t)r->width * r->height; i++) {
		struct colour c = r->pixels[i];
		unsigned char v = (unsigned char)((299u * c.r + 587u * c.g + 114u * c.b) / 1000);

		r->pixels[i] = (struct colour){v, v, v};
	}
}

void
raster_alter(struct raster *r, const struct alteration *a)
{
	if (a->cropped)
		crop(r, a->cropped);
	if (a->scaled && a->scaled != 100)
		scale(r, a->scaled);
	if (a->mirrored)
		mirror(r);
	if (a->greyed)
		grey(r);
}
