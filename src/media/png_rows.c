/* SPDX-License-Identifier: Apache-2.0 */
#include "media/png_rows.h"

#include <string.h>

#include "base/bytes.h"

#define FILTERS	 5
#define OUT_SIZE 8192
#define PASSES	 7

static unsigned
samples(unsigned char colour)
{
	static const unsigned char n[] = {1, 0, 3, 1, 2, 0, 4};

	return colour < sizeof n ? n[colour] : 1;
}

/* Rows and bytes of a row of one pass of Adam7. */
static void
pass_size(const struct png_rows *r, unsigned pass, uint64_t *rows, uint64_t *row_size)
{
	static const unsigned char x0[] = {0, 4, 0, 2, 0, 1, 0}, dx[] = {8, 8, 4, 4, 2, 2, 1};
	static const unsigned char y0[] = {0, 0, 4, 0, 2, 0, 1}, dy[] = {8, 8, 8, 4, 4, 2, 2};
	uint64_t columns = r->width;

	*rows = r->height;
	if (r->interlaced) {
		columns = columns > x0[pass] ? (columns - x0[pass] + dx[pass] - 1) / dx[pass] : 0;
		*rows = *rows > y0[pass] ? (*rows - y0[pass] + dy[pass] - 1) / dy[pass] : 0;
	}
	if (columns == 0)
		*rows = 0;
	*row_size = 1 + (columns * r->bits + 7) / 8;
}

/* To the first pass from `pass` on that has rows. */
static void
enter_pass(struct png_rows *r, unsigned pass)
{
	unsigned passes = r->interlaced ? PASSES : 1;

	for (r->rows = 0; pass < passes && r->rows == 0; pass++) {
		r->pass = pass;
		pass_size(r, pass, &r->rows, &r->row_size);
	}
}

void
png_rows_begin(struct png_rows *r, const unsigned char *ihdr)
{
	memset(r, 0, sizeof *r);
	r->width = be32(ihdr);
	r->height = be32(ihdr + 4);
	r->bits = ihdr[8] * samples(ihdr[9]);
	r->interlaced = ihdr[12] == 1;
	enter_pass(r, 0);
	r->state = inflateInit(&r->z) == Z_OK ? PNG_ROWS_MORE : PNG_ROWS_BAD;
}

void
png_rows_end(struct png_rows *r)
{
	inflateEnd(&r->z);
}

/* A row begins with its filter; true: it can be one, and a row is due. */
static bool
begin_row(struct png_rows *r, unsigned char filter)
{
	if (filter >= FILTERS || r->rows == 0)
		return false;
	r->row_left = r->row_size - 1;
	return true;
}

static void
end_row(struct png_rows *r)
{
	if (--r->rows == 0)
		enter_pass(r, r->pass + 1);
}

/* n unpacked bytes, none of them over the end of a row; at most the filter when a row begins. */
static bool
take(struct png_rows *r, const unsigned char *p, size_t n)
{
	if (r->row_left == 0) {
		if (!begin_row(r, *p))
			return false;
	} else {
		r->row_left -= n;
	}
	if (r->row_left == 0)
		end_row(r);
	return true;
}

enum png_rows_state
png_rows_feed(struct png_rows *r, const unsigned char *p, size_t n)
{
	unsigned char out[OUT_SIZE];
	uint64_t before = r->total;
	int status = Z_OK;

	r->z.next_in = (unsigned char *)(uintptr_t)p;
	r->z.avail_in = (uInt)n;
	while (r->state == PNG_ROWS_MORE && status == Z_OK) {
		bool filter = r->row_left == 0;
		size_t most = filter ? 1 : r->row_left < OUT_SIZE ? r->row_left : OUT_SIZE;

		r->z.next_out = out;
		r->z.avail_out = (uInt)most;
		status = inflate(&r->z, Z_NO_FLUSH);
		r->total = before + (n - r->z.avail_in);
		if (r->z.avail_out < most && !take(r, out, most - r->z.avail_out))
			r->state = PNG_ROWS_BAD;
		else if (filter && r->z.avail_out == 0)
			r->good = r->total;
	}
	if (status == Z_STREAM_END && r->state == PNG_ROWS_MORE)
		r->state = r->rows ? PNG_ROWS_BAD : PNG_ROWS_DONE;
	else if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END)
		r->state = PNG_ROWS_BAD;
	return r->state;
}
