/* SPDX-License-Identifier: Apache-2.0 */
/* The closer look at a JPEG that jpeg.c has walked: can every unit of its data be decoded? */
#include "media/jpeg_check.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/jpeg_follow.h"
#include "media/verdict.h"

static void
judge(const struct jpeg_follow *f, enum jpeg_follow_stop stop, struct media_walk *w)
{
	unsigned long long units = jpeg_follow_units(f), total = jpeg_follow_total(f);

	switch (stop) {
	case JPEG_FOLLOW_EOI:
		if (w->state == MEDIA_WHOLE)
			w->confidence = w->confidence < 0.9 ? 0.95 : 0.99;
		verdict_add(w, "%llu of %llu MCU decoded", units, total);
		break;
	case JPEG_FOLLOW_BREAKS:
		verdict_damaged(w, f->broke - f->start, 0.8,
				"%s; %llu of %llu MCU before it could be decoded", f->what, units,
				total);
		break;
	case JPEG_FOLLOW_GIVES_UP:
		verdict_add(w, "not decoded: %s", f->what);
		break;
	case JPEG_FOLLOW_ENDS: /* the walk said so */
		break;
	}
}

void
jpeg_check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct jpeg_follow *f = memory_new(sizeof *f);

	jpeg_follow_start(f, b, start, false);
	f->limit = start + w->length;
	judge(f, jpeg_follow_run(f), w);
	jpeg_follow_release(f);
	free(f);
}
