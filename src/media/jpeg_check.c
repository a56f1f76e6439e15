/* SPDX-License-Identifier: Apache-2.0 */
/* The closer look at a JPEG that jpeg.c has walked: can every unit of its data be decoded? */
#include "media/jpeg_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/jpeg_scan.h"
#include "media/verdict.h"

/* Words of coefficient history held for a progressive picture: 64 MiB, some 350 megapixels. */
#define HISTORY_MAX ((uint64_t)8 << 20)

/* More scans make a picture that takes minutes to follow and shows nothing. */
#define SCANS_MAX 256

/* Bytes that some writers leave between the last unit and the next marker. */
#define SPARE_MAX 16

struct checker {
	struct bytes *b;
	uint64_t start, at, end; /* end: of what the walk found good */
	struct jpeg_frame frame;
	struct jpeg_tables tables;
	uint32_t interval;
	uint64_t *history;		      /* all components', one after the other */
	uint64_t history_of[JPEG_COMPONENTS]; /* where each begins */
	uint64_t scans, units, total;	      /* scans begun; MCUs done and due */
	struct media_walk *w;
};

static bool
breaks(struct checker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, 0.8, "%s; %llu of %llu MCU before it could be decoded",
			what, (unsigned long long)k->units, (unsigned long long)k->total);
	return false;
}

/* Cannot say more than the walk did; it stays as it was. */
static bool
gives_up(struct checker *k, const char *why)
{
	verdict_add(k->w, "not decoded: %s", why);
	return false;
}

static void
take_huffman(struct checker *k, const unsigned char *p, size_t n)
{
	struct jpeg_huffman_spec spec;
	size_t used;

	while (n && jpeg_parse_huffman(p, n, &spec, &used) == 0) {
		struct jpeg_huffman *t =
			spec.class ? &k->tables.ac[spec.id] : &k->tables.dc[spec.id];

		jpeg_huffman_build(t, &spec, k->frame.precision == 12 ? 14 : 10);
		p += used;
		n -= used;
	}
}

static void
take_quantizers(struct checker *k, const unsigned char *p, size_t n)
{
	while (n) {
		size_t size = p[0] >> 4 ? 129 : 65;

		if (n < size || (p[0] & 15) > 3)
			return;
		k->tables.quantizer[p[0] & 3] = p[0] >> 4 ? be16(p + 1) : p[1];
		p += size;
		n -= size;
	}
}

static bool
take_frame(struct checker *k, const struct jpeg_segment *s, const unsigned char *p)
{
	uint64_t words = 0;

	if (jpeg_parse_frame(s->marker, p, s->size, &k->frame))
		return false;
	if (!jpeg_is_huffman_dct(s->marker))
		return gives_up(k, "an arithmetic, lossless or hierarchical process");
	if (k->frame.height == 0)
		return gives_up(k, "the height stands behind the first scan");
	if (s->marker != JPEG_SOF2)
		return true;
	for (unsigned i = 0; i < k->frame.n; i++) {
		uint32_t across, down;

		k->history_of[i] = words;
		jpeg_component_blocks(&k->frame, i, &across, &down);
		words += (uint64_t)across * down;
	}
	if (words <= HISTORY_MAX) /* else its DC scans alone can be followed */
		k->history = memory_zero((size_t)words, sizeof *k->history);
	return true;
}

static bool
judge(struct checker *k, const struct jpeg_scan *scan, enum jpeg_scan_end end)
{
	uint64_t at = jpeg_scan_position(scan);

	switch (end) {
	case JPEG_SCAN_DONE:
		return true;
	case JPEG_SCAN_SHORT:
		return breaks(k, scan->at, "a marker stands where units are missing");
	case JPEG_SCAN_CODE:
		return breaks(k, at, "an impossible Huffman code stands");
	case JPEG_SCAN_LEVEL:
		return breaks(k, at, "the DC level leaves its range");
	case JPEG_SCAN_RESTART:
		return breaks(k, at, "no restart marker stands where one must");
	default:
		return false; /* the bytes end: the walk said so */
	}
}

/* To the marker behind the scan; more than a few bytes before it belong to nothing. */
static bool
leave_scan(struct checker *k, const struct jpeg_scan *scan)
{
	uint64_t restarts = scan->restarts, at;
	enum jpeg_stop stop;

	at = k->at = jpeg_scan_position(scan);
	stop = jpeg_entropy_skip(k->b, &k->at, false, &restarts);
	if (k->at - at > SPARE_MAX)
		return breaks(k, at, "data stands behind the last unit");
	return stop != JPEG_STOP_ENDS;
}

static bool
take_scan(struct checker *k, const struct jpeg_segment *s, const unsigned char *p)
{
	struct jpeg_scan_header h;
	struct jpeg_scan scan;
	enum jpeg_scan_end end;
	uint64_t *history = NULL;

	if (jpeg_parse_scan(&k->frame, p, s->size, &h))
		return false;
	if (k->scans++ == SCANS_MAX)
		return gives_up(k, "more scans than any writer makes");
	if (k->history)
		history = k->history + k->history_of[h.c[0].component];
	if (jpeg_scan_start(&scan, &k->frame, &h, &k->tables, k->interval, history, s->next))
		return gives_up(k, k->frame.sof == JPEG_SOF2 && !k->history
					   ? "a progressive picture too large to follow"
					   : "a Huffman table is missing");
	end = jpeg_scan_run(&scan, k->b, UINT64_MAX);
	k->units += scan.mcu;
	k->total += scan.mcus;
	return judge(k, &scan, end) && leave_scan(k, &scan);
}

static void
take_end(struct checker *k)
{
	if (k->w->state == MEDIA_WHOLE)
		k->w->confidence = k->w->confidence < 0.9 ? 0.95 : 0.99;
	verdict_add(k->w, "%llu of %llu MCU decoded", (unsigned long long)k->units,
		    (unsigned long long)k->total);
}

/* One segment on; false: nothing more to say. */
static bool
step(struct checker *k)
{
	struct jpeg_segment s;
	const unsigned char *p;

	if (jpeg_segment_at(k->b, k->at, &s) != JPEG_READ || s.next > k->end)
		return false;
	if (s.marker == JPEG_EOI) {
		take_end(k);
		return false;
	}
	p = jpeg_body(k->b, &s);
	if (!p)
		return false;
	k->at = s.next;
	if (jpeg_is_frame(s.marker))
		return take_frame(k, &s, p);
	if (s.marker == JPEG_DHT)
		take_huffman(k, p, s.size);
	else if (s.marker == JPEG_DQT)
		take_quantizers(k, p, s.size);
	else if (s.marker == JPEG_DRI)
		k->interval = s.size == 2 ? be16(p) : 0;
	else if (s.marker == JPEG_SOS)
		return k->frame.sof && take_scan(k, &s, p);
	return true;
}

void
jpeg_check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct checker *k = memory_zero(1, sizeof *k);

	k->b = b;
	k->start = start;
	k->at = start + 2;
	k->end = start + w->length;
	k->w = w;
	while (step(k))
		continue;
	free(k->history);
	free(k);
}
