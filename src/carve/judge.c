/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/judge.h"

#include "media/chain.h"

/*
 * Evidence may be made to be walked over and over: heads without an end, one behind the other.
 * Once this many times the searched bytes were read for nothing, walks are cut to a size
 * that cannot hurt.
 */
#define VAIN_FACTOR 32
#define VAIN_LEAST  ((uint64_t)1 << 30)
#define SHORT_WALK  ((uint64_t)256 << 10)
#define REACH_SLACK 4096 /* so closely before a short walk's end, it was the end that broke it */

/*
 * What a walk must say for itself. A partial item must have shown picture data behind its head,
 * enough to be worth a look, every byte that it claims checked (checksums, decoded codes):
 * formats that can only follow pointers claim whatever lies behind them, and are believed when
 * they are whole.
 */
#define WHOLE_CONFIDENCE   0.5
#define PARTIAL_CONFIDENCE 0.7
#define PARTIAL_LEAST	   512

/* The closer look may make more of a part that the walk was less sure of. */
#define CHECK_CONFIDENCE 0.4

/* Below this a whole item's bytes were not all checked. */
#define CHECKED_CONFIDENCE 0.9

/* From here on its structure was followed to its end, and nothing foreign seen in it. */
#define FOLLOWED_CONFIDENCE 0.85

/* How long a row of equal bytes at the end of a partial item is taken for filler. */
#define TAIL_LEAST 32
#define TAIL_STEP  4096

/* Files begin on sectors; previews inside a file need not. */
#define SECTOR 512

void
judge_init(struct judge *j, struct space_bytes *bytes, const struct space_region *region,
	   uint64_t span)
{
	uint64_t budget = span > UINT64_MAX / VAIN_FACTOR ? UINT64_MAX : span * VAIN_FACTOR;

	*j = (struct judge){bytes, region->apart, budget < VAIN_LEAST ? VAIN_LEAST : budget};
}

static bool
head_holds(struct bytes *b, const struct media_format *format, uint64_t at)
{
	uint64_t left = b->size - at;
	size_t n = left < MEDIA_HEAD ? (size_t)left : MEDIA_HEAD;
	const unsigned char *p = bytes_exact(b, at, n);

	return p && format->head(p, n);
}

static bool
believed(const struct media_walk *w)
{
	if (w->state == MEDIA_NOT || w->length == 0)
		return false;
	if (w->state == MEDIA_WHOLE)
		return w->confidence >= WHOLE_CONFIDENCE;
	return w->confidence >= PARTIAL_CONFIDENCE && w->length >= PARTIAL_LEAST &&
	       ((w->width > 0 && w->height > 0) || w->frames > 0);
}

/*
 * A cut file is followed by what its space was filled with. Codes of a constant byte can often be
 * followed for long, so such a tail is no part of it: nothing would be lost if it were.
 */
static void
trim_tail(struct bytes *b, uint64_t at, struct media_walk *w)
{
	uint64_t end = at + w->length;
	unsigned char last, block[TAIL_STEP];

	if (bytes_read(b, end - 1, &last, 1) < 1)
		return;
	while (end - at > TAIL_STEP) {
		size_t n = TAIL_STEP;

		if (bytes_read(b, end - n, block, n) < n)
			return;
		while (n && block[n - 1] == last)
			n--;
		end -= TAIL_STEP - n;
		if (n)
			break;
	}
	if (at + w->length - end < TAIL_LEAST)
		return;
	w->length = end - at;
	w->broke = w->length;
}

/* The walk, and the closer look where there is one, over no more than `most` bytes. */
static void
walk(struct bytes *b, const struct media_format *format, uint64_t at, uint64_t most,
     struct media_walk *w)
{
	uint64_t size = b->size;

	*w = (struct media_walk){.state = MEDIA_NOT};
	if (size - at > most)
		b->size = at + most;
	if (head_holds(b, format, at))
		format->walk(b, at, w);
	if (w->state != MEDIA_NOT && w->confidence >= CHECK_CONFIDENCE && format->check)
		format->check(b, at, w);
	if (w->state != MEDIA_NOT && w->length > b->size - at)
		w->state = MEDIA_NOT; /* a walk that claims more than it was given is wrong */
	/* the elements of a chain are its own to their last byte, filler in them too */
	if (w->state != MEDIA_WHOLE && believed(w) && !media_chain_of(format))
		trim_tail(b, at, w);
	b->size = size;
}

/* given: bytes that the walk has had; a length that a header only claims costs nothing. */
static void
spend(struct judge *j, const struct media_walk *w, uint64_t given)
{
	if (w->state != MEDIA_WHOLE || w->confidence < CHECKED_CONFIDENCE)
		j->budget -= given < j->budget ? given : j->budget;
}

static uint64_t
to_extent_end(const struct judge *j, uint64_t at, uint64_t most)
{
	uint64_t left = space_bytes_extent(j->bytes, at).end - at;

	return left < most ? left : most;
}

