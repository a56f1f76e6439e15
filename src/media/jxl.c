/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG XL files (ISO/IEC 18181-2): codestreams that stand alone, and boxes around one, which may be
 * cut into several of them.
 */
#include "media/jxl.h"

#include <string.h>

#include "media/blocks.h"
#include "media/gather.h"
#include "media/isobmff.h"
#include "media/verdict.h"

#define SIGNATURE_BOX "\0\0\0\x0cJXL \r\n\x87\n"
#define FTYP_BOX                                                                                   \
	"\0\0\0\x14"                                                                               \
	"ftypjxl \0\0\0\0jxl "

#define BOXES_MAX 65536

/* Codes must hold up to here in the file: behind what near misses have of a head. */
#define PROOF_LEAST 80
#define DOUBT	    0.45
/* A shorter part may be a head with somebody else's data behind it. */
#define PART_LEAST 4096
#define CHANCE	   0.3 /* two bytes and a few fields: not worth a closer look */

/* Bytes before the codestream's part in its box. */
#define PART_INDEX 4

/* Larger pictures than level 10 allows most decoders refuse. */
#define PIXELS_MAX ((uint64_t)1 << 40)

struct walker {
	struct bytes *b;
	uint64_t start, at, boxes;
	uint64_t trusted; /* see jxl_check_beyond() */
	struct jxl_kept *kept;
	bool deep, open, cut; /* open: the last box goes on to wherever the codestream ends */
	struct gather *parts; /* of the codestream, end to end */
	bool last;	      /* its last part is among them */
	struct jxl_stream stream;
	struct media_walk *w;
};

static bool
image_fits(const struct jxl_image *h)
{
	return (uint64_t)h->width * h->height <= PIXELS_MAX;
}

static bool
head(const unsigned char *p, size_t n)
{
	struct bytes_memory m;
	struct jxl_image image;
	struct jxl_bits r;

	if (n >= 32 && memcmp(p, SIGNATURE_BOX, 12) == 0)
		return memcmp(p + 12, FTYP_BOX, 12) == 0;
	if (n < 4 || p[0] != 0xff || p[1] != 0x0a)
		return false;
	bytes_memory_init(&m, p, n);
	jxl_bits_init(&r, &m.bytes, 0);
	return (jxl_image_read(&image, &r) || (r.over && !r.broken && n >= MEDIA_HEAD)) &&
	       image_fits(&image);
}

/* ---- The verdict ---- */

/*
 * What was read of the sections says most. Where they were not, what stands before them must have
 * proved itself, and so far behind the file's head that it is not just one of another file's
 * remains.
 */
static double
confidence_of(const struct walker *k)
{
	const struct jxl_stream *s = &k->stream;
	uint64_t read = k->parts ? gather_place(k->parts, s->read) : s->read;

	if (s->decoded && s->decoded == s->frames && s->state == MEDIA_WHOLE)
		return 0.97;
	if (!s->held && s->read == 0)
		return CHANCE;
	if (!s->decoded && read < k->start + PROOF_LEAST)
		return DOUBT;
	if (s->state != MEDIA_WHOLE)
		return s->held ? 0.8 : DOUBT;
	return s->proven ? 0.85 : 0.75;
}

static void
conclude(struct walker *k, uint64_t at, bool boxed)
{
	const struct jxl_stream *s = &k->stream;
	double sure = confidence_of(k);

	if (s->state != MEDIA_WHOLE && at - k->start < PART_LEAST && sure > DOUBT)
		sure = DOUBT;
	if (s->state == MEDIA_WHOLE)
		verdict_whole(k->w, at - k->start, sure,
			      "%sheaders and sizes of all frames followed (frames: %llu, whose "
			      "first codes hold: %llu, decoded: %llu)",
			      boxed ? "boxes walked, " : "", (unsigned long long)s->frames,
			      (unsigned long long)(s->proven + s->likely),
			      (unsigned long long)s->decoded);
	else if (s->state == MEDIA_TRUNCATED)
		verdict_truncated(k->w, at - k->start, sure, "%s (whole frames before: %llu)",
				  s->why, (unsigned long long)s->frames);
	else
		verdict_damaged(k->w, at - k->start, sure, "%s (whole frames before: %llu)", s->why,
				(unsigned long long)s->frames);
}

static bool
take_size(struct walker *k, const char *mime)
{
	if (k->stream.state == MEDIA_NOT || !image_fits(&k->stream.image))
		return false;
	k->w->mime = mime;
	k->w->width = k->stream.image.width;
	k->w->height = k->stream.image.height;
	return true;
}

static void
walk_stream(struct walker *k)
{
	k->stream = (struct jxl_stream){.b = k->b,
					.start = k->start,
					.sectors = k->start,
					.deep = k->deep,
					.trusted = k->trusted,
					.kept = k->kept};
	jxl_follow(&k->stream);
	if (take_size(k, "image/jxl"))
		conclude(k, k->stream.at, false);
}

/* ---- Boxes ---- */

static bool
known(const struct isobox *box)
{
	static const char types[] = "jxlc jxlp jxll jxli Exif xml  jumb jbrd brob jhgm";

	for (const char *p = types;; p += 5) {
		if (memcmp(p, box->type, 4) == 0)
			return true;
		if (p[4] == '\0')
			return false;
	}
}

