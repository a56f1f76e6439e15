/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl.h"

#include "media/entropy.h"

/* Frames of an animation; no more are followed. */
#define FRAMES_MAX 65536

static bool
stop(struct jxl_stream *s, enum media_state state, uint64_t at, const char *why)
{
	s->state = state;
	s->at = at < s->b->size ? at : s->b->size;
	s->why = why;
	return false;
}

/* Do the bits end, or do they break? */
static bool
fails(struct jxl_stream *s, const struct jxl_bits *r, uint64_t at, const char *why)
{
	return r->over ? stop(s, MEDIA_TRUNCATED, s->b->size, "the bytes end")
		       : stop(s, MEDIA_DAMAGED, at, why);
}

static bool
sections_hold(struct jxl_stream *s, const struct jxl_frame *f, uint64_t end)
{
	enum entropy_kind kind;
	uint64_t where;

	kind = entropy_search(s->b, s->sectors, f->at, end, false, &where);
	if (kind == ENTROPY_DENSE)
		return true;
	return stop(s, MEDIA_DAMAGED, where,
		    kind == ENTROPY_TEXT ? "text stands among coded data"
					 : "an empty stretch stands among coded data");
}

/* Its sections, read to their ends; they may reach past the end of the bytes. */
static bool
frame_decodes(struct jxl_stream *s, const struct jxl_frame *f)
{
	uint64_t end = f->at + f->size;
	struct jxl_decoded d;

	jxl_frame_decode(f, s, &d);
	s->held += d.held;
	s->unread += d.proof == JXL_UNPROVEN;
	s->decoded += d.proof == JXL_LIKELY || d.proof == JXL_PROVEN;
	if (d.held && d.proof != JXL_REFUTED && end <= s->b->size)
		s->read = end;
	if (d.proof != JXL_REFUTED || d.broke >= s->b->size)
		return true;
	if (d.broke > s->read && d.held)
		s->read = d.broke;
	return stop(s, MEDIA_DAMAGED, d.broke, "a section of a frame cannot be read to its end");
}

/* What can be seen of its sections; they may reach past the end. */
static bool
frame_holds(struct jxl_stream *s, const struct jxl_frame *f)
{
	uint64_t end = f->at + f->size, read;
	enum jxl_proof first = jxl_frame_prove(f, &s->image, s->b, &read);

	if (first == JXL_REFUTED)
		return stop(s, MEDIA_DAMAGED, f->at, "a frame's first section does not hold");
	if (first >= JXL_LIKELY && read > s->read)
		s->read = read;
	s->proven += first == JXL_PROVEN;
	s->likely += first == JXL_LIKELY;
	if (s->deep && !frame_decodes(s, f))
		return false;
	return !s->deep || !s->unread || sections_hold(s, f, end < s->b->size ? end : s->b->size);
}

static bool
take_frame(struct jxl_stream *s, struct jxl_bits *r, bool preview, bool *last)
{
	uint64_t at = r->at / 8, end;
	struct jxl_frame f;
	bool good;

	if (!jxl_frame_read(&f, &s->image, r, preview)) {
		jxl_frame_release(&f);
		return fails(s, r, at, "no frame stands");
	}
	good = frame_holds(s, &f);
	end = f.at + f.size;
	jxl_frame_release(&f);
	if (!good)
		return false;
	if (end > s->b->size)
		return stop(s, MEDIA_TRUNCATED, s->b->size, "the bytes end");
	s->frames++;
	*last = f.last && !preview;
	jxl_bits_init(r, s->b, end);
	return true;
}

void
jxl_follow(struct jxl_stream *s)
{
	struct jxl_bits r;
	bool last = false;

	s->state = MEDIA_NOT;
	s->frames = s->proven = s->likely = s->read = s->held = s->unread = s->decoded = 0;
	jxl_bits_init(&r, s->b, s->start);
	if (!jxl_image_read(&s->image, &r))
		return;
	if (s->image.icc && !jxl_icc_skip(&r, &s->image.proven)) {
		fails(s, &r, s->start, "no colour profile stands");
		return;
	}
	if (s->image.preview_height && !take_frame(s, &r, true, &last))
		return;
	while (!last && s->frames < FRAMES_MAX)
		if (!take_frame(s, &r, false, &last))
			return;
	if (!last)
		stop(s, MEDIA_DAMAGED, r.at / 8, "more frames than are followed");
	else
		stop(s, MEDIA_WHOLE, r.at / 8, "");
}
