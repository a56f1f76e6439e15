/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg.h"

#include <string.h>

/* More fill bytes before a marker than any writer puts there. */
#define FILL_MAX 4096

bool
jpeg_is_frame(uint8_t marker)
{
	return marker >= JPEG_SOF0 && marker <= 0xcf && marker != JPEG_DHT && marker != JPEG_JPG &&
	       marker != JPEG_DAC;
}

bool
jpeg_is_huffman_dct(uint8_t sof)
{
	return sof == JPEG_SOF0 || sof == JPEG_SOF1 || sof == JPEG_SOF2;
}

static bool
stands_alone(uint8_t marker)
{
	return marker == JPEG_SOI || marker == JPEG_EOI || marker == 0x01 ||
	       (marker >= JPEG_RST0 && marker <= JPEG_RST7);
}

/* Skips fill bytes: *at moves to the last FF before the marker. */
static enum jpeg_read
find_marker(struct bytes *b, uint64_t *at, uint8_t *marker)
{
	for (unsigned i = 0; i < FILL_MAX; i++) {
		const unsigned char *p = bytes_exact(b, *at, 2);

		if (!p) {
			p = bytes_exact(b, *at, 1);
			return p && *p != 0xff ? JPEG_WRONG : JPEG_ENDS;
		}
		if (p[0] != 0xff)
			return JPEG_WRONG;
		if (p[1] != 0xff) {
			*marker = p[1];
			return p[1] == 0 ? JPEG_WRONG : JPEG_READ;
		}
		++*at;
	}
	return JPEG_WRONG;
}

enum jpeg_read
jpeg_segment_at(struct bytes *b, uint64_t at, struct jpeg_segment *s)
{
	const unsigned char *p;
	enum jpeg_read r;

	memset(s, 0, sizeof *s);
	r = find_marker(b, &at, &s->marker);
	s->at = at;
	if (r != JPEG_READ)
		return r;
	s->body = s->next = at + 2;
	if (stands_alone(s->marker))
		return JPEG_READ;
	p = bytes_exact(b, at + 2, 2);
	if (!p)
		return JPEG_ENDS;
	if (be16(p) < 2)
		return JPEG_WRONG;
	s->body = at + 4;
	s->size = be16(p) - 2u;
	s->next = s->body + s->size;
	return s->next > b->size ? JPEG_ENDS : JPEG_READ;
}

const unsigned char *
jpeg_body(struct bytes *b, const struct jpeg_segment *s)
{
	static const unsigned char none[1];

	return s->size ? bytes_exact(b, s->body, s->size) : none;
}

static bool
precision_fits(uint8_t sof, uint8_t precision)
{
	if (sof == JPEG_SOF0)
		return precision == 8;
	if ((sof & 3) == 3) /* the lossless processes */
		return precision >= 2 && precision <= 16;
	return precision == 8 || precision == 12;
}

static int
parse_components(const unsigned char *p, struct jpeg_frame *f)
{
	for (size_t i = 0; i < f->n; i++, p += 3) {
		struct jpeg_component *c = &f->c[i];

		*c = (struct jpeg_component){p[0], p[1] >> 4, p[1] & 15, p[2]};
		if (c->h < 1 || c->h > 4 || c->v < 1 || c->v > 4 || c->tq > 3)
			return -1;
		f->hmax = c->h > f->hmax ? c->h : f->hmax;
		f->vmax = c->v > f->vmax ? c->v : f->vmax;
	}
	return 0;
}

int
jpeg_parse_frame(uint8_t sof, const unsigned char *p, size_t n, struct jpeg_frame *f)
{
	memset(f, 0, sizeof *f);
	if (n < 6 || p[5] < 1 || p[5] > JPEG_COMPONENTS || n != 6 + (size_t)p[5] * 3)
		return -1;
	f->precision = p[0];
	f->height = be16(p + 1);
	f->width = be16(p + 3);
	f->n = p[5];
	if (f->width == 0 || !precision_fits(sof, f->precision) || parse_components(p + 6, f))
		return -1;
	f->sof = sof;
	return 0;
}

static int
component_index(const struct jpeg_frame *f, uint8_t id, uint8_t *out)
{
	for (uint8_t i = 0; i < f->n; i++)
		if (f->c[i].id == id) {
			*out = i;
			return 0;
		}
	return -1;
}

/* The last four fields of a scan header, by process (T.81 table B.3). */
static bool
band_fits(const struct jpeg_frame *f, const struct jpeg_scan_header *h)
{
	if (f->sof == JPEG_SOF0 ||
	    f->sof == JPEG_SOF1) /* writers disagree on Se; only 0..63 makes sense */
		return h->ss == 0 && h->ah == 0 && h->al == 0;
	if (f->sof != JPEG_SOF2)
		return true;
	if (h->ss > h->se || h->se > 63 || h->al > 13 || h->ah > 13)
		return false;
	if (h->ss == 0 && h->se != 0)
		return false;
	if (h->ss > 0 && h->n != 1)
		return false;
	return h->ah == 0 || h->ah == h->al + 1;
}

