/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ISO base media (ISO/IEC 14496-12): MP4, QuickTime, 3GP, HEIF (ISO/IEC 23008-12), AVIF, Canon CR3.
 * The file is its chain of top-level boxes; the movie box and the meta box say how far its samples
 * and items reach, and that must lie inside.
 */
#include "media/isobmff.h"

#include <string.h>

#include "media/verdict.h"

struct walker {
	struct bytes *b;
	uint64_t start, at;
	uint64_t boxes;
	bool movie, items; /* moov with a track, meta with items met */
	bool open;	   /* the last box goes on to wherever the bytes end */
	bool branded, sound_only;
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

/* What may stand at the top level; anything else ends the file. */
static bool
known(const struct isobox *box)
{
	static const char types[] =
		"ftyp moov mdat free skip wide uuid meta moof mfra sidx styp ssix "
		"prft emsg pnot udta PICT idat pdin mpvd inst sefd junk thum";

	for (const char *p = types; *p; p += 5) {
		if (memcmp(p, box->type, 4) == 0)
			return true;
		if (p[4] == '\0')
			break;
	}
	return false;
}

static bool
head(const unsigned char *p, size_t n)
{
	static const char *const old[] = {"moov", "mdat", "wide", "pnot"};

	if (n < 16)
		return false;
	if (memcmp(p + 4, "ftyp", 4) == 0)
		return be32(p) >= 16 && be32(p) <= 1024 && be32(p) % 4 == 0;
	/* QuickTime before brands */
	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		if (memcmp(p + 4, old[i], 4) == 0)
			return be32(p) == 1 || be32(p) >= 8;
	return false;
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, 0.5, "%s (whole boxes before: %llu)", what,
			(unsigned long long)k->boxes);
	return false;
}

static bool
ends(struct walker *k, uint64_t at, const char *type)
{
	verdict_truncated(k->w, at - k->start, k->movie || k->items ? 0.6 : 0.4,
			  "the bytes end within the box %s (whole boxes before: %llu)", type,
			  (unsigned long long)k->boxes);
	return false;
}

static void
take_movie(struct walker *k, const struct isobox *moov)
{
	struct isomovie m;

	isobmff_movie(k->b, moov, &m);
	k->movie |= m.picture || m.sound;
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
	if (k->furthest > k->at - k->start) {
		verdict_truncated(
			k->w, k->at - k->start, 0.5,
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

static bool
step(struct walker *k)
{
	struct isobox box;
	int r = isobox_at(k->b, k->at, k->b->size, &box);

	if (r > 0 && box.open && !isobox_is(&box, "mdat"))
		r = -1; /* only data may go on to the end; zeros look like this, too */
	if (r <= 0 || !known(&box) || (k->boxes && isobox_is(&box, "ftyp")))
		return finish(k);
	if (box.end > k->b->size) {
		if (isobox_is(&box, "ftyp"))
			return false;
		return ends(k, k->b->size, box.type);
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
}

static const struct media_signature signatures[] = {{"ftyp", 4, 4}, {NULL, 0, 0}};

const struct media_format media_isobmff = {
	.name = "mp4",
	.extensions =
		"mp4 mov m4v 3gp 3g2 3gpp qt heic heif hif avif avci cr3 m4a m4b m4p mp4v f4v lrv",
	.mime = "video/mp4",
	.signatures = signatures,
	.max_length = (uint64_t)64 << 30,
	.head = head,
	.walk = walk,
	.blocks = blocks,
};
