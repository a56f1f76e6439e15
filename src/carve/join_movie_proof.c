/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding samples, where that is possible: the strongest thing that can be said of a seam. */
#include "carve/join_movie.h"

extern const struct media_format media_jpeg;

/* Decoding costs more than looking: so much of the budget for each byte. */
#define COST 4u

static enum movie_proof
proof_of(enum avc_result r)
{
	if (r == AVC_WHOLE)
		return MOVIE_PROVEN;
	return r == AVC_BREAKS ? MOVIE_DISPROVEN : MOVIE_OPEN;
}

static enum movie_proof
prove_avc(struct movie_join *m, struct bytes *b, uint64_t at, const struct isosample *x,
	  uint32_t *broke)
{
	const struct isotrack *t = &m->samples.tracks[x->track];
	struct avc **a = &m->avc[x->track];
	uint64_t decoded;

	if (!*a)
		*a = avc_follow_open(m->config, t->config_at, t->config_size);
	return *a ? proof_of(avc_sample(*a, b, at, x->size, broke, &decoded)) : MOVIE_OPEN;
}

static enum movie_proof
prove_hevc(struct movie_join *m, struct bytes *b, uint64_t at, const struct isosample *x,
	   uint32_t *broke)
{
	const struct isotrack *t = &m->samples.tracks[x->track];
	struct hevc **h = &m->hevc[x->track];

	if (!*h)
		*h = hevc_open(m->config, t->config_at, t->config_size);
	return *h ? proof_of(hevc_sample(*h, b, at, x->size, broke)) : MOVIE_OPEN;
}

static enum movie_proof
prove_jpeg(struct bytes *b, uint64_t at, const struct isosample *x, uint32_t *broke)
{
	struct bytes_slice slice;
	struct media_walk w;

	bytes_slice_init(&slice, b, at, x->size);
	media_jpeg.walk(&slice.bytes, 0, &w);
	if (w.state == MEDIA_WHOLE)
		media_jpeg.check(&slice.bytes, 0, &w);
	*broke = (uint32_t)(w.broke < x->size ? w.broke : x->size);
	if (w.state == MEDIA_WHOLE)
		return MOVIE_PROVEN;
	return w.state == MEDIA_NOT ? MOVIE_OPEN : MOVIE_DISPROVEN;
}

enum movie_proof
movie_prove(struct movie_join *m, struct bytes *b, uint64_t at, size_t sample, uint32_t *broke)
{
	const struct isosample *x = &m->samples.v[sample];

	*broke = x->size;
	if (m->silent[x->track])
		return MOVIE_OPEN;
	switch (m->samples.tracks[x->track].coding) {
	case ISO_AVC:
	case ISO_HEVC:
	case ISO_JPEG:
		break;
	default:
		return MOVIE_OPEN;
	}
	if (!join_spend(m->task->budget, (uint64_t)x->size * COST, 0)) {
		m->gave_up = true;
		return MOVIE_OPEN;
	}
	if (m->samples.tracks[x->track].coding == ISO_JPEG)
		return prove_jpeg(b, at, x, broke);
	if (m->samples.tracks[x->track].coding == ISO_HEVC)
		return prove_hevc(m, b, at, x, broke);
	return prove_avc(m, b, at, x, broke);
}

void
movie_forget_decoders(struct movie_join *m)
{
	for (size_t i = 0; i < ISO_TRACKS_MAX; i++) {
		avc_follow_close(&m->avc[i]);
		hevc_close(&m->hevc[i]);
	}
}
