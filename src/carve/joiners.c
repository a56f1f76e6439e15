/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "carve/join.h"

extern const struct joiner joiner_jpeg;
extern const struct joiner joiner_png;
extern const struct joiner joiner_movie;
extern const struct joiner joiner_matroska, joiner_avi, joiner_asf, joiner_flv, joiner_ogg,
	joiner_mpeg_ps, joiner_mpeg_ts;

extern const struct joiner joiner_gif, joiner_bmp, joiner_webp, joiner_tiff, joiner_psd;
extern const struct joiner joiner_jp2, joiner_raf, joiner_jxl;

/* One file a joiner, one line here. */
static const struct joiner *const joiners[] = {
	&joiner_jpeg, &joiner_png,  &joiner_movie,   &joiner_matroska, &joiner_avi, &joiner_asf,
	&joiner_flv,  &joiner_ogg,  &joiner_mpeg_ps, &joiner_mpeg_ts,  &joiner_gif, &joiner_bmp,
	&joiner_webp, &joiner_tiff, &joiner_psd,     &joiner_jp2,      &joiner_raf, &joiner_jxl,
	NULL,
};

const struct joiner *
joiner_of(const struct media_format *format)
{
	for (size_t i = 0; joiners[i]; i++)
		if (strcmp(joiners[i]->format, format->name) == 0)
			return joiners[i];
	return NULL;
}

/* A joiner that forgets to say what it does comes to its end, too. */
#define LOOKS_CHEAP 4  /* bytes seen for one of budget */
#define LOOK_COST   32 /* of each look, however small */

uint64_t
join_look_cost(size_t n)
{
	return (n < BYTES_WINDOW ? n : BYTES_WINDOW) / LOOKS_CHEAP + LOOK_COST;
}

bool
join_could_stand(const struct join_task *task, unsigned mark, uint64_t from, uint64_t to, size_t n)
{
	uint64_t cost = join_look_cost(n);

	if (block_marks_meet(task->faces, join_plain(task), from, to, mark))
		return true;
	task->budget->bytes -= cost < task->budget->bytes ? cost : task->budget->bytes;
	return false;
}

bool
join_spend(struct join_budget *budget, uint64_t bytes, uint64_t candidates)
{
	bool enough = budget->bytes >= bytes && budget->candidates >= candidates;

	budget->bytes -= enough ? bytes : budget->bytes;
	budget->candidates -= enough ? candidates : budget->candidates;
	return enough;
}

size_t
join_block_from(const struct join_blocks *blocks, uint64_t address)
{
	size_t low = 0, high = blocks->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (blocks->at[middle] < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The block of an address; blocks->n: it is not free. */
static size_t
block_of(const struct join_blocks *blocks, uint64_t address)
{
	size_t i = join_block_from(blocks, address + 1);

	return i > 0 && address - blocks->at[i - 1] < blocks->size ? i - 1 : blocks->n;
}

uint64_t
join_run_end(const struct join_task *task, uint64_t address)
{
	const struct join_blocks *b = task->blocks;
	size_t low = block_of(b, address), high = b->n - 1, first = low;
	uint64_t end;

	if (low == b->n)
		return 0;
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (b->at[middle] - b->at[first] == (middle - first) * (uint64_t)b->size)
			low = middle;
		else
			high = middle - 1;
	}
	end = b->at[low] + b->size;
	return end < task->space->size ? end : task->space->size;
}

uint64_t
join_run_start(const struct join_task *task, uint64_t address)
{
	const struct join_blocks *b = task->blocks;
	size_t high = block_of(b, address), low = 0, last = high;

	if (high == b->n)
		return address;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (b->at[last] - b->at[middle] == (last - middle) * (uint64_t)b->size)
			high = middle;
		else
			low = middle + 1;
	}
	return b->at[low];
}
