/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "inside/pdf_parts.h"

#define STEP ((size_t)64 << 10)

/* ---- Filters: each appends what it makes of p[0..n) ---- */

/* What a broken stream gave up to its break is kept. */
static int
undo_flate(const unsigned char *p, size_t n, struct buffer *out)
{
	z_stream z = {.next_in = (z_const Bytef *)p, .avail_in = (uInt)n};
	int r = Z_OK;

	if (inflateInit(&z) != Z_OK)
		return -1;
	while (r == Z_OK && out->n < PDF_DATA_MAX) {
		z.next_out = (Bytef *)buffer_reserve(out, STEP);
		z.avail_out = (uInt)STEP;
		r = inflate(&z, Z_NO_FLUSH);
		out->n += STEP - z.avail_out;
		if (r == Z_BUF_ERROR || (r == Z_OK && z.avail_in == 0 && z.avail_out == STEP))
			break;
	}
	inflateEnd(&z);
	return out->n ? 0 : -1;
}

static void
add_group(struct buffer *out, uint32_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		buffer_add_byte(out, (char)(v >> (24 - 8 * i)));
}

static int
undo_a85(const unsigned char *p, size_t n, struct buffer *out)
{
	uint32_t v = 0;
	unsigned digits = 0;

	for (size_t i = 0; i < n && p[i] != '~'; i++) {
		if (p[i] == 'z' && digits == 0) {
			add_group(out, 0, 4);
		} else if (p[i] >= '!' && p[i] <= 'u') {
			v = v * 85 + (uint32_t)(p[i] - '!');
			if (++digits < 5)
				continue;
			add_group(out, v, 4);
			v = digits = 0;
		}
	}
	if (digits > 1) {
		for (unsigned i = digits; i < 5; i++)
			v = v * 85 + 84;
		add_group(out, v, digits - 1);
	}
	return 0;
}

static int
hex_value(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int
undo_hex(const unsigned char *p, size_t n, struct buffer *out)
{
	int high = -1;

	for (size_t i = 0; i < n && p[i] != '>'; i++) {
		int v = hex_value(p[i]);

		if (v < 0)
			continue;
		if (high >= 0)
			buffer_add_byte(out, (char)(high << 4 | v));
		high = high >= 0 ? -1 : v;
	}
	if (high >= 0)
		buffer_add_byte(out, (char)(high << 4));
	return 0;
}

static int
undo_runs(const unsigned char *p, size_t n, struct buffer *out)
{
	size_t i = 0;

	while (i < n && p[i] != 128 && out->n < PDF_DATA_MAX) {
		size_t length = p[i] < 128 ? p[i] + 1u : 257u - p[i];

		if (p[i] < 128) {
			size_t there = n - i - 1 < length ? n - i - 1 : length;

			buffer_add(out, p + i + 1, there);
			i += 1 + there;
		} else {
			if (i + 1 >= n)
				return 0;
			memset(buffer_reserve(out, length), p[i + 1], length);
			out->n += length;
			i += 2;
		}
	}
	return 0;
}

static int
undo(enum pdf_filter filter, const struct buffer *in, struct buffer *out)
{
	const unsigned char *p = (const unsigned char *)buffer_span(in).p;

	switch (filter) {
	case PDF_FLATE:
		return undo_flate(p, in->n, out);
	case PDF_A85:
		return undo_a85(p, in->n, out);
	case PDF_AHX:
		return undo_hex(p, in->n, out);
	case PDF_RUNS:
		return undo_runs(p, in->n, out);
	default:
		return -1;
	}
}

static int
undo_all(struct bytes *b, const struct pdf_image *image, struct buffer *data, uint64_t *unpacked,
	 struct error *e)
{
	size_t n = image->size < PDF_DATA_MAX ? (size_t)image->size : PDF_DATA_MAX;
	struct buffer out = BUFFER_EMPTY;

	data->n = bytes_read(b, image->at, buffer_reserve(data, n + 1), n);
	for (unsigned i = 0; i < image->nfilters; i++) {
		buffer_clear(&out);
		int failed = undo(image->filters[i], data, &out);

		*unpacked += out.n;
		if (failed) {
			buffer_release(&out);
			return error_set(e, ERROR_INPUT, "the PDF's picture cannot be unpacked");
		}
		struct buffer swap = *data;
		*data = out;
		out = swap;
	}
	buffer_release(&out);
	return 0;
}

int
pdf_unpack(struct bytes *b, const struct pdf_image *image, struct buffer *out, uint64_t *unpacked,
	   struct error *e)
{
	struct buffer data = BUFFER_EMPTY;
	int status = undo_all(b, image, &data, unpacked, e);

	if (status == 0 && image->is_image && image->last == PDF_NONE)
		status = pdf_make_png(image, &data, out, e);
	else if (status == 0)
		buffer_add(out, data.data, data.n);
	buffer_release(&data);
	return status;
}
