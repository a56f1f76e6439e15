/* SPDX-License-Identifier: Apache-2.0 */
/* The closer look at a JPEG that jpeg.c has walked: can every unit of its data be decoded? */
#include "media/jpeg_check.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/jpeg_break.h"
#include "media/verdict.h"

/* Evidence that a picture stands before the place where it broke; less is a head with noise. */
#define PICTURE_LEAST 12.0

/* What is said of a broken one that is a picture, and of one that need not be. */
#define PICTURE_CONFIDENCE 0.8
#define NOISE_CONFIDENCE   0.4

/* Segments before a scan; more than any writer makes. */
#define HEADERS_MAX 256

static void
judge_end(const struct jpeg_follow *f, struct media_walk *w)
{
	if (w->state == MEDIA_WHOLE)
		w->confidence = w->confidence < 0.9 ? 0.95 : 0.99;
	verdict_add(w, "%llu of %llu MCU decoded", (unsigned long long)jpeg_follow_units(f),
		    (unsigned long long)jpeg_follow_total(f));
}

static double
confidence(const struct jpeg_break *at)
{
	return at->units && at->picture >= PICTURE_LEAST ? PICTURE_CONFIDENCE : NOISE_CONFIDENCE;
}

/* Followed once more, with a trace, to see how far there really is a picture. */
static void
judge_break(struct jpeg_follow *f, enum jpeg_follow_stop stop, struct media_walk *w)
{
	const char *what = stop == JPEG_FOLLOW_BREAKS ? f->what : "the bytes end";
	uint64_t start = f->start, limit = f->limit;
	struct bytes *b = f->b;
	struct jpeg_break at;

	jpeg_follow_release(f);
	jpeg_follow_start(f, b, start, true);
	f->limit = limit;
	if (jpeg_follow_run(f) == JPEG_FOLLOW_GIVES_UP)
		at = (struct jpeg_break){
			.at = f->broke, .units = f->units, .picture = PICTURE_LEAST};
	else
		jpeg_break_find(f, &at);
	if (stop == JPEG_FOLLOW_ENDS && !at.plain)
		w->confidence = confidence(&at);
	else
		verdict_damaged(w, at.at - start, confidence(&at),
				"%s; %llu of %llu MCU before it could be decoded", what,
				(unsigned long long)at.units,
				(unsigned long long)jpeg_follow_total(f));
}

/* A quantization table before the first scan? Frames of films leave out Huffman tables only. */
static bool
has_quantizers(const struct jpeg_follow *f)
{
	struct jpeg_segment s = {.next = f->start};

	for (unsigned i = 0; i < HEADERS_MAX; i++) {
		if (jpeg_segment_at(f->b, s.next, &s) != JPEG_READ || s.marker == JPEG_SOS)
			return false;
		if (s.marker == JPEG_DQT)
			return true;
	}
	return false;
}

/*
 * Nothing was decoded. Of a broken one whose tables are not even there, nothing was seen; and a
 * head without any tables is none, though the end of another picture stands behind it.
 */
static void
judge_unread(const struct jpeg_follow *f, struct media_walk *w)
{
	verdict_add(w, "not decoded: %s", f->what);
	if (f->scans > 0 && f->frame.sof != JPEG_SOF2 &&
	    (w->state != MEDIA_WHOLE || !has_quantizers(f)))
		w->confidence = NOISE_CONFIDENCE;
}

void
jpeg_check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct jpeg_follow *f = memory_new(sizeof *f);
	enum jpeg_follow_stop stop;

	jpeg_follow_start(f, b, start, false);
	f->limit = start + w->length;
	stop = jpeg_follow_run(f);
	if (stop == JPEG_FOLLOW_EOI)
		judge_end(f, w);
	else if (stop == JPEG_FOLLOW_GIVES_UP)
		judge_unread(f, w);
	else if (w->state != MEDIA_WHOLE || stop == JPEG_FOLLOW_BREAKS)
		judge_break(f, stop, w);
	jpeg_follow_release(f);
	free(f);
}
