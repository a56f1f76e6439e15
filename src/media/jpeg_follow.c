/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_follow.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Words of coefficient history held for a progressive picture: 64 MiB, some 350 megapixels. */
#define HISTORY_MAX ((uint64_t)8 << 20)

/* More scans make a picture that takes minutes to follow and shows nothing. */
#define SCANS_MAX 256

/* Bytes that some writers leave between the last unit and the next marker. */
#define SPARE_MAX 16

/* One thing after the other; GOING says that there is a next one. */
#define GOING ((enum jpeg_follow_stop) - 1)

static enum jpeg_follow_stop
breaks(struct jpeg_follow *f, uint64_t at, const char *what)
{
	f->broke = at;
	f->what = what;
	return JPEG_FOLLOW_BREAKS;
}

static enum jpeg_follow_stop
gives_up(struct jpeg_follow *f, const char *what)
{
	f->what = what;
	return JPEG_FOLLOW_GIVES_UP;
}

void
jpeg_follow_start(struct jpeg_follow *f, struct bytes *b, uint64_t start, bool traced)
{
	memset(f, 0, sizeof *f);
	f->b = b;
	f->start = start;
	f->limit = UINT64_MAX;
	f->at = start + 2;
	f->traced = traced;
}

void
jpeg_follow_release(struct jpeg_follow *f)
{
	jpeg_trace_release(&f->trace);
	free(f->history);
	free(f->before);
	f->history = f->before = NULL;
}

uint64_t
jpeg_follow_units(const struct jpeg_follow *f)
{
	return f->units + (f->in_scan ? f->scan.mcu : 0);
}

uint64_t
jpeg_follow_total(const struct jpeg_follow *f)
{
	return f->total + (f->in_scan ? f->scan.mcus : 0);
}

/* ---- Segments ---- */

static enum jpeg_follow_stop
take_huffman(struct jpeg_follow *f, const unsigned char *p, size_t n, uint64_t at)
{
	struct jpeg_huffman_spec spec;
	size_t used;

	while (n) {
		if (jpeg_parse_huffman(p, n, &spec, &used))
			return breaks(f, at, "a Huffman table is impossible");
		jpeg_huffman_build(spec.class ? &f->tables.ac[spec.id] : &f->tables.dc[spec.id],
				   &spec);
		p += used;
		n -= used;
	}
	return GOING;
}

static enum jpeg_follow_stop
take_quantizers(struct jpeg_follow *f, const unsigned char *p, size_t n)
{
	while (n) {
		size_t size = p[0] >> 4 ? 129 : 65;

		if (n < size || (p[0] & 15) > 3)
			break;
		f->tables.quantizer[p[0] & 3] = p[0] >> 4 ? be16(p + 1) : p[1];
		p += size;
		n -= size;
	}
	return GOING;
}

static void
make_history(struct jpeg_follow *f)
{
	for (unsigned i = 0; i < f->frame.n; i++) {
		uint32_t across, down;

		f->history_of[i] = f->words;
		jpeg_component_blocks(&f->frame, i, &across, &down);
		f->words += (uint64_t)across * down;
	}
	if (f->words <= HISTORY_MAX) /* else its DC scans alone can be followed */
		f->history = memory_zero((size_t)f->words, sizeof *f->history);
}

static enum jpeg_follow_stop
take_frame(struct jpeg_follow *f, const struct jpeg_segment *s, const unsigned char *p)
{
	if (f->frame.sof || jpeg_parse_frame(s->marker, p, s->size, &f->frame))
		return breaks(f, s->at, "the frame header is not one");
	if (!jpeg_is_huffman_dct(s->marker))
		return gives_up(f, "an arithmetic, lossless or hierarchical process");
	if (f->frame.height == 0)
		return gives_up(f, "the height stands behind the first scan");
	if (s->marker == JPEG_SOF2)
		make_history(f);
	return GOING;
}

/* ---- Scans ---- */

static enum jpeg_follow_stop
judge(struct jpeg_follow *f, enum jpeg_scan_end end)
{
	uint64_t at = jpeg_scan_position(&f->scan);

	switch (end) {
	case JPEG_SCAN_DONE:
		return GOING;
	case JPEG_SCAN_SHORT:
		return breaks(f, f->scan.at, "a marker stands where units are missing");
	case JPEG_SCAN_CODE:
		return breaks(f, at, "an impossible Huffman code stands");
	case JPEG_SCAN_LEVEL:
		return breaks(f, at, "the DC level leaves its range");
	case JPEG_SCAN_RESTART:
		return breaks(f, at, "no restart marker stands where one must");
	default:
		f->broke = at;
		return JPEG_FOLLOW_ENDS;
	}
}

/* To the marker behind the scan; more than a few bytes before it belong to nothing. */
static enum jpeg_follow_stop
leave_scan(struct jpeg_follow *f)
{
	uint64_t restarts = f->scan.restarts, at = jpeg_scan_position(&f->scan), next = at;
	enum jpeg_stop stop = jpeg_entropy_skip(f->b, &next, false, &restarts);

	if (next - at > SPARE_MAX)
		return breaks(f, at, "data stands behind the last unit");
	if (stop == JPEG_STOP_ENDS) {
		f->broke = next;
		return JPEG_FOLLOW_ENDS;
	}
	f->at = next;
	f->units += f->scan.mcu;
	f->total += f->scan.mcus;
	f->in_scan = false;
	return GOING;
}

