/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Bytes that a trace may take: some 400 megapixels. */
#define TRACE_MAX ((uint64_t)64 << 20)

static bool
levels_fit(const struct jpeg_scan *s)
{
	if (s->header.ss > 0)
		return true;
	for (unsigned i = 0; i < s->header.n; i++)
		if (s->level_max[i] == 0 || s->level_max[i] > INT16_MAX)
			return false;
	return true;
}

int
jpeg_trace_init(struct jpeg_trace *t, const struct jpeg_scan *s, uint32_t first, uint32_t room)
{
	bool levels = s->header.ss > 0 || s->header.ah == 0;
	bool runs = s->progressive && s->header.ss > 0;
	size_t each = sizeof *t->place + (levels ? s->blocks * sizeof *t->level : 0) +
		      (runs ? sizeof *t->eob_run : 0);

	*t = (struct jpeg_trace){.first = first, .room = room, .blocks = s->blocks};
	if (first > s->mcus)
		return -1;
	if (t->room > s->mcus - first)
		t->room = s->mcus - first;
	if (t->room > TRACE_MAX / each || (levels && !levels_fit(s)))
		return -1;
	t->place = memory_new((t->room + 1u) * sizeof *t->place);
	if (levels)
		t->level = memory_new((t->room + 1u) * s->blocks * sizeof *t->level);
	if (runs)
		t->eob_run = memory_new((t->room + 1u) * sizeof *t->eob_run);
	return 0;
}

void
jpeg_trace_release(struct jpeg_trace *t)
{
	free(t->place);
	free(t->level);
	free(t->eob_run);
	memset(t, 0, sizeof *t);
}

/* One byte of entropy-coded data back from *at, stuffing and all. */
static unsigned char
byte_before(struct bytes *b, uint64_t *at)
{
	const unsigned char *p = *at >= 2 ? bytes_exact(b, *at - 2, 2) : NULL;

	if (!p)
		return 0;
	if (p[0] == 0xff && p[1] == 0) {
		*at -= 2;
		return 0xff;
	}
	--*at;
	return p[1];
}

/* Restart markers met before an MCU, and MCUs until the next one is due. */
static void
rewind_restarts(struct jpeg_scan *s, uint32_t mcu)
{
	uint32_t due = mcu && mcu % s->interval == 0; /* its marker was not taken yet */

	s->restarts = mcu / s->interval - due;
	s->until_restart = due ? 0 : s->interval - mcu % s->interval;
}

static void
rewind_levels(const struct jpeg_trace *t, struct jpeg_scan *s, uint32_t mcu)
{
	const int16_t *level = t->level + (size_t)(mcu - 1 - t->first) * t->blocks;

	for (unsigned i = 0; i < s->blocks; i++)
		s->level[s->block[i].component] = level[i];
}

void
jpeg_trace_rewind(const struct jpeg_trace *t, struct jpeg_scan *s, struct bytes *b, uint32_t mcu)
{
	uint64_t place = t->place[mcu - t->first], at = place >> 6;
	unsigned left = place & 63;
	uint64_t before;

	for (; left >= 8; left -= 8)
		byte_before(b, &at);
	before = at;
	s->bits = left ? (uint64_t)byte_before(b, &before) << (64 - left) : 0;
	s->nbits = (int)left;
	s->at = at;
	s->mcu = mcu;
	s->eob_run = t->eob_run ? t->eob_run[mcu - t->first] : 0;
	memset(s->level, 0, sizeof s->level);
	if (s->header.ss == 0 && t->level && mcu > t->first)
		rewind_levels(t, s, mcu);
	if (s->interval)
		rewind_restarts(s, mcu);
	if (s->interval && mcu % s->interval == 0)
		memset(s->level, 0, sizeof s->level);
}

/* Its first bit's byte. */
static uint64_t
begins(const struct jpeg_trace *t, struct bytes *b, uint32_t mcu)
{
	uint64_t place = t->place[mcu - t->first], at = place >> 6;

	for (unsigned left = place & 63; left > 0; left -= left > 8 ? 8 : left)
		byte_before(b, &at);
	return at;
}

uint32_t
jpeg_trace_before(const struct jpeg_trace *t, struct bytes *b, uint32_t end, uint64_t at)
{
	uint32_t low = t->first, high = end > t->first ? end - 1 : t->first;

	while (low < high) {
		uint32_t middle = low + (high - low + 1) / 2;

		if (begins(t, b, middle) < at)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}
