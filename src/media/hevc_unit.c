/* SPDX-License-Identifier: Apache-2.0 */
/* Coding and prediction units (ITU-T H.265, 7.3.8.5 to 7.3.8.7, 7.3.8.9). */
#include "media/hevc_private.h"

enum { PART_2NX2N, PART_2NXN, PART_NX2N, PART_NXN, PART_2NXNU, PART_2NXND, PART_NLX2N, PART_NRX2N };
enum { PLANAR = 0, DC = 1, ANGULAR_10 = 10, ANGULAR_26 = 26 };

/* A coding unit where it is. */
struct unit {
	struct hevc_slice *s;
	uint32_t x, y;
	unsigned log2, depth;
};

static void
paint(const struct unit *u, uint32_t x, uint32_t y, uint32_t side, struct hevc_spot spot)
{
	const struct hevc_sps *sps = u->s->head.sps;

	for (uint32_t row = y; row < y + side && row < sps->height; row += 4)
		for (uint32_t col = x; col < x + side && col < sps->width; col += 4)
			u->s->spots[(row >> 2) * u->s->stride + (col >> 2)] = spot;
}

static struct hevc_spot
plain_spot(const struct unit *u)
{
	return (struct hevc_spot){.slice = u->s->number, .depth = (uint8_t)u->depth, .mode = DC};
}

/* ---- Inter prediction ---- */

static void
merge_index(struct hevc_slice *s)
{
	if (s->head.merge > 1 && hevc_bin(s, HEVC_MERGE_IDX))
		for (unsigned n = 2; n < s->head.merge && hevc_bypass(s, 1); n++)
			continue;
}

static void
reference_index(struct hevc_slice *s, unsigned list)
{
	unsigned most = s->head.refs[list] - 1, n = 0;

	while (n < most && (n < 2 ? hevc_bin(s, HEVC_REF_IDX + n) : hevc_bypass(s, 1)))
		n++;
}

static void
component_rest(struct hevc_slice *s, bool greater)
{
	unsigned k = 1;

	if (greater) {
		while (hevc_bypass(s, 1))
			if (++k > 17) {
				s->broken = true;
				return;
			}
		hevc_bypass(s, k);
	}
	hevc_bypass(s, 1);
}

static void
vector(struct hevc_slice *s)
{
	bool some[2], greater[2] = {false, false};

	some[0] = hevc_bin(s, HEVC_MVD_0);
	some[1] = hevc_bin(s, HEVC_MVD_0);
	for (unsigned i = 0; i < 2; i++)
		greater[i] = some[i] && hevc_bin(s, HEVC_MVD_1);
	for (unsigned i = 0; i < 2; i++)
		if (some[i])
			component_rest(s, greater[i]);
}

/* 1 list 0, 2 list 1, 3 both. */
static unsigned
lists(const struct unit *u, unsigned width, unsigned height)
{
	struct hevc_slice *s = u->s;

	if (s->head.type == 1)
		return 1;
	if (width + height != 12 && hevc_bin(s, HEVC_INTER_PRED + u->depth))
		return 3;
	return 1 + hevc_bin(s, HEVC_INTER_PRED + 4);
}

/* *merged: by merging. */
static void
prediction_unit(const struct unit *u, unsigned width, unsigned height, bool *merged)
{
	struct hevc_slice *s = u->s;
	unsigned which;

	*merged = hevc_bin(s, HEVC_MERGE_FLAG);
	if (*merged) {
		merge_index(s);
		return;
	}
	which = lists(u, width, height);
	for (unsigned list = 0; list < 2 && !s->broken; list++) {
		if (!(which >> list & 1))
			continue;
		reference_index(s, list);
		if (!(list == 1 && which == 3 && s->head.l1_zero))
			vector(s);
		hevc_bin(s, HEVC_MVP);
	}
}

