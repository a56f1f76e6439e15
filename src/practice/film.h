/* SPDX-License-Identifier: Apache-2.0 */
/* A film under way: coded frames, and what the file formats say of them. */
#ifndef WINNOW_PRACTICE_FILM_H
#define WINNOW_PRACTICE_FILM_H

#include "practice/bits.h"
#include "practice/content.h"
#include "practice/raster.h"

struct frame {
	size_t at, n; /* in film.data */
	bool whole;   /* needs no other one */
};

struct film {
	const struct recipe *recipe;
	const struct content *content;
	struct buffer data; /* one frame behind the other */
	struct frame *frames;
	unsigned n;
	bool avc;		/* else Motion JPEG */
	struct buffer sps, pps; /* avc: NAL units without length */
};

/* ---- avc.c: H.264 (Baseline), blocks as plain samples (I_PCM) or as they were ---- */
void avc_sets(const struct raster *r, struct buffer *sps, struct buffer *pps);
/* before: the frame before, or NULL for one that stands alone. With its length in four bytes. */
void avc_frame(const struct raster *r, const struct raster *before, unsigned number,
	       struct buffer *out);
#define AVC_PROFILE 66u
#define AVC_LEVEL   40u

/* ---- mp4.c: ISO base media and QuickTime ---- */
void mp4_write(const struct film *f, struct buffer *out);
/* ---- mp4_track.c ---- */
/* data_at: where the frames begin in the file. */
void mp4_add_track(const struct film *f, uint32_t data_at, struct buffer *out);
uint32_t mp4_created(const struct film *f);
/* ---- mp4_tags.c: who, when and where ---- */
void mp4_add_tags(const struct film *f, struct buffer *out);
/* "2025-11-08T07:12:30+0700", as an iPhone writes it. */
void movie_date(const struct picture *p, char out[64]);

/* ---- avi.c ---- */
void avi_write(const struct film *f, struct buffer *out);

#endif
