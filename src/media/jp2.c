/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG 2000 files: JP2 (ITU-T T.800 | ISO/IEC 15444-1 annex I), JPX (part 2), JPM (part 6), JPH
 * (part 15) as chains of boxes, and codestreams that stand alone.
 */
#include <string.h>

#include "media/blocks.h"
#include "media/isobmff.h"
#include "media/jpeg2000.h"
#include "media/verdict.h"

#define SIGNATURE_BOX "\0\0\0\x0cjP  \r\n\x87\n"
#define STREAM_HEAD   "\xff\x4f\xff\x51"

#define BOXES_MAX 65536

/* Packets do not prove themselves; so much of them behind headers that hold is no accident. */
#define WHOLE_CONFIDENCE 0.85
#define PART_CONFIDENCE	 0.75
#define HEAD_CONFIDENCE	 0.5

/* So many bytes of packets without a marker that cannot stand there are no accident. */
#define PACKETS_LEAST 3072

struct walker {
	struct bytes *b;
	uint64_t start, at, boxes, streams;
	bool deep, header;
	struct j2k stream; /* the last one */
	struct media_walk *w;
};

static bool
head(const unsigned char *p, size_t n)
{
	if (n >= 20 && memcmp(p, SIGNATURE_BOX, 12) == 0)
		return memcmp(p + 16, "ftyp", 4) == 0;
	/* components in step with the segment's length, a size, tiles */
	return n >= 50 && memcmp(p, STREAM_HEAD, 4) == 0 && be16(p + 4) == 38 + 3u * be16(p + 40) &&
	       be32(p + 8) > be32(p + 16) && be32(p + 12) > be32(p + 20) && be32(p + 24) &&
	       be32(p + 28);
}

static const char *
mime_of(const unsigned char *brand)
{
	if (memcmp(brand, "jpx ", 4) == 0)
		return "image/jpx";
	if (memcmp(brand, "jpm ", 4) == 0)
		return "image/jpm";
	if (memcmp(brand, "jph ", 4) == 0)
		return "image/jph";
	if (memcmp(brand, "mjp2", 4) == 0)
		return "video/mj2";
	return "image/jp2";
}

/* Of a part: the walk believes what the check will look at. */
static double
part_confidence(const struct walker *k, uint64_t at)
{
	uint64_t least = k->stream.packets + (k->deep ? PACKETS_LEAST : 0);

	return k->stream.data && at > least ? PART_CONFIDENCE : HEAD_CONFIDENCE;
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, part_confidence(k, at), "%s (tile-parts before: %u)",
			what, k->stream.tile_parts);
	return false;
}

static bool
ends(struct walker *k)
{
	verdict_truncated(k->w, k->b->size - k->start, part_confidence(k, k->b->size),
			  "the bytes end (tile-parts before: %u)", k->stream.tile_parts);
	return false;
}

/* ---- Codestreams ---- */

static bool
take_stream(struct walker *k, uint64_t at, uint64_t limit)
{
	struct j2k *s = &k->stream;

	*s = (struct j2k){.b = k->b,
			  .start = at,
			  .limit = limit < k->b->size ? limit : k->b->size,
			  .deep = k->deep};
	j2k_follow(s);
	if (!k->w->width) {
		k->w->width = s->width;
		k->w->height = s->height;
	}
	if (s->state == MEDIA_NOT)
		return breaks(k, at, "no codestream stands in its box");
	if (s->state == MEDIA_DAMAGED)
		return breaks(k, s->at, s->why);
	if (s->state == MEDIA_TRUNCATED && limit > k->b->size)
		return ends(k);
	if (s->state == MEDIA_TRUNCATED) /* some writers leave EOC out; then the box ends it */
		s->at = limit;
	k->streams++;
	return true;
}

static void
conclude(struct walker *k, uint64_t end)
{
	const struct j2k *s = &k->stream;

	verdict_whole(k->w, end - k->start, WHOLE_CONFIDENCE,
		      "%stile-parts walked to the end of the codestream (tiles: %u of %u)%s",
		      k->boxes ? "boxes and " : "", s->tiles_met, s->tiles,
		      k->deep ? "; nothing foreign seen among the packets" : "");
}

static void
walk_stream(struct walker *k)
{
	struct j2k *s = &k->stream;

	*s = (struct j2k){.b = k->b, .start = k->start, .limit = k->b->size, .deep = k->deep};
	j2k_follow(s);
	if (s->width == 0)
		return;
	k->w->mime = "image/j2c";
	k->w->width = s->width;
	k->w->height = s->height;
	if (s->state == MEDIA_WHOLE)
		conclude(k, s->at);
	else if (s->state == MEDIA_DAMAGED)
		breaks(k, s->at, s->why);
	else
		ends(k);
}

/* ---- Boxes ---- */

static bool
listed(const char *types, const struct isobox *box)
{
	for (const char *p = types;; p += 5) {
		if (memcmp(p, box->type, 4) == 0)
			return true;
		if (p[4] == '\0')
			return false;
	}
}

