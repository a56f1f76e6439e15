/* SPDX-License-Identifier: Apache-2.0 */
#include "media/chain.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

#include "media/verdict.h"

extern const struct media_chain chain_matroska, chain_asf, chain_flv, chain_ogg, chain_mpeg_ps,
	chain_mpeg_ts, chain_avi;

static const struct media_chain *const chains[] = {
	&chain_matroska, &chain_asf,	 &chain_flv, &chain_ogg,
	&chain_mpeg_ps,	 &chain_mpeg_ts, &chain_avi, NULL,
};

#define SECTOR 512

/* A partial film is worth a look when something of it can be played. */
#define FRAMES_SHOWN 3

const struct media_chain *
media_chain_of(const struct media_format *format)
{
	for (size_t i = 0; chains[i]; i++)
		if (chains[i]->format == format)
			return chains[i];
	return NULL;
}

bool
chain_begin(const struct media_chain *m, void *state, struct bytes *b, uint64_t start,
	    struct media_walk *w, enum chain_look look)
{
	struct chain *c = state;

	assert(m->state <= CHAIN_STATE_MAX);
	memset(state, 0, m->state);
	verdict_begin(w);
	*c = (struct chain){.b = b, .w = w, .start = start, .at = start, .sure = start};
	c->look = look;
	return m->begin(c);
}

void
chain_walk(const struct media_chain *m, struct bytes *b, uint64_t start, struct media_walk *w,
	   enum chain_look look)
{
	alignas(max_align_t) unsigned char state[CHAIN_STATE_MAX];

	if (!chain_begin(m, state, b, start, w, look))
		return;
	while (m->step((struct chain *)state))
		continue;
}

static double
partial_confidence(const struct chain *c)
{
	return c->frames >= FRAMES_SHOWN ? 0.8 : 0.5;
}

/* How many frames held, as far as the verdict can tell. */
static void
tell_frames(const struct chain *c)
{
	c->w->frames = c->frames < UINT32_MAX ? (uint32_t)c->frames : UINT32_MAX;
}

bool
chain_breaks(struct chain *c, uint64_t at, const char *what)
{
	if (at > c->b->size)
		at = c->b->size;
	if (c->wordless)
		verdict_damaged(c->w, at - c->start, partial_confidence(c), "broken");
	else
		verdict_damaged(c->w, at - c->start, partial_confidence(c),
				"%s (elements before: %llu, frames: %llu)", what,
				(unsigned long long)c->elements, (unsigned long long)c->frames);
	tell_frames(c);
	if (c->w->state != MEDIA_NOT && c->sure < at)
		c->w->length = c->sure - c->start;
	return false;
}

bool
chain_ends(struct chain *c)
{
	verdict_truncated(c->w, c->b->size - c->start, partial_confidence(c),
			  "the bytes end (elements before: %llu, frames: %llu)",
			  (unsigned long long)c->elements, (unsigned long long)c->frames);
	tell_frames(c);
	return false;
}

bool
chain_whole(struct chain *c, uint64_t end, double confidence, const char *what)
{
	verdict_whole(c->w, end - c->start, confidence, "%s (elements: %llu, frames: %llu)", what,
		      (unsigned long long)c->elements, (unsigned long long)c->frames);
	tell_frames(c);
	return false;
}

bool
chain_unmarked(struct chain *c, uint64_t end, double confidence, const char *what)
{
	c->unmarked = true;
	if (end == c->b->size || (end - c->start) % SECTOR)
		return chain_whole(c, end, confidence, what);
	if (c->wordless)
		verdict_truncated(c->w, end - c->start, confidence, "unmarked");
	else
		verdict_truncated(c->w, end - c->start, confidence,
				  "%s, but nothing marks the end (elements: %llu, frames: %llu)",
				  what, (unsigned long long)c->elements,
				  (unsigned long long)c->frames);
	c->w->unmarked = c->w->state == MEDIA_TRUNCATED;
	tell_frames(c);
	return false;
}
