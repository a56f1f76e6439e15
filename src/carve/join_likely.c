/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which blocks pieces of a file likely begin and end in, told by what stands beside them. Most
 * files that are in pieces go on where something ends that no file of their kind holds.
 */
#include "carve/join.h"

#include <stdlib.h>

#include "base/memory.h"

/* Bytes on either side of a file's end that are compared. */
#define END_SAMPLE 24u

static bool
could_be_coded(const struct join_task *task, size_t i)
{
	unsigned char face =
		block_face(task->faces, join_plain(task), task->blocks->at[i], task->blocks->size);

	return face != FACE_NONE && face != FACE_ZERO && face != FACE_TEXT;
}

bool
join_begins(const struct join_task *task, size_t i)
{
	const struct join_blocks *b = task->blocks;

	if (!could_be_coded(task, i))
		return false;
	if (i == 0 || b->at[i] - b->at[i - 1] != b->size)
		return true;
	return b->doubtful[i] != b->doubtful[i - 1] || !could_be_coded(task, i - 1);
}

static bool
is_plain(const unsigned char *p, size_t n)
{
	size_t text = 0, same = 0;

	for (size_t i = 0; i < n; i++) {
		text += (p[i] >= ' ' && p[i] < 0x7f) || p[i] == '\n';
		same += p[i] == p[0];
	}
	return text == n || same == n;
}

bool
join_ends(const struct join_task *task, uint64_t address, uint64_t left)
{
	uint64_t size = task->blocks->size, end = address + left;
	size_t i = join_block_from(task->blocks, end), rest;
	const unsigned char *p;

	if (i == 0 || left < END_SAMPLE || end - task->blocks->at[i - 1] >= size)
		return false;
	rest = (size_t)(task->blocks->at[i - 1] + size - end);
	rest = rest < END_SAMPLE ? rest : END_SAMPLE;
	p = bytes_exact(join_plain(task), end - END_SAMPLE, END_SAMPLE + rest);
	return p && rest > 3 && !is_plain(p, END_SAMPLE) && is_plain(p + END_SAMPLE, rest);
}

/* ---- The order of trying ---- */

size_t
join_nth_block(const struct join_blocks *b, size_t behind, size_t before, size_t k)
{
	size_t back = k / 4;

	if (k % 4 == 3)
		return back < before ? before - 1 - back : b->n;
	return k - back < b->n - behind ? behind + (k - back) : b->n;
}

static bool
is_worth_trying(const struct join_task *task, size_t i, uint64_t left)
{
	if (!task->likely)
		return could_be_coded(task, i);
	return join_begins(task, i) || (left && join_ends(task, task->blocks->at[i], left));
}

void
join_order_make(const struct join_task *task, uint64_t start, uint64_t end, uint64_t left,
		size_t reach, struct join_order *o)
{
	const struct join_blocks *b = task->blocks;
	size_t behind = join_block_from(b, end), before = join_block_from(b, start), i, late = 0;
	size_t *doubtful = memory_new((reach + 1) * sizeof *doubtful);

	*o = (struct join_order){.v = memory_new((reach + 1) * sizeof *o->v)};
	for (size_t k = 0; k < reach; k++) {
		i = join_nth_block(b, behind, before, k);
		if (i == b->n || !is_worth_trying(task, i, left))
			continue;
		if (b->doubtful[i])
			doubtful[late++] = i;
		else
			o->v[o->n++] = i;
	}
	for (size_t k = 0; k < late; k++)
		o->v[o->n++] = doubtful[k];
	free(doubtful);
}

void
join_order_release(struct join_order *o)
{
	free(o->v);
	*o = (struct join_order){0};
}