static void
prediction_units(const struct unit *u, bool *merged)
{
	static const unsigned char quarters[8][2][2] = {
		/* width and height of both parts, in quarters */
		{{4, 4}, {0, 0}}, {{4, 2}, {4, 2}}, {{2, 4}, {2, 4}}, {{2, 2}, {2, 2}},
		{{4, 1}, {4, 3}}, {{4, 3}, {4, 1}}, {{1, 4}, {3, 4}}, {{3, 4}, {1, 4}},
	};
	unsigned side = 1u << u->log2, part = u->s->part;
	unsigned n = part == PART_2NX2N ? 1 : part == PART_NXN ? 4 : 2;
	bool ignored;

	for (unsigned i = 0; i < n && !u->s->broken; i++) {
		const unsigned char *q = quarters[part][i % 2];

		prediction_unit(u, side * q[0] / 4, side * q[1] / 4, i ? &ignored : merged);
	}
}

static unsigned
part_mode(const struct unit *u)
{
	struct hevc_slice *s = u->s;
	const struct hevc_sps *sps = s->head.sps;
	bool wide;

	if (hevc_bin(s, HEVC_PART_MODE))
		return PART_2NX2N;
	if (s->intra)
		return PART_NXN;
	wide = hevc_bin(s, HEVC_PART_MODE + 1);
	if (u->log2 == sps->min_cb) {
		if (wide)
			return PART_2NXN;
		if (u->log2 == 3 || hevc_bin(s, HEVC_PART_MODE + 2))
			return PART_NX2N;
		return PART_NXN;
	}
	if (!sps->amp || hevc_bin(s, HEVC_PART_MODE + 3))
		return wide ? PART_2NXN : PART_NX2N;
	return (wide ? PART_2NXNU : PART_NLX2N) + hevc_bypass(s, 1);
}

/* ---- Intra prediction ---- */

/* The three likeliest modes of the block at x, y, by those beside and above it. */
static void
likely_modes(const struct unit *u, uint32_t x, uint32_t y, uint8_t mode[3])
{
	const struct hevc_spot *p = x ? hevc_spot(u->s, x - 1, y) : NULL;
	unsigned a = p && p->intra ? p->mode : DC, b;

	p = y & ((1u << u->s->head.sps->ctb) - 1) ? hevc_spot(u->s, x, y - 1) : NULL;
	b = p && p->intra ? p->mode : DC;
	if (a != b) {
		mode[0] = (uint8_t)a;
		mode[1] = (uint8_t)b;
		mode[2] = a != PLANAR && b != PLANAR ? PLANAR
			  : a != DC && b != DC	     ? DC
						     : ANGULAR_26;
	} else if (a < 2) {
		mode[0] = PLANAR;
		mode[1] = DC;
		mode[2] = ANGULAR_26;
	} else {
		mode[0] = (uint8_t)a;
		mode[1] = (uint8_t)(2 + (a + 29) % 32);
		mode[2] = (uint8_t)(2 + (a - 2 + 1) % 32);
	}
}

static unsigned
chosen_mode(struct hevc_slice *s, uint8_t likely[3], bool predicted)
{
	unsigned v;

	if (predicted)
		return likely[hevc_bypass(s, 1) ? 1 + hevc_bypass(s, 1) : 0];
	v = hevc_bypass(s, 5);
	for (unsigned i = 0; i < 2; i++)
		for (unsigned k = 0; k < 2 - i; k++)
			if (likely[k] > likely[k + 1]) {
				uint8_t t = likely[k];

				likely[k] = likely[k + 1];
				likely[k + 1] = t;
			}
	for (unsigned i = 0; i < 3; i++)
		v += v >= likely[i];
	return v;
}

/* 4:2:2: the direction in a picture that is half as wide (table 8-3). */
static const uint8_t narrow[35] = {0,  1,  2,  2,  2,  2,  3,  5,  7,  8,  10, 11,
				   13, 15, 16, 18, 19, 20, 21, 22, 23, 23, 24, 24,
				   25, 25, 26, 27, 27, 28, 28, 29, 29, 30, 31};

static unsigned
chroma_mode(struct hevc_slice *s, unsigned luma)
{
	static const unsigned char listed[4] = {PLANAR, ANGULAR_26, ANGULAR_10, DC};
	unsigned mode = luma;

	if (hevc_bin(s, HEVC_CHROMA_MODE)) {
		mode = listed[hevc_bypass(s, 2)];
		if (mode == luma)
			mode = 34;
	}
	return s->head.sps->chroma == 2 ? narrow[mode] : mode;
}

