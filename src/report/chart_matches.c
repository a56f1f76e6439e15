/* SPDX-License-Identifier: Apache-2.0 */
/* Matches by category, each bar divided by where they were found. */
#include <inttypes.h>

#include "base/text.h"
#include "report/doc.h"
#include "report/drawing.h"
#include "report/sections.h"

#define BARS_MAX  14
#define BAR_LEFT  1700
#define BAR_WIDTH 2700
#define BAR_STEP  170

struct found {
	const char *origins; /* words of the record, blanks between */
	const char *title;
	enum tint tint;
};

static const struct found kinds[] = {
	{"allocated logical", N_("live files"), TINT_FIRST},
	{"deleted orphan", N_("deleted files"), TINT_SECOND},
	{"archive embedded", N_("inside other items"), TINT_THIRD},
	{"", N_("carved and other places"), TINT_FOURTH},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static size_t
kind_of(const struct hit *h)
{
	const char *origin = h->parts[0].origin;
	size_t n = strlen(origin);
	for (size_t i = 0; n > 0 && i < KINDS - 1; i++) {
		const char *at = strstr(kinds[i].origins, origin);
		if (at && (at[n] == ' ' || at[n] == '\0'))
			return i;
	}
	return KINDS - 1;
}

/* At most this many characters. */
static void
shorten(struct buffer *b, size_t characters)
{
	uint32_t code;
	size_t i = 0, taken;
	while (characters-- > 1 && (taken = text_next(b->data + i, b->n - i, &code)) > 0)
		i += taken;
	if (i < b->n) {
		b->n = i;
		buffer_add_text(b, "…");
	}
}

static void
draw_bar(struct doc *d, struct drawing *g, const struct hit_group *group, uint64_t most, int y)
{
	uint64_t counts[KINDS] = {0};
	struct buffer label = BUFFER_EMPTY, category = BUFFER_EMPTY;
	for (size_t i = 0; i < group->occurrences; i++)
		counts[kind_of(&d->facts->hits[group->hits[i]])]++;
	say_category(d, &category, group->scheme, group->category, "");
	buffer_add_format(&label, "%s, %s", group->set, buffer_text(&category));
	shorten(&label, 34);
	drawing_text(g, TINT_INK, ANCHOR_END, BAR_LEFT - 60, y + 90, buffer_text(&label));
	buffer_add_format(&g->alternative, "%s, %s:", group->set, buffer_text(&category));
	int x = BAR_LEFT;
	for (size_t i = 0; i < KINDS; i++) {
		int width = (int)((double)counts[i] * BAR_WIDTH / (double)most);
		width = counts[i] > 0 && width < 10 ? 10 : width;
		drawing_box(g, kinds[i].tint, x, y, width, 115);
		x += width;
		if (counts[i] > 0)
			buffer_add_format(&g->alternative, " %s %s;", doc_number(d, counts[i]),
					  tr(d, kinds[i].title));
	}
	buffer_add_text(&g->alternative, " ");
	drawing_text(g, TINT_QUIET, ANCHOR_START, x + 40, y + 90,
		     doc_number(d, group->occurrences));
	buffer_release(&label);
	buffer_release(&category);
}

static void
draw_legend(struct doc *d, struct drawing *g)
{
	for (size_t i = 0; i < KINDS; i++) {
		int x = (int)i * DRAWING_WIDTH / (int)KINDS;
		drawing_box(g, kinds[i].tint, x, 20, 90, 90);
		drawing_text(g, TINT_QUIET, ANCHOR_START, x + 130, 95, tr(d, kinds[i].title));
	}
}

void
chart_matches(struct doc *d)
{
	const struct facts *f = d->facts;
	struct drawing g = {.title = tr(d, "Occurrences by category, and where they were found")};
	uint64_t most = 1;
	size_t n = f->ngroups < BARS_MAX ? f->ngroups : BARS_MAX;
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		most = f->groups[i].occurrences > most ? f->groups[i].occurrences : most;
	draw_legend(d, &g);
	for (size_t i = 0; i < n; i++)
		draw_bar(d, &g, &f->groups[i], most, 220 + (int)i * BAR_STEP);
	g.height = 240 + (int)n * BAR_STEP;
	if (n < f->ngroups)
		buffer_add_text(&g.alternative, tr(d, "Further categories are not drawn."));
	doc_drawing(d, &g);
	drawing_release(&g);
}
