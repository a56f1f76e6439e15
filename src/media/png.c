/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PNG (W3C Portable Network Graphics, third edition, with APNG): the signature, then chunks, each
 * with its CRC-32. A PNG of which every CRC holds is whole beyond doubt.
 */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "media/png.h"
#include "media/verdict.h"

#define SIGNATURE "\x89PNG\r\n\x1a\n"
struct walker {
	struct bytes *b;
	uint64_t start, at;
	uint64_t chunks, data; /* IDAT chunks */
	unsigned char colour;
	bool palette, ended_data;
	struct media_walk *w;
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 16 && memcmp(p, SIGNATURE "\0\0\0\rIHDR", 16) == 0;
}

/* Types are four ASCII letters, the third upper case. */
static bool
type_fits(const unsigned char *p)
{
	for (size_t i = 0; i < 4; i++)
		if ((p[i] | 32) < 'a' || (p[i] | 32) > 'z')
			return false;
	return !(p[2] & 32);
}

const char png_known_types[PNG_KNOWN_TYPES * 4 + 1] =
	"IDATIENDfdATfcTLtEXtzTXtiTXttIMEeXIfpHYsPLTEtRNSgAMAcHRMsRGBiCCPbKGDsBIThISTsPLTacTLoFFs"
	"vpAgiDOT";

bool
png_type_is_known(const unsigned char *p, size_t n)
{
	for (const char *type = png_known_types; *type; type += 4)
		if (memcmp(type, p, n) == 0)
			return true;
	return false;
}

bool
png_chunk_fits(const unsigned char *p)
{
	return be32(p) <= PNG_CHUNK_MAX && type_fits(p + 4);
}

int
png_chunk_at(struct bytes *b, uint64_t at, struct png_chunk *c)
{
	const unsigned char *p = bytes_exact(b, at, 8);

	if (!p)
		return 0;
	c->at = at;
	c->body = at + 8;
	c->size = be32(p);
	memcpy(c->type, p + 4, 4);
	c->type[4] = '\0';
	return png_chunk_fits(p) ? 1 : -1;
}

int
png_chunk_holds(struct bytes *b, const struct png_chunk *c)
{
	uint64_t at = c->at + 4, end = c->body + c->size;
	uLong crc = crc32(0, NULL, 0);
	const unsigned char *p;
	size_t n;

	if (end > b->size || b->size - end < 4)
		return 0;
	for (; at < end; at += n) {
		p = bytes_view(b, at, end - at > 1 << 20 ? 1 << 20 : (size_t)(end - at), &n);
		if (!p)
			return 0;
		crc = crc32(crc, p, (uInt)n);
	}
	p = bytes_exact(b, end, 4);
	return p && be32(p) == crc ? 1 : -1;
}

static bool
depth_fits(unsigned char depth, unsigned char colour)
{
	switch (colour) {
	case 0:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
	case 3:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8;
	case 2:
	case 4:
	case 6:
		return depth == 8 || depth == 16;
	default:
		return false;
	}
}

static bool
header_fits(const unsigned char *p, size_t n)
{
	return n == 13 && be32(p) >= 1 && be32(p) <= PNG_CHUNK_MAX && be32(p + 4) >= 1 &&
	       be32(p + 4) <= PNG_CHUNK_MAX && depth_fits(p[8], p[9]) && p[10] == 0 && p[11] == 0 &&
	       p[12] <= 1;
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, k->data ? 0.8 : 0.6, "%s (good chunks before: %llu)",
			what, (unsigned long long)k->chunks);
	return false;
}

static bool
ends(struct walker *k, uint64_t at)
{
	verdict_truncated(k->w, at - k->start, k->data ? 0.8 : 0.6,
			  "the bytes end (good chunks before: %llu)",
			  (unsigned long long)k->chunks);
	return false;
}

/* Order of the chunks that matter: IHDR, PLTE, IDAT without gaps, IEND. */
static const char *
out_of_order(struct walker *k, const struct png_chunk *c)
{
	bool data = strcmp(c->type, "IDAT") == 0;

	if (strcmp(c->type, "IHDR") == 0)
		return "a second header stands";
	if (k->data && !data)
		k->ended_data = true;
	if (data && k->ended_data)
		return "picture data goes on after other chunks";
	if (data && k->colour == 3 && !k->palette)
		return "picture data stands before the palette";
	if (strcmp(c->type, "PLTE") == 0) {
		if (k->palette || k->data || c->size == 0 || c->size % 3 || c->size > 768)
			return "an impossible palette stands";
		k->palette = true;
	}
	if (strcmp(c->type, "IEND") == 0 && (c->size || !k->data))
		return "the end stands before any picture data";
	return NULL;
}

