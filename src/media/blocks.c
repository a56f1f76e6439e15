/* SPDX-License-Identifier: Apache-2.0 */
#include "media/blocks.h"

#include <string.h>

#include "media/tiff_ifd.h"

enum {
	RESOURCE_IPTC = 0x0404,
	RESOURCE_THUMBNAIL_OLD = 0x0409,
	RESOURCE_THUMBNAIL = 0x040c,
	RESOURCE_EXIF = 0x0422,
	RESOURCE_XMP = 0x0424,
};

/* Format, width, height and so on before the JPEG of a thumbnail resource. */
#define THUMBNAIL_HEAD 28

void
blocks_add(struct media_blocks *out, struct bytes *b, enum media_block_kind kind, uint64_t offset,
	   uint64_t size, const char *where)
{
	if (size == 0 || offset > b->size || b->size - offset < size || out->n == MEDIA_BLOCKS_MAX)
		return;
	out->v[out->n++] = (struct media_block){kind, offset, size, where};
}

void
blocks_add_exif(struct media_blocks *out, struct bytes *b, uint64_t offset, uint64_t size,
		const char *where)
{
	struct tiff t;
	struct tiff_ifd d;
	uint64_t at, n;

	blocks_add(out, b, MEDIA_EXIF_TIFF, offset, size, where);
	if (tiff_open(&t, b, offset, size) || tiff_ifd_at(&t, t.first, &d) || d.next == 0 ||
	    tiff_ifd_at(&t, d.next, &d))
		return;
	at = tiff_number_of(&d, TIFF_JPEG_OFFSET, 0);
	n = tiff_number_of(&d, TIFF_JPEG_SIZE, 0);
	if (at < t.size && n <= t.size - at)
		blocks_add(out, b, MEDIA_THUMBNAIL, offset + at, n, "IFD1");
}

static void
add_resource(struct media_blocks *out, struct bytes *b, unsigned id, uint64_t at, uint64_t n)
{
	if (id == RESOURCE_IPTC)
		blocks_add(out, b, MEDIA_IPTC, at, n, "Photoshop");
	else if (id == RESOURCE_EXIF)
		blocks_add_exif(out, b, at, n, "Photoshop");
	else if (id == RESOURCE_XMP)
		blocks_add(out, b, MEDIA_XMP, at, n, "Photoshop");
	else if ((id == RESOURCE_THUMBNAIL || id == RESOURCE_THUMBNAIL_OLD) && n > THUMBNAIL_HEAD)
		blocks_add(out, b, MEDIA_THUMBNAIL, at + THUMBNAIL_HEAD, n - THUMBNAIL_HEAD,
			   "Photoshop");
}

/* Programs put resources of their own under signatures of their own. */
static bool
is_resource(const unsigned char *p)
{
	static const char names[][5] = {"8BIM", "AgHg", "PHUT", "DCSR", "MeSa"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (memcmp(p, names[i], 4) == 0)
			return true;
	return false;
}

void
blocks_add_photoshop(struct media_blocks *out, struct bytes *b, uint64_t offset, uint64_t size)
{
	uint64_t at = offset, end = offset + size;

	while (end - at >= 12) {
		const unsigned char *p = bytes_exact(b, at, 7);
		unsigned id, name;
		bool other;
		uint64_t n;

		if (!p || !is_resource(p))
			return;
		id = be16(p + 4);
		other = memcmp(p, "8BIM", 4) != 0;
		name = (p[6] + 2u) & ~1u; /* a Pascal string, padded to an even length */
		at += 6 + name;
		p = at <= end && end - at >= 4 ? bytes_exact(b, at, 4) : NULL;
		if (!p)
			return;
		n = be32(p);
		at += 4;
		if (n > end - at)
			return;
		if (!other)
			add_resource(out, b, id, at, n);
		at += n + (n & 1);
		if (at > end)
			return;
	}
}

#define INNER_SEGMENTS_MAX 32

void
blocks_add_inner_exif(struct media_blocks *out, struct bytes *b, uint64_t offset, uint64_t size,
		      const char *where)
{
	uint64_t at = offset + 2, end = offset + size;

	for (unsigned i = 0; i < INNER_SEGMENTS_MAX && at < end && end - at >= 10; i++) {
		const unsigned char *p = bytes_exact(b, at, 10);
		uint64_t n = p ? be16(p + 2) + UINT64_C(2) : 0;

		if (!p || p[0] != 0xff || p[1] < 0xe0 || n < 4 || n > end - at)
			return;
		if (p[1] == 0xe1 && n > 10 && memcmp(p + 4, "Exif\0", 6) == 0)
			blocks_add(out, b, MEDIA_EXIF_TIFF, at + 10, n - 10, where);
		at += n;
	}
}

void
blocks_add_jpeg(struct media_blocks *out, struct bytes *b, uint64_t offset, uint64_t size,
		const char *where)
{
	struct media_blocks inner = {0};
	struct bytes_slice jpeg;

	bytes_slice_init(&jpeg, b, offset, size);
	media_by_name("jpeg")->blocks(&jpeg.bytes, &inner);
	for (size_t i = 0; i < inner.n; i++)
		blocks_add(out, b, inner.v[i].kind, offset + inner.v[i].offset, inner.v[i].size,
			   inner.v[i].where);
	blocks_add(out, b, MEDIA_THUMBNAIL, offset, size, where);
}
