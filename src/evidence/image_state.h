/* SPDX-License-Identifier: Apache-2.0 */
/* What an open image consists of; for the files that together are image.h, and no others. */
#ifndef WINNOW_EVIDENCE_IMAGE_STATE_H
#define WINNOW_EVIDENCE_IMAGE_STATE_H

#include "evidence/image.h"
#include "evidence/reader.h"

struct image {
	struct bytes bytes; /* first: its view() finds the image by it */
	struct reader *reader;
	char *path;
	struct TSK_IMG_INFO *tsk; /* made on first use */
	struct image_kept kept;
	bool logical;
	int folder; /* of a directory; else -1 */
	uint64_t faults_seen;
	uint64_t hole_start, hole_end; /* what image_hole() learnt last */
	char id[IMAGE_ID_MAX];	       /* "" until asked for */
	/* A copy of what is not in memory, for views. */
	unsigned char *window;
	size_t window_cap, window_n;
	uint64_t window_start;
};

/* ---- Logical evidence (logical_image.c) ---- */

struct reader *reader_of_directory(void);
/* Makes it logical if the image's bytes are an archive; -1 and why not. */
int image_take_archive(struct image *image, struct error *e);

/* Allocates libtsk's view of the image; closing frees it. */
struct TSK_IMG_INFO *tsk_view_new(struct image *image);
void tsk_view_forget(struct TSK_IMG_INFO *tsk); /* empties libtsk's cache */
void tsk_view_free(struct TSK_IMG_INFO *tsk);
/* The image that a view is of. */
struct image *tsk_view_image(struct TSK_IMG_INFO *tsk);

#endif
