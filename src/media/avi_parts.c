/* SPDX-License-Identifier: Apache-2.0 */
#include "media/avi.h"

#include <string.h>

#define LIST_HEAD  12
#define MAIN_LEAST 40 /* of the main header: up to the picture's size */
#define ENTRY	   16

/* Codings by the first four bytes of their format; MPEG-4 has many names. */
static const struct {
	char name[5];
	enum film_codec codec;
} codings[] = {
	{"MJPG", FILM_JPEG},	    {"mjpg", FILM_JPEG},	{"AVRn", FILM_JPEG},
	{"H264", FILM_START_CODES}, {"h264", FILM_START_CODES}, {"X264", FILM_START_CODES},
	{"x264", FILM_START_CODES}, {"FMP4", FILM_START_CODES}, {"XVID", FILM_START_CODES},
	{"xvid", FILM_START_CODES}, {"DIVX", FILM_START_CODES}, {"divx", FILM_START_CODES},
	{"DX50", FILM_START_CODES}, {"MP4V", FILM_START_CODES}, {"mp4v", FILM_START_CODES},
	{"M4S2", FILM_START_CODES}, {"mpg1", FILM_START_CODES}, {"mpg2", FILM_START_CODES},
	{"VP80", FILM_VP8},	    {"VP90", FILM_VP9},
};

static void
take_stream(struct bytes *b, uint64_t at, uint64_t end, struct avi_streams *s)
{
	struct film_track track = {.codec = FILM_OTHER};
	const unsigned char *p;
	struct riff_chunk x;
	bool video = false;

	for (; at < end && riff_chunk_at(b, at, &x) > 0 && x.next <= end; at = x.next) {
		p = bytes_exact(b, x.body, x.size < 20 ? 4 : 20);
		if (!p || x.size < 20)
			continue;
		if (strcmp(x.type, "strh") == 0)
			video = memcmp(p, "vids", 4) == 0;
		if (strcmp(x.type, "strf") != 0 || !video)
			continue;
		for (size_t i = 0; i < sizeof codings / sizeof *codings; i++)
			if (memcmp(p + 16, codings[i].name, 4) == 0)
				track.codec = codings[i].codec;
	}
	if (s->n < AVI_STREAMS_MAX)
		s->v[s->n++] = track;
}

bool
avi_streams_read(struct bytes *b, uint64_t at, struct avi_streams *s)
{
	const unsigned char *p = bytes_exact(b, at, LIST_HEAD + 8 + MAIN_LEAST);
	struct riff_chunk list, x;
	uint64_t end;

	memset(s, 0, sizeof *s);
	if (!p || memcmp(p + LIST_HEAD, "avih", 4) != 0 || le32(p + LIST_HEAD + 4) < MAIN_LEAST)
		return false;
	s->width = le32(p + LIST_HEAD + 8 + 32);
	s->height = le32(p + LIST_HEAD + 8 + 36);
	if (riff_chunk_at(b, at, &list) <= 0)
		return false;
	end = list.body + list.size;
	for (at = list.body + 4; at < end && riff_chunk_at(b, at, &x) > 0 && x.next <= end + 1;
	     at = x.next) {
		p = strcmp(x.type, "LIST") == 0 ? bytes_exact(b, x.body, 4) : NULL;
		if (p && memcmp(p, "strl", 4) == 0)
			take_stream(b, x.body + 4, x.body + x.size, s);
	}
	return s->width && s->height && s->width < 65536 && s->height < 65536;
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

bool
avi_is_frame(const char *type)
{
	static const char kinds[][3] = {"dc", "db", "wb", "tx", "sb", "iv", "__"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (memcmp(type + 2, kinds[i], 2) == 0)
			return hex_digit(type[0]) >= 0 && hex_digit(type[1]) >= 0;
	return false;
}

bool
avi_is_film(const char *type)
{
	return avi_is_frame(type) || memcmp(type, "ix", 2) == 0 || strcmp(type, "JUNK") == 0 ||
	       (memcmp(type + 2, "pc", 2) == 0 && hex_digit(type[0]) >= 0);
}

bool
avi_frame_holds(const struct avi_streams *s, const struct chain *c, const struct riff_chunk *x)
{
	size_t i = (size_t)(hex_digit(x->type[0]) * 16 + hex_digit(x->type[1]));

	if (!avi_is_frame(x->type) || x->type[3] != 'c' || i >= s->n || x->size < 4)
		return true;
	return film_frame_holds(&s->v[i], c, x->body, x->body + x->size);
}

bool
avi_index_holds(struct bytes *b, uint64_t start, uint64_t movi, const struct riff_chunk *index,
		uint64_t *entries)
{
	uint64_t base = movi, n = index->size / ENTRY;
	struct riff_chunk x;

	for (uint64_t i = 0; i < n; i++) {
		unsigned char p[ENTRY];

		if (bytes_read(b, index->body + i * ENTRY, p, sizeof p) != sizeof p)
			return false;
		if (i == 0 &&
		    (riff_chunk_at(b, base + le32(p + 8), &x) <= 0 || memcmp(x.type, p, 4) != 0))
			base = start; /* some writers count from the file's start */
		if (memcmp(p, "rec ", 4) == 0)
			continue;
		if (riff_chunk_at(b, base + le32(p + 8), &x) <= 0 || memcmp(x.type, p, 4) != 0 ||
		    x.size != le32(p + 12))
			return false;
		++*entries;
	}
	return true;
}
