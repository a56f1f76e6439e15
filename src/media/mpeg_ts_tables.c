/* SPDX-License-Identifier: Apache-2.0 */
#include "media/mpeg_ts.h"

#include <string.h>

#include "base/bytes.h"
#include "media/mpeg.h"

enum {
	TABLE_PAT = 0,
	TABLE_PMT = 2,
};

/* What fills an adaptation field up is all ones. */
static bool
filler_holds(const unsigned char *p, const unsigned char *end)
{
	while (p < end)
		if (*p++ != 0xff)
			return false;
	return true;
}

bool
ts_packet_read(const unsigned char *p, struct ts_packet *x)
{
	unsigned control = p[3] >> 4 & 3;
	size_t adaptation = 0, used = 1;

	if (p[0] != TS_SYNC)
		return false;
	*x = (struct ts_packet){.p = p, .pid = (unsigned)(p[1] & 31) << 8 | p[2], .at = 4};
	x->count = p[3] & 15;
	x->begins = p[1] & 0x40;
	x->error = p[1] & 0x80;
	if (x->pid == TS_PID_NULL)
		return true;
	if (control == 0)
		return false;
	if (control & 2) {
		adaptation = p[4];
		if (adaptation > (control == 3 ? 182u : 183u))
			return false;
		if (adaptation) {
			x->jump = p[5] & 0x80;
			x->has_clock = p[5] & 0x10 && adaptation >= 7;
			used += (p[5] & 0x10 ? 6u : 0u) + (p[5] & 8 ? 6u : 0u) +
				(p[5] & 4 ? 1u : 0u);
			if (p[5] & 2 && used + 1 < adaptation)
				used += 1 + (size_t)p[5 + used];
		}
		if (x->has_clock)
			x->clock = (uint64_t)be32(p + 6) << 1 | p[10] >> 7;
		x->stuffed = adaptation == 0 || (adaptation > used && !(p[5] & 1));
		x->filled = adaptation <= used || p[5] & 1 ||
			    filler_holds(p + 5 + used, p + 5 + adaptation);
		x->at += 1 + adaptation;
	}
	x->n = control & 1 ? TS_PACKET - x->at : 0;
	return true;
}

/* The sum of sections: polynomial 04c11db7 from all ones; zero over a section with its sum. */
static uint32_t
sum_of(const unsigned char *p, size_t n)
{
	uint32_t sum = 0xffffffff;

	for (size_t i = 0; i < n; i++) {
		sum ^= (uint32_t)p[i] << 24;
		for (int k = 0; k < 8; k++)
			sum = sum << 1 ^ (sum >> 31 ? 0x04c11db7u : 0);
	}
	return sum;
}

bool
ts_is_map(const struct ts_tables *t, unsigned pid)
{
	for (size_t i = 0; i < t->nmaps; i++)
		if (t->maps[i] == pid)
			return true;
	return false;
}

struct ts_stream *
ts_stream_of(struct ts_tables *t, unsigned pid)
{
	for (size_t i = 0; i < t->nstreams; i++)
		if (t->v[i].pid == pid)
			return &t->v[i];
	return NULL;
}

static void
take_programs(struct ts_tables *t, const unsigned char *p, size_t n)
{
	for (size_t i = 8; i + 8 <= n; i += 4) {
		unsigned pid = be16(p + i + 2) & 0x1fffu;

		if (be16(p + i) && !ts_is_map(t, pid) && t->nmaps < TS_PROGRAMS_MAX)
			t->maps[t->nmaps++] = (uint16_t)pid;
	}
}

static enum ts_kind
kind_of(unsigned type)
{
	switch (type) {
	case 0x01:
	case 0x02:
		return TS_MPEG_VIDEO;
	case 0x10:
	case 0x1b:
	case 0x20:
	case 0x24:
	case 0x33:
	case 0x42:
	case 0xd1:
	case 0xea:
		return TS_VIDEO;
	case 0x03:
	case 0x04:
	case 0x0f:
	case 0x11:
	case 0x80:
	case 0x81:
	case 0x82:
	case 0x83:
	case 0x84:
	case 0x85:
	case 0x86:
	case 0x87:
		return TS_AUDIO;
	default:
		return TS_OTHER;
	}
}

static void
take_streams(struct ts_tables *t, const unsigned char *p, size_t n)
{
	size_t at = n >= 16 ? 12 + (size_t)(be16(p + 10) & 0xfff) : n;

	for (; at + 9 <= n; at += 5 + (size_t)(be16(p + at + 3) & 0xfff)) {
		unsigned pid = be16(p + at + 1) & 0x1fffu;
		enum ts_kind kind = kind_of(p[at]);

		if (ts_stream_of(t, pid) || t->nstreams == TS_STREAMS_MAX)
			continue;
		t->v[t->nstreams++] =
			(struct ts_stream){.pid = (uint16_t)pid, .kind = (unsigned char)kind};
		t->video |= kind == TS_VIDEO || kind == TS_MPEG_VIDEO;
	}
	t->mapped |= t->nstreams > 0;
}

enum ts_table
ts_table_read(struct ts_tables *t, const struct ts_packet *x)
{
	const unsigned char *p = x->p + x->at;
	size_t n = x->n, size;

	if (!x->begins || n < 4 || p[0] + 4u > n)
		return TS_TABLE_NONE;
	n -= 1 + (size_t)p[0];
	p += 1 + (size_t)p[0];
	size = 3 + (size_t)(be16(p + 1) & 0xfff);
	if (p[0] == 0xff || size > n)
		return TS_TABLE_NONE;
	if (!(p[1] & 0x80) || size < 12)
		return TS_TABLE_NONE;
	if (sum_of(p, size) != 0)
		return TS_TABLE_WRONG;
	if (x->pid == TS_PID_PAT && p[0] == TABLE_PAT)
		take_programs(t, p, size);
	else if (ts_is_map(t, x->pid) && p[0] == TABLE_PMT)
		take_streams(t, p, size);
	return TS_TABLE_HOLDS;
}
