/* SPDX-License-Identifier: Apache-2.0 */
/* Where the matching items say they were taken, on a plain graticule: no map is fetched. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "report/doc.h"
#include "report/drawing.h"

#define LEFT   420
#define TOP    30
#define WIDTH  (DRAWING_WIDTH - LEFT - 60)
#define HEIGHT 2300
#define MICRO  1000000

struct place {
	int64_t lat, lon; /* millionths of a degree */
};
struct places {
	struct place *v;
	size_t n;
	int64_t west, east, south, north; /* of what is drawn */
	int64_t step;			  /* between lines */
};

/* Plain decimals to millionths; false for anything else. */
static bool
parse_degrees(const char *s, int64_t limit, int64_t *out)
{
	int64_t v = 0, scale = MICRO;
	bool negative = *s == '-', point = false;
	s += negative;
	if (*s < '0' || *s > '9')
		return false;
	for (; *s; s++) {
		if (*s == '.' && !point) {
			point = true;
		} else if (*s < '0' || *s > '9') {
			return false;
		} else if (!point) {
			v = v * 10 + (*s - '0') * MICRO;
			if (v > limit)
				return false;
		} else {
			scale /= 10;
			v += (*s - '0') * scale;
		}
	}
	*out = negative ? -v : v;
	return v <= limit;
}

static void
gather(struct places *p, const struct facts *f)
{
	*p = (struct places){
		.west = INT64_MAX, .east = INT64_MIN, .south = INT64_MAX, .north = INT64_MIN};
	p->v = memory_zero(f->nhits + 1, sizeof *p->v);
	for (size_t i = 0; i < f->nhits; i++) {
		struct place at;
		if (!parse_degrees(f->hits[i].latitude, 90 * (int64_t)MICRO, &at.lat) ||
		    !parse_degrees(f->hits[i].longitude, 180 * (int64_t)MICRO, &at.lon))
			continue;
		p->west = at.lon < p->west ? at.lon : p->west;
		p->east = at.lon > p->east ? at.lon : p->east;
		p->south = at.lat < p->south ? at.lat : p->south;
		p->north = at.lat > p->north ? at.lat : p->north;
		p->v[p->n++] = at;
	}
}

/*
 * Equal degrees are equally long both ways, with a margin around; `least` of a degree is shown, so
 * that places that were coarsened do not stand on finer lines.
 */
static void
frame(struct places *p, int64_t least)
{
	static const int64_t steps[] = {10000,	 20000,	  50000,   100000,   200000,   500000,
					1000000, 2000000, 5000000, 10000000, 20000000, 30000000};
	int64_t wide = p->east - p->west, high = p->north - p->south;
	int64_t x = (p->west + p->east) / 2, y = (p->south + p->north) / 2;
	high = high < least ? least : high;
	wide = wide < least ? least : wide;
	high += high / 5;
	wide += wide / 5;
	if (wide * HEIGHT < high * WIDTH)
		wide = high * WIDTH / HEIGHT;
	else
		high = wide * HEIGHT / WIDTH;
	p->west = x - wide / 2;
	p->east = x + wide / 2;
	p->south = y - high / 2;
	p->north = y + high / 2;
	p->step = steps[11];
	for (size_t i = 12; i-- > 0 && wide / steps[i] < 9;)
		p->step = steps[i];
}

static int
x_of(const struct places *p, int64_t lon)
{
	return LEFT + (int)((lon - p->west) * WIDTH / (p->east - p->west));
}

static int
y_of(const struct places *p, int64_t lat)
{
	return TOP + (int)((p->north - lat) * HEIGHT / (p->north - p->south));
}

static void
degrees_text(char out[32], int64_t v, const char *positive, const char *negative)
{
	int64_t hundredths = llabs(v) / 10000;
	const char *side = v == 0 ? "" : v > 0 ? positive : negative;
	if (hundredths % 100 == 0)
		snprintf(out, 32, "%" PRId64 "°%s", hundredths / 100, side);
	else
		snprintf(out, 32, "%" PRId64 ".%02" PRId64 "°%s", hundredths / 100,
			 hundredths % 100, side);
}

static int64_t
first_line(int64_t from, int64_t step)
{
	int64_t line = from / step * step;
	return line < from ? line + step : line;
}