static bool
step(struct walker *k)
{
	struct png_chunk c;
	const char *wrong;
	int r = png_chunk_at(k->b, k->at, &c);

	if (r == 0)
		return ends(k, k->at);
	if (r < 0)
		return breaks(k, k->at, "no chunk stands");
	r = png_chunk_holds(k->b, &c);
	if (r == 0)
		return ends(k, k->at);
	if (r < 0)
		return breaks(k, k->at, "a chunk's checksum does not hold");
	wrong = out_of_order(k, &c);
	if (wrong)
		return breaks(k, k->at, wrong);
	k->chunks++;
	k->data += strcmp(c.type, "IDAT") == 0;
	k->at = c.body + c.size + 4;
	if (strcmp(c.type, "acTL") == 0)
		k->w->mime = "image/apng";
	if (strcmp(c.type, "IEND") != 0)
		return true;
	verdict_whole(k->w, k->at - k->start, 1.0,
		      "every chunk's checksum holds, up to IEND (chunks: %llu)",
		      (unsigned long long)k->chunks);
	return false;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start, .at = start + PNG_FIRST, .chunks = 1, .w = w};
	const unsigned char *p = bytes_exact(b, start, PNG_FIRST);

	verdict_begin(w);
	if (!p || !head(p, PNG_FIRST) || !header_fits(p + 16, 13))
		return;
	if (crc32(crc32(0, NULL, 0), p + 12, 17) != be32(p + 29))
		return;
	k.colour = p[25];
	w->mime = "image/png";
	w->width = be32(p + 16);
	w->height = be32(p + 20);
	while (step(&k))
		continue;
	png_check(b, start, w);
}

static void
add(struct media_blocks *out, enum media_block_kind kind, const struct png_chunk *c,
    const char *where)
{
	if (out->n < MEDIA_BLOCKS_MAX)
		out->v[out->n++] = (struct media_block){kind, c->body, c->size, where};
}

/* An iTXt chunk of the XMP keyword, uncompressed: the packet follows five NULs' worth of fields. */
static bool
add_xmp(struct bytes *b, const struct png_chunk *c, struct media_blocks *out)
{
	static const char keyword[] = "XML:com.adobe.xmp"; /* its NUL counts */
	size_t n = c->size < 256 ? c->size : 256, fields = 0, i = sizeof keyword + 2;
	const unsigned char *p = bytes_exact(b, c->body, n);
	struct png_chunk body = *c;

	if (!p || n < i || memcmp(p, keyword, sizeof keyword) != 0 || p[sizeof keyword] != 0)
		return false;
	for (; i < n && fields < 2; i++) /* language tag, translated keyword */
		fields += p[i] == 0;
	if (fields < 2)
		return false;
	body.body += i;
	body.size -= (uint32_t)i;
	add(out, MEDIA_XMP, &body, "iTXt");
	return true;
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	uint64_t at = 8;
	struct png_chunk c;

	out->n = 0;
	while (out->n < MEDIA_BLOCKS_MAX && png_chunk_at(b, at, &c) > 0 &&
	       c.size <= b->size - c.body) {
		if (strcmp(c.type, "eXIf") == 0)
			add(out, MEDIA_EXIF_TIFF, &c, "eXIf");
		else if (strcmp(c.type, "caBX") == 0)
			add(out, MEDIA_JUMBF, &c, "caBX");
		else if (strcmp(c.type, "tEXt") == 0)
			add(out, MEDIA_COMMENT, &c, "tEXt");
		else if (strcmp(c.type, "zTXt") == 0)
			add(out, MEDIA_COMMENT, &c, "zTXt");
		else if (strcmp(c.type, "iTXt") == 0 && !add_xmp(b, &c, out))
			add(out, MEDIA_COMMENT, &c, "iTXt");
		at = c.body + c.size + 4;
	}
}

static const struct media_signature signatures[] = {{SIGNATURE "\0\0\0\rIHDR", 16, 0},
						    {NULL, 0, 0}};

const struct media_format media_png = {
	.name = "png",
	.extensions = "png apng",
	.mime = "image/png",
	.signatures = signatures,
	.max_length = (uint64_t)1 << 30,
	.head = head,
	.walk = walk,
	.blocks = blocks,
};
