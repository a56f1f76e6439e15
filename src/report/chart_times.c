/* SPDX-License-Identifier: Apache-2.0 */
/* When the matching items were taken, by their own metadata, and modified, by the file system. */
#include "base/memory.h"
#include "report/doc.h"
#include "report/drawing.h"

#define BINS_MAX 60
#define HALF	 520 /* height of each half */
#define TOP	 180
#define LEFT	 330
#define WIDTH	 (DRAWING_WIDTH - LEFT - 30)

struct bins {
	unsigned first, n, months; /* months of one bin; first: months since the year 0 */
	uint64_t taken[BINS_MAX], modified[BINS_MAX];
	uint64_t without_taken, without_modified, outside;
	uint64_t most;
};

/* Months since the year 0; 0: no time of a kind that a clock of our days gives. */
static unsigned
month_of(const char *time)
{
	unsigned year = 0, month;
	for (int i = 0; i < 4; i++) {
		if (time[i] < '0' || time[i] > '9')
			return 0;
		year = year * 10 + (unsigned)(time[i] - '0');
	}
	if ((time[4] != '-' && time[4] != ':') || time[5] < '0' || time[5] > '1' || time[6] < '0' ||
	    time[6] > '9')
		return 0;
	month = (unsigned)(time[5] - '0') * 10 + (unsigned)(time[6] - '0');
	return month >= 1 && month <= 12 && year >= 1970 && year < 2100 ? year * 12 + month - 1 : 0;
}

static void
span_times(const struct facts *f, unsigned *first, unsigned *last)
{
	*first = UINT32_MAX;
	*last = 0;
	for (size_t i = 0; i < f->nhits; i++) {
		const unsigned months[] = {month_of(f->hits[i].taken), month_of(f->hits[i].mtime)};
		for (size_t k = 0; k < 2; k++) {
			if (months[k] > 0 && months[k] < *first)
				*first = months[k];
			if (months[k] > *last)
				*last = months[k];
		}
	}
}

static void
count(struct bins *b, uint64_t *into, uint64_t *without, unsigned month)
{
	if (month == 0) {
		(*without)++;
		return;
	}
	unsigned i = (month - b->first) / b->months;
	if (i >= b->n) {
		b->outside++;
		return;
	}
	if (++into[i] > b->most)
		b->most = into[i];
}

static bool
fill(struct bins *b, const struct facts *f)
{
	unsigned first, last;
	span_times(f, &first, &last);
	if (last == 0)
		return false;
	*b = (struct bins){.first = first, .months = 1, .most = 1};
	if (last - first >= BINS_MAX) {
		b->first = first / 12 * 12;
		b->months = 12;
		/* The newest matter more than a clock that stood at its beginning. */
		if ((last - b->first) / 12 >= BINS_MAX)
			b->first = last / 12 * 12 - (BINS_MAX - 1) * 12;
	}
	b->n = (last - b->first) / b->months + 1;
	for (size_t i = 0; i < f->nhits; i++) {
		count(b, b->taken, &b->without_taken, month_of(f->hits[i].taken));
		count(b, b->modified, &b->without_modified, month_of(f->hits[i].mtime));
	}
	return true;
}

static void
say_bins(struct doc *d, struct drawing *g, const struct bins *b, const uint64_t *counts,
	 const char *title)
{
	bool any = false;
	buffer_add_format(&g->alternative, "%s:", title);
	for (unsigned i = 0; i < b->n; i++) {
		unsigned month = b->first + i * b->months;
		if (counts[i] == 0)
			continue;
		if (b->months == 12)
			buffer_add_format(&g->alternative, "%s %u: %s", any ? ";" : "", month / 12,
					  doc_number(d, counts[i]));
		else
			buffer_add_format(&g->alternative, "%s %u-%02u: %s", any ? ";" : "",
					  month / 12, month % 12 + 1, doc_number(d, counts[i]));
		any = true;
	}
	buffer_add_text(&g->alternative, any ? ". " : " –. ");
}

static void
draw_axis(struct drawing *g, const struct bins *b)
{
	char year[16];
	unsigned before = 0, every = 1 + b->n * b->months / 12 / 15;
	drawing_box(g, TINT_RULE, LEFT, TOP + HALF, WIDTH, 6);
	for (unsigned i = 0; i < b->n; i++) {
		unsigned y = (b->first + i * b->months) / 12;
		int x = LEFT + (int)(i * WIDTH / b->n);
		if (y == before || (before && y % every != 0))
			continue;
		before = y;
		snprintf(year, sizeof year, "%u", y);
		drawing_box(g, TINT_FAINT, x, TOP, 4, 2 * HALF);
		drawing_text(g, TINT_QUIET, ANCHOR_START, x, TOP + 2 * HALF + 110, year);
	}
}

static void
draw_bars(struct drawing *g, const struct bins *b)
{
	int step = WIDTH / (int)b->n, gap = step / 6, width = step - gap;
	for (unsigned i = 0; i < b->n; i++) {
		int x = LEFT + (int)(i * WIDTH / b->n) + gap / 2;
		int up = (int)((double)b->taken[i] * (HALF - 20) / (double)b->most);
		int down = (int)((double)b->modified[i] * (HALF - 20) / (double)b->most);
		drawing_box(g, TINT_FIRST, x, TOP + HALF - up, width, up);
		drawing_box(g, TINT_SECOND, x, TOP + HALF + 6, width, down);
	}
}

void
chart_times(struct doc *d)
{
	struct drawing g = {.title = tr(d, "Times of the matching items, as they were recorded"),
			    .height = TOP + 2 * HALF + 150};
	struct bins b;
	if (!fill(&b, d->facts))
		return;
	const char *taken = tr(d, "taken, by the item’s own metadata");
	const char *modified = tr(d, "modified, by the file system");
	drawing_box(&g, TINT_FIRST, 0, 20, 90, 90);
	drawing_text(&g, TINT_QUIET, ANCHOR_START, 130, 95, taken);
	drawing_box(&g, TINT_SECOND, DRAWING_WIDTH / 2, 20, 90, 90);
	drawing_text(&g, TINT_QUIET, ANCHOR_START, DRAWING_WIDTH / 2 + 130, 95, modified);
	draw_axis(&g, &b);
	draw_bars(&g, &b);
	drawing_text(&g, TINT_QUIET, ANCHOR_END, LEFT - 50, TOP + 60, doc_number(d, b.most));
	drawing_text(&g, TINT_QUIET, ANCHOR_END, LEFT - 50, TOP + HALF + 30, "0");
	drawing_text(&g, TINT_QUIET, ANCHOR_END, LEFT - 50, TOP + 2 * HALF - 10,
		     doc_number(d, b.most));
	say_bins(d, &g, &b, b.taken, taken);
	say_bins(d, &g, &b, b.modified, modified);
	buffer_add_format(&g.alternative,
			  tr(d, "Without a capture time: %s; without a time of modification: %s."),
			  doc_number(d, b.without_taken), doc_number(d, b.without_modified));
	doc_drawing(d, &g);
	drawing_release(&g);
}
