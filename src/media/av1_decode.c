/* SPDX-License-Identifier: Apache-2.0 */
#include "media/av1_decode.h"

#include <errno.h>
#include <string.h>

/* ---- What a tile shows ---- */

static uint64_t
digest_row(uint64_t h, const unsigned char *p, size_t n)
{
	uint64_t v;

	for (; n >= sizeof v; p += sizeof v, n -= sizeof v) {
		memcpy(&v, p, sizeof v);
		h = (h ^ v) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	for (; n; p++, n--)
		h = (h ^ *p) * 0x9e3779b97f4a7c15u;
	return h;
}

struct box {
	size_t left, right, top, bottom;
};

static uint64_t
digest_plane(uint64_t h, const Dav1dPicture *pic, unsigned plane, struct box box)
{
	size_t bytes = pic->p.bpc > 8 ? 2 : 1;
	const unsigned char *data = pic->data[plane];

	for (size_t y = box.top; y < box.bottom; y++)
		h = digest_row(h, data + (ptrdiff_t)y * pic->stride[plane > 0] + box.left * bytes,
			       (box.right - box.left) * bytes);
	return h;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static uint64_t
digest_tile(const Dav1dPicture *pic, unsigned col, unsigned row)
{
	const Dav1dFrameHeader *f = pic->frame_hdr;
	const Dav1dSequenceHeader *q = pic->seq_hdr;
	unsigned shift = q->sb128 ? 7 : 6;
	size_t w = (size_t)pic->p.w, h = (size_t)pic->p.h;
	struct box box = {
		.left = least((size_t)f->tiling.col_start_sb[col] << shift, w),
		.right = least((size_t)f->tiling.col_start_sb[col + 1] << shift, w),
		.top = least((size_t)f->tiling.row_start_sb[row] << shift, h),
		.bottom = least((size_t)f->tiling.row_start_sb[row + 1] << shift, h),
	};
	uint64_t sum = digest_plane(1, pic, 0, box);

	if (pic->p.layout == DAV1D_PIXEL_LAYOUT_I400)
		return sum;
	if (pic->p.layout != DAV1D_PIXEL_LAYOUT_I444) {
		box.left /= 2;
		box.right = (box.right + 1) / 2;
	}
	if (pic->p.layout == DAV1D_PIXEL_LAYOUT_I420) {
		box.top /= 2;
		box.bottom = (box.bottom + 1) / 2;
	}
	return digest_plane(digest_plane(sum, pic, 1, box), pic, 2, box);
}

static void
take_picture(const Dav1dPicture *pic, struct av1_picture *out)
{
	unsigned cols = (unsigned)pic->frame_hdr->tiling.cols;
	unsigned rows = (unsigned)pic->frame_hdr->tiling.rows;

	out->seq = *pic->seq_hdr;
	out->frame = *pic->frame_hdr;
	out->ntiles = 0;
	for (unsigned row = 0; row < rows; row++)
		for (unsigned col = 0; col < cols && out->ntiles < AV1_TILES_MAX; col++)
			out->tiles[out->ntiles++] = digest_tile(pic, col, row);
}

/* ---- Decoding ---- */

static Dav1dContext *
open_decoder(void)
{
	Dav1dContext *c = NULL;
	Dav1dSettings s;

	dav1d_default_settings(&s);
	s.n_threads = 1; /* workers can start none */
	s.max_frame_delay = 1;
	s.apply_grain = 0;
	s.frame_size_limit = AV1_PICTURE_MAX;
	s.inloop_filters = DAV1D_INLOOPFILTER_NONE;
	s.logger.callback = NULL;
	return dav1d_open(&c, &s) ? NULL : c;
}

/* All pictures that are ready; 0 or the decoder's error. */
static int
take_ready(Dav1dContext *c, unsigned *n, struct av1_picture *out)
{
	Dav1dPicture pic;
	int status;

	memset(&pic, 0, sizeof pic);
	while ((status = dav1d_get_picture(c, &pic)) == 0) {
		if (++*n == 1)
			take_picture(&pic, out);
		dav1d_picture_unref(&pic);
		memset(&pic, 0, sizeof pic);
	}
	return status == DAV1D_ERR(EAGAIN) ? 0 : status;
}

static int
feed(Dav1dContext *c, Dav1dData *data, unsigned *n, struct av1_picture *out)
{
	int status = 0;

	while (data->sz && status == 0) {
		status = dav1d_send_data(c, data);
		if (status == 0 || status == DAV1D_ERR(EAGAIN))
			status = take_ready(c, n, out);
	}
	return status ? status : take_ready(c, n, out);
}

enum av1_decoded
av1_decode(const unsigned char *p, size_t n, struct av1_picture *out)
{
	Dav1dContext *c = open_decoder();
	Dav1dData data;
	unsigned pictures = 0;
	uint8_t *copy;
	int status;

	if (!c)
		return AV1_STRANGE;
	memset(&data, 0, sizeof data);
	copy = dav1d_data_create(&data, n);
	if (copy)
		memcpy(copy, p, n);
	status = copy ? feed(c, &data, &pictures, out) : DAV1D_ERR(ENOMEM);
	dav1d_data_unref(&data);
	dav1d_close(&c);
	if (status == DAV1D_ERR(EINVAL))
		return AV1_REFUSED;
	return status == 0 && pictures == 1 ? AV1_DECODED : AV1_STRANGE;
}
