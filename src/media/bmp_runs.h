/* SPDX-License-Identifier: Apache-2.0 */
/* Run lengths of a BMP (BI_RLE8, BI_RLE4), followed code by code. */
#ifndef WINNOW_MEDIA_BMP_RUNS_H
#define WINNOW_MEDIA_BMP_RUNS_H

#include <stdbool.h>

#include "base/bytes.h"

struct bmp_runs {
	struct bytes *b;
	uint64_t at, end; /* of the next code; of all of them */
	uint64_t width, rows;
	uint64_t x, y;
	bool four; /* bits a pixel */
};

enum bmp_run {
	BMP_RUN_GOES_ON,
	BMP_RUN_DONE,	/* the code at the picture's end was taken */
	BMP_RUN_ENDS,	/* the bytes end before the code does */
	BMP_RUN_BREAKS, /* r->at is that of a code that cannot stand */
};

/* Takes one code. */
enum bmp_run bmp_runs_step(struct bmp_runs *r);

#endif