/* What may stand at the top level; anything else ends the file. */
static bool
known(const struct walker *k, const struct isobox *box)
{
	static const char pictures[] =
		"jp2h jp2c jp2i uuid uinf xml  rreq asoc nlst lbl  jpch jplh ftbl flst cref dtbl "
		"comp copt inst chck mp7b roid gtso drep fidx cidx mhix "
		"mhdr pcol page phdr sdat objc bfil cgrp opct creg";
	static const char others[] = "mdat free skip moov moof";

	if (isobox_is(box, "ftyp"))
		return k->boxes == 0;
	/* other formats have these, too: such a box may be the next file's */
	if (listed(others, box))
		return k->w->mime[0] == 'v' || (!k->streams && box->end <= k->b->size);
	return listed(pictures, box) &&
	       (!k->streams || box->end <= k->b->size || isobox_is(box, "jp2c"));
}

/* The size in the image header box, for files whose codestream comes late or not at all. */
static void
take_header(struct walker *k, const struct isobox *box)
{
	const unsigned char *p =
		box->end - box->body >= 22 ? bytes_exact(k->b, box->body, 22) : NULL;

	if (!p || memcmp(p + 4, "ihdr", 4) != 0)
		return;
	k->header = true;
	k->w->height = be32(p + 8);
	k->w->width = be32(p + 12);
}

static bool
take_box(struct walker *k, const struct isobox *box)
{
	if (isobox_is(box, "jp2h") && box->end <= k->b->size)
		take_header(k, box);
	if (isobox_is(box, "jp2c")) {
		if (!take_stream(k, box->body, box->open ? UINT64_MAX : box->end))
			return false;
		k->at = box->open ? k->stream.at : box->end;
		return k->at <= k->b->size || ends(k);
	}
	if (box->end > k->b->size)
		return ends(k);
	k->at = box->end;
	return true;
}

static bool
step(struct walker *k)
{
	struct isobox box;
	int r = isobox_at(k->b, k->at, k->b->size, &box);

	if (r > 0 && known(k, &box) && k->boxes < BOXES_MAX &&
	    (!box.open || isobox_is(&box, "jp2c"))) {
		k->boxes++;
		return take_box(k, &box) && !box.open;
	}
	if (k->streams ||
	    (k->header && k->boxes > 2 && k->w->mime[6] == 'j' && k->w->mime[8] == 'm'))
		return false;
	return r == 0 ? ends(k) : breaks(k, k->at, "no box of the format stands");
}

static void
walk_boxes(struct walker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->start, 24);
	uint32_t size = p ? be32(p + 12) : 0;

	if (!p || size < 16 || size > 1024)
		return;
	k->w->mime = mime_of(p + 20);
	k->at = k->start + 12;
	while (step(k))
		continue;
	if (k->w->state == MEDIA_NOT)
		conclude(k, k->at);
}

static void
follow(struct bytes *b, uint64_t start, struct media_walk *w, bool deep)
{
	struct walker k = {.b = b, .start = start, .deep = deep, .w = w};
	unsigned char first[MEDIA_HEAD];
	size_t n = bytes_read(b, start, first, sizeof first);

	verdict_begin(w);
	if (!head(first, n))
		return;
	if (first[0] == 0)
		walk_boxes(&k);
	else
		walk_stream(&k);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, false);
}

/* Again, and now through the packets. */
static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, true);
}

/* ---- Metadata ---- */

/* Exif, IPTC and XMP in uuid boxes, as ISO/IEC TR 29199-… and Adobe's XMP specification have them. */
static void
take_uuid(struct media_blocks *out, struct bytes *b, const struct isobox *box)
{
	static const unsigned char exif[] = "JpgTiffExif->JP2";
	static const unsigned char iptc[] = "\x33\xc7\xa4\xd2\xb8\x1d\x47\x23\xa0\xba\xf1\xa3\xe0"
					    "\x97\xad\x38";
	static const unsigned char xmp[] = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91"
					   "\xe3\xaf\xac";
	uint64_t n = box->end - box->body;
	unsigned char id[16];

	if (n <= 16 || bytes_read(b, box->body, id, 16) != 16)
		return;
	if (memcmp(id, exif, 16) == 0)
		blocks_add_exif(out, b, box->body + 16, n - 16, "uuid");
	else if (memcmp(id, iptc, 16) == 0)
		blocks_add(out, b, MEDIA_IPTC, box->body + 16, n - 16, "uuid");
	else if (memcmp(id, xmp, 16) == 0)
		blocks_add(out, b, MEDIA_XMP, box->body + 16, n - 16, "uuid");
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	const unsigned char *p = bytes_exact(b, 0, 12);
	struct isobox box;
	uint64_t at = 12;

	out->n = 0;
	if (!p || memcmp(p, SIGNATURE_BOX, 12) != 0)
		return;
	for (unsigned i = 0; i < BOXES_MAX; i++) {
		if (isobox_at(b, at, b->size, &box) <= 0 || box.end > b->size)
			return;
		if (isobox_is(&box, "uuid"))
			take_uuid(out, b, &box);
		at = box.end;
	}
}

static const struct media_signature signatures[] = {
	{SIGNATURE_BOX, 12, 0}, {STREAM_HEAD, 4, 0}, {NULL, 0, 0}};

const struct media_format media_jp2 = {
	.name = "jp2",
	.extensions = "jp2 j2k j2c jpc jpx jpf jpm jph jhc mj2",
	.mime = "image/jp2",
	.signatures = signatures,
	.max_length = (uint64_t)4 << 30,
	.head = head,
	.walk = walk,
	.check = check,
	.blocks = blocks,
};
