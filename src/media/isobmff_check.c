/* SPDX-License-Identifier: Apache-2.0 */
#include "media/isobmff_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/isobmff_coding.h"
#include "media/isobmff_parse.h"
#include "media/isobmff_stray.h"
#include "media/verdict.h"

extern const struct media_format media_jpeg;

/*
 * A frame of sound has few bits that are the same in all: one that does not fit may be a strange
 * one, so many in a row are not. A track whose first ones do not fit is of another kind.
 */
#define SOUND_DOUBTS 4

/* So much that parses is no accident. */
#define PARSED_LEAST 1024

/* How sure a still is whose data can be anything: of AV1, without a decoder. */
#define UNDECODED 0.75

/* Boxes and fragments at the top level: more than a day of film has. */
#define BOXES_MAX 1000000

void
isobmff_collect(struct bytes *b, uint64_t start, struct isosamples *s)
{
	uint64_t at = start;
	struct isobox box;

	for (unsigned i = 0; i < BOXES_MAX; i++) {
		if (isobox_at(b, at, b->size, &box) <= 0 || box.end > b->size ||
		    !isobox_top_level(&box))
			break;
		if (isobox_is(&box, "moov"))
			isosamples_add_movie(s, b, &box);
		else if (isobox_is(&box, "moof") && s->fragmented)
			isosamples_add_fragment(s, b, start, &box);
		else if (isobox_is(&box, "meta"))
			isosamples_add_items(s, b, &box);
		at = box.end;
	}
	isosamples_sort(s);
}

/* ---- Samples ---- */

/* Of one track, while its samples go by. */
struct doubts {
	uint64_t good;
	unsigned row;	/* samples in a row that did not fit */
	uint64_t first; /* where that row began */
};

struct checker {
	struct bytes *b;
	uint64_t start;
	struct isosamples *s;
	struct isochecked *c;
	struct isoparser *parser;
	struct doubts doubts[ISO_TRACKS_MAX];
	bool undecoded[ISO_TRACKS_MAX];
	uint64_t scanned; /* bytes before this were searched for what is not theirs */
};

static void
breaks(struct checker *k, uint64_t held, uint64_t at, const char *what)
{
	k->c->held = held < k->c->held ? held : k->c->held;
	k->c->broke = at;
	k->c->what = what;
}

/* Sound, telemetry: believed to be bad only when several are. */
static bool
doubt(struct checker *k, const struct isosample *x)
{
	struct doubts *d = &k->doubts[x->track];

	if (d->row++ == 0)
		d->first = x->at;
	if (d->row < SOUND_DOUBTS)
		return true;
	if (d->good == 0) {
		k->s->tracks[x->track].coding = ISO_OTHER;
		return true;
	}
	breaks(k, d->first, d->first, "sound does not begin as its track's does");
	return false;
}

/* Start codes instead of lengths: a writer's mistake, not damage. */
static bool
has_start_codes(struct checker *k, const struct isosample *x)
{
	unsigned char p[4];

	if (k->doubts[x->track].good || bytes_read(k->b, k->start + x->at, p, 4) < 4)
		return false;
	return be32(p) == 1 || be32(p) >> 8 == 1;
}

/*
 * Searches the sample for bytes of somebody else, each byte once. Blocks that are coded as plain
 * samples (pcm_flag, I_PCM) may look like such; a picture that parses to its last bit has none.
 */
static bool
is_ours(struct checker *k, const struct isosample *x, const struct isotrack *t)
{
	uint64_t bad;
	uint32_t broke;

	if (x->at < k->scanned)
		return true;
	k->scanned = x->at + x->size;
	bad = isosample_foreign(k->b, k->start + x->at, x->size, t);
	if (bad == UINT64_MAX || isoparser_sample(k->parser, x, &broke) == AVC_WHOLE)
		return true;
	breaks(k, x->at, bad - k->start, "bytes that no encoder writes stand in a picture");
	return false;
}

/*
 * Motion JPEG: each sample is a picture that can be decoded. Where a track's first one cannot be
 * followed so (tables left out, two fields in one), none of them is asked.
 */
static bool
decodes(struct checker *k, const struct isosample *x, const struct isotrack *t)
{
	struct bytes_slice slice;
	struct media_walk w;

	if (t->coding != ISO_JPEG || k->undecoded[x->track])
		return true;
	bytes_slice_init(&slice, k->b, k->start + x->at, x->size);
	media_jpeg.walk(&slice.bytes, 0, &w);
	if (w.state == MEDIA_WHOLE && media_jpeg.check)
		media_jpeg.check(&slice.bytes, 0, &w);
	if (w.state == MEDIA_WHOLE)
		return true;
	if (k->doubts[x->track].good == 0 && w.state != MEDIA_DAMAGED) {
		k->undecoded[x->track] = true;
		return true;
	}
	breaks(k, x->at, x->at + w.broke, "a JPEG picture breaks");
	return false;
}

/* One sample; false: it ends here. */
static bool
check_sample(struct checker *k, const struct isosample *x)
{
	struct isotrack *t = &k->s->tracks[x->track];
	struct isojudged j;

	if (!isosample_judge(k->b, k->start + x->at, x->size, t, &j))
		return true;
	if (!j.good && (t->coding == ISO_AVC || t->coding == ISO_HEVC) && has_start_codes(k, x)) {
		t->coding = ISO_OTHER;
		return true;
	}
	if (!j.good && j.bits < 8 && !t->picture)
		return doubt(k, x);
	if (!j.good) {
		breaks(k, x->at, x->at + j.broke,
		       t->picture ? "a picture's structure breaks" : "a sample does not fit");
		return false;
	}
	if (!is_ours(k, x, t) || !decodes(k, x, t))
		return false;
	k->doubts[x->track].good++;
	k->doubts[x->track].row = 0;
	k->c->judged++;
	k->c->judged_bytes += x->size;
	k->c->pictures += t->picture;
	return true;
}

