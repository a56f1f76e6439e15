/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One format of media/ (MEDIA_FORMAT names it; without it, each of those that hold files): head,
 * walk, check and blocks over any bytes, as they stand and from an odd place. What they answer must
 * hold together.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "media/media.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
judge(const struct media_walk *w, uint64_t size)
{
	require((w->state == MEDIA_NOT) == (w->mime == NULL));
	require(w->length <= size && w->broke <= size);
	require(w->confidence >= 0 && w->confidence <= 1);
	require(memchr(w->why, '\0', sizeof w->why) != NULL);
	require(w->state != MEDIA_WHOLE || (w->length > 0 && w->broke == 0));
	require(w->state == MEDIA_NOT || media_state_name(w->state) != NULL);
}

static void
walk_at(const struct media_format *f, struct bytes *b, uint64_t start)
{
	struct media_walk w;

	f->walk(b, start, &w);
	judge(&w, b->size - start);
	if (w.state == MEDIA_NOT || !f->check)
		return;
	f->check(b, start, &w);
	judge(&w, b->size - start);
}

static void
list_blocks(const struct media_format *f, struct bytes *b)
{
	struct media_blocks blocks;

	if (!f->blocks)
		return;
	f->blocks(b, &blocks);
	require(blocks.n <= MEDIA_BLOCKS_MAX);
	for (size_t i = 0; i < blocks.n; i++)
		require(blocks.v[i].where && blocks.v[i].offset <= b->size &&
			blocks.v[i].size <= b->size - blocks.v[i].offset);
}

static void
try_format(const struct media_format *f, const uint8_t *data, size_t size)
{
	struct bytes_memory m;

	bytes_memory_init(&m, data, size);
	f->head(data, size < MEDIA_HEAD ? size : MEDIA_HEAD);
	walk_at(f, &m.bytes, 0);
	if (size > 3)
		walk_at(f, &m.bytes, 3);
	list_blocks(f, &m.bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
#ifdef MEDIA_FORMAT
	const struct media_format *f = media_by_name(MEDIA_FORMAT);

	require(f != NULL);
	try_format(f, data, size);
#else
	for (size_t i = 0; media_formats[i]; i++)
		if (media_formats[i]->holder)
			try_format(media_formats[i], data, size);
#endif
	return 0;
}
