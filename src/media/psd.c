/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Photoshop documents, PSD and PSB (Adobe Photoshop File Formats Specification): header, colour
 * mode data, image resources, layers and masks, and the merged picture, whose rows end the file.
 */
#include <string.h>

#include "media/blocks.h"
#include "media/psd_layers.h"
#include "media/verdict.h"

#define HEADER 26

/* Palettes are 768 bytes; duotone curves and HDR toning are private, and small. */
#define COLOURS_MAX ((uint64_t)1 << 20)

#define PART_CONFIDENCE 0.75

/* Picture data that could be followed code by code, and so is nobody else's. */
#define CODED_CONFIDENCE 0.9

/* Nothing but headers was seen. */
#define DOUBT 0.5

/* Bytes of rows whose smoothness is no accident. */
#define SMOOTH_LEAST 2048

struct walker {
	struct psd d;
	uint64_t start, at;
	uint64_t resources, resources_at;
	unsigned mode;
	struct media_walk *w;
};

static bool
mode_fits(unsigned mode, unsigned depth, unsigned channels)
{
	static const unsigned char least[] = {1, 1, 1, 3, 4, 0, 0, 1, 1, 3};

	return mode < sizeof least && least[mode] && channels >= least[mode] &&
	       (mode == 0) == (depth == 1) && (mode != 2 || depth == 8);
}

static bool
head(const unsigned char *p, size_t n)
{
	unsigned channels, depth, most;

	if (n < HEADER + 8 || memcmp(p, "8BPS\0", 5) != 0 || (p[5] != 1 && p[5] != 2) ||
	    memcmp(p + 6, "\0\0\0\0\0", 6) != 0)
		return false;
	channels = be16(p + 12);
	depth = be16(p + 22);
	most = p[5] == 2 ? 300000 : 30000;
	return channels >= 1 && channels <= 56 && be32(p + 14) - 1 < most &&
	       be32(p + 18) - 1 < most &&
	       (depth == 1 || depth == 8 || depth == 16 || depth == 32) &&
	       mode_fits(be16(p + 24), depth, channels) && be32(p + 26) < COLOURS_MAX;
}

static void
settle(struct walker *k)
{
	const struct psd *d = &k->d;
	double confidence = PART_CONFIDENCE;

	if (d->deep && d->coded <= PSD_CODED_CERTAIN && d->smooth < SMOOTH_LEAST)
		confidence = DOUBT;
	else if (d->coded > PSD_CODED_CERTAIN)
		confidence = CODED_CONFIDENCE;

	if (d->state == MEDIA_TRUNCATED)
		verdict_truncated(k->w, d->broke - k->start, confidence,
				  "the bytes end (resources: %llu, layers: %u, rows: %llu of %llu)",
				  (unsigned long long)k->resources, d->layers,
				  (unsigned long long)d->rows, (unsigned long long)d->rows_due);
	else
		verdict_damaged(k->w, d->broke - k->start, confidence,
				"%s (resources: %llu, layers: %u, rows: %llu of %llu)", d->why,
				(unsigned long long)k->resources, d->layers,
				(unsigned long long)d->rows, (unsigned long long)d->rows_due);
}

/* A resource: a signature, a number, a name, and so many bytes. 1; 0 the bytes end; -1 none. */
static int
resource_at(struct bytes *b, uint64_t at, uint64_t *next)
{
	const unsigned char *p = bytes_exact(b, at, 7);
	unsigned name;

	if (!p)
		return 0;
	if (memcmp(p, "8BIM", 4) != 0 && memcmp(p, "MeSa", 4) != 0 && memcmp(p, "AgHg", 4) != 0 &&
	    memcmp(p, "PHUT", 4) != 0 && memcmp(p, "DCSR", 4) != 0)
		return -1;
	name = (p[6] + 2u) & ~1u;
	p = bytes_exact(b, at + 6 + name, 4);
	if (!p)
		return 0;
	*next = at + 6 + name + 4 + be32(p) + (be32(p) & 1);
	return 1;
}

static bool
take_resources(struct walker *k, uint64_t end)
{
	while (k->at < end) {
		uint64_t next = 0;
		int r = resource_at(k->d.b, k->at, &next);

		if (r == 0 || (r > 0 && next > k->d.b->size && next <= end + 1))
			return psd_stop(&k->d, MEDIA_TRUNCATED, k->d.b->size, "");
		if (r < 0 || next > end + 1) /* the last one need not be padded */
			return psd_stop(&k->d, MEDIA_DAMAGED, k->at, "no resource stands");
		k->at = next;
		k->resources++;
	}
	k->at = end;
	return true;
}