void
isobmff_check_samples(struct bytes *b, uint64_t start, struct isosamples *s, struct isochecked *c)
{
	struct checker *k = memory_zero(1, sizeof *k);
	uint64_t room = b->size - start;

	*c = (struct isochecked){.held = s->n && s->v[0].at < room ? s->v[0].at : room};
	*k = (struct checker){.b = b, .start = start, .s = s, .c = c};
	k->parser = isoparser_open(b, start, s);
	for (size_t i = 0; i < s->n; i++) {
		const struct isosample *x = &s->v[i];

		if (x->at > room || x->size > room - x->at) {
			c->ends = true;
			break;
		}
		if (!check_sample(k, x))
			break;
		c->passed++;
		if (x->at + x->size > c->held)
			c->held = x->at + x->size;
	}
	isoparser_close(&k->parser);
	free(k);
}

/* ---- Pictures that are parsed ---- */

/* Parses one to its last bit, as far as it is there. False: it cannot be. */
static bool
parses(struct isoparser *p, const struct isosample *x, const struct isotrack *t,
       struct isochecked *c)
{
	uint32_t broke = 0;
	enum avc_result r;

	if (t->coding != ISO_HEVC && t->coding != ISO_AV1)
		return true;
	r = isoparser_sample(p, x, &broke);
	c->undecoded += r == AVC_UNKNOWN && t->still && t->coding == ISO_AV1;
	if (r != AVC_BREAKS)
		return true;
	c->held = x->at;
	c->broke = x->at + broke;
	c->what = t->coding == ISO_HEVC ? "a picture cannot be parsed to its end"
					: "a picture's tile does not end with its data";
	if (t->still && t->coding == ISO_AV1) { /* somewhere behind: which part of it is not told */
		c->held = x->at + x->size;
		c->pictures++;
	} else if (t->still && broke >= PARSED_LEAST) { /* the upper part of it can be seen */
		c->held = c->broke;
		c->pictures++;
	}
	return false;
}

/*
 * Stills stand alone, and each is parsed. In a film, what is not where it should be breaks the next
 * sample's structure; only behind the last one there is none. Of AV1, whose structure is little,
 * the first key frames are decoded. False: one cannot be parsed.
 */
static bool
pictures_parse(struct bytes *b, uint64_t start, const struct isosamples *s, struct isochecked *c)
{
	/* that at which it broke or the bytes end has its beginning there */
	size_t n = c->passed < s->n ? c->passed + 1 : c->passed;
	struct isoparser *p = isoparser_open(b, start, s);
	bool all = true;

	for (size_t i = 0; all && i < n; i++) {
		const struct isotrack *t = &s->tracks[s->v[i].track];

		if ((t->still || i + 1 == s->n || t->coding == ISO_AV1) &&
		    s->v[i].at < b->size - start)
			all = parses(p, &s->v[i], t, c);
	}
	isoparser_close(&p);
	return all;
}

/* ---- The verdict ---- */

static void
tell_broken(struct media_walk *w, const struct isosamples *s, const struct isochecked *c)
{
	double confidence = c->pictures ? 0.85 : 0.7;

	w->frames = (uint32_t)c->pictures;
	if (c->broke) {
		verdict_damaged(w, c->broke, confidence, "%s; %llu of %zu samples before it hold",
				c->what, (unsigned long long)c->judged, s->n);
		w->length = c->held ? c->held : c->broke;
	} else {
		verdict_truncated(w, c->held, confidence,
				  "the bytes end before the samples do; %llu of %zu samples hold",
				  (unsigned long long)c->judged, s->n);
	}
}

static void
tell_whole(struct media_walk *w, const struct isosamples *s, const struct isochecked *c)
{
	uint64_t all = 0;
	double share;

	for (size_t i = 0; i < s->n; i++)
		all += s->v[i].size;
	if (all == 0 || c->judged == 0)
		return;
	share = (double)c->judged_bytes / (double)all;
	w->frames = (uint32_t)c->pictures;
	if (c->undecoded) {
		w->confidence = w->confidence > UNDECODED ? UNDECODED : w->confidence;
		verdict_add(w, "coded pictures that were not decoded: %llu",
			    (unsigned long long)c->undecoded);
	} else if (share > 0.5 && c->pictures && w->confidence > 0.8)
		w->confidence = 0.94;
	verdict_add(w, "%llu of %zu samples hold (%.0f %% of their bytes)",
		    (unsigned long long)c->judged, s->n, share * 100);
}

/* A movie box alone is no movie: what lies before it is somewhere else. */
static bool
headless(struct bytes *b, uint64_t start)
{
	unsigned char p[8];

	return bytes_read(b, start, p, 8) < 8 || memcmp(p + 4, "ftyp", 4) != 0;
}

void
isobmff_check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct isosamples s;
	struct isochecked c;

	isosamples_init(&s);
	isobmff_collect(b, start, &s);
	if (s.ntracks == 0) {
		isobmff_check_stray(b, start, w);
	} else if (s.index_broke) {
		verdict_damaged(w, s.index_broke - start, 0.7, "the movie box breaks");
		w->frames = 1;
	} else if (s.n) {
		isobmff_check_samples(b, start, &s, &c);
		if (c.judged == 0 && (c.broke || c.ends) && headless(b, start))
			verdict_begin(w);
		else if (!pictures_parse(b, start, &s, &c) || c.broke || c.ends)
			tell_broken(w, &s, &c);
		else if (w->state == MEDIA_WHOLE)
			tell_whole(w, &s, &c);
	}
	isosamples_release(&s);
}
