/* SPDX-License-Identifier: Apache-2.0 */
#include "media/follow.h"

#include <zlib.h>

#include "media/packbits.h"

static const unsigned char *
view(const struct follow *f, uint64_t at, size_t *n)
{
	uint64_t left = f->end - at;

	return bytes_view(f->b, at, left < BYTES_WINDOW ? (size_t)left : BYTES_WINDOW, n);
}

/* ---- Deflate ---- */

enum follow_end
follow_inflate(struct z_stream_s *z, const unsigned char *p, size_t n)
{
	unsigned char nowhere[16384];
	int r;

	z->next_in = (unsigned char *)p; /* zlib does not write there */
	z->avail_in = (uInt)n;
	do {
		z->next_out = nowhere;
		z->avail_out = sizeof nowhere;
		r = inflate(z, Z_NO_FLUSH);
	} while (r == Z_OK && (z->avail_in || z->avail_out == 0));
	if (r == Z_STREAM_END)
		return FOLLOW_DONE;
	return r == Z_OK || r == Z_BUF_ERROR ? FOLLOW_ENDS : FOLLOW_BREAKS;
}

enum follow_end
follow_deflate(struct follow *f)
{
	enum follow_end how = FOLLOW_ENDS;
	z_stream z = {0};

	if (inflateInit(&z) != Z_OK)
		return FOLLOW_ENDS;
	while (how == FOLLOW_ENDS && f->at < f->end && z.total_out <= f->due) {
		size_t n;
		const unsigned char *p = view(f, f->at, &n);

		if (!p)
			break;
		how = follow_inflate(&z, p, n);
		f->at += n - z.avail_in;
	}
	f->made = z.total_out;
	inflateEnd(&z);
	return how == FOLLOW_ENDS && f->made > f->due ? FOLLOW_BREAKS : how;
}

/* ---- LZW ---- */

#define LZW_CODES FOLLOW_LZW_CODES

enum {
	LZW_CLEAR = 256,
	LZW_END,
	LZW_FIRST,
};

static void
lzw_clear(struct follow_lzw *z)
{
	z->width = 9;
	z->next = LZW_FIRST;
	z->last = -1;
}

static unsigned
lzw_length(const struct follow_lzw *z, unsigned code)
{
	return code < LZW_CLEAR ? 1 : z->length[code];
}

/* A code that stands for bytes: so many, or 0 when it cannot stand there. */
static unsigned
lzw_take(struct follow_lzw *z, unsigned code)
{
	if (z->last < 0 ? code >= LZW_CLEAR : code > z->next || code >= LZW_CODES)
		return 0;
	if (z->last >= 0 && z->next < LZW_CODES) { /* `code` may be the one that is made here */
		z->length[z->next++] = (uint16_t)(lzw_length(z, (unsigned)z->last) + 1);
		if (z->next == (1u << z->width) - 1 && z->width < 12)
			z->width++;
	}
	z->last = (int)code;
	return lzw_length(z, code);
}

static enum follow_end
lzw_code(struct follow_lzw *z, unsigned code, uint64_t *made)
{
	unsigned n;

	if (code == LZW_END)
		return FOLLOW_DONE;
	if (code == LZW_CLEAR) {
		lzw_clear(z);
		return FOLLOW_ENDS;
	}
	n = lzw_take(z, code);
	*made += n;
	return n ? FOLLOW_ENDS : FOLLOW_BREAKS;
}

/* FOLLOW_ENDS: go on. */
static enum follow_end
lzw_bytes(struct follow_lzw *z, struct follow *f, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum follow_end end;
		unsigned code;

		z->bits = z->bits << 8 | p[i];
		z->have += 8;
		f->at++;
		if (z->have < z->width)
			continue;
		z->have -= z->width;
		code = z->bits >> z->have & ((1u << z->width) - 1);
		end = lzw_code(z, code, &f->made);
		if (end != FOLLOW_ENDS)
			return end;
		if (f->made > f->due + LZW_CODES)
			return FOLLOW_BREAKS;
	}
	return FOLLOW_ENDS;
}

void
follow_lzw_begin(struct follow_lzw *z)
{
	z->bits = z->have = 0;
	lzw_clear(z);
}

enum follow_end
follow_lzw_run(struct follow_lzw *z, struct follow *f)
{
	enum follow_end end = FOLLOW_ENDS;
	size_t n;

	while (end == FOLLOW_ENDS && f->at < f->end) {
		const unsigned char *p = view(f, f->at, &n);

		if (!p)
			break;
		end = lzw_bytes(z, f, p, n);
	}
	return end;
}

enum follow_end
follow_lzw(struct follow *f)
{
	struct follow_lzw z; /* its table is filled as codes are made */

	f->made = 0;
	follow_lzw_begin(&z);
	return follow_lzw_run(&z, f);
}

/* ---- PackBits ---- */

enum follow_end
follow_packbits(struct follow *f, uint64_t row)
{
	uint64_t begin = f->at, n;

	f->made = 0;
	if (row == 0)
		return FOLLOW_UNKNOWN;
	while (f->made < f->due && f->at < f->end) {
		uint64_t at = f->at;

		n = packbits_follow(f->b, &f->at, f->end, row);
		f->made += n;
		if (n > row && f->made > n) {
			f->at = at;
			return FOLLOW_BREAKS;
		}
		if (n < row)
			return FOLLOW_ENDS;
		if (n > row) { /* the first row: rows are not packed alone here */
			f->at = begin;
			f->made = packbits_follow(f->b, &f->at, f->end, f->due);
			return f->made == f->due ? FOLLOW_DONE : FOLLOW_BREAKS;
		}
	}
	return f->made == f->due ? FOLLOW_DONE : FOLLOW_ENDS;
}
