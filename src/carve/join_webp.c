/* SPDX-License-Identifier: Apache-2.0 */
/* Joins lossy WebP pictures; lossless ones are tried (join_tried.c). */
#include "carve/join_follow.h"
#include "media/vp8_follow.h"

/* Macroblocks that other data does not go on for. */
#define UNITS_LEAST  128u
#define UNITS_LIKELY 24u /* where the place speaks for it */

extern const struct joiner joiner_webp_tried;

static void *
make(const void *plan)
{
	return vp8_follow_new(plan);
}

static void
copy(void *to, const void *from)
{
	vp8_follow_copy(to, from);
}

static uint64_t
run(void *state, struct bytes *b, uint64_t *work)
{
	return vp8_follow_run(state, b, work);
}

static void
drop(void *state)
{
	struct vp8_follow *f = state;

	vp8_follow_free(&f);
}

static uint64_t
instead(const void *state)
{
	return vp8_follow_modes(state);
}

static bool
progress(const void *before, const void *after, bool likely)
{
	return vp8_follow_units(after) >=
	       vp8_follow_units(before) + (likely ? UNITS_LIKELY : UNITS_LEAST);
}

static uint64_t
webp_size(struct bytes *b)
{
	const unsigned char *p = bytes_exact(b, 0, 8);

	return p ? le32(p + 4) + (uint64_t)8 : 0;
}

static const struct join_follower follower = {1, make, copy, run, drop, instead, progress};

static enum join_result
join(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	uint64_t end = join_run_end(task, task->find->start);
	struct vp8_place place;
	struct join_followed j = {
		.task = task, .how = &follower, .plan = &place, .pieces = pieces, .walk = walk};
	bool lossy;

	if (end <= task->find->start)
		return JOIN_NOT;
	pieces_add(pieces, task->find->start, end);
	lossy = webp_frame_place(&pieces->bytes, &place) == 0;
	j.size = webp_size(&pieces->bytes);
	pieces_cut(pieces, 0);
	return lossy ? join_followed(&j) : joiner_webp_tried.join(task, pieces, walk);
}

const struct joiner joiner_webp = {"webp", true, true, join};