static void
draw_graticule(struct drawing *g, const struct places *p)
{
	char text[32];
	drawing_box(g, TINT_RULE, LEFT, TOP, WIDTH, 6);
	drawing_box(g, TINT_RULE, LEFT, TOP + HEIGHT, WIDTH, 6);
	drawing_box(g, TINT_RULE, LEFT, TOP, 6, HEIGHT);
	drawing_box(g, TINT_RULE, LEFT + WIDTH, TOP, 6, HEIGHT + 6);
	for (int64_t lon = first_line(p->west, p->step); lon <= p->east; lon += p->step) {
		if (llabs(lon) > 180 * (int64_t)MICRO)
			continue;
		degrees_text(text, lon, "E", "W");
		drawing_box(g, TINT_FAINT, x_of(p, lon), TOP, 5, HEIGHT);
		drawing_text(g, TINT_QUIET, ANCHOR_MIDDLE, x_of(p, lon), TOP + HEIGHT + 110, text);
	}
	for (int64_t lat = first_line(p->south, p->step); lat <= p->north; lat += p->step) {
		if (llabs(lat) > 90 * (int64_t)MICRO)
			continue;
		degrees_text(text, lat, "N", "S");
		drawing_box(g, TINT_FAINT, LEFT, y_of(p, lat), WIDTH, 5);
		drawing_text(g, TINT_QUIET, ANCHOR_END, LEFT - 40, y_of(p, lat) + 25, text);
	}
}

#define SAID_MAX 20

static int64_t
tenth_of(int64_t v)
{
	return v / 100000;
}

static int
compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	if (tenth_of(a->lat) != tenth_of(b->lat))
		return tenth_of(a->lat) > tenth_of(b->lat) ? -1 : 1;
	return tenth_of(a->lon) < tenth_of(b->lon) ? -1 : tenth_of(a->lon) > tenth_of(b->lon);
}

static void
add_tenths(struct buffer *out, int64_t v)
{
	buffer_add_format(out, "%s%lld.%lld", v < 0 ? "-" : "", llabs(v) / 10, llabs(v) % 10);
}

/* In tenths of a degree, from the north; sorts the places. */
static void
say_places(struct doc *d, struct drawing *g, struct places *p)
{
	size_t said = 0, same;
	buffer_add_format(&g->alternative, tr(d, "%s of %s occurrences name a place."),
			  doc_number(d, p->n), doc_number(d, d->facts->nhits));
	buffer_add_format(&g->alternative, " %s",
			  tr(d, "Latitude, longitude to a tenth of a degree, and how many:"));
	qsort(p->v, p->n, sizeof *p->v, compare_places);
	for (size_t i = 0; i < p->n; i += same) {
		for (same = 1; i + same < p->n && compare_places(&p->v[i], &p->v[i + same]) == 0;)
			same++;
		if (said++ >= SAID_MAX)
			continue;
		buffer_add_text(&g->alternative, " ");
		add_tenths(&g->alternative, tenth_of(p->v[i].lat));
		buffer_add_text(&g->alternative, ", ");
		add_tenths(&g->alternative, tenth_of(p->v[i].lon));
		buffer_add_format(&g->alternative, ": %s;", doc_number(d, same));
	}
	if (said > SAID_MAX)
		buffer_add_format(&g->alternative, " %s",
				  tr(d, "further places are not said here"));
}

void
chart_places(struct doc *d)
{
	struct drawing g = {.title = tr(d, "Places that the metadata of matching items name"),
			    .height = TOP + HEIGHT + 150};
	struct places p;
	gather(&p, d->facts);
	if (p.n > 0) {
		frame(&p, d->facts->edition == EDITION_FULL ? MICRO / 20 : MICRO / 2);
		draw_graticule(&g, &p);
		say_places(d, &g, &p);
		for (size_t i = 0; i < p.n; i++) {
			int x = x_of(&p, p.v[i].lon), y = y_of(&p, p.v[i].lat);
			const struct shape *last = g.n ? &g.shapes[g.n - 1] : NULL;
			if (!last || last->kind != SHAPE_DOT || last->x != x || last->y != y)
				drawing_dot(&g, TINT_SECOND, x, y, 28);
		}
		doc_drawing(d, &g);
	}
	free(p.v);
	drawing_release(&g);
}
