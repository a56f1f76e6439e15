/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MPEG program streams (ISO/IEC 11172-1, 13818-1), among them DVD's VOB and the discs' MPG: packs
 * and packets, each of which tells its length. An end code may stand at the end, but most writers
 * leave it out: then the last picture tells whether the film is all there.
 */
#include <string.h>

#include "media/avc.h"
#include "media/chain.h"
#include "media/mdpm.h"
#include "media/mpeg.h"

enum {
	ID_END = 0xb9,
	ID_PACK = 0xba,
	ID_SYSTEM = 0xbb,
	ID_MAP = 0xbc,
	ID_PADDING = 0xbe,
	ID_PRIVATE_2 = 0xbf,
	ID_AUDIO = 0xc0,
	ID_VIDEO = 0xe0,
	ID_VIDEO_LAST = 0xef,
};

/* Ticks of 90 kHz that the clock may leap from pack to pack: a minute. */
#define LEAP_MAX ((uint64_t)60 * 90000)

/* How much later than its pictures a pack may come, once some were timed. */
#define LATE_MAX    ((uint64_t)45000)
#define TIMED_LEAST 4

/* Clocks of recordings begin near zero; a quarter of a second. */
#define CLOCK_FIRST 22500

/* Packs of a video CD: a sector, whose last bytes are left zero. */
#define CD_SECTOR 2324
#define CD_ZEROS  20

/* DVD: the sector number in the first private packet of a navigation pack. */
#define SECTOR	 2048
#define NAV_SIZE 0x03d4

struct ps {
	struct chain c;
	uint64_t clock; /* of the last pack */
	uint64_t packs;
	uint64_t nav; /* sector number of the last navigation pack, and where it stood */
	uint64_t nav_at;
	struct mpeg_video video;
	struct mpeg_times times; /* of the first video stream */
	uint32_t leaps;		 /* times that did not go on */
	uint32_t timed_pictures; /* that had begun at the last of them */
	unsigned char video_id;	 /* the first video stream; 0: none yet */
	bool mpeg1;
	bool midway;  /* the clock was running: the beginning may be missing */
	bool stuffed; /* the packet at hand has filler in its head */
	bool padded;  /* filler stood in the last packet: all was written */
};

struct pack {
	bool mpeg1;
	uint64_t clock;
	size_t size;
};

/* A pack's head at p. */
static bool
pack_at(const unsigned char *p, size_t n, struct pack *k)
{
	if (n < 14 || memcmp(p, "\0\0\1\xba", 4) != 0)
		return false;
	k->mpeg1 = p[4] >> 4 == 2;
	if (k->mpeg1) {
		k->size = 12;
		return mpeg_time(p + 4, &k->clock) && p[9] & 0x80 && p[11] & 1;
	}
	k->clock = (uint64_t)(p[4] >> 3 & 7) << 30 | (uint64_t)(p[4] & 3) << 28 |
		   (uint64_t)p[5] << 20 | (uint64_t)(p[6] >> 3) << 15 | (uint64_t)(p[6] & 3) << 13 |
		   (uint64_t)p[7] << 5 | p[8] >> 3;
	k->size = 14 + (size_t)(p[13] & 7);
	return p[4] >> 6 == 1 && p[4] & 4 && p[6] & 4 && p[8] & 4 && p[9] & 1 && (p[12] & 3) == 3;
}

/*
 * Every pack looks like every other: only one that describes the streams, or a packet of video
 * that begins a sequence, is taken for the beginning of a file.
 */
static bool
head(const unsigned char *p, size_t n)
{
	struct pack k;
	size_t at;

	if (!pack_at(p, n, &k) || n < k.size + 6 || memcmp(p + k.size, "\0\0\1", 3) != 0)
		return false;
	p += k.size;
	n -= k.size;
	if (p[3] == ID_SYSTEM || p[3] == ID_MAP)
		return true;
	if (p[3] < ID_VIDEO || p[3] > ID_VIDEO_LAST)
		return false;
	at = mpeg_packet_head(p, n, k.mpeg1);
	return at && (at + 4 > n || memcmp(p + at, "\0\0\1\xb3", 4) == 0);
}

static bool
begin(struct chain *c)
{
	unsigned char p[MEDIA_HEAD];
	size_t n = bytes_read(c->b, c->at, p, sizeof p);

	return head(p, n);
}

/* ---- The end ---- */

static bool
finish(struct ps *k, uint64_t end)
{
	struct chain *c = &k->c;

	if (!c->w->mime || c->frames < 2)
		return chain_breaks(c, end, "no packets of a film");
	if (!c->look || k->video.pictures == 0)
		return chain_unmarked(c, end, 0.8, "packets up to the last one");
	if (mpeg_video_complete(&k->video) && (k->padded || k->video.over || end == c->b->size))
		return chain_unmarked(c, end, k->midway ? 0.8 : 0.95,
				      "packets up to a complete picture");
	if (end == c->b->size)
		return chain_ends(c);
	return chain_breaks(c, end, "no packet stands, but nothing says that this is the end");
}

