/* SPDX-License-Identifier: Apache-2.0 */
/* Slice segment data (ITU-T H.265, 7.3.8.1 to 7.3.8.4): coding tree blocks one after the other. */
#include <string.h>

#include "media/hevc_private.h"

const struct hevc_spot *
hevc_spot(const struct hevc_slice *s, uint32_t x, uint32_t y)
{
	const struct hevc_spot *p = &s->spots[(y >> 2) * s->stride + (x >> 2)];

	return p->slice == s->number ? p : NULL;
}

static void
init_contexts(struct hevc_slice *s)
{
	unsigned type = s->head.type;
	unsigned table = type == 2 ? 0 : (type == 1) != s->head.cabac_init ? 1 : 2;
	int qp = s->head.qp < 0 ? 0 : s->head.qp;

	for (unsigned i = 0; i < HEVC_CONTEXTS; i++) {
		int value = hevc_contexts[table][i], slope = (value >> 4) * 5 - 45;
		int v = ((slope * qp) >> 4) + ((value & 15) << 3) - 16;

		v = v < 1 ? 1 : v > 126 ? 126 : v;
		s->cabac.state[0][i] = (uint8_t)(v <= 63 ? (63 - v) * 2 : (v - 64) * 2 + 1);
	}
}

/* ---- Sample-adaptive offsets ---- */

static void
read_offsets(struct hevc_slice *s, unsigned component, unsigned type)
{
	unsigned depth = component ? s->head.sps->chroma_depth : s->head.sps->depth;
	unsigned most = (1u << ((depth < 10 ? depth : 10) - 5)) - 1, nonzero = 0;

	for (unsigned i = 0; i < 4; i++) {
		unsigned n = 0;

		while (n < most && hevc_bypass(s, 1))
			n++;
		nonzero += n > 0;
	}
	if (type == 1)
		hevc_bypass(s, nonzero + 5);
	else if (component < 2)
		hevc_bypass(s, 2);
}

static void
read_sao(struct hevc_slice *s, uint32_t x, uint32_t y)
{
	unsigned type = 0;

	if (!s->head.sao_luma && !s->head.sao_chroma)
		return;
	if (x && hevc_spot(s, x - 1, y) && hevc_bin(s, HEVC_SAO_MERGE))
		return;
	if (y && hevc_spot(s, x, y - 1) && hevc_bin(s, HEVC_SAO_MERGE))
		return;
	for (unsigned i = 0; i < (s->head.sps->chroma ? 3u : 1u); i++) {
		if (!(i ? s->head.sao_chroma : s->head.sao_luma))
			continue;
		if (i < 2)
			type = hevc_bin(s, HEVC_SAO_TYPE) ? 1 + hevc_bypass(s, 1) : 0;
		if (type)
			read_offsets(s, i, type);
	}
}

/* ---- Quadtrees ---- */

static bool
splits(struct hevc_slice *s, uint32_t x, uint32_t y, unsigned log2, unsigned depth)
{
	const struct hevc_sps *sps = s->head.sps;
	uint32_t size = 1u << log2;
	const struct hevc_spot *p;
	unsigned ctx = HEVC_SPLIT;

	if (log2 <= sps->min_cb)
		return false;
	if (x + size > sps->width || y + size > sps->height)
		return true;
	ctx += x && (p = hevc_spot(s, x - 1, y)) && p->depth > depth;
	ctx += y && (p = hevc_spot(s, x, y - 1)) && p->depth > depth;
	return hevc_bin(s, ctx);
}

static void
quadtree(struct hevc_slice *s, uint32_t x, uint32_t y, unsigned log2, unsigned depth)
{
	const struct hevc_sps *sps = s->head.sps;
	bool split;

	if (s->broken || x >= sps->width || y >= sps->height)
		return;
	split = splits(s, x, y, log2, depth);
	if (s->head.pps->qp_delta && log2 + s->head.pps->delta_depth >= sps->ctb)
		s->delta_coded = false;
	if (!split) {
		hevc_coding_unit(s, x, y, log2, depth);
		return;
	}
	for (uint32_t i = 0; i < 4; i++)
		quadtree(s, x + (i % 2 << (log2 - 1)), y + (i / 2 << (log2 - 1)), log2 - 1,
			 depth + 1);
}

/* ---- The slice ---- */

/* A row of blocks begins with the contexts that the row above had behind its second block. */
static bool
next_row(struct hevc_slice *s, uint32_t x, uint32_t y)
{
	uint32_t size = 1u << s->head.sps->ctb;

	if (!avc_cabac_terminate(&s->cabac))
		return false;
	avc_cabac_start(&s->cabac);
	if (x + size < s->head.sps->width && hevc_spot(s, x + size, y - size))
		memcpy(s->cabac.state[0], s->cabac.state[1], sizeof s->cabac.state[0]);
	else
		init_contexts(s);
	return true;
}

/* The stop bit was the last bit taken in, in the last byte. */
static bool
at_last_bit(const struct hevc_slice *s)
{
	size_t at = s->bits.at, end = s->bits.n;
	const unsigned char *p = s->bits.p;

	if (s->bits.over || at == 0 || !(p[(at - 1) / 8] >> (7 - (at - 1) % 8) & 1))
		return false;
	while (end >= 16 && end - 16 >= at && p[end / 8 - 1] == 0 && p[end / 8 - 2] == 0)
		end -= 16; /* cabac_zero_words */
	return end - at < 8;
}

static void
tree_blocks(struct hevc_slice *s)
{
	const struct hevc_sps *sps = s->head.sps;
	uint32_t across = (sps->width + (1u << sps->ctb) - 1) >> sps->ctb, row_at = s->head.address;

	for (s->at = s->head.address; s->at < s->head.ctbs; s->at++) {
		uint32_t x = s->at % across << sps->ctb, y = s->at / across << sps->ctb;

		if (s->head.pps->sync && x == 0 && s->at != row_at && !next_row(s, x, y))
			break;
		read_sao(s, x, y);
		quadtree(s, x, y, sps->ctb, 0);
		if (s->broken || s->bits.over)
			break;
		if (s->at % across == 1 || across == 1)
			memcpy(s->cabac.state[1], s->cabac.state[0], sizeof s->cabac.state[1]);
		if (avc_cabac_terminate(&s->cabac))
			return;
	}
	s->broken = true;
}

void
hevc_slice_data(struct hevc_slice *s)
{
	s->cabac.bits = &s->bits;
	init_contexts(s);
	avc_cabac_start(&s->cabac);
	tree_blocks(s);
	avc_cabac_stop(&s->cabac);
	if (!s->broken && !at_last_bit(s))
		s->broken = true;
}
