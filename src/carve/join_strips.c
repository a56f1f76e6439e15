/* SPDX-License-Identifier: Apache-2.0 */
/* Joins pictures whose head says where all their pixels lie and how they are coded. */
#include "carve/join_follow.h"

extern const struct joiner joiner_bmp_tried, joiner_psd_tried;

static bool
can_follow(const struct strips *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].coding == STRIP_OTHER)
			return false;
	return s->n > 0;
}

static enum join_result
join(const struct join_task *task, void (*list)(struct bytes *, struct strips *),
     const struct joiner *otherwise, struct pieces *pieces, struct media_walk *walk)
{
	struct strips strips = {.n = 0};
	struct join_followed j = {.task = task,
				  .how = &join_strips_follower,
				  .plan = &strips,
				  .strips = true,
				  .pieces = pieces,
				  .walk = walk};
	uint64_t end = join_run_end(task, task->find->start);
	enum join_result result;

	if (end <= task->find->start)
		return JOIN_NOT;
	pieces_add(pieces, task->find->start, end);
	list(&pieces->bytes, &strips);
	strips_sort(&strips);
	pieces_cut(pieces, 0);
	result = can_follow(&strips) ? join_followed(&j) : otherwise->join(task, pieces, walk);
	strips_release(&strips);
	return result;
}

static enum join_result
join_bmp(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	return join(task, bmp_strips, &joiner_bmp_tried, pieces, walk);
}

static enum join_result
join_psd(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	return join(task, psd_strips, &joiner_psd_tried, pieces, walk);
}

const struct joiner joiner_bmp = {"bmp", true, false, join_bmp};
const struct joiner joiner_psd = {"psd", true, true, join_psd};
