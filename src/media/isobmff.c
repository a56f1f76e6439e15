/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ISO base media (ISO/IEC 14496-12): MP4, QuickTime, 3GP, HEIF (ISO/IEC 23008-12), AVIF, Canon CR3.
 * The file is its chain of top-level boxes; the movie box and the meta box say how far its samples
 * and items reach, and that must lie inside.
 */
#include "media/isobmff.h"

#include <string.h>

#include "media/isobmff_check.h"
#include "media/verdict.h"

struct walker {
	struct bytes *b;
	uint64_t start, at;
	uint64_t boxes;
	bool movie, items;	    /* moov with a track, meta with items met */
	bool fragmented, fragments; /* it has samples in fragments; such were met */
	bool data;		    /* mdat met */
	bool awaits_data;	    /* moof met, and its mdat not yet */
	bool open;		    /* the last box goes on to wherever the bytes end */
	bool branded, sound_only;
	uint64_t chunks;
	uint64_t furthest; /* that samples or items reach, from start */
	struct media_walk *w;
};

static const struct {
	char brand[5];
	const char *mime;
} brands[] = {
	{"heic", "image/heic"},		 {"heix", "image/heic"},
	{"heim", "image/heic"},		 {"heis", "image/heic"},
	{"hevc", "image/heic-sequence"}, {"hevx", "image/heic-sequence"},
	{"avif", "image/avif"},		 {"avis", "image/avif"},
	{"mif1", "image/heif"},		 {"msf1", "image/heif-sequence"},
	{"crx ", "image/x-canon-cr3"},	 {"qt  ", "video/quicktime"},
	{"M4V ", "video/x-m4v"},	 {"M4VH", "video/x-m4v"},
	{"M4VP", "video/x-m4v"},	 {"M4A ", "audio/mp4"},
	{"M4B ", "audio/mp4"},		 {"M4P ", "audio/mp4"},
	{"f4v ", "video/mp4"},		 {"mp41", "video/mp4"},
	{"mp42", "video/mp4"},		 {"isom", "video/mp4"},
	{"iso2", "video/mp4"},		 {"iso3", "video/mp4"},
	{"iso4", "video/mp4"},		 {"iso5", "video/mp4"},
	{"iso6", "video/mp4"},		 {"iso8", "video/mp4"},
	{"iso9", "video/mp4"},		 {"avc1", "video/mp4"},
	{"dash", "video/mp4"},		 {"mmp4", "video/mp4"},
	{"MSNV", "video/mp4"},		 {"XAVC", "video/mp4"},
	{"NDSC", "video/mp4"},		 {"niko", "video/mp4"},
	{"3g2a", "video/3gpp2"},	 {"3g2b", "video/3gpp2"},
	{"3g2c", "video/3gpp2"},
};

static const char *
mime_of_brand(const unsigned char *p)
{
	for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
		if (memcmp(p, brands[i].brand, 4) == 0)
			return brands[i].mime;
	if (memcmp(p, "3g", 2) == 0)
		return "video/3gpp";
	return NULL;
}

/* By the major brand, else by the first compatible one that says something. */
static const char *
mime_of(struct bytes *b, const struct isobox *ftyp)
{
	uint64_t n = ftyp->end - ftyp->body;
	const unsigned char *p = bytes_exact(b, ftyp->body, n < 256 ? (size_t)n : 256);
	const char *mime = p && n >= 8 ? mime_of_brand(p) : NULL;

	for (uint64_t i = 8; p && !mime && i + 4 <= n && i + 4 <= 256; i += 4)
		mime = mime_of_brand(p + i);
	return mime;
}

static bool
printable(const unsigned char *p)
{
	for (size_t i = 0; i < 4; i++)
		if (p[i] < 0x20 || p[i] > 0x7e)
			return false;
	return true;
}

/* QuickTime before brands; the words stand in texts, too. */
static bool
old_head(const unsigned char *p)
{
	uint32_t size = be32(p);

	if (memcmp(p + 4, "moov", 4) == 0)
		return size >= 108 && size < 1u << 28 && be32(p + 8) >= 8 &&
		       be32(p + 8) <= size - 8 && printable(p + 12);
	if (memcmp(p + 4, "mdat", 4) == 0)
		return size == 1 ? p[8] == 0 && p[9] == 0 : size > 16 && !printable(p);
	if (memcmp(p + 4, "wide", 4) == 0)
		return size == 8 && printable(p + 12);
	if (memcmp(p + 4, "skip", 4) == 0)
		return size == 8 && printable(p + 12);
	return memcmp(p + 4, "pnot", 4) == 0 && size == 20;
}