/* ---- Packs ---- */

/* Does a navigation pack of DVD go on counting from the last one? */
static bool
counts_on(const struct ps *k, uint64_t at, uint64_t nav)
{
	return k->nav_at && nav > k->nav && nav - k->nav == (at - k->nav_at) / SECTOR;
}

/* The number of the navigation pack at `at`; false: it is none. */
static bool
nav_at(struct chain *c, uint64_t at, uint64_t *nav)
{
	const unsigned char *p = bytes_exact(c->b, at, 0x31);

	if (!p || memcmp(p + 0x26, "\0\0\1\xbf\x03\xd4\0", 7) != 0)
		return false;
	*nav = be32(p + 0x2d);
	return true;
}

/*
 * The clock went back or leapt: another recording begins here if the streams are described anew,
 * unless a DVD's sectors say that it goes on.
 */
static bool
clock_breaks(struct ps *k, const struct pack *x)
{
	struct chain *c = &k->c;
	const unsigned char *p;
	uint64_t nav;

	if (nav_at(c, c->at, &nav) && counts_on(k, c->at, nav))
		return true;
	p = bytes_exact(c->b, c->at + x->size, 4);
	if (p && memcmp(p, "\0\0\1\xbb", 4) == 0)
		return finish(k, c->at);
	return chain_breaks(c, c->at, "the clock leaps");
}

/* Does the pack come when the pictures before it should long have been decoded? */
static bool
is_late(const struct ps *k, const struct pack *x)
{
	uint64_t due =
		k->times.last + k->times.step * (uint64_t)(k->video.pictures - k->timed_pictures);

	return k->times.n > TIMED_LEAST && x->clock > due + LATE_MAX;
}

static bool
take_pack(struct ps *k)
{
	struct chain *c = &k->c;
	unsigned char p[14];
	size_t n = bytes_read(c->b, c->at, p, sizeof p);
	struct pack x;
	uint64_t nav;

	if (n < sizeof p)
		return chain_ends(c);
	if (!pack_at(p, n, &x) || (k->packs && x.mpeg1 != k->mpeg1))
		return finish(k, c->at);
	if (k->packs && (x.clock < k->clock || x.clock - k->clock > LEAP_MAX) &&
	    !clock_breaks(k, &x))
		return false;
	if (is_late(k, &x)) {
		k->leaps++;
		if (c->look == LOOK_STRICT)
			return chain_breaks(c, c->at, "the clock runs ahead of the pictures");
	}
	if (nav_at(c, c->at, &nav)) {
		k->nav = nav;
		k->nav_at = c->at;
	}
	k->mpeg1 = x.mpeg1;
	k->midway |= k->packs == 0 && x.clock > CLOCK_FIRST;
	k->clock = x.clock;
	k->packs++;
	c->sure = c->at;
	c->at += x.size;
	return true;
}

/* ---- Packets ---- */

/* Filler of padding packets is all ones. */
static bool
padding_holds(struct chain *c, uint64_t end)
{
	size_t n = (size_t)(end - c->at - 6);
	const unsigned char *p = n ? bytes_exact(c->b, c->at + 6, n) : NULL;

	for (size_t i = 1; p && i < n; i++) /* the first one may be a head's 0x0f */
		if (p[i] != 0xff)
			return false;
	return true;
}

static void
take_video(struct ps *k, unsigned id, const unsigned char *p, size_t n)
{
	struct media_walk *w = k->c.w;
	struct picture_size size;

	if (k->video_id == 0)
		k->video_id = (unsigned char)id;
	if (w->width == 0 && stream_size(p, n < 4096 ? n : 4096, &size)) {
		w->width = size.width;
		w->height = size.height;
	}
	if (k->c.look && id == k->video_id)
		mpeg_video_feed(&k->video, p, n);
}

/* By the pictures that began since the last packet with a time. */
static bool
time_goes_on(struct ps *k, const unsigned char *p, size_t head)
{
	unsigned n = k->times.n;
	bool holds = mpeg_times_go_on(&k->times, p, head, k->mpeg1,
				      k->video.pictures - k->timed_pictures);

	if (k->times.n != n)
		k->timed_pictures = k->video.pictures;
	return holds;
}

