/* SPDX-License-Identifier: Apache-2.0 */
#include "media/isobmff_parse.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/av1_follow.h"
#include "media/hevc_follow.h"

/* A picture larger than this is not parsed. */
#define PARSED_MAX (8u << 20)

/* Pictures that are decoded, which takes ten times as long as parsing. */
#define FILM_KEYS_MAX 8

/* What parses the samples of one track: one of them, or neither. */
struct track_parser {
	bool opened;
	struct avc *avc;
	struct hevc *hevc;
};

struct isoparser {
	struct bytes *b;
	uint64_t start;
	const struct isosamples *s;
	struct track_parser tracks[ISO_TRACKS_MAX];
	unsigned film_keys; /* decoded so far */
	uint64_t pixels;    /* that may still be decoded */
};

struct isoparser *
isoparser_open(struct bytes *b, uint64_t start, const struct isosamples *s)
{
	struct isoparser *p = memory_zero(1, sizeof *p);

	*p = (struct isoparser){.b = b, .start = start, .s = s, .pixels = AV1_PIXELS};
	return p;
}

void
isoparser_close(struct isoparser **p)
{
	if (!*p)
		return;
	for (size_t i = 0; i < ISO_TRACKS_MAX; i++) {
		avc_follow_close(&(*p)->tracks[i].avc);
		hevc_close(&(*p)->tracks[i].hevc);
	}
	free(*p);
	*p = NULL;
}

static struct track_parser *
open_track(struct isoparser *p, size_t index)
{
	const struct isotrack *t = &p->s->tracks[index];
	struct track_parser *parser = &p->tracks[index];

	if (!parser->opened && t->config_at) {
		if (t->coding == ISO_HEVC)
			parser->hevc = hevc_open(p->b, t->config_at, t->config_size);
		else if (t->coding == ISO_AVC)
			parser->avc = avc_follow_open(p->b, t->config_at, t->config_size);
	}
	parser->opened = true;
	return parser;
}

static enum avc_result
decode(struct isoparser *p, const struct isosample *x, uint32_t *broke)
{
	const struct isotrack *t = &p->s->tracks[x->track];
	enum avc_result r;

	if (!t->still && p->film_keys == FILM_KEYS_MAX)
		return AVC_UNKNOWN;
	r = av1_sample(p->b, p->start + x->at, x->size, t->config_at, t->config_size, &p->pixels,
		       broke);
	p->film_keys += !t->still && r != AVC_UNKNOWN;
	return r;
}

enum avc_result
isoparser_sample(struct isoparser *p, const struct isosample *x, uint32_t *broke)
{
	struct track_parser *parser = open_track(p, x->track);
	uint64_t decoded;

	*broke = 0;
	if (x->size > PARSED_MAX)
		return AVC_UNKNOWN;
	if (parser->hevc)
		return hevc_sample(parser->hevc, p->b, p->start + x->at, x->size, broke);
	if (parser->avc)
		return avc_sample(parser->avc, p->b, p->start + x->at, x->size, broke, &decoded);
	if (p->s->tracks[x->track].coding == ISO_AV1)
		return decode(p, x, broke);
	return AVC_UNKNOWN;
}