static enum jpeg_follow_stop
run_scan(struct jpeg_follow *f)
{
	enum jpeg_follow_stop stop = judge(f, jpeg_scan_run(&f->scan, f->b, UINT64_MAX));

	f->remembered = f->scan.mcu < f->scan.mcus ? f->scan.mcu + 1 : f->scan.mcus;
	return stop == GOING ? leave_scan(f) : stop;
}

static enum jpeg_follow_stop
start_trace(struct jpeg_follow *f, unsigned component)
{
	jpeg_trace_release(&f->trace);
	free(f->before);
	f->before = NULL;
	if (jpeg_trace_init(&f->trace, &f->scan, 0, UINT32_MAX))
		return gives_up(f, "a picture too large to remember");
	f->scan.trace = &f->trace;
	if (f->scan.history) {
		uint32_t across, down;

		jpeg_component_blocks(&f->frame, component, &across, &down);
		f->before_words = (uint64_t)across * down;
		f->before = memory_copy(f->scan.history, f->before_words * sizeof *f->before);
	}
	return GOING;
}

static void
make_skips(struct jpeg_follow *f, const struct jpeg_scan_header *h)
{
	for (unsigned i = 0; f->frame.sof != JPEG_SOF2 && i < h->n; i++)
		jpeg_huffman_skips(&f->tables.ac[h->c[i].ac], f->frame.precision == 12 ? 14 : 10);
}

static enum jpeg_follow_stop
take_scan(struct jpeg_follow *f, const struct jpeg_segment *s, const unsigned char *p)
{
	struct jpeg_scan_header h;
	uint64_t *history = NULL;

	if (!f->frame.sof || jpeg_parse_scan(&f->frame, p, s->size, &h))
		return breaks(f, s->at, "the scan header does not fit the frame");
	if (f->scans++ == SCANS_MAX)
		return gives_up(f, "more scans than any writer makes");
	if (f->history)
		history = f->history + f->history_of[h.c[0].component];
	make_skips(f, &h);
	if (jpeg_scan_start(&f->scan, &f->frame, &h, &f->tables, f->interval, history, s->next))
		return gives_up(f, f->frame.sof == JPEG_SOF2 && !f->history
					   ? "a progressive picture too large to follow"
					   : "a Huffman table is missing");
	f->data = s->next;
	f->in_scan = true;
	return f->traced ? start_trace(f, h.c[0].component) : GOING;
}

/* One segment on. */
static enum jpeg_follow_stop
step(struct jpeg_follow *f)
{
	struct jpeg_segment s = {0};
	enum jpeg_read r = jpeg_segment_at(f->b, f->at, &s);
	const unsigned char *p;

	f->broke = f->at;
	if (r == JPEG_WRONG)
		return breaks(f, f->at, "no marker of a picture stands");
	f->segment = f->at;
	f->due = r == JPEG_READ || s.size ? s.next : f->at;
	if (r != JPEG_READ || s.next > f->limit)
		return JPEG_FOLLOW_ENDS;
	if (s.marker == JPEG_EOI)
		return JPEG_FOLLOW_EOI;
	p = jpeg_body(f->b, &s);
	if (!p)
		return JPEG_FOLLOW_ENDS;
	f->at = s.next;
	if (jpeg_is_frame(s.marker))
		return take_frame(f, &s, p);
	if (s.marker == JPEG_DHT)
		return take_huffman(f, p, s.size, s.at);
	if (s.marker == JPEG_DQT)
		return take_quantizers(f, p, s.size);
	if (s.marker == JPEG_DRI)
		f->interval = s.size == 2 ? be16(p) : 0;
	return s.marker == JPEG_SOS ? take_scan(f, &s, p) : GOING;
}

enum jpeg_follow_stop
jpeg_follow_run(struct jpeg_follow *f)
{
	enum jpeg_follow_stop stop;

	do {
		stop = f->in_scan ? run_scan(f) : step(f);
	} while (stop == GOING);
	return stop;
}

/* ---- Back again ---- */

void
jpeg_follow_restore(struct jpeg_follow *f, uint32_t mcu, uint32_t end)
{
	if (!f->before)
		return;
	if (end >= f->before_words)
		end = (uint32_t)f->before_words;
	if (mcu < end)
		memcpy(f->scan.history + mcu, f->before + mcu, (end - mcu) * sizeof *f->before);
}

bool
jpeg_follow_rewind(struct jpeg_follow *f, uint64_t at)
{
	uint32_t mcu;

	if (!f->in_scan || at <= f->data)
		return false;
	mcu = jpeg_trace_before(&f->trace, f->b, f->remembered, at);
	if (f->before && mcu > f->scan.mcu) /* the history must be written again up to there */
		jpeg_scan_run(&f->scan, f->b, at);
	jpeg_follow_restore(f, mcu, f->remembered);
	jpeg_trace_rewind(&f->trace, &f->scan, f->b, mcu);
	return true;
}