static bool
head(const unsigned char *p, size_t n)
{
	if (n < 16)
		return false;
	if (memcmp(p + 4, "ftyp", 4) == 0)
		return be32(p) >= 16 && be32(p) <= 1024 && be32(p) % 4 == 0;
	return old_head(p);
}

/* A head and data behind it are worth the closer look of check(). */
static double
partial_confidence(const struct walker *k)
{
	return k->branded && (k->data || k->movie || k->items) ? 0.7 : 0.4;
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, partial_confidence(k), "%s (whole boxes before: %llu)",
			what, (unsigned long long)k->boxes);
	k->w->frames = k->data;
	return false;
}

/* Data may be there up to where the bytes end; any other box is read as a whole or not at all. */
static bool
ends(struct walker *k, const struct isobox *box)
{
	bool data = isobox_is(box, "mdat");

	k->data |= data;
	verdict_truncated(k->w, (data && k->branded ? k->b->size : k->at) - k->start,
			  partial_confidence(k),
			  "the bytes end within the box %s (whole boxes before: %llu)", box->type,
			  (unsigned long long)k->boxes);
	k->w->broke = k->b->size - k->start;
	k->w->frames = k->data;
	return false;
}

static void
take_movie(struct walker *k, const struct isobox *moov)
{
	struct isomovie m;

	isobmff_movie(k->b, moov, &m);
	k->movie |= m.picture || m.sound;
	k->fragmented |= m.fragmented;
	k->chunks += m.chunks;
	k->sound_only = m.sound && !m.picture;
	k->w->holds_files |= m.holds_files;
	k->furthest = m.furthest > k->furthest ? m.furthest : k->furthest;
	if (m.width && !k->w->width) {
		k->w->width = m.width;
		k->w->height = m.height;
	}
	if (!k->w->mime) /* a brand nobody knows; QuickTime from before there were any */
		k->w->mime = k->branded ? "video/mp4" : "video/quicktime";
}

static void
take_items(struct walker *k, const struct isobox *meta)
{
	struct isoitems items;

	isobmff_items(k->b, meta, &items);
	if (items.broken || items.n == 0)
		return;
	k->items = true;
	k->furthest = items.furthest > k->furthest ? items.furthest : k->furthest;
	k->w->width = items.width;
	k->w->height = items.height;
	if (!k->w->mime)
		k->w->mime = "image/heif";
}

/* An index of segments says how far those it points to reach, from its own end. */
static void
take_segments(struct walker *k, const struct isobox *sidx)
{
	const unsigned char *p = bytes_exact(k->b, sidx->body, 32);
	uint64_t head = p && p[0] == 0 ? 24 : 32, at = sidx->body + head, n, reach;

	if (!p || sidx->end - sidx->body < head)
		return;
	reach = sidx->end - k->start + (head == 24 ? be32(p + 16) : be64(p + 20) & 0xffffffffff);
	n = be16(p + head - 2);
	for (; n && at + 12 <= sidx->end && (p = bytes_exact(k->b, at, 4)); n--, at += 12)
		reach += be32(p) & 0x7fffffff;
	k->furthest = reach > k->furthest ? reach : k->furthest;
}

static void
take_box(struct walker *k, const struct isobox *box)
{
	if (isobox_is(box, "ftyp")) {
		k->branded = true;
		k->w->mime = mime_of(k->b, box);
	}
	if (isobox_is(box, "moov"))
		take_movie(k, box);
	else if (isobox_is(box, "meta"))
		take_items(k, box);
	else if (isobox_is(box, "sidx"))
		take_segments(k, box);
	k->data |= isobox_is(box, "mdat");
	k->fragments |= isobox_is(box, "moof");
	k->awaits_data = isobox_is(box, "moof") || (k->awaits_data && !isobox_is(box, "mdat"));
	k->open = box->open;
	k->boxes++;
}

