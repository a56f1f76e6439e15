/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG: walked marker by marker, entropy-coded data stepped over. Whether that data can be decoded
 * is asked of jpeg_check.c, which costs ten times as much.
 */
#include "media/jpeg.h"

#include <stdio.h>
#include <string.h>

#include "media/jpeg_check.h"
#include "media/jpeg_parts.h"
#include "media/tags.h"
#include "media/verdict.h"

struct walker {
	struct bytes *b;
	uint64_t start, at; /* in b */
	struct jpeg_frame frame;
	bool interval;	  /* a restart interval is set */
	unsigned dqt;	  /* DQT segments met */
	unsigned covered; /* components that have had a scan, a bit each */
	uint64_t scans, restarts, segments;
	uint64_t doubtful;	 /* a segment between scans that nothing vouches for yet; 0: none */
	struct jpeg_segment mpf; /* the multi-picture index, size 0: none */
	struct media_walk *w;
};

static bool
head(const unsigned char *p, size_t n)
{
	static const unsigned char first[] = {JPEG_DQT,	 JPEG_DHT,  JPEG_DRI,  JPEG_COM, 0xff,
					      JPEG_SOF0, JPEG_SOF1, JPEG_SOF2, JPEG_SOF3};

	if (n < 4 || p[0] != 0xff || p[1] != JPEG_SOI || p[2] != 0xff)
		return false;
	if (p[3] >= JPEG_APP0 && p[3] <= JPEG_APP15)
		return n < 6 || be16(p + 4) >= 2;
	return memchr(first, p[3], sizeof first) != NULL;
}

static uint64_t
so_far(const struct walker *k, uint64_t at)
{
	return at - k->start;
}

static double
part_confidence(const struct walker *k)
{
	return k->scans ? 0.7 : 0.5;
}

/* The verdict on bytes that end or break; returns false so that the walk stops there. */
static bool
ends(struct walker *k, uint64_t at, const char *where)
{
	verdict_truncated(k->w, so_far(k, at), part_confidence(k),
			  "the bytes end %s (whole segments: %llu, scans begun: %llu)", where,
			  (unsigned long long)k->segments, (unsigned long long)k->scans);
	return false;
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, so_far(k, at), part_confidence(k),
			"%s (whole segments: %llu, scans begun: %llu)", what,
			(unsigned long long)k->segments, (unsigned long long)k->scans);
	return false;
}

static bool
all_covered(const struct walker *k)
{
	return k->frame.sof && k->covered == (1u << k->frame.n) - 1;
}

static bool
take_frame(struct walker *k, const struct jpeg_segment *s, const unsigned char *p)
{
	if (k->frame.sof || jpeg_parse_frame(s->marker, p, s->size, &k->frame)) {
		k->frame.sof = k->w->mime ? k->frame.sof : 0;
		return breaks(k, s->at,
			      k->w->mime ? "a second frame header stands"
					 : "the frame header is not one");
	}
	k->w->mime = "image/jpeg";
	k->w->width = k->frame.width;
	k->w->height = k->frame.height;
	return true;
}

static bool
take_tables(struct walker *k, const struct jpeg_segment *s, const unsigned char *p)
{
	struct jpeg_huffman_spec spec;
	size_t n = s->size, used;

	if (n == 0)
		return breaks(k, s->at, "an empty Huffman table segment stands");
	while (n) {
		if (jpeg_parse_huffman(p, n, &spec, &used))
			return breaks(k, s->at, "a Huffman table is impossible");
		p += used;
		n -= used;
	}
	return true;
}

static bool
take_scan(struct walker *k, const struct jpeg_segment *s, const unsigned char *p)
{
	struct jpeg_scan_header h;
	uint64_t in_scan = 0;
	enum jpeg_stop stop;

	if (!k->frame.sof || jpeg_parse_scan(&k->frame, p, s->size, &h))
		return breaks(k, s->at, "the scan header does not fit the frame");
	for (size_t i = 0; i < h.n; i++)
		k->covered |= 1u << h.c[i].component;
	k->at = s->next;
	k->scans++;
	stop = jpeg_entropy_skip(k->b, &k->at, k->interval, &in_scan);
	k->restarts += in_scan;
	switch (stop) {
	case JPEG_STOP_MARKER:
		return true;
	case JPEG_STOP_ENDS:
		return ends(k, k->at, "within entropy-coded data");
	case JPEG_STOP_RESTART:
		return breaks(k, k->at, "a restart marker out of turn stands");
	default:
		return breaks(k, k->at, "a marker that cannot stand in entropy-coded data stands");
	}
}

static bool
take_lines(struct walker *k, const struct jpeg_segment *s, const unsigned char *p)
{
	if (s->size != 2 || be16(p) == 0 || (k->frame.height && k->frame.height != be16(p)))
		return breaks(k, s->at, "the number of lines is impossible");
	k->frame.height = be16(p);
	k->w->height = k->frame.height;
	return true;
}

