/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures that a movie or a raw picture carries beside its own: covers in iTunes' metadata (covr),
 * Canon's previews in CR3 (THMB, PRVW, and the track that holds one JPEG).
 */
#include <string.h>

#include "media/blocks.h"
#include "media/isobmff_samples.h"

/* Bytes of a box before a picture in it, at most. */
#define HEAD_MAX 64

static const unsigned char canon_movie[16] = {0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0,
					      0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48};
static const unsigned char canon_preview[16] = {0xea, 0xf4, 0x2b, 0x5e, 0x1c, 0x98, 0x4b, 0x88,
						0xb9, 0xfb, 0xb7, 0xdc, 0x40, 0x6e, 0x4d, 0x16};
/* The JPEG that begins soon in [at, end). */
static void
add_jpeg(struct bytes *b, uint64_t at, uint64_t end, const char *where, struct media_blocks *out)
{
	unsigned char p[HEAD_MAX];
	size_t n = end - at < sizeof p ? (size_t)(end - at) : sizeof p;

	n = bytes_read(b, at, p, n);
	for (size_t i = 0; i + 3 <= n; i++)
		if (memcmp(p + i, "\xff\xd8\xff", 3) == 0) {
			blocks_add(out, b, MEDIA_THUMBNAIL, at + i, end - at - i, where);
			return;
		}
}

static bool
is_uuid(struct bytes *b, const struct isobox *box, const unsigned char uuid[16])
{
	const unsigned char *p = box->end - box->body < 16 ? NULL : bytes_exact(b, box->body, 16);

	return p && isobox_is(box, "uuid") && memcmp(p, uuid, 16) == 0;
}

/* moov/udta/meta/ilst/covr/data: a kind and a language, then the picture. */
static void
add_covers(struct bytes *b, const struct isobox *moov, struct media_blocks *out)
{
	struct isobox udta, meta, ilst, covr, data;
	uint64_t at;

	if (isobox_find(b, moov->body, moov->end, "udta", &udta) ||
	    isobox_find(b, udta.body, udta.end, "meta", &meta) ||
	    isobox_find(b, meta.body + 4, meta.end, "ilst", &ilst) ||
	    isobox_find(b, ilst.body, ilst.end, "covr", &covr))
		return;
	for (at = covr.body; isobox_find(b, at, covr.end, "data", &data) == 0; at = data.end)
		if (data.end - data.body > 8)
			blocks_add(out, b, MEDIA_THUMBNAIL, data.body + 8, data.end - data.body - 8,
				   "covr");
}

static void
add_canon(struct bytes *b, const struct isobox *uuid, uint64_t skip, const char *type,
	  struct media_blocks *out)
{
	struct isobox box;

	if (uuid->end - uuid->body > skip &&
	    isobox_find(b, uuid->body + skip, uuid->end, type, &box) == 0)
		add_jpeg(b, box.body, box.end, "Canon preview", out);
}

/* Canon's raw files have a track whose only sample is a JPEG of full size. */
static void
add_raw_jpegs(struct bytes *b, const struct isobox *moov, struct media_blocks *out)
{
	struct isosamples s;

	isosamples_init(&s);
	isosamples_add_movie(&s, b, moov);
	for (size_t i = 0; i < s.n && s.n <= ISO_TRACKS_MAX; i++)
		if (s.tracks[s.v[i].track].coding == ISO_CRX && s.v[i].at < b->size &&
		    s.v[i].size <= b->size - s.v[i].at) {
			const unsigned char *p = bytes_exact(b, s.v[i].at, 2);

			if (p && p[0] == 0xff && p[1] == 0xd8)
				blocks_add(out, b, MEDIA_THUMBNAIL, s.v[i].at, s.v[i].size,
					   "Canon preview");
		}
	isosamples_release(&s);
}

static void
add_of_movie(struct bytes *b, const struct isobox *moov, struct media_blocks *out)
{
	struct isobox uuid;

	add_covers(b, moov, out);
	if (isobox_find(b, moov->body, moov->end, "uuid", &uuid) == 0 &&
	    is_uuid(b, &uuid, canon_movie)) {
		add_canon(b, &uuid, 16, "THMB", out);
		add_raw_jpegs(b, moov, out);
	}
}

void
isobmff_preview_blocks(struct bytes *b, struct media_blocks *out)
{
	struct isobox box;
	uint64_t at = 0;

	for (unsigned i = 0; i < 4096 && isobox_at(b, at, b->size, &box) > 0; i++) {
		if (box.end > b->size || !isobox_top_level(&box))
			return;
		if (isobox_is(&box, "moov"))
			add_of_movie(b, &box, out);
		else if (is_uuid(b, &box, canon_preview))
			add_canon(b, &box, 24, "PRVW", out);
		at = box.end;
	}
}