/* The codestream, or a part of it. */
static void
take_part(struct walker *k, const struct isobox *box)
{
	uint64_t end = box->end < k->b->size ? box->end : k->b->size, body = box->body;
	const unsigned char *p;

	if (isobox_is(box, "jxlp")) {
		p = bytes_exact(k->b, body, PART_INDEX);
		if (!p || k->last || (be32(p) & 0x7fffffff) != k->parts->n)
			return;
		k->last = p[0] >> 7;
		body += PART_INDEX;
	} else if (k->parts->n) {
		return;
	} else {
		k->last = true;
	}
	gather_add(k->parts, body, end);
	k->open = box->open;
}

static bool
step(struct walker *k)
{
	struct isobox box;
	int r = isobox_at(k->b, k->at, k->b->size, &box);

	if (r == 0)
		k->cut = true;
	if (r <= 0 || !known(&box) || ++k->boxes > BOXES_MAX)
		return false;
	if (isobox_is(&box, "jxlc") || isobox_is(&box, "jxlp"))
		take_part(k, &box);
	else if (box.open)
		return false;
	k->cut = box.end > k->b->size;
	if (!k->cut)
		k->at = box.end;
	return !k->cut && !box.open;
}

/* Is there more to come than what the boxes held? */
static void
settle(struct walker *k)
{
	const struct jxl_stream *s = &k->stream;
	uint64_t at = gather_place(k->parts, s->at);

	if (s->state == MEDIA_TRUNCATED && !k->cut)
		verdict_damaged(k->w, k->at - k->start, confidence_of(k),
				"no box with the rest of the codestream stands (whole frames "
				"before: %llu)",
				(unsigned long long)s->frames);
	else if (s->state == MEDIA_WHOLE && k->cut && k->at + 8 <= k->b->size)
		verdict_truncated(k->w, k->b->size - k->start, confidence_of(k),
				  "the bytes end within a box (whole frames before: %llu)",
				  (unsigned long long)s->frames);
	else
		conclude(k, s->state == MEDIA_WHOLE && !k->open ? k->at : at, true);
}

static void
walk_boxes(struct walker *k)
{
	struct isobox box;

	k->at = k->start + 12;
	if (isobox_at(k->b, k->at, k->b->size, &box) <= 0 || box.open || box.end - k->at > 1024)
		return;
	k->at = box.end;
	k->parts = gather_new(k->b);
	while (step(k))
		continue;
	k->stream = (struct jxl_stream){.b = &k->parts->bytes,
					.deep = k->deep,
					.trusted = gather_before(k->parts, k->trusted),
					.kept = k->kept};
	if (k->parts->n)
		k->stream.sectors = k->start - k->parts->v[0].at;
	jxl_follow(&k->stream);
	if (take_size(k, "image/jxl"))
		settle(k);
	gather_free(&k->parts);
}

static void
follow(struct walker *k)
{
	unsigned char first[MEDIA_HEAD];
	size_t n = bytes_read(k->b, k->start, first, sizeof first);

	verdict_begin(k->w);
	if (!head(first, n))
		return;
	if (first[0] == 0)
		walk_boxes(k);
	else
		walk_stream(k);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start, .w = w};

	follow(&k);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start, .deep = true, .w = w};

	if (w->confidence >= DOUBT)
		follow(&k);
}

void
jxl_check_beyond(struct bytes *b, uint64_t start, uint64_t trusted, struct jxl_kept *kept,
		 struct media_walk *w)
{
	struct walker k = {
		.b = b, .start = start, .trusted = trusted, .kept = kept, .deep = true, .w = w};

	follow(&k);
}

/* ---- Metadata ---- */

static void
take_block(struct media_blocks *out, struct bytes *b, const struct isobox *box)
{
	const unsigned char *p;
	uint64_t skip;

	/* packed ones: their type stands before the data */
	p = isobox_is(box, "brob") && box->end - box->body > 4 ? bytes_exact(b, box->body, 4)
							       : NULL;
	if (p && memcmp(p, "jumb", 4) == 0)
		blocks_add(out, b, MEDIA_JUMBF, box->body + 4, box->end - box->body - 4, "brob");
	else if (p && (memcmp(p, "Exif", 4) == 0 || memcmp(p, "xml ", 4) == 0))
		blocks_add(out, b, *p == 'E' ? MEDIA_EXIF_TIFF : MEDIA_XMP, box->body + 4,
			   box->end - box->body - 4, "brob");
	if (isobox_is(box, "jumb"))
		blocks_add(out, b, MEDIA_JUMBF, box->at, box->end - box->at, "jumb");
	if (isobox_is(box, "xml "))
		blocks_add(out, b, MEDIA_XMP, box->body, box->end - box->body, "xml");
	if (!isobox_is(box, "Exif") || box->end - box->body <= 4)
		return;
	p = bytes_exact(b, box->body, 4); /* where the TIFF header stands behind these four bytes */
	if (!p)
		return;
	skip = 4ull + be32(p);
	if (skip < box->end - box->body)
		blocks_add_exif(out, b, box->body + skip, box->end - box->body - skip, "Exif");
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
		take_block(out, b, &box);
		at = box.end;
	}
}

static const struct media_signature signatures[] = {
	{SIGNATURE_BOX, 12, 0}, {"\xff\x0a", 2, 0}, {NULL, 0, 0}};

const struct media_format media_jxl = {
	.name = "jxl",
	.extensions = "jxl",
	.mime = "image/jxl",
	.signatures = signatures,
	.max_length = (uint64_t)1 << 30,
	.head = head,
	.walk = walk,
	.check = check,
	.blocks = blocks,
};