static bool
payload_holds(struct ps *k, unsigned id, uint64_t end)
{
	struct chain *c = &k->c;
	size_t n = (size_t)(end - c->at), at;
	uint32_t incomplete;
	const unsigned char *p = n <= BYTES_WINDOW ? bytes_exact(c->b, c->at, n) : NULL;

	if (!p) /* a packet of the greatest length there is; its head has been seen to fit */
		return true;
	at = mpeg_packet_head(p, n, k->mpeg1);
	if (at == 0 || at > n)
		return false;
	k->stuffed = mpeg_packet_stuffed(p, k->mpeg1);
	if (id >= ID_AUDIO && id <= ID_VIDEO_LAST)
		c->frames++;
	if (id < ID_VIDEO || id > ID_VIDEO_LAST)
		return true;
	if ((k->video_id == 0 || k->video_id == id) && !time_goes_on(k, p, at)) {
		k->leaps++;
		if (c->look == LOOK_STRICT)
			return false;
	}
	incomplete = k->video.incomplete;
	take_video(k, id, p + at, n - at);
	return c->look < LOOK_STRICT || k->video.incomplete == incomplete;
}

static bool
take_packet(struct ps *k, unsigned id, unsigned length)
{
	struct chain *c = &k->c;
	uint64_t end = c->at + 6 + length;

	if (length == 0 || k->packs == 0)
		return finish(k, c->at);
	if (end > c->b->size)
		return chain_ends(c);
	if (id == ID_PADDING ? !padding_holds(c, end)
			     : id != ID_SYSTEM && !payload_holds(k, id, end))
		return chain_breaks(c, c->at, "a packet does not hold");
	if (c->frames && !c->w->mime)
		c->w->mime = "video/mpeg";
	k->padded = id == ID_PADDING || k->stuffed;
	k->stuffed = false;
	c->elements++;
	c->sure = c->at;
	c->at = end;
	return true;
}

/* The zeros that fill a sector of a video CD. */
static bool
skip_zeros(struct ps *k)
{
	static const unsigned char zeros[CD_ZEROS];
	struct chain *c = &k->c;
	const unsigned char *p;

	if ((c->at - c->start) % CD_SECTOR != CD_SECTOR - CD_ZEROS)
		return false;
	p = bytes_exact(c->b, c->at, CD_ZEROS);
	if (!p || memcmp(p, zeros, CD_ZEROS) != 0)
		return false;
	c->at += CD_ZEROS;
	return true;
}

static bool
step(struct chain *c)
{
	struct ps *k = (struct ps *)c;
	unsigned char p[6] = {0};
	size_t n = bytes_read(c->b, c->at, p, sizeof p);

	if (n >= 3 && memcmp(p, "\0\0\1", 3) != 0)
		return skip_zeros(k) || finish(k, c->at);
	if (n < 4)
		return n && memcmp(p, "\0\0\1", n) == 0 ? chain_ends(c) : finish(k, c->at);
	if (p[3] == ID_END && c->frames)
		return chain_whole(c, c->at + 4, 0.95, "packets up to the end code");
	if (p[3] == ID_PACK)
		return take_pack(k);
	if (p[3] < ID_SYSTEM)
		return finish(k, c->at);
	return n < 6 ? chain_ends(c) : take_packet(k, p[3], be16(p + 4));
}

static uint64_t
strain(const struct chain *c)
{
	const struct ps *k = (const struct ps *)c;

	return k->video.incomplete + 8 * (uint64_t)k->leaps;
}

extern const struct media_format media_mpeg_ps;

const struct media_chain chain_mpeg_ps = {
	.format = &media_mpeg_ps,
	.state = sizeof(struct ps),
	.begin = begin,
	.step = step,
	.strain = strain,
	.hunt = LOOK_INSIDE,
	.start_codes = true,
	.firm = 3,
};

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_mpeg_ps, b, start, w, LOOK_HEADS);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_mpeg_ps, b, start, w, LOOK_INSIDE);
}

/*
 * The start code of a pack and the first byte of its clock: four zeros and ones alone would let
 * every empty sector through.
 */
/* clang-format off */
#define PACK(clock) {"\0\0\1\xba" clock, 5, 0}
#define FOUR(a, b, c, d) PACK(a), PACK(b), PACK(c), PACK(d)
static const struct media_signature signatures[] = {
	FOUR("\x44", "\x45", "\x46", "\x47"), FOUR("\x4c", "\x4d", "\x4e", "\x4f"),
	FOUR("\x54", "\x55", "\x56", "\x57"), FOUR("\x5c", "\x5d", "\x5e", "\x5f"),
	FOUR("\x64", "\x65", "\x66", "\x67"), FOUR("\x6c", "\x6d", "\x6e", "\x6f"),
	FOUR("\x74", "\x75", "\x76", "\x77"), FOUR("\x7c", "\x7d", "\x7e", "\x7f"),
	FOUR("\x21", "\x23", "\x25", "\x27"), FOUR("\x29", "\x2b", "\x2d", "\x2f"),
	{NULL, 0, 0}};
/* clang-format on */

const struct media_format media_mpeg_ps = {
	.name = "mpg",
	.extensions = "mpg mpeg vob mpe m2p ps mod vro dat evo",
	.mime = "video/mpeg",
	.signatures = signatures,
	.max_length = (uint64_t)64 << 30,
	.resumes = true,
	.head = head,
	.walk = walk,
	.check = check,
	.tags = mdpm_file_tags,
};
