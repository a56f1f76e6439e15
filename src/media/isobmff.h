/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Boxes of the ISO base media file format (ISO/IEC 14496-12) and of QuickTime before it: what MP4,
 * MOV, 3GP, HEIF and AVIF are made of.
 */
#ifndef WINNOW_MEDIA_ISOBMFF_H
#define WINNOW_MEDIA_ISOBMFF_H

#include <stdbool.h>

#include "media/media.h"

struct isobox {
	char type[5];
	uint64_t at, body, end; /* end may lie past the source */
	bool open;		/* it goes to the end of the file, wherever that is */
};

/* The box at `at`: 1, 0 its head reaches past `limit`, -1 no box stands there. */
int isobox_at(struct bytes *b, uint64_t at, uint64_t limit, struct isobox *box);

/* The first box of a type in [at, limit): 0, or -1. */
int isobox_find(struct bytes *b, uint64_t at, uint64_t limit, const char *type, struct isobox *out);

bool isobox_is(const struct isobox *box, const char *type);

/* Is it of a type that may stand at the top level of a file? */
bool isobox_top_level(const struct isobox *box);

/* What a movie box tells. */
struct isomovie {
	bool picture, sound; /* a track of this kind */
	bool holds_files;    /* its frames are whole JPEG, PNG or GIF files */
	bool fragmented;     /* samples stand in fragments behind it */
	uint64_t furthest;   /* the last place that a chunk of samples begins at, from the file's
				start */
	uint64_t chunks;
	uint32_t width, height; /* of the largest picture track */
};
void isobmff_movie(struct bytes *b, const struct isobox *moov, struct isomovie *m);

/* isobmff_tree.c: the address at which a movie box ceases to hold; UINT64_MAX: nowhere. */
uint64_t isobmff_tree_breaks(struct bytes *b, const struct isobox *moov);

/* What a HEIF meta box tells: how far its items reach, the size of its largest image. */
struct isoitems {
	uint64_t n, furthest; /* furthest: end of the last extent, from the start of the file it
				 stands in */
	uint32_t width, height;
	bool broken;
};
void isobmff_items(struct bytes *b, const struct isobox *meta, struct isoitems *items);

/* The Exif and XMP items of a HEIF file that begins at 0. */
void isobmff_item_blocks(struct bytes *b, const struct isobox *meta, struct media_blocks *out);

/* isobmff_uuid.c: XMP packets of movies, the Exif blocks of Canon's CR3. */
void isobmff_movie_blocks(struct bytes *b, struct media_blocks *out);

/* isobmff_tags.c: user data, keys and times of movies. */
void isobmff_tags(struct bytes *b, struct media_tags *out);

/* isobmff_camera.c: Sony's XML in a meta box, GoPro's telemetry. */
void isobmff_sony_tags(struct bytes *b, const struct isobox *meta, struct media_tags *out);
void isobmff_telemetry_tags(struct bytes *b, const struct isobox *moov, struct media_tags *out);

/* isobmff_dashcam.c: the first fix of the blocks that the box `gps ` lists: group FreeGPS. */
void isobmff_dashcam_tags(struct bytes *b, const struct isobox *index, struct media_tags *out);

/* isobmff_camera.c: the camera that the first sample of DJI's own track names: group DJI. */
void isobmff_dji_tags(struct bytes *b, const struct isobox *mdia, struct media_tags *out);

/* isobmff_maker.c: a maker's box of user data; what Insta360 puts behind a file. */
void isobmff_maker_tags(struct bytes *b, const struct isobox *box, struct media_tags *out);
void isobmff_insta_tags(struct bytes *b, struct media_tags *out);

/* isobmff_previews.c: pictures beside a file's own, of a file that begins at 0. */
void isobmff_preview_blocks(struct bytes *b, struct media_blocks *out);

#endif
