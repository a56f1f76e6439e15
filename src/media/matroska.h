/* SPDX-License-Identifier: Apache-2.0 */
/* What the walk of Matroska knows of tracks and blocks. */
#ifndef WINNOW_MEDIA_MATROSKA_H
#define WINNOW_MEDIA_MATROSKA_H

#include "media/chain.h"
#include "media/ebml.h"
#include "media/film_frame.h"

enum {
	MKV_SEGMENT = 0x18538067,
	MKV_SEEK_HEAD = 0x114d9b74,
	MKV_INFO = 0x1549a966,
	MKV_TRACKS = 0x1654ae6b,
	MKV_CLUSTER = 0x1f43b675,
	MKV_CUES = 0x1c53bb6b,
	MKV_ATTACHMENTS = 0x1941a469,
	MKV_CHAPTERS = 0x1043a770,
	MKV_TAGS = 0x1254c367,
	MKV_TIMESTAMP = 0xe7,
	MKV_SILENT_TRACKS = 0x5854,
	MKV_POSITION = 0xa7,
	MKV_PREVIOUS_SIZE = 0xab,
	MKV_SIMPLE_BLOCK = 0xa3,
	MKV_BLOCK_GROUP = 0xa0,
	MKV_BLOCK = 0xa1,
	MKV_ENCRYPTED_BLOCK = 0xaf,
};

#define MKV_TRACKS_MAX 16

struct mkv_track {
	uint64_t number;
	struct film_track frame;
};

struct mkv_tracks {
	struct mkv_track v[MKV_TRACKS_MAX];
	size_t n;
	bool full; /* there are more than are kept: any number may stand in a block */
	bool video;
	uint32_t width, height; /* of the largest picture */
};

/* Reads a Tracks element; false: no track stands in it, or it does not hold up. */
bool mkv_tracks_read(struct bytes *b, const struct ebml *tracks, struct mkv_tracks *out);

/*
 * A SimpleBlock, or the Block of a group: its track is known, its flags and lacing fit. Looked
 * inside, its frame must hold, too; then all of it must be there.
 */
bool mkv_block_holds(const struct chain *c, const struct ebml *block,
		     const struct mkv_tracks *tracks);

/*
 * The time of a SimpleBlock in its cluster, and which of the tracks it belongs to; false: none.
 */
bool mkv_block_time(struct bytes *b, const struct ebml *block, const struct mkv_tracks *tracks,
		    size_t *track, int64_t *time);

/* A BlockGroup: children fill it, and its block holds. All of it must be there. */
bool mkv_group_holds(const struct chain *c, const struct ebml *group,
		     const struct mkv_tracks *tracks);

#endif
