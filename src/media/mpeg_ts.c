/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MPEG transport streams (ISO/IEC 13818-1), also with the four bytes before each packet that
 * camcorders and Blu-ray put there: packets of one size whose counters go on. Nothing marks the
 * end, so the film ends with its last packet, and whether it is all there is told by the streams
 * in it: each fills up the packet in which something of it ends.
 */
#include "media/mpeg_ts.h"

#include <string.h>

#include "media/avc.h"
#include "media/chain.h"
#include "media/mdpm.h"
#include "media/mpeg.h"

#define UNSEEN	    0xff
#define PACKETS_MIN 10
#define START_MAX   1024 /* tables and pictures must be met within so many packets */

/* How far the next clock is looked for where counters jump. */
#define LOOK_PACKETS 2000
/* Ticks of 90 kHz by which a recording may go on behind lost packets. */
#define LOST_MAX ((uint64_t)10 * 90000)

struct ts {
	struct chain c;
	size_t stride, lead; /* bytes of a packet, and before its sync byte */
	uint64_t tables_at;  /* where the tables at hand begin; 0: other packets came since */
	uint64_t clock;
	unsigned clock_pid; /* TS_PID_NULL: none yet */
	uint32_t lost;
	uint32_t leaps; /* times of streams that did not go on */
	bool midway;	/* a counter did not begin at zero: the beginning may be missing */
	struct ts_tables tables;
	struct mpeg_video video;
	unsigned video_pid; /* whose pictures are followed; 0: none */
	size_t ngathered;   /* bytes of a picture's beginning, for its size */
	unsigned char gathered[512];
	unsigned char count[TS_PIDS];
};

static bool
first_holds(const unsigned char *p)
{
	return p[0] == TS_SYNC && !(p[1] & 0x80) && p[3] & 0x10;
}

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 8 && (first_holds(p) || first_holds(p + 4));
}

/* Three packets in a row, or two and nothing more. */
static size_t
packets_at(struct chain *c, size_t lead)
{
	size_t stride = TS_PACKET + lead, n = 0;
	const unsigned char *p;
	struct ts_packet x;

	for (; n < 5; n++) {
		p = bytes_exact(c->b, c->start + n * stride, stride);
		if (!p || !ts_packet_read(p + lead, &x))
			break;
	}
	return n;
}

static bool
begin(struct chain *c)
{
	struct ts *k = (struct ts *)c;

	for (k->lead = 0; k->lead <= 4; k->lead += 4)
		if (packets_at(c, k->lead) == 5)
			break;
	if (k->lead > 4)
		return false;
	k->stride = TS_PACKET + k->lead;
	k->clock_pid = TS_PID_NULL;
	memset(k->count, UNSEEN, sizeof k->count);
	return true;
}

/* ---- The end ---- */

/* Is what was begun in the streams all there? */
static bool
is_complete(const struct ts *k)
{
	for (size_t i = 0; i < k->tables.nstreams; i++) {
		const struct ts_stream *s = &k->tables.v[i];

		/* what ends with its packet needs no filling up: then the pictures tell */
		if (s->begun && !s->done &&
		    !(s->pid == k->video_pid && mpeg_video_complete(&k->video)))
			return false;
	}
	return true;
}

static bool
finish(struct ts *k, uint64_t end)
{
	struct chain *c = &k->c;

	if (!c->w->mime || c->frames < 2 || c->elements < PACKETS_MIN)
		return chain_breaks(c, end, "no packet of a film stands");
	if (is_complete(k))
		return chain_unmarked(c, end,
				      k->midway ? 0.8
				      : k->lost ? 0.9
						: 0.93,
				      "packets up to the last one, no stream is left open");
	if (end == c->b->size)
		return chain_ends(c);
	c->sure = end; /* it may have ended with its packet, which is its own either way */
	return chain_breaks(c, end, "no packet stands, and a stream is left open");
}

/* ---- Where counters jump ---- */

/* The next clock from here on; false: none near. */
static bool
next_clock(struct ts *k, uint64_t *clock)
{
	uint64_t at = k->c.at + k->lead;

	for (unsigned i = 0; i < LOOK_PACKETS; i++, at += k->stride) {
		const unsigned char *p = bytes_exact(k->c.b, at, TS_PACKET);
		struct ts_packet x;

		if (!p || !ts_packet_read(p, &x))
			return false;
		if (x.has_clock && x.pid == k->clock_pid) {
			*clock = x.clock;
			return true;
		}
	}
	return false;
}

/* Packets are missing, or another recording begins, or these are other bytes. */
static bool
jumps(struct ts *k)
{
	struct chain *c = &k->c;
	uint64_t clock;

	if (c->look < LOOK_STRICT && next_clock(k, &clock) && clock >= k->clock &&
	    clock - k->clock < LOST_MAX) {
		k->lost++;
		return true;
	}
	if (k->tables_at && c->elements > PACKETS_MIN)
		return finish(k, k->tables_at);
	return chain_breaks(c, c->at, "the counters of packets jump");
}

