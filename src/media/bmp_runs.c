/* SPDX-License-Identifier: Apache-2.0 */
#include "media/bmp_runs.h"

/* Some writers fill rows up to a multiple of four pixels. */
#define SPARE 3

/* After a zero byte, with r->at behind the code. */
static enum bmp_run
escape(struct bmp_runs *r, unsigned code)
{
	const unsigned char *p;
	uint64_t n;

	switch (code) {
	case 0:
		r->x = 0;
		return ++r->y <= r->rows ? BMP_RUN_GOES_ON : BMP_RUN_BREAKS;
	case 1:
		return BMP_RUN_DONE;
	case 2:
		p = bytes_exact(r->b, r->at, 2);
		if (!p)
			return BMP_RUN_ENDS;
		r->at += 2;
		r->x += p[0];
		r->y += p[1];
		return r->x <= r->width && r->y <= r->rows ? BMP_RUN_GOES_ON : BMP_RUN_BREAKS;
	default:
		n = r->four ? (code + 1) / 2 : code;
		r->at += n + (n & 1);
		r->x += code;
		return r->x <= r->width + SPARE ? BMP_RUN_GOES_ON : BMP_RUN_BREAKS;
	}
}

enum bmp_run
bmp_runs_step(struct bmp_runs *r)
{
	const struct bmp_runs before = *r;
	const unsigned char *p = bytes_exact(r->b, r->at, 2);
	enum bmp_run how = BMP_RUN_GOES_ON;

	if (!p || r->at + 2 > r->end)
		return BMP_RUN_ENDS;
	r->at += 2;
	r->x += p[0];
	if (p[0] == 0)
		how = escape(r, p[1]);
	else if (r->x > r->width + SPARE || r->y >= r->rows)
		how = BMP_RUN_BREAKS;
	if (how == BMP_RUN_ENDS || how == BMP_RUN_BREAKS)
		*r = before;
	return how;
}