/* The length of a section that must lie in what is there. */
static bool
section(struct walker *k, bool wide, uint64_t *end)
{
	size_t n = wide ? 8 : 4;
	const unsigned char *p = bytes_exact(k->d.b, k->at, n);

	if (!p)
		return psd_stop(&k->d, MEDIA_TRUNCATED, k->d.b->size, "");
	k->at += n;
	if (__builtin_add_overflow(k->at, wide ? be64(p) : be32(p), end))
		return psd_stop(&k->d, MEDIA_DAMAGED, k->at, "an impossible length stands");
	return true;
}

static bool
sections(struct walker *k)
{
	uint64_t end;

	if (!section(k, false, &end))
		return false;
	if (end > k->d.b->size)
		return psd_stop(&k->d, MEDIA_TRUNCATED, k->d.b->size, "");
	k->at = end;
	if (!section(k, false, &end))
		return false;
	k->resources_at = k->at;
	if (!take_resources(k, end) || !section(k, k->d.large, &end))
		return false;
	if (end > k->at && !psd_layers(&k->d, k->at, end))
		return false;
	k->at = end;
	return psd_picture(&k->d, &k->at);
}

static void
read_header(struct walker *k, const unsigned char *p)
{
	k->d.large = p[5] == 2;
	k->d.channels = be16(p + 12);
	k->d.height = be32(p + 14);
	k->d.width = be32(p + 18);
	k->d.depth = be16(p + 22);
	k->at = k->start + HEADER;
	k->w->mime = "image/vnd.adobe.photoshop";
	k->w->width = k->d.width;
	k->w->height = k->d.height;
}

static void
follow(struct bytes *b, uint64_t start, struct media_walk *w, bool deep)
{
	struct walker k = {.d = {.b = b, .start = start, .deep = deep}, .start = start, .w = w};
	unsigned char first[MEDIA_HEAD];
	size_t n = bytes_read(b, start, first, sizeof first);

	verdict_begin(w);
	if (!head(first, n))
		return;
	read_header(&k, first);
	if (!sections(&k))
		settle(&k);
	else
		verdict_whole(w, k.at - start, deep && k.d.coded ? 0.97 : PSD_WHOLE_CONFIDENCE,
			      "sections walked to the last row (resources: %llu, layers: %u%s)",
			      (unsigned long long)k.resources, k.d.layers,
			      !deep	  ? ""
			      : k.d.coded ? "; every coded row followed"
					  : "; rows go on smoothly");
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, false);
}

/* Again, and now row by row. */
static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, true);
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	const unsigned char *p = bytes_exact(b, 0, HEADER + 4);
	uint64_t at, n;

	out->n = 0;
	if (!p)
		return;
	at = HEADER + 4 + (uint64_t)be32(p + HEADER);
	p = bytes_exact(b, at, 4);
	if (!p)
		return;
	n = be32(p);
	at += 4;
	if (at < b->size)
		blocks_add_photoshop(out, b, at, n < b->size - at ? n : b->size - at);
}

void
psd_strips(struct bytes *b, struct strips *s)
{
	struct media_walk w = {.state = MEDIA_NOT};
	struct walker k = {.d = {.b = b}, .w = &w};
	unsigned char first[MEDIA_HEAD];
	size_t n = bytes_read(b, 0, first, sizeof first);
	uint64_t end;

	if (!head(first, n))
		return;
	read_header(&k, first);
	for (unsigned i = 0; i < 2; i++) { /* colours, resources */
		if (!section(&k, false, &end) || end >= b->size)
			return;
		k.at = end;
	}
	if (!section(&k, k.d.large, &end))
		return;
	if (end > k.at)
		psd_layers_strips(&k.d, k.at, end, s);
	psd_picture_strip(&k.d, end, s);
}

static const struct media_signature signatures[] = {
	{"8BPS\0\1\0\0\0\0\0\0\0", 13, 0}, {"8BPS\0\2\0\0\0\0\0\0\0", 13, 0}, {NULL, 0, 0}};

const struct media_format media_psd = {
	.name = "psd",
	.extensions = "psd psb",
	.mime = "image/vnd.adobe.photoshop",
	.signatures = signatures,
	.max_length = (uint64_t)8 << 30,
	.head = head,
	.walk = walk,
	.check = check,
	.blocks = blocks,
};
