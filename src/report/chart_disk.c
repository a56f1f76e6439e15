/* SPDX-License-Identifier: Apache-2.0 */
/* An exhibit from its first byte to its last: the volumes on it, and where matches begin. */
#include <inttypes.h>

#include "report/doc.h"
#include "report/drawing.h"
#include "report/sections.h"

#define COLUMNS 350
#define STRIP	14 /* of each column; together the width */
#define TOP	430
#define TALL	220

struct lane {
	uint64_t counts[COLUMNS], most, placed, elsewhere;
};

static void
fill(struct lane *l, const struct facts *f, size_t evidence, uint64_t size)
{
	*l = (struct lane){.most = 1};
	for (size_t i = 0; i < f->nhits; i++) {
		const struct hit *h = &f->hits[i];
		if (h->evidence != evidence)
			continue;
		if (h->first_offset >= size) {
			l->elsewhere++;
			continue;
		}
		size_t at = (size_t)((double)h->first_offset / (double)size * COLUMNS);
		at = at < COLUMNS ? at : COLUMNS - 1;
		l->placed++;
		if (++l->counts[at] > l->most)
			l->most = l->counts[at];
	}
}

static int
x_of(uint64_t offset, uint64_t size)
{
	return offset >= size ? COLUMNS * STRIP
			      : (int)((double)offset / (double)size * COLUMNS * STRIP);
}

static uint64_t
hits_within(const struct facts *f, const struct volume_fact *v)
{
	uint64_t n = 0;
	for (size_t i = 0; i < f->nhits; i++)
		n += f->hits[i].evidence == v->evidence && f->hits[i].first_offset >= v->offset &&
		     f->hits[i].first_offset - v->offset < v->size;
	return n;
}

static void
draw_volume(struct doc *d, struct drawing *g, const struct volume_fact *v, uint64_t size)
{
	if (v->offset >= size || v->size == UINT64_MAX)
		return;
	uint64_t end = size - v->offset < v->size ? size : v->offset + v->size;
	int x = x_of(v->offset, size), width = x_of(end, size) - x;
	struct buffer label = BUFFER_EMPTY;
	const char *what = *v->encrypted ? v->encrypted : *v->fs ? v->fs : tr(d, "none recognised");
	buffer_add_format(&label, "%s %s", v->name, what);
	width = width < 12 ? 12 : width;
	drawing_box(g, *v->encrypted ? TINT_FOURTH : TINT_THIRD, x, TOP, width - 8, TALL);
	if (width > 60 * (int)label.n)
		drawing_text(g, TINT_INK, ANCHOR_START, x + 30, TOP + 135, buffer_text(&label));
	buffer_add_format(&g->alternative, tr(d, "%s from byte %s, %s: %s matches."),
			  buffer_text(&label), doc_number(d, v->offset), doc_bytes(d, v->size),
			  doc_number(d, hits_within(d->facts, v)));
	buffer_add_text(&g->alternative, " ");
	buffer_release(&label);
}

static void
draw_lane(struct doc *d, struct drawing *g, const struct lane *l)
{
	for (int i = 0; i < COLUMNS; i++) {
		int tall = (int)((double)l->counts[i] * (TOP - 160) / (double)l->most);
		tall = l->counts[i] > 0 && tall < 20 ? 20 : tall;
		drawing_box(g, TINT_SECOND, i * STRIP, TOP - 20 - tall, STRIP, tall);
	}
	drawing_text(g, TINT_QUIET, ANCHOR_START, 0, 90,
		     tr(d, "matches that begin here, up to this many in one column:"));
	drawing_text(g, TINT_QUIET, ANCHOR_END, DRAWING_WIDTH, 90, doc_number(d, l->most));
}

void
chart_disk(struct doc *d, size_t evidence)
{
	const struct facts *f = d->facts;
	uint64_t size = f->evidence[evidence].size;
	struct drawing g = {.title = tr(d, "The exhibit from its first byte to its last"),
			    .height = TOP + TALL + 150};
	struct lane lane;
	bool volumes = false;
	for (size_t i = 0; i < f->nvolumes; i++)
		volumes |= f->volumes[i].evidence == evidence;
	if (size == UINT64_MAX || size == 0 || !volumes)
		return;
	fill(&lane, f, evidence, size);
	draw_lane(d, &g, &lane);
	drawing_box(&g, TINT_FAINT, 0, TOP, DRAWING_WIDTH, TALL);
	for (size_t i = 0; i < f->nvolumes; i++)
		if (f->volumes[i].evidence == evidence)
			draw_volume(d, &g, &f->volumes[i], size);
	drawing_text(&g, TINT_QUIET, ANCHOR_START, 0, TOP + TALL + 110, "0");
	drawing_text(&g, TINT_QUIET, ANCHOR_END, DRAWING_WIDTH, TOP + TALL + 110,
		     doc_bytes(d, size));
	buffer_add_format(&g.alternative,
			  tr(d, "Matches with a place on the exhibit: %s; without: %s."),
			  doc_number(d, lane.placed), doc_number(d, lane.elsewhere));
	doc_drawing(d, &g);
	drawing_release(&g);
}
