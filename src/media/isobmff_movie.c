/* SPDX-License-Identifier: Apache-2.0 */
/* The movie box: which tracks there are, how large, and how far their samples reach. */
#include <string.h>

#include "media/isobmff.h"

#define TRACKS_MAX 256
#define CHUNKS_MAX ((uint64_t)4 << 20) /* entries of one table that are looked at */

/* Places of chunks: a full box, a count, then as many offsets of `width` bytes. */
static void
take_offsets(struct bytes *b, const struct isobox *table, size_t width, struct isomovie *m)
{
	const unsigned char *p = bytes_exact(b, table->body, 8);
	uint64_t n = p ? be32(p + 4) : 0, at = table->body + 8;
	uint64_t room = table->end > at ? (table->end - at) / width : 0;
	size_t got;

	n = n < room ? n : room;
	n = n < CHUNKS_MAX ? n : CHUNKS_MAX;
	m->chunks += n;
	while (n) {
		size_t want = n * width < BYTES_WINDOW ? (size_t)n * width : BYTES_WINDOW;

		p = bytes_view(b, at, want, &got);
		if (!p || got < width)
			return;
		for (size_t i = 0; i + width <= got && n; i += width, n--, at += width) {
			uint64_t where = width == 8 ? be64(p + i) : be32(p + i);

			m->furthest = where > m->furthest ? where : m->furthest;
		}
	}
}

/* The coding of a track: the type of the first sample description. */
static void
take_coding(struct bytes *b, const struct isobox *stbl, struct isomovie *m)
{
	static const char files[] = "jpeg mjpa mjpb dmb1 MJPG png  gif ";
	const unsigned char *p;
	struct isobox stsd;

	if (isobox_find(b, stbl->body, stbl->end, "stsd", &stsd) || stsd.end - stsd.body < 16)
		return;
	p = bytes_exact(b, stsd.body + 12, 4);
	for (size_t i = 0; p && i + 4 < sizeof files; i += 5)
		m->holds_files |= memcmp(p, files + i, 4) == 0;
}

static void
take_samples(struct bytes *b, const struct isobox *minf, struct isomovie *m)
{
	struct isobox stbl, table;

	if (isobox_find(b, minf->body, minf->end, "stbl", &stbl))
		return;
	take_coding(b, &stbl, m);
	if (isobox_find(b, stbl.body, stbl.end, "stco", &table) == 0)
		take_offsets(b, &table, 4, m);
	if (isobox_find(b, stbl.body, stbl.end, "co64", &table) == 0)
		take_offsets(b, &table, 8, m);
}

/* The kind of a track: its handler's type stands 8 bytes into the box. */
static void
take_handler(struct bytes *b, const struct isobox *mdia, bool *picture, bool *sound)
{
	const unsigned char *p;
	struct isobox hdlr;

	if (isobox_find(b, mdia->body, mdia->end, "hdlr", &hdlr) || hdlr.end - hdlr.body < 12)
		return;
	p = bytes_exact(b, hdlr.body + 8, 4);
	*picture = p && (memcmp(p, "vide", 4) == 0 || memcmp(p, "pict", 4) == 0);
	*sound = p && memcmp(p, "soun", 4) == 0;
}

/* Width and height are the last eight bytes of a track header, 16.16 fixed. */
static void
take_size(struct bytes *b, const struct isobox *trak, struct isomovie *m)
{
	const unsigned char *p;
	struct isobox tkhd;
	uint32_t width, height;

	if (isobox_find(b, trak->body, trak->end, "tkhd", &tkhd) || tkhd.end - tkhd.body < 84)
		return;
	p = bytes_exact(b, tkhd.end - 8, 8);
	if (!p)
		return;
	width = be32(p) >> 16;
	height = be32(p + 4) >> 16;
	if ((uint64_t)width * height > (uint64_t)m->width * m->height) {
		m->width = width;
		m->height = height;
	}
}

static void
take_track(struct bytes *b, const struct isobox *trak, struct isomovie *m)
{
	bool picture = false, sound = false;
	struct isobox mdia, minf;

	if (isobox_find(b, trak->body, trak->end, "mdia", &mdia))
		return;
	take_handler(b, &mdia, &picture, &sound);
	if (picture)
		take_size(b, trak, m);
	m->picture |= picture;
	m->sound |= sound;
	if (isobox_find(b, mdia.body, mdia.end, "minf", &minf) == 0)
		take_samples(b, &minf, m);
}

void
isobmff_movie(struct bytes *b, const struct isobox *moov, struct isomovie *m)
{
	uint64_t at = moov->body;
	struct isobox trak;

	memset(m, 0, sizeof *m);
	m->fragmented = isobox_find(b, moov->body, moov->end, "mvex", &trak) == 0;
	for (unsigned i = 0; i < TRACKS_MAX; i++) {
		if (isobox_find(b, at, moov->end, "trak", &trak))
			return;
		take_track(b, &trak, m);
		at = trak.end;
	}
}
