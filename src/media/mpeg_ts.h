/* SPDX-License-Identifier: Apache-2.0 */
/* Transport streams (ISO/IEC 13818-1): a packet, and the tables that list the streams. */
#ifndef WINNOW_MEDIA_MPEG_TS_H
#define WINNOW_MEDIA_MPEG_TS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/mpeg.h"

#define TS_PACKET 188
#define TS_SYNC	  0x47

enum {
	TS_PID_PAT = 0,
	TS_PID_SDT = 0x11,
	TS_PID_RESERVED = 0x1f, /* up to here PIDs have fixed meanings */
	TS_PID_NULL = 0x1fff,
	TS_PIDS = 0x2000,
};

struct ts_packet {
	const unsigned char *p; /* 188 bytes */
	unsigned pid, count;	/* count: the continuity counter */
	bool begins;		/* a packet or a section of the stream begins in it */
	bool error, jump, has_clock;
	bool stuffed;	/* filled up because the stream's packet ends in it */
	bool filled;	/* with what filler should be */
	uint64_t clock; /* 90 kHz */
	size_t at, n;	/* the payload in p; n 0: none */
};

/* Does p[0..188) hold up as a packet? */
bool ts_packet_read(const unsigned char *p, struct ts_packet *x);

enum ts_kind {
	TS_OTHER,
	TS_MPEG_VIDEO,
	TS_VIDEO, /* of other codings */
	TS_AUDIO,
};

#define TS_STREAMS_MAX	32
#define TS_PROGRAMS_MAX 16

struct ts_stream {
	uint16_t pid;
	unsigned char kind;
	bool begun;	/* a packet of it was met */
	bool unbounded; /* ... that does not tell its length */
	bool done;	/* ... and that is all there */
	uint32_t left;	/* bytes of it still to come */
	struct mpeg_times times;
};

struct ts_tables {
	uint16_t maps[TS_PROGRAMS_MAX]; /* PIDs of program maps */
	size_t nmaps, nstreams;
	struct ts_stream v[TS_STREAMS_MAX];
	bool mapped; /* a program map was read */
	bool video;
};

enum ts_table {
	TS_TABLE_NONE,
	TS_TABLE_HOLDS,
	TS_TABLE_WRONG, /* its sum does not agree */
};

/* Reads the section that begins in a packet of a table's PID, if it ends in it, too. */
enum ts_table ts_table_read(struct ts_tables *t, const struct ts_packet *x);

struct ts_stream *ts_stream_of(struct ts_tables *t, unsigned pid);
bool ts_is_map(const struct ts_tables *t, unsigned pid);

#endif