static bool
counts_on(struct ts *k, const struct ts_packet *x)
{
	unsigned char *last = &k->count[x->pid];
	unsigned want = x->n ? (*last + 1u) & 15 : *last;
	bool holds = *last == UNSEEN || x->jump || x->count == want || x->count == *last;

	k->midway |= *last == UNSEEN && x->count && x->n;
	*last = (unsigned char)x->count;
	return holds;
}

/* Does the clock go on? */
static bool
clock_holds(struct ts *k, const struct ts_packet *x)
{
	bool holds = true;

	if (!x->has_clock || (k->clock_pid != TS_PID_NULL && k->clock_pid != x->pid))
		return true;
	if (k->clock_pid != TS_PID_NULL)
		holds = x->clock >= k->clock && x->clock - k->clock < LOST_MAX;
	if (!holds && x->jump && !k->tables_at)
		holds = true; /* announced */
	if (holds) {
		k->clock_pid = x->pid;
		k->clock = x->clock;
	}
	return holds;
}

/* ---- Streams ---- */

/* Gathers the first bytes of pictures until their size is known. */
static void
gather(struct ts *k, bool begins, const unsigned char *p, size_t n)
{
	struct media_walk *w = k->c.w;
	struct picture_size size;
	size_t room;

	if (w->width || (!begins && k->ngathered == 0))
		return;
	if (begins)
		k->ngathered = 0;
	room = sizeof k->gathered - k->ngathered;
	n = n < room ? n : room;
	memcpy(k->gathered + k->ngathered, p, n);
	k->ngathered += n;
	if (stream_size(k->gathered, k->ngathered, &size)) {
		w->width = size.width;
		w->height = size.height;
	}
}

static void
take_video(struct ts *k, const struct ts_packet *x, const struct ts_stream *s)
{
	size_t skip = 0;

	if (x->begins)
		skip = mpeg_packet_head(x->p + x->at, x->n, false);
	if (skip < x->n)
		gather(k, x->begins, x->p + x->at + skip, x->n - skip);
	if (s->kind != TS_MPEG_VIDEO || (k->video_pid && k->video_pid != s->pid))
		return;
	k->video_pid = s->pid;
	if (skip < x->n)
		mpeg_video_feed(&k->video, x->p + x->at + skip, x->n - skip);
}

/* A packet of the stream begins: it has a start code, and may tell its length. */
static bool
begin_packet(struct ts *k, struct ts_stream *s, const struct ts_packet *x)
{
	const unsigned char *p = x->p + x->at;
	unsigned length;

	if (x->n < 9 || memcmp(p, "\0\0\1", 3) != 0 || p[3] < 0xbc ||
	    mpeg_packet_head(p, x->n, false) == 0)
		return false;
	if (!mpeg_times_go_on(&s->times, p, x->n, false, 1)) {
		k->leaps++;
		if (k->c.look == LOOK_STRICT)
			return false;
	}
	length = be16(p + 4);
	s->begun = true;
	s->unbounded = length == 0;
	s->left = length ? length + 6 : 0;
	k->c.frames++;
	return true;
}

/* Is the stream's packet all there with this? */
static void
take_part(struct ts_stream *s, const struct ts_packet *x)
{
	if (s->unbounded) {
		s->done = x->stuffed;
	} else {
		s->left -= x->n < s->left ? (uint32_t)x->n : s->left;
		s->done = s->left == 0;
	}
}

static bool
stream_holds(struct ts *k, struct ts_stream *s, const struct ts_packet *x)
{
	bool scrambled = x->p[3] & 0xc0;
	uint32_t incomplete;

	if (x->n == 0 || s->kind == TS_OTHER || scrambled)
		return true;
	if (x->begins && !begin_packet(k, s, x))
		return false;
	if (!s->begun)
		return true;
	if (x->stuffed && !x->filled)
		return false;
	take_part(s, x);
	incomplete = k->video.incomplete;
	if (s->kind == TS_VIDEO || s->kind == TS_MPEG_VIDEO)
		take_video(k, x, s);
	return k->c.look < LOOK_STRICT || k->video.incomplete == incomplete;
}

static bool
is_table(const struct ts *k, unsigned pid)
{
	return pid <= TS_PID_RESERVED || ts_is_map(&k->tables, pid);
}

/* What the packet carries. */
static bool
payload_holds(struct ts *k, const struct ts_packet *x)
{
	struct ts_stream *s;

	if (is_table(k, x->pid))
		return x->n == 0 || ts_table_read(&k->tables, x) != TS_TABLE_WRONG;
	s = ts_stream_of(&k->tables, x->pid);
	return !s || stream_holds(k, s, x);
}

/* ---- The chain ---- */

/* Has the stream been met or announced? */
static bool
is_known(struct ts *k, unsigned pid)
{
	return !k->tables.mapped || is_table(k, pid) || k->count[pid] != UNSEEN ||
	       ts_stream_of(&k->tables, pid);
}