static void
intra_modes(const struct unit *u)
{
	struct hevc_slice *s = u->s;
	unsigned n = s->part == PART_NXN ? 4 : 1, side = (1u << u->log2) >> (n > 1);
	bool predicted[4];

	for (unsigned i = 0; i < n; i++)
		predicted[i] = hevc_bin(s, HEVC_PREV_INTRA);
	for (unsigned i = 0; i < n; i++) {
		uint32_t x = u->x + i % 2 * side, y = u->y + i / 2 * side;
		struct hevc_spot spot = plain_spot(u);
		uint8_t likely[3];

		likely_modes(u, x, y, likely);
		s->modes[i] = (uint8_t)chosen_mode(s, likely, predicted[i]);
		spot.intra = true;
		spot.mode = s->modes[i];
		paint(u, x, y, side, spot);
	}
	for (unsigned i = n; i < 4; i++)
		s->modes[i] = s->modes[0];
	for (unsigned i = 0; s->head.sps->chroma && i < 4; i++) {
		if (i == 0 || (s->head.sps->chroma == 3 && n > 1))
			s->chroma_modes[i] = (uint8_t)chroma_mode(s, s->modes[i]);
		else
			s->chroma_modes[i] = s->chroma_modes[0];
	}
}

/* ---- Coding units ---- */

static bool
takes_pcm(const struct unit *u)
{
	const struct hevc_sps *sps = u->s->head.sps;
	struct avc_bits *b = &u->s->bits;
	size_t n = (size_t)1 << 2 * u->log2, bits;

	if (!sps->pcm || u->s->part != PART_2NX2N || u->log2 < sps->pcm_min ||
	    u->log2 > sps->pcm_max || !avc_cabac_terminate(&u->s->cabac))
		return false;
	bits = n * sps->pcm_depth;
	if (sps->chroma)
		bits += (sps->chroma == 3   ? 2 * n
			 : sps->chroma == 2 ? n
					    : n / 2) *
			sps->pcm_chroma_depth;
	b->at += (8 - b->at % 8) % 8;
	if (b->at > b->n || b->n - b->at < bits) {
		u->s->broken = true;
		return true;
	}
	b->at += bits;
	avc_cabac_start(&u->s->cabac);
	return true;
}

static bool
skips(const struct unit *u)
{
	const struct hevc_spot *p;
	unsigned ctx = HEVC_SKIP;

	if (u->s->head.type == 2)
		return false;
	ctx += u->x && (p = hevc_spot(u->s, u->x - 1, u->y)) && p->skip;
	ctx += u->y && (p = hevc_spot(u->s, u->x, u->y - 1)) && p->skip;
	return hevc_bin(u->s, ctx);
}

/* Prediction; false: no residual follows. */
static bool
predict(const struct unit *u)
{
	struct hevc_slice *s = u->s;
	struct hevc_spot spot = plain_spot(u);
	bool merged = false;

	s->intra = s->head.type == 2 || hevc_bin(s, HEVC_PRED_MODE);
	s->part = PART_2NX2N;
	if (!s->intra || u->log2 == s->head.sps->min_cb)
		s->part = part_mode(u);
	s->intra_split = s->intra && s->part == PART_NXN;
	s->max_depth =
		s->intra ? s->head.sps->depth_intra + s->intra_split : s->head.sps->depth_inter;
	if (s->intra) {
		spot.intra = true;
		paint(u, u->x, u->y, 1u << u->log2, spot);
		if (takes_pcm(u))
			return false;
		intra_modes(u);
		return true;
	}
	paint(u, u->x, u->y, 1u << u->log2, spot);
	prediction_units(u, &merged);
	if (s->broken)
		return false;
	return (s->part == PART_2NX2N && merged) || hevc_bin(s, HEVC_ROOT_CBF);
}

void
hevc_coding_unit(struct hevc_slice *s, uint32_t x, uint32_t y, unsigned log2, unsigned depth)
{
	const struct unit u = {s, x, y, log2, depth};
	struct hevc_spot spot = plain_spot(&u);

	s->bypass = s->head.pps->bypass && hevc_bin(s, HEVC_BYPASS);
	if (skips(&u)) {
		merge_index(s);
		spot.skip = true;
		paint(&u, x, y, 1u << log2, spot);
		return;
	}
	if (predict(&u) && !s->broken)
		hevc_transform_tree(s, log2);
}
