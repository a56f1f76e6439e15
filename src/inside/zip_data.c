/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inside/zip.h"

static int
start_odd(struct zip_data *d, const struct zip_entry *x, uint64_t end, struct error *e)
{
	bytes_slice_init(&d->slice, d->bytes, x->local, end - x->local);
	if (holder_open(&d->odd, &holder_archive, &d->slice.bytes, e))
		return -1;
	return holder_find(d->odd, 0, e);
}

int
zip_data_start(struct zip_data *d, struct bytes *b, const struct zip_entry *x, uint64_t end,
	       struct error *e)
{
	zip_data_end(d);
	d->bytes = b;
	d->at = x->data;
	d->end = x->sizes_known && x->packed < end - x->data ? x->data + x->packed : end;
	d->method = x->method;
	d->ended = false;
	if (x->method == ZIP_STORED)
		return 0;
	if (x->method != ZIP_DEFLATED)
		return start_odd(d, x, end, e);
	d->z = (z_stream){.zalloc = NULL};
	if (inflateInit2(&d->z, -MAX_WBITS) != Z_OK)
		return error_set(e, ERROR_SYSTEM, "zlib does not start");
	d->inflating = true;
	return 0;
}

static int
inflate_some(struct zip_data *d, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	int r = Z_OK;

	d->z.next_out = buf;
	d->z.avail_out = (uInt)n;
	while (d->z.avail_out == n && r == Z_OK) {
		size_t in = 0;
		const unsigned char *p =
			d->at < d->end ? bytes_view(d->bytes, d->at, BYTES_WINDOW, &in) : NULL;

		if (in > d->end - d->at)
			in = (size_t)(d->end - d->at);
		d->z.next_in = (z_const Bytef *)p;
		d->z.avail_in = (uInt)in;
		r = inflate(&d->z, Z_NO_FLUSH);
		d->at += in - d->z.avail_in;
		if (r == Z_OK && in == 0 && d->z.avail_out == n)
			return error_set(e, ERROR_INPUT, "its deflated data ends too early");
	}
	*got = n - d->z.avail_out;
	d->ended = r == Z_STREAM_END;
	if (r != Z_OK && r != Z_STREAM_END && *got == 0)
		return error_set(e, ERROR_INPUT, "its deflated data breaks at byte %llu of it: %s",
				 (unsigned long long)d->z.total_in,
				 d->z.msg ? d->z.msg : "it ends");
	return 0;
}

int
zip_data_read(struct zip_data *d, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	*got = 0;
	if (n > (size_t)1 << 30)
		n = (size_t)1 << 30;
	if (n == 0 || d->ended)
		return 0;
	if (d->odd)
		return holder_read(d->odd, buf, n, got, e);
	if (d->inflating)
		return inflate_some(d, buf, n, got, e);
	if (n > d->end - d->at)
		n = (size_t)(d->end - d->at);
	*got = bytes_read(d->bytes, d->at, buf, n);
	d->at += *got;
	return 0;
}

void
zip_data_end(struct zip_data *d)
{
	if (d->inflating)
		inflateEnd(&d->z);
	d->inflating = false;
	holder_close(&d->odd);
}
