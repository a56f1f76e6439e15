/* SPDX-License-Identifier: Apache-2.0 */
#include "media/matroska.h"

#include <string.h>

enum {
	TRACK_ENTRY = 0xae,
	TRACK_NUMBER = 0xd7,
	TRACK_TYPE = 0x83,
	CODEC_ID = 0x86,
	CODEC_PRIVATE = 0x63a2,
	CONTENT_ENCODINGS = 0x6d80,
	VIDEO = 0xe0,
	PIXEL_WIDTH = 0xb0,
	PIXEL_HEIGHT = 0xba,
	TYPE_VIDEO = 1,
};

#define FLAG_LACING   0x06
#define FLAG_RESERVED 0x70
#define LACING_XIPH   0x02
#define LACING_FIXED  0x04

/* Heads of laced blocks are looked at so far. */
#define BLOCK_HEAD 1024

static const struct {
	const char *id; /* the codec's identity begins with it */
	enum film_codec codec;
} codecs[] = {
	{"V_MPEG4/ISO/AVC", FILM_AVC}, {"V_MPEGH/ISO/HEVC", FILM_HEVC},
	{"V_VP8", FILM_VP8},	       {"V_VP9", FILM_VP9},
	{"V_AV1", FILM_AV1},	       {"V_MPEG1", FILM_START_CODES},
	{"V_MPEG2", FILM_START_CODES}, {"V_MJPEG", FILM_JPEG},
	{"A_MPEG/L", FILM_MPEG_AUDIO}, {"A_AC3", FILM_AC3},
	{"A_EAC3", FILM_AC3},
};

/* ---- Tracks ---- */

static enum film_codec
codec_of(struct bytes *b, const struct ebml *el)
{
	char id[32] = "";
	uint64_t n = el->end - el->body;

	bytes_read(b, el->body, id, (size_t)(n < sizeof id - 1 ? n : sizeof id - 1));
	for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
		if (strncmp(id, codecs[i].id, strlen(codecs[i].id)) == 0)
			return codecs[i].codec;
	return FILM_OTHER;
}

/* How long the lengths of units are: in the decoder's configuration record. */
static unsigned char
length_size(struct bytes *b, const struct ebml *private, enum film_codec codec)
{
	uint64_t at = codec == FILM_AVC ? 4 : 21;
	const unsigned char *p = NULL;

	if (private->body && private->end - private->body > at)
		p = bytes_exact(b, private->body, 22 > at ? (size_t)at + 1 : 22);
	if (!p || p[0] != 1)
		return 0;
	return (unsigned char)((p[at] & 3) + 1);
}

static void
take_size(struct bytes *b, const struct ebml *video, struct mkv_tracks *out)
{
	uint64_t at = video->body, width = 0, height = 0;
	struct ebml el;

	while (ebml_child(b, &at, video->end, &el)) {
		if (el.id == PIXEL_WIDTH)
			width = ebml_unsigned(b, &el);
		else if (el.id == PIXEL_HEIGHT)
			height = ebml_unsigned(b, &el);
	}
	if (width > 65535 || height > 65535 || width * height < (uint64_t)out->width * out->height)
		return;
	out->width = (uint32_t)width;
	out->height = (uint32_t)height;
}

static void
take_track(struct bytes *b, const struct ebml *entry, struct mkv_tracks *out)
{
	struct ebml el, private = {0};
	struct mkv_track t = {0};
	uint64_t at = entry->body;
	bool encoded = false;

	while (ebml_child(b, &at, entry->end, &el)) {
		if (el.id == TRACK_NUMBER)
			t.number = ebml_unsigned(b, &el);
		else if (el.id == TRACK_TYPE)
			out->video |= ebml_unsigned(b, &el) == TYPE_VIDEO;
		else if (el.id == CODEC_ID)
			t.frame.codec = codec_of(b, &el);
		else if (el.id == CODEC_PRIVATE)
		private = el;
		else if (el.id == VIDEO) take_size(b, &el, out);
		encoded |= el.id == CONTENT_ENCODINGS;
	}
	if (t.frame.codec == FILM_AVC || t.frame.codec == FILM_HEVC)
		t.frame.length_size = length_size(b, &private, t.frame.codec);
	t.frame.index = (unsigned char)out->n;
	t.frame.config_at = private.body;
	t.frame.config_size = (uint32_t)(private.end - private.body);
	if (encoded || (t.frame.codec <= FILM_HEVC && t.frame.length_size == 0))
		t.frame.codec = FILM_OTHER;
	out->full |= out->n == MKV_TRACKS_MAX;
	if (!out->full)
		out->v[out->n++] = t;
}

