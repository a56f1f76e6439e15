/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Following the pixels of TIFF, PSD and BMP files and of VP8 key frames with states that are kept:
 * gone on with from any place, the data is said to hold as far as when it is followed at once.
 *
 * Input: a byte of choices (low 2 bits: TIFF, PSD, BMP, WebP), a byte that says where to stop
 * first, then the file.
 */
#include <stdlib.h>

#include "media/strips.h"
#include "media/vp8_follow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
follow_strips(struct bytes *b, const struct strips *s, uint64_t stop)
{
	struct strips_follow *f = strips_follow_new(s), *copy = strips_follow_new(s);
	uint64_t work, all = b->size, held;

	b->size = stop;
	held = strips_follow_run(f, b, &work);
	require(held == UINT64_MAX || held <= stop);
	strips_follow_copy(copy, f);
	b->size = all;
	strips_follow_forgive(f, stop);
	held = strips_follow_run(f, b, &work);
	require(held == UINT64_MAX || held <= all);
	strips_follow_run(copy, b, &work);
	strips_follow_usual(copy);
	strips_follow_free(&f);
	strips_follow_free(&copy);
}

static void
follow_frame(struct bytes *b, uint64_t stop)
{
	struct vp8_place place;
	struct vp8_follow *f, *copy;
	uint64_t work, all = b->size, held;

	if (webp_frame_place(b, &place))
		return;
	f = vp8_follow_new(&place);
	copy = vp8_follow_new(&place);
	b->size = stop;
	vp8_follow_run(f, b, &work);
	vp8_follow_copy(copy, f);
	b->size = all;
	held = vp8_follow_run(f, b, &work);
	require(vp8_follow_run(copy, b, &work) == held);
	require(vp8_follow_units(copy) == vp8_follow_units(f));
	vp8_follow_free(&f);
	vp8_follow_free(&copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const list[])(struct bytes *, struct strips *) = {tiff_strips, psd_strips,
									bmp_strips};
	struct strips strips = {.n = 0};
	struct bytes_memory m;
	uint64_t stop;

	if (size < 3)
		return 0;
	bytes_memory_init(&m, data + 2, size - 2);
	stop = 1 + (m.bytes.size - 1) * data[1] / 256;
	if ((data[0] & 3) == 3) {
		follow_frame(&m.bytes, stop);
		return 0;
	}
	list[data[0] & 3](&m.bytes, &strips);
	strips_sort(&strips);
	follow_strips(&m.bytes, &strips, stop);
	strips_release(&strips);
	return 0;
}
