/* SPDX-License-Identifier: Apache-2.0 */
/* Where a JPEG keeps its metadata: segments before the first scan, and pictures behind the last. */
#include <string.h>

#include "media/blocks.h"
#include "media/jpeg.h"
#include "media/jpeg_parts.h"

/* Segments looked at before the first scan. */
#define SEGMENTS_MAX 2048
/* Bytes between segments that are stepped over. */
#define STRAY_MAX 4096

#define EXIF	   "Exif\0"
#define XMP	   "http://ns.adobe.com/xap/1.0/"
#define XMP_ODD	   "XMP\0://ns.adobe.com/xap/1.0/" /* as one agency's software writes it */
#define XMP_MORE   "http://ns.adobe.com/xmp/extension/"
#define PHOTOSHOP  "Photoshop 3.0"
#define JFXX	   "JFXX"
#define XMP_DIGEST 40 /* digest, whole size and offset before the text of an extension */

/* Does the body begin with this name and its NUL? Its length then, else 0. */
static size_t
named(const unsigned char *p, size_t n, const char *name, size_t length)
{
	return n > length && memcmp(p, name, length) == 0 ? length : 0;
}
#define NAMED(p, n, name) named(p, n, name, sizeof name)

static void
take_app1(struct media_blocks *out, struct bytes *b, const struct jpeg_segment *s,
	  const unsigned char *p)
{
	size_t skip;

	if ((skip = NAMED(p, s->size, EXIF)))
		blocks_add_exif(out, b, s->body + skip, s->size - skip, "APP1");
	else if ((skip = NAMED(p, s->size, XMP)) || (skip = NAMED(p, s->size, XMP_ODD)))
		blocks_add(out, b, MEDIA_XMP, s->body + skip, s->size - skip, "APP1");
	else if ((skip = NAMED(p, s->size, XMP_MORE)) && s->size > skip + XMP_DIGEST)
		blocks_add(out, b, MEDIA_XMP, s->body + skip + XMP_DIGEST,
			   s->size - skip - XMP_DIGEST, "APP1 extension");
}

/* One block for all of them: a manifest with thumbnails takes dozens of segments. */
static void
take_app11(struct media_blocks *out, struct bytes *b, const struct jpeg_segment *s)
{
	for (size_t i = 0; i < out->n; i++) {
		struct media_block *v = &out->v[i];

		if (v->kind == MEDIA_JUMBF) {
			v->size = s->body + s->size - v->offset;
			return;
		}
	}
	blocks_add(out, b, MEDIA_JUMBF, s->at, s->body + s->size - s->at, "APP11");
}

static void
take_segment(struct media_blocks *out, struct bytes *b, const struct jpeg_segment *s)
{
	const unsigned char *p = jpeg_body(b, s);
	size_t skip;

	if (!p)
		return;
	if (s->marker == JPEG_COM)
		blocks_add(out, b, MEDIA_COMMENT, s->body, s->size, "COM");
	else if (s->marker == JPEG_APP1)
		take_app1(out, b, s, p);
	else if (s->marker == JPEG_APP13 && (skip = NAMED(p, s->size, PHOTOSHOP)))
		blocks_add_photoshop(out, b, s->body + skip, s->size - skip);
	else if (s->marker == JPEG_APP0 && NAMED(p, s->size, JFXX) && s->size > 6 && p[5] == 0x10)
		blocks_add(out, b, MEDIA_THUMBNAIL, s->body + 6, s->size - 6, JFXX);
	else if (s->marker == JPEG_APP11 && s->size > 8 && memcmp(p, "JP", 2) == 0)
		take_app11(out, b, s);
	else if (s->marker == JPEG_APP2)
		jpeg_parts_list(b, 0, s, out);
}

/*
 * Some writers leave bytes between segments, or count one too short. Moves *at to what looks like
 * the next segment of a head; false: nothing near does.
 */
static bool
find_segment(struct bytes *b, uint64_t *at)
{
	for (uint64_t end = *at + STRAY_MAX; *at < end; ++*at) {
		const unsigned char *p = bytes_exact(b, *at, 2);

		if (!p)
			return false;
		if (p[0] == 0xff && (p[1] == JPEG_DQT || p[1] == JPEG_COM || p[1] == JPEG_SOS ||
				     (p[1] >= JPEG_APP0 && p[1] <= JPEG_APP15)))
			return true;
	}
	return false;
}

void
jpeg_blocks(struct bytes *b, struct media_blocks *out)
{
	struct jpeg_segment s;
	uint64_t at = 2;

	out->n = 0;
	for (unsigned i = 0; i < SEGMENTS_MAX; i++) {
		enum jpeg_read r = jpeg_segment_at(b, at, &s);

		if (r == JPEG_WRONG && find_segment(b, &at))
			r = jpeg_segment_at(b, at, &s);
		if (r != JPEG_READ || s.marker == JPEG_SOS || s.marker == JPEG_EOI)
			return;
		take_segment(out, b, &s);
		at = s.next;
	}
}