/* Does something worth telling go on where the walk was cut short? */
static bool
reaches(const struct media_walk *w, uint64_t most)
{
	return believed(w) && (w->state == MEDIA_TRUNCATED || w->length + REACH_SLACK >= most ||
			       w->broke + REACH_SLACK >= most);
}

/* One format at a candidate; false: not believed. */
static bool
judge_format(struct judge *j, const struct media_format *format, uint64_t at, struct find *find)
{
	uint64_t most = format->max_length, given = j->bytes->given;

	if (j->budget == 0 && most > SHORT_WALK)
		most = SHORT_WALK;
	if (j->apart)
		most = to_extent_end(j, at, most);
	find->format = format;
	find->bytes = &j->bytes->bytes;
	find->start = at;
	find->cut_short = false;
	walk(find->bytes, format, at, most, &find->walk);
	if (most == SHORT_WALK && reaches(&find->walk, most))
		walk(find->bytes, format, at, format->max_length, &find->walk);
	spend(j, &find->walk, j->bytes->given - given);
	find->end = at + find->walk.length;
	return believed(&find->walk);
}

bool
judge_candidate(struct judge *j, uint64_t at, uint64_t formats, struct find *find)
{
	struct find other;

	find->walk.state = MEDIA_NOT;
	for (; formats; formats &= formats - 1) {
		const struct media_format *format = media_formats[__builtin_ctzll(formats)];

		if (find->walk.state == MEDIA_NOT) {
			if (judge_format(j, format, at, find))
				return true;
		} else if (judge_format(j, format, at, &other)) {
			*find = other;
			return true;
		}
	}
	return false;
}

const struct media_format *
judge_file(struct bytes *b, struct media_walk *w)
{
	for (size_t i = 0; b->size && media_formats[i]; i++) {
		walk(b, media_formats[i], 0, media_formats[i]->max_length, w);
		if (believed(w))
			return media_formats[i];
	}
	return NULL;
}

/* ---- One inside the other ---- */

bool
judge_doubts(const struct find *find)
{
	return (find->walk.state != MEDIA_WHOLE && !find->walk.unmarked) ||
	       find->walk.confidence < CHECKED_CONFIDENCE;
}

void
judge_enclose(struct judge *j, struct find *find, struct enclosure *outer)
{
	struct bytes_slice slice;

	outer->find = find;
	outer->blocks.n = 0;
	bytes_slice_init(&slice, &j->bytes->bytes, find->start, find->end - find->start);
	if (find->format->blocks)
		find->format->blocks(&slice.bytes, &outer->blocks);
}

static bool
in_thumbnail(const struct enclosure *outer, uint64_t at)
{
	for (size_t i = 0; i < outer->blocks.n; i++) {
		const struct media_block *v = &outer->blocks.v[i];

		if (v->kind == MEDIA_THUMBNAIL && at >= v->offset && at - v->offset < v->size)
			return true;
	}
	return false;
}

static bool
on_sector(const struct judge *j, uint64_t address)
{
	struct space_extent x = space_extent(j->bytes->space, space_find(j->bytes->space, address));

	return (x.offset + (address - x.start)) % SECTOR == 0;
}

/*
 * Decoded to its end, or surer than the outer one is, where files begin, and nothing that the outer
 * one knows of.
 */
static bool
stands_apart(const struct judge *j, const struct enclosure *outer, const struct find *other)
{
	const struct media_walk *w = &outer->find->walk;
	bool doubtful = w->state != MEDIA_WHOLE || w->confidence < FOLLOWED_CONFIDENCE;
	double least = doubtful ? FOLLOWED_CONFIDENCE : SURE_CONFIDENCE;

	return !w->holds_files && other->walk.state == MEDIA_WHOLE &&
	       other->walk.confidence >= least && on_sector(j, other->start) &&
	       !in_thumbnail(outer, other->start - outer->find->start);
}

bool
judge_embedded(const struct judge *j, const struct enclosure *outer, const struct find *other)
{
	if (outer->find->walk.state != MEDIA_WHOLE && other->end > outer->find->end)
		return false;
	return !stands_apart(j, outer, other);
}

void
judge_shorten(struct judge *j, struct find *find, uint64_t at)
{
	struct find shorter = *find;
	bool whole = find->walk.state == MEDIA_WHOLE;

	walk(find->bytes, find->format, find->start, at - find->start, &shorter.walk);
	judge_cut(find, at);
	if (believed(&shorter.walk) || !whole) {
		if (!believed(&shorter.walk))
			shorter.walk.state = MEDIA_NOT;
		find->walk = shorter.walk;
		find->end = find->start + shorter.walk.length;
	}
	j->budget -= at - find->start < j->budget ? at - find->start : j->budget;
}

void
judge_cut(struct find *find, uint64_t at)
{
	struct media_walk *w = &find->walk;

	find->end = at;
	find->cut_short = true;
	w->length = at - find->start;
	if (w->state == MEDIA_WHOLE) {
		w->state = MEDIA_DAMAGED;
		w->broke = w->length;
		w->confidence = WHOLE_CONFIDENCE;
	}
}