/* A packet of a stream nobody knows may be other bytes that begin alike. */
static bool
syncs_behind(struct ts *k)
{
	uint64_t at = k->c.at + k->lead;
	const unsigned char *next = bytes_exact(k->c.b, at + k->stride, 1);
	bool syncs = next && *next == TS_SYNC;

	next = bytes_exact(k->c.b, at + 2 * k->stride, 1);
	return syncs && next && *next == TS_SYNC;
}

static bool
take(struct ts *k, const struct ts_packet *x)
{
	struct chain *c = &k->c;

	if (x->error) { /* a bad reception: what it carries is not looked at */
		k->lost++;
		return true;
	}
	if (x->pid == TS_PID_NULL)
		return true;
	if (!is_known(k, x->pid) && !syncs_behind(k))
		return finish(k, c->at);
	if (is_table(k, x->pid) && !k->tables_at)
		k->tables_at = c->at;
	if ((!counts_on(k, x) || !clock_holds(k, x)) && !jumps(k))
		return false;
	if (x->has_clock && x->pid == k->clock_pid)
		k->clock = x->clock;
	if (!is_table(k, x->pid))
		k->tables_at = 0;
	if (!payload_holds(k, x))
		return chain_breaks(c, c->at, "a packet's payload does not hold");
	if (k->tables.mapped && c->frames && !c->w->mime)
		c->w->mime = "video/mp2t";
	return c->w->mime || c->elements < START_MAX || chain_breaks(c, c->at, "no tables are met");
}

static bool
step(struct chain *c)
{
	struct ts *k = (struct ts *)c;
	const unsigned char *p = bytes_exact(c->b, c->at, k->stride);
	struct ts_packet x;

	if (!p) {
		p = bytes_exact(c->b, c->at, k->lead + 1);
		return p && p[k->lead] == TS_SYNC ? chain_ends(c) : finish(k, c->at);
	}
	if (!ts_packet_read(p + k->lead, &x))
		return finish(k, c->at);
	if (!take(k, &x))
		return false;
	c->elements++;
	c->sure = c->at;
	c->at += k->stride;
	return true;
}

/* Over a packet whose head and counter fit. */
static bool
skip(struct chain *c)
{
	struct ts *k = (struct ts *)c;
	const unsigned char *p = bytes_exact(c->b, c->at, k->stride);
	struct ts_packet x;
	struct ts_stream *s;

	if (!p || !ts_packet_read(p + k->lead, &x) || x.error || !counts_on(k, &x))
		return false;
	s = ts_stream_of(&k->tables, x.pid);
	if (s && s->begun && x.n)
		take_part(s, &x);
	c->elements++;
	c->at += k->stride;
	return true;
}

static uint64_t
strain(const struct chain *c)
{
	const struct ts *k = (const struct ts *)c;

	return 8 * ((uint64_t)k->lost + k->leaps) + k->video.incomplete;
}

extern const struct media_format media_mpeg_ts;

const struct media_chain chain_mpeg_ts = {
	.format = &media_mpeg_ts,
	.state = sizeof(struct ts),
	.begin = begin,
	.step = step,
	.skip = skip,
	.strain = strain,
	.hunt = LOOK_INSIDE,
	.firm = 8,
};

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_mpeg_ts, b, start, w, LOOK_HEADS);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_mpeg_ts, b, start, w, LOOK_INSIDE);
}

/*
 * Recordings begin with the association table or, as ffmpeg's, with the service description; the
 * counter of that packet may be any. Three bytes alone would let too much text through.
 */
/* clang-format off */
#define COUNTED(pid, at)                                                                           \
	{"\x47\x40" pid "\x10", 4, at}, {"\x47\x40" pid "\x11", 4, at},                          \
	{"\x47\x40" pid "\x12", 4, at}, {"\x47\x40" pid "\x13", 4, at},                          \
	{"\x47\x40" pid "\x14", 4, at}, {"\x47\x40" pid "\x15", 4, at},                          \
	{"\x47\x40" pid "\x16", 4, at}, {"\x47\x40" pid "\x17", 4, at},                          \
	{"\x47\x40" pid "\x18", 4, at}, {"\x47\x40" pid "\x19", 4, at},                          \
	{"\x47\x40" pid "\x1a", 4, at}, {"\x47\x40" pid "\x1b", 4, at},                          \
	{"\x47\x40" pid "\x1c", 4, at}, {"\x47\x40" pid "\x1d", 4, at},                          \
	{"\x47\x40" pid "\x1e", 4, at}, {"\x47\x40" pid "\x1f", 4, at}
static const struct media_signature signatures[] = {
	COUNTED("\x00", 0), COUNTED("\x11", 0), COUNTED("\x00", 4), COUNTED("\x11", 4),
	{NULL, 0, 0}};
/* clang-format on */

const struct media_format media_mpeg_ts = {
	.name = "ts",
	.extensions = "ts mts m2ts m2t tod tp trp m2s",
	.mime = "video/mp2t",
	.signatures = signatures,
	.max_length = (uint64_t)256 << 30,
	.resumes = true,
	.head = head,
	.walk = walk,
	.check = check,
	.tags = mdpm_file_tags,
};