/*
 * After the last scan of a sequential picture little can follow; tables there are somebody else's.
 */
static bool
may_follow(const struct walker *k, uint8_t m)
{
	if (!k->scans || !all_covered(k) ||
	    (k->frame.sof != JPEG_SOF0 && k->frame.sof != JPEG_SOF1))
		return true;
	return m == JPEG_DNL || m == JPEG_COM || (m >= JPEG_APP0 && m <= JPEG_APP15);
}

static bool
take_segment(struct walker *k, const struct jpeg_segment *s)
{
	const unsigned char *p = jpeg_body(k->b, s);

	if (!p)
		return ends(k, s->at, "within a segment");
	if (!may_follow(k, s->marker))
		return breaks(k, s->at, "a segment that cannot follow the last scan stands");
	k->at = s->next;
	if (jpeg_is_frame(s->marker))
		return take_frame(k, s, p);
	switch (s->marker) {
	case JPEG_DHT:
		return take_tables(k, s, p);
	case JPEG_DQT:
		k->dqt++;
		return jpeg_check_quantization(p, s->size)
			       ? breaks(k, s->at, "a quantization table is impossible")
			       : true;
	case JPEG_DRI:
		k->interval = s->size == 2 && be16(p) != 0;
		return s->size == 2 ? true : breaks(k, s->at, "the restart interval is not one");
	case JPEG_DNL:
		return take_lines(k, s, p);
	case JPEG_SOS:
		return take_scan(k, s, p);
	case JPEG_APP2:
		if (s->size > 4 && memcmp(p, "MPF", 4) == 0)
			k->mpf = *s;
		return true;
	default:
		return true;
	}
}

/* EOI: everything that must have come by now? */
static bool
take_end(struct walker *k, const struct jpeg_segment *s)
{
	if (!all_covered(k))
		return breaks(k, s->at,
			      "the end marker stands before every component had its scan");
	if (k->frame.height == 0)
		return breaks(k, s->at, "the height is nowhere said");
	verdict_whole(k->w, so_far(k, s->next), k->dqt ? 0.9 : 0.7,
		      "markers and tables walked to EOI (segments: %llu, scans: %llu, restart "
		      "markers: %llu)",
		      (unsigned long long)k->segments, (unsigned long long)k->scans,
		      (unsigned long long)k->restarts);
	return false;
}

static bool
known_marker(const struct walker *k, uint8_t m)
{
	if (m == JPEG_SOI || m == 0x01 || (m >= JPEG_RST0 && m <= JPEG_RST7))
		return false;
	return m >= JPEG_SOF0 &&
	       (k->frame.sof || (m != JPEG_SOS && m != JPEG_EOI && m != JPEG_DNL));
}

/* One segment on; false: the verdict is given. */
static bool
step(struct walker *k)
{
	struct jpeg_segment s;
	enum jpeg_read r = jpeg_segment_at(k->b, k->at, &s);

	if (r == JPEG_ENDS)
		return ends(k, k->at, "within a segment");
	if (r == JPEG_WRONG || !known_marker(k, s.marker))
		return breaks(k, k->doubtful ? k->doubtful : k->at,
			      "no marker of a picture stands");
	k->doubtful = 0;
	if (s.marker == JPEG_EOI)
		return take_end(k, &s);
	if (!take_segment(k, &s))
		return false;
	k->segments++;
	if (k->scans && s.marker != JPEG_SOS)
		k->doubtful = s.at;
	return true;
}

/* One picture, to its EOI. */
static void
walk_picture(struct bytes *b, uint64_t start, struct media_walk *w, struct jpeg_segment *mpf)
{
	struct walker k = {.b = b, .start = start, .w = w};
	const unsigned char *p = bytes_exact(b, start, 2);

	verdict_begin(w);
	if (!p || p[0] != 0xff || p[1] != JPEG_SOI)
		return;
	k.at = start + 2;
	while (step(&k))
		continue;
	*mpf = k.mpf;
}

static void
walk_one(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct jpeg_segment mpf;

	walk_picture(b, start, w, &mpf);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct jpeg_segment mpf = {0};

	walk_picture(b, start, w, &mpf);
	if (w->state == MEDIA_WHOLE)
		jpeg_parts_add(b, start, &mpf, walk_one, w);
}

static const struct media_signature signatures[] = {{"\xff\xd8\xff", 3, 0}, {NULL, 0, 0}};

const struct media_format media_jpeg = {
	.name = "jpeg",
	.extensions = "jpg jpeg jpe jfif jif thm mpo",
	.mime = "image/jpeg",
	.signatures = signatures,
	.max_length = (uint64_t)512 << 20,
	.head = head,
	.walk = walk,
	.check = jpeg_check,
	.blocks = jpeg_blocks,
	.tags = jpeg_tags,
};
