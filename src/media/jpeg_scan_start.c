/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan needs to know before its first code: blocks, tables, bounds. */
#include <string.h>

#include "media/jpeg_scan.h"

uint64_t
jpeg_scan_position(const struct jpeg_scan *s)
{
	return s->nbits > 0 ? s->at - (uint64_t)s->nbits / 8 : s->at;
}

void
jpeg_component_blocks(const struct jpeg_frame *f, unsigned component, uint32_t *across,
		      uint32_t *down)
{
	const struct jpeg_component *c = &f->c[component];
	uint32_t w = ((uint32_t)f->width * c->h + f->hmax - 1) / f->hmax;
	uint32_t h = ((uint32_t)f->height * c->v + f->vmax - 1) / f->vmax;

	*across = (w + 7) / 8;
	*down = (h + 7) / 8;
}

static void
count_mcus(struct jpeg_scan *s, const struct jpeg_frame *f)
{
	uint32_t across = (f->width + 8u * f->hmax - 1) / (8u * f->hmax);
	uint32_t down = (f->height + 8u * f->vmax - 1) / (8u * f->vmax);

	if (s->header.n == 1)
		jpeg_component_blocks(f, s->header.c[0].component, &across, &down);
	s->mcus = across * down;
}

/* The largest DC level 8x8 samples can have, doubled for writers that overshoot. */
static int32_t
level_bound(const struct jpeg_frame *f, const struct jpeg_scan *s, unsigned quantizer)
{
	return quantizer ? ((2 << (f->precision + 2)) / (int32_t)quantizer + 2) >> s->header.al : 0;
}

static int
list_blocks(struct jpeg_scan *s, const struct jpeg_frame *f, const struct jpeg_tables *t)
{
	bool need_dc = s->header.ss == 0 && s->header.ah == 0;
	bool need_ac = !s->progressive || s->header.ss > 0;

	for (uint8_t i = 0; i < s->header.n; i++) {
		const struct jpeg_component *c = &f->c[s->header.c[i].component];
		struct jpeg_scan_block block = {i, &t->dc[s->header.c[i].dc],
						&t->ac[s->header.c[i].ac]};
		unsigned copies = s->header.n == 1 ? 1 : (unsigned)c->h * c->v;

		if ((need_dc && !block.dc->set) || (need_ac && !block.ac->set))
			return -1;
		s->level_max[i] = level_bound(f, s, t->quantizer[c->tq]);
		while (copies--)
			s->block[s->blocks++] = block;
	}
	return 0;
}

int
jpeg_scan_start(struct jpeg_scan *s, const struct jpeg_frame *f, const struct jpeg_scan_header *h,
		const struct jpeg_tables *t, uint32_t interval, uint64_t *history, uint64_t at)
{
	memset(s, 0, sizeof *s);
	if (!jpeg_is_huffman_dct(f->sof) || f->height == 0)
		return -1;
	s->header = *h;
	s->progressive = f->sof == JPEG_SOF2;
	s->dc_bits = f->precision == 8 ? 11 : 15;
	s->interval = s->until_restart = interval;
	s->history = history;
	s->at = at;
	if (s->progressive && h->ss > 0 && !history)
		return -1;
	count_mcus(s, f);
	return list_blocks(s, f, t);
}
