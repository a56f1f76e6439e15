/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image as libtsk is shown it for reading a partition table. libtsk refuses a whole table when
 * one partition lies past the image's end, as on every image that was cut off, so the view pretends
 * to be large enough; and it shows the backup GPT header where the primary one should be.
 */
#ifndef WINNOW_EVIDENCE_TABLE_VIEW_H
#define WINNOW_EVIDENCE_TABLE_VIEW_H

#include <stdbool.h>

#include "evidence/image.h"

struct table_view {
	unsigned sector_size;
	/* One sector of the image shown in place of another; both 0: none. */
	uint64_t shown_at, taken_from;
	/* Sector 0 shows a table that protects a GPT, without which libtsk believes in none. */
	bool protect;
};

/* Closed with tsk_img_close(). */
struct TSK_IMG_INFO *table_view_open(struct image *image, const struct table_view *view);

#endif
