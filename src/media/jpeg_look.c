/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_look.h"

#include <string.h>

/* The first bytes must not all be text or zero. */
#define SAMPLE 64u

static bool
all_zero(const unsigned char *p, size_t n)
{
	return n > 0 && p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

static bool
all_text(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < 0x20 || p[i] > 0x7e) && p[i] != '\n' && p[i] != '\r' && p[i] != '\t')
			return false;
	return true;
}

enum ff { FF_FINE, FF_ENDS, FF_WRONG };

/* A restart marker: in turn, where that is known. */
static enum ff
judge_restart(const struct jpeg_scan *s, struct jpeg_look *look, unsigned char c)
{
	if (!s->interval)
		return FF_WRONG;
	if (look->counted && (c & 7u) != (look->restarts & 7))
		return FF_WRONG;
	look->counted = true;
	look->restarts = (c & 7u) + 1;
	return FF_FINE;
}

/* What follows an FF: may it, in this scan? */
static enum ff
judge_ff(const struct jpeg_follow *f, struct jpeg_look *look, unsigned char c)
{
	const struct jpeg_scan *s = &f->scan;

	if (c == 0 || c == 0xff)
		return FF_FINE;
	if (c >= JPEG_RST0 && c <= JPEG_RST7)
		return judge_restart(s, look, c);
	if (c == JPEG_EOI)
		return FF_ENDS;
	if (!s->progressive && s->header.n == f->frame.n)
		return FF_WRONG;
	return c == JPEG_DHT || c == JPEG_SOS ? FF_ENDS : FF_WRONG;
}

static bool
markers_fit(const struct jpeg_follow *f, struct jpeg_look look, const unsigned char *p, size_t n)
{
	const unsigned char *q = p, *end = p + n;
	enum ff ff = look.before == 0xff ? judge_ff(f, &look, p[0]) : FF_FINE;

	while (ff == FF_FINE && (q = memchr(q, 0xff, (size_t)(end - q))) && q + 1 < end) {
		ff = judge_ff(f, &look, q[1]);
		q += q[1] == 0xff ? 1 : 2;
	}
	return ff != FF_WRONG;
}

bool
jpeg_marker_fits(const struct jpeg_follow *f, const struct jpeg_look *look, unsigned char marker)
{
	struct jpeg_look copy = *look;

	return judge_ff(f, &copy, marker) != FF_WRONG;
}

bool
jpeg_looks_right(const struct jpeg_follow *f, const struct jpeg_look *look, const unsigned char *p,
		 size_t n)
{
	if (n < 4 || (p[0] == 0xff && p[1] == JPEG_SOI && p[2] == 0xff))
		return false;
	if (n >= SAMPLE && ((all_zero(p, SAMPLE) && !look->zeros) || all_text(p, SAMPLE)))
		return false;
	return markers_fit(f, *look, p, n);
}

void
jpeg_look_behind(const struct jpeg_follow *f, uint64_t offset, struct jpeg_look *look)
{
	const unsigned char *p = NULL;

	if (offset >= f->data + SAMPLE)
		p = bytes_exact(f->b, offset - SAMPLE, SAMPLE);
	*look = (struct jpeg_look){.zeros = p && all_zero(p + SAMPLE / 2, SAMPLE / 2)};
	if (p)
		look->before = p[SAMPLE - 1];
}

/* Restart markers between the last MCU before the place and the place itself. */
static uint32_t
restarts_before(const struct jpeg_follow *f, uint64_t offset)
{
	uint64_t at = f->scan.at, n = offset > at ? offset - at : 0;
	const unsigned char *p = n <= BYTES_WINDOW ? bytes_exact(f->b, at, (size_t)n) : NULL;
	uint32_t found = 0;

	for (size_t i = 0; p && i + 1 < n; i++)
		found += p[i] == 0xff && p[i + 1] >= JPEG_RST0 && p[i + 1] <= JPEG_RST7;
	return found;
}

void
jpeg_look_from(const struct jpeg_follow *f, uint64_t offset, struct jpeg_look *look)
{
	jpeg_look_behind(f, offset, look);
	look->counted = true;
	look->restarts = f->scan.restarts + restarts_before(f, offset);
}
