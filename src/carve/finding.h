/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a file that the search has found, on its way between the rounds of carving:
 * written by one worker, read by another. Both are the same program on the same machine, but a
 * worker reads hostile bytes and may have been taken over by them: whoever reads checks.
 */
#ifndef WINNOW_CARVE_FINDING_H
#define WINNOW_CARVE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "carve/pieces.h"
#include "carve/search.h"

#define FINDING_MIME_MAX 48

/* Bytes taken from the front of a span. */
struct intake {
	const char *p;
	size_t n;
	bool broken; /* more was asked for than there is, or something cannot be */
};

/* Copies n bytes out; zeros when it is broken. */
void intake_take(struct intake *in, void *out, size_t n);

/* The media type has its text in `mime` and points there. */
void finding_write_walk(struct buffer *out, const struct media_walk *walk);
void finding_read_walk(struct intake *in, struct media_walk *walk, char mime[FINDING_MIME_MAX]);

/* size: of the space that the find lies in. */
void finding_write(struct buffer *out, const struct find *find);
void finding_read(struct intake *in, uint64_t size, struct find *find, char mime[FINDING_MIME_MAX]);

void finding_write_pieces(struct buffer *out, const struct piece *v, size_t n);
/* An array that the caller frees; NULL when there are none. */
struct piece *finding_read_pieces(struct intake *in, uint64_t size, size_t *n);

#endif