bool
mkv_tracks_read(struct bytes *b, const struct ebml *tracks, struct mkv_tracks *out)
{
	uint64_t at = tracks->body;
	struct ebml el;

	memset(out, 0, sizeof *out);
	if (!ebml_children_fill(b, tracks))
		return false;
	while (ebml_child(b, &at, tracks->end, &el)) {
		if (el.id != TRACK_ENTRY)
			continue;
		if (!ebml_children_fill(b, &el))
			return false;
		take_track(b, &el, out);
	}
	return out->n > 0;
}

/* ---- Blocks ---- */

static const struct mkv_track *
track_of(const struct mkv_tracks *tracks, uint64_t number)
{
	for (size_t i = 0; i < tracks->n; i++)
		if (tracks->v[i].number == number)
			return &tracks->v[i];
	return NULL;
}

/* Sizes of all frames but the last, each a row of 255s and a rest. */
static bool
xiph_fits(const unsigned char *p, size_t n, unsigned frames, uint64_t room)
{
	uint64_t sum = 0;
	size_t i = 0;

	for (unsigned f = 1; f < frames; f++) {
		while (i < n && p[i] == 255)
			sum += p[i++];
		if (i == n)
			return n == BLOCK_HEAD;
		sum += p[i++];
	}
	return i + sum <= room;
}

/* The first frame's size, then differences, offset by half of what their length can hold. */
static bool
ebml_fits(const unsigned char *p, size_t n, unsigned frames, uint64_t room)
{
	int64_t size = 0;
	uint64_t sum = 0, v;
	size_t i = 0, used;

	for (unsigned f = 1; f < frames; f++) {
		used = ebml_number(p + i, n - i, &v);
		if (used == 0 || v > ((uint64_t)1 << 42))
			return used == 0 && n - i < 8 && n == BLOCK_HEAD;
		i += used;
		size += f == 1 ? (int64_t)v
			       : (int64_t)v - (((int64_t)1 << (7 * (int)used - 1)) - 1);
		if (size < 0 || size > (int64_t)room)
			return false;
		sum += (uint64_t)size;
	}
	return i + sum <= room;
}

/* p: what stands behind the flags; n: of that in hand; room: all of it. */
static bool
lacing_fits(unsigned flags, const unsigned char *p, size_t n, uint64_t room)
{
	if (n == 0)
		return false;
	unsigned frames = p[0] + 1u;
	room--;
	if ((flags & FLAG_LACING) == LACING_FIXED)
		return room % frames == 0;
	if ((flags & FLAG_LACING) == LACING_XIPH)
		return xiph_fits(p + 1, n - 1, frames, room);
	return ebml_fits(p + 1, n - 1, frames, room);
}

bool
mkv_block_holds(const struct chain *c, const struct ebml *block, const struct mkv_tracks *tracks)
{
	struct bytes *b = c->b;
	unsigned char p[BLOCK_HEAD];
	uint64_t size = block->end - block->body, number = 0;
	size_t n = bytes_read(b, block->body, p, (size_t)(size < 16 ? size : 16));
	size_t head = ebml_number(p, n, &number);
	const struct mkv_track *t = track_of(tracks, number);

	if (head == 0 || n < head + 3 || (!t && !tracks->full))
		return false;
	head += 3;
	if (p[head - 1] & FLAG_RESERVED)
		return false;
	if (p[head - 1] & FLAG_LACING) {
		unsigned flags = p[head - 1];

		n = bytes_read(b, block->body, p, (size_t)(size < sizeof p ? size : sizeof p));
		return lacing_fits(flags, p + head, n - head, size - head);
	}
	return c->look == LOOK_HEADS || !t ||
	       film_frame_holds(&t->frame, c, block->body + head, block->end);
}

bool
mkv_block_time(struct bytes *b, const struct ebml *block, const struct mkv_tracks *tracks,
	       size_t *track, int64_t *time)
{
	unsigned char p[11];
	size_t n = bytes_read(b, block->body, p, sizeof p), head;
	const struct mkv_track *t;
	uint64_t number;

	head = ebml_number(p, n, &number);
	t = head && head + 2 <= n ? track_of(tracks, number) : NULL;
	if (!t)
		return false;
	*track = (size_t)(t - tracks->v);
	*time = (int16_t)be16(p + head);
	return true;
}

bool
mkv_group_holds(const struct chain *c, const struct ebml *group, const struct mkv_tracks *tracks)
{
	uint64_t at = group->body;
	unsigned blocks = 0;
	struct ebml el;

	while (at < group->end) {
		if (!ebml_child(c->b, &at, group->end, &el))
			return false;
		if (el.id != MKV_BLOCK)
			continue;
		blocks++;
		if (!mkv_block_holds(c, &el, tracks))
			return false;
	}
	return blocks == 1;
}