int
jpeg_parse_scan(const struct jpeg_frame *f, const unsigned char *p, size_t n,
		struct jpeg_scan_header *h)
{
	unsigned blocks = 0;

	memset(h, 0, sizeof *h);
	if (n < 6 || p[0] < 1 || p[0] > f->n || n != 4 + (size_t)p[0] * 2)
		return -1;
	h->n = p[0];
	for (size_t i = 0; i < h->n; i++) {
		const unsigned char *c = p + 1 + 2 * i;

		if (component_index(f, c[0], &h->c[i].component) || c[1] >> 4 > 3 ||
		    (c[1] & 15) > 3)
			return -1;
		for (size_t k = 0; k < i; k++)
			if (h->c[k].component == h->c[i].component)
				return -1;
		h->c[i].dc = c[1] >> 4;
		h->c[i].ac = c[1] & 15;
		blocks += f->c[h->c[i].component].h * f->c[h->c[i].component].v;
	}
	p += 1 + 2 * (size_t)h->n;
	h->ss = p[0];
	h->se = p[1];
	h->ah = p[2] >> 4;
	h->al = p[2] & 15;
	if (h->n > 1 && blocks > 10 && jpeg_is_huffman_dct(f->sof))
		return -1;
	return band_fits(f, h) ? 0 : -1;
}

int
jpeg_check_quantization(const unsigned char *p, size_t n)
{
	if (n == 0)
		return -1;
	while (n) {
		size_t wide = p[0] >> 4, size = 1 + 64 * (wide + 1);

		if (wide > 1 || (p[0] & 15) > 3 || n < size)
			return -1;
		for (size_t i = 1; i < size; i += wide + 1)
			if (p[i] == 0 && (!wide || p[i + 1] == 0))
				return -1;
		p += size;
		n -= size;
	}
	return 0;
}

int
jpeg_parse_huffman(const unsigned char *p, size_t n, struct jpeg_huffman_spec *t, size_t *used)
{
	unsigned code = 0, total = 0;

	if (n < 17 || p[0] >> 4 > 1 || (p[0] & 15) > 3)
		return -1;
	t->class = p[0] >> 4;
	t->id = p[0] & 15;
	memcpy(t->counts, p + 1, 16);
	for (size_t i = 0; i < 16; i++) {
		total += t->counts[i];
		code = (code << 1) + t->counts[i];
		if (code > 1u << (i + 1)) /* more codes than this length has room for */
			return -1;
	}
	if (total == 0 || total > 256 || n < 17 + (size_t)total)
		return -1;
	memcpy(t->symbols, p + 17, total);
	t->n = (uint16_t)total;
	*used = 17 + (size_t)total;
	return 0;
}

/* May this marker follow entropy-coded data? */
static bool
may_end_scan(uint8_t m)
{
	return m == JPEG_EOI || m == JPEG_SOS || m == JPEG_DHT || m == JPEG_DQT || m == JPEG_DNL ||
	       m == JPEG_DRI || m == JPEG_DAC || m == JPEG_EXP || m == JPEG_COM ||
	       (m >= JPEG_APP0 && m <= JPEG_APP15) || jpeg_is_frame(m);
}

/* The FF at p with what follows it: stuffing and fill are stepped over, markers judged. */
static bool
judge_ff(const unsigned char *p, bool restart_interval, uint64_t *restarts, enum jpeg_stop *stop)
{
	if (p[1] == 0 || p[1] == 0xff)
		return false;
	if (p[1] < JPEG_RST0 || p[1] > JPEG_RST7) {
		*stop = may_end_scan(p[1]) ? JPEG_STOP_MARKER : JPEG_STOP_ILLEGAL;
		return true;
	}
	if (!restart_interval || (*restarts & 7) != (p[1] & 7u)) {
		*stop = JPEG_STOP_RESTART;
		return true;
	}
	++*restarts;
	return false;
}

enum jpeg_stop
jpeg_entropy_skip(struct bytes *b, uint64_t *at, bool restart_interval, uint64_t *restarts)
{
	enum jpeg_stop stop;
	size_t n;

	for (;;) {
		const unsigned char *p = bytes_view(b, *at, (size_t)1 << 20, &n), *q = p, *end;

		if (!p)
			return JPEG_STOP_ENDS;
		end = p + n;
		while ((q = memchr(q, 0xff, (size_t)(end - q))) && q + 1 < end) {
			if (judge_ff(q, restart_interval, restarts, &stop)) {
				*at += (uint64_t)(q - p);
				return stop;
			}
			q += q[1] == 0xff ? 1 : 2;
		}
		if (q && *at + n == b->size) { /* a lone FF is the last byte there is */
			*at = b->size;
			return JPEG_STOP_ENDS;
		}
		*at += q ? (uint64_t)(q - p) : n;
	}
}
