/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GIF (CompuServe, versions 87a and 89a): header, screen descriptor, then extensions and images as
 * chains of sub-blocks, up to the trailer. Nothing in it is checksummed, so a walk to the trailer
 * says that the chains hold, not that the pictures do.
 */
#include <stdio.h>
#include <string.h>

#include "media/blocks.h"
#include "media/gif_check.h"
#include "media/verdict.h"

struct walker {
	struct bytes *b;
	uint64_t start, at;
	uint64_t images, extensions;
	struct media_walk *w;
};

/* Bytes of a colour table by its flags. */
static uint64_t
colours(unsigned char flags)
{
	return flags & 0x80 ? 3ull << ((flags & 7) + 1) : 0;
}

/* Behind the screen descriptor and its colours stands an extension or an image. */
static bool
head(const unsigned char *p, size_t n)
{
	if (n < 13 || (memcmp(p, "GIF87a", 6) != 0 && memcmp(p, "GIF89a", 6) != 0) ||
	    !le16(p + 6) || !le16(p + 8))
		return false;
	uint64_t at = 13 + colours(p[10]);
	return at >= n || p[at] == '!' || p[at] == ',';
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, k->images ? 0.6 : 0.4,
			"%s (whole images before: %llu)", what, (unsigned long long)k->images);
	return false;
}

static bool
ends(struct walker *k, uint64_t at)
{
	verdict_truncated(k->w, at - k->start, k->images ? 0.6 : 0.4,
			  "the bytes end (whole images before: %llu)",
			  (unsigned long long)k->images);
	return false;
}

/* Steps over sub-blocks to behind their terminator; false: the bytes end. */
static bool
skip_chain(struct bytes *b, uint64_t *at, uint64_t *total)
{
	size_t n;

	for (;;) {
		const unsigned char *p = bytes_view(b, *at, BYTES_WINDOW, &n);
		size_t i = 0;

		if (!p)
			return false;
		while (i < n && p[i]) {
			*total += p[i];
			i += 1 + (size_t)p[i];
		}
		*at += i;
		if (i < n) {
			++*at;
			return true;
		}
	}
}

static bool
take_image(struct walker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->at, 10);
	uint64_t at = k->at, data = 0;

	if (!p)
		return ends(k, at);
	if (le16(p + 5) == 0 || le16(p + 7) == 0)
		return breaks(k, at, "an image without size stands");
	k->at += 10 + colours(p[9]);
	p = bytes_exact(k->b, k->at, 1);
	if (!p)
		return ends(k, at);
	if (*p < 1 || *p > 11)
		return breaks(k, at, "an impossible code size stands");
	k->at++;
	if (!skip_chain(k->b, &k->at, &data))
		return ends(k, at);
	if (data == 0)
		return breaks(k, at, "an image without data stands");
	k->images++;
	return true;
}

static bool
take_extension(struct walker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->at, 3);
	uint64_t at = k->at, data = 0;

	if (!p)
		return ends(k, at);
	/* graphic control, application and plain text begin with a block of fixed length */
	if ((p[1] == 0xf9 && p[2] != 4) || (p[1] == 0xff && p[2] != 11) ||
	    (p[1] == 0x01 && p[2] != 12))
		return breaks(k, at, "an impossible extension stands");
	k->at += 2;
	if (!skip_chain(k->b, &k->at, &data))
		return ends(k, at);
	k->extensions++;
	return true;
}

static bool
step(struct walker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->at, 1);

	if (!p)
		return ends(k, k->at);
	switch (*p) {
	case ',':
		return take_image(k);
	case '!':
		return take_extension(k);
	case ';':
		if (!k->images)
			return breaks(k, k->at, "the trailer stands without an image");
		verdict_whole(k->w, k->at + 1 - k->start,
			      k->images + k->extensions > 1 ? 0.95 : 0.85,
			      "blocks walked to the trailer (images: %llu, extensions: %llu)",
			      (unsigned long long)k->images, (unsigned long long)k->extensions);
		return false;
	default:
		return breaks(k, k->at, "no block stands");
	}
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start, .w = w};
	const unsigned char *p = bytes_exact(b, start, 14);

	verdict_begin(w);
	if (!p || !head(p, 14))
		return;
	k.at = start + 13 + colours(p[10]);
	w->width = le16(p + 6);
	w->height = le16(p + 8);
	p = bytes_exact(b, k.at, 1);
	if (!p || (*p != ',' && *p != '!'))
		return;
	w->mime = "image/gif";
	while (step(&k))
		continue;
}

/*
 * The first sub-block of an application extension names it. XMP stands raw behind that name, C2PA
 * in sub-blocks.
 */
static void
take_block(struct bytes *b, uint64_t at, uint64_t end, struct media_blocks *out)
{
	const unsigned char *p = bytes_exact(b, at, 14);

	if (!p || out->n == MEDIA_BLOCKS_MAX)
		return;
	if (p[1] == 0xfe)
		out->v[out->n++] =
			(struct media_block){MEDIA_COMMENT, at + 3, p[2], "comment extension"};
	else if (p[1] == 0xff && memcmp(p + 3, "XMP DataXMP", 11) == 0 && end - at > 14 + 258)
		out->v[out->n++] = (struct media_block){MEDIA_XMP, at + 14, end - at - 14 - 258,
							"application extension"};
	else if (p[1] == 0xff && memcmp(p + 3, "C2PA_GIF", 8) == 0)
		blocks_add(out, b, MEDIA_JUMBF, at + 14, end - at - 14, "sub-blocks");
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	const unsigned char *p = bytes_exact(b, 0, 13);
	struct media_walk w;
	struct walker k = {.b = b, .w = &w};

	out->n = 0;
	verdict_begin(&w);
	if (!p)
		return;
	k.at = 13 + colours(p[10]);
	for (;;) {
		uint64_t at = k.at;

		p = bytes_exact(b, at, 1);
		if (!p || (*p != ',' && *p != '!'))
			return;
		if (!(*p == '!' ? take_extension(&k) : take_image(&k)))
			return;
		p = bytes_exact(b, at, 1);
		if (p && *p == '!')
			take_block(b, at, k.at, out);
	}
}

static const struct media_signature signatures[] = {
	{"GIF87a", 6, 0}, {"GIF89a", 6, 0}, {NULL, 0, 0}};

const struct media_format media_gif = {
	.name = "gif",
	.extensions = "gif",
	.mime = "image/gif",
	.signatures = signatures,
	.max_length = (uint64_t)1 << 30,
	.head = head,
	.walk = walk,
	.check = gif_check,
	.blocks = blocks,
};