/* The chain of boxes is over: does it make a file? */
static bool
finish(struct walker *k)
{
	const char *mime = k->w->mime;
	bool picture = mime && strncmp(mime, "image/", 6) == 0;

	if (!k->movie && !k->items && k->b->size - k->at < 8) {
		verdict_truncated(k->w, k->b->size - k->start, 0.4,
				  "the bytes end before a movie or items came (boxes: %llu)",
				  (unsigned long long)k->boxes);
		return false;
	}
	if (!k->movie && !k->items)
		return breaks(k, k->at, "the boxes end without a movie or items");
	if (k->awaits_data)
		return breaks(k, k->at, "no data follows a movie fragment");
	if (k->movie && !k->data && (k->fragmented || k->chunks)) {
		verdict_truncated(k->w, k->at - k->start, partial_confidence(k),
				  "a movie box without the data that it points to");
		return false;
	}
	if (k->furthest > k->at - k->start) {
		verdict_truncated(
			k->w, k->at - k->start, partial_confidence(k),
			"boxes walked (%llu), but samples lie up to %llu bytes past the end",
			(unsigned long long)k->boxes,
			(unsigned long long)(k->furthest - (k->at - k->start)));
		return false;
	}
	if (!picture && k->sound_only)
		k->w->mime = "audio/mp4";
	verdict_whole(k->w, k->at - k->start,
		      k->open	    ? 0.4
		      : k->furthest ? 0.85
				    : 0.7,
		      "boxes walked (%llu), all that %s point to lies inside",
		      (unsigned long long)k->boxes, k->items ? "the items" : "the sample tables");
	return false;
}

/* Is all there that what was met so far points to? */
static bool
is_complete(const struct walker *k)
{
	return k->furthest > 0 && k->furthest <= k->at - k->start && !k->fragmented &&
	       (k->movie ? k->data : k->items);
}

/*
 * Nothing more is missing, and a box of this kind would begin another movie? Behind the items of a
 * picture a movie of it may still come, but no data that nobody points to.
 */
static bool
begins_another(const struct walker *k, const struct isobox *box)
{
	static const char *const types[] = {"mdat", "wide", "pnot", "moof", "styp", "moov"};
	size_t n = sizeof types / sizeof *types - (k->movie ? 0 : 1);

	if (k->boxes && isobox_is(box, "ftyp"))
		return true;
	for (size_t i = 0; is_complete(k) && i < n; i++)
		if (isobox_is(box, types[i]))
			return true;
	return false;
}

/* Of a type we do not know, but the chain goes on behind it with one that we do. */
static bool
leads_on(struct walker *k, const struct isobox *box)
{
	struct isobox next;

	return k->boxes && isobox_at(k->b, box->end, k->b->size, &next) > 0 && !next.open &&
	       isobox_top_level(&next) && next.end <= k->b->size && !begins_another(k, &next);
}

static bool
step(struct walker *k)
{
	struct isobox box;
	int r = isobox_at(k->b, k->at, k->b->size, &box);

	if (r > 0 && box.open && !isobox_is(&box, "mdat"))
		r = -1; /* only data may go on to the end; zeros look like this, too */
	if (r <= 0 || begins_another(k, &box) || (!isobox_top_level(&box) && !leads_on(k, &box)))
		return finish(k);
	if (box.end > k->b->size) {
		if (isobox_is(&box, "ftyp"))
			return false;
		return ends(k, &box);
	}
	take_box(k, &box);
	k->at = box.end;
	return true;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start, .at = start, .w = w};
	unsigned char first[16];

	verdict_begin(w);
	if (bytes_read(b, start, first, sizeof first) != sizeof first || !head(first, sizeof first))
		return;
	while (step(&k))
		continue;
	if (w->state == MEDIA_NOT || (w->mime && !k.movie && !k.items && k.boxes < 2))
		verdict_begin(w);
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	struct isobox meta;

	out->n = 0;
	if (isobox_find(b, 0, b->size, "meta", &meta) == 0)
		isobmff_item_blocks(b, &meta, out);
	isobmff_movie_blocks(b, out);
	isobmff_preview_blocks(b, out);
}

static const struct media_signature signatures[] = {
	{"ftyp", 4, 4},		 {"moov\0\0", 6, 4},	  {"mdat", 4, 4}, {"\0\0\0\10wide", 8, 0},
	{"\0\0\0\10skip", 8, 0}, {"\0\0\0\24pnot", 8, 0}, {NULL, 0, 0},
};

const struct media_format media_isobmff = {
	.name = "mp4",
	.extensions =
		"mp4 mov m4v 3gp 3g2 3gpp qt heic heif hif avif avci cr3 m4a m4b m4p mp4v f4v lrv",
	.mime = "video/mp4",
	.signatures = signatures,
	.max_length = (uint64_t)64 << 30,
	.head = head,
	.walk = walk,
	.check = isobmff_check,
	.blocks = blocks,
	.tags = isobmff_tags,
};
