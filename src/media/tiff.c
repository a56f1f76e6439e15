/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TIFF 6.0, BigTIFF and the camera formats built on them (DNG 1.6, CR2, NEF, ARW, ORF, RW2, PEF,
 * SRW). Nothing in a TIFF says how long it is: the file reaches as far as the furthest directory,
 * value, strip or tile that its directories point to.
 */
#include <stdio.h>
#include <string.h>

#include "media/blocks.h"
#include "media/tiff_walk.h"
#include "media/verdict.h"

enum {
	PHOTOSHOP = 0x8649,
	C2PA = 0xcd41,
	JPG_FROM_RAW = 0x002e, /* Panasonic's */
};

/* Raw pictures by their maker and by codings, or colour filters, that only raw pictures have. */
static const struct {
	char make[12];
	unsigned compressions;
	const char *mime;
} makers[] = {
	{"NIKON", TIFF_BY_NIKON | TIFF_BY_CFA, "image/x-nikon-nef"},
	{"SONY", TIFF_BY_CFA, "image/x-sony-arw"},
	{"PENTAX", TIFF_BY_PENTAX | TIFF_BY_CFA, "image/x-pentax-pef"},
	{"RICOH", TIFF_BY_PENTAX | TIFF_BY_CFA, "image/x-pentax-pef"},
	{"SAMSUNG", TIFF_BY_SAMSUNG | TIFF_BY_CFA, "image/x-samsung-srw"},
	{"Hasselblad", TIFF_BY_CFA, "image/x-hasselblad-3fr"},
	{"EPSON", TIFF_BY_CFA, "image/x-epson-erf"},
	{"Mamiya", TIFF_BY_CFA, "image/x-mamiya-mef"},
	{"KODAK", TIFF_BY_CFA, "image/x-kodak-dcr"},
	{"EASTMAN", TIFF_BY_CFA, "image/x-kodak-dcr"},
	{"Phase One", TIFF_BY_CFA, "image/x-raw"},
	{"Leaf", TIFF_BY_CFA, "image/x-raw"},
};

static const char *
mime_of(const struct tiff_walker *k)
{
	if (k->dng)
		return "image/x-adobe-dng";
	if (k->cr2)
		return "image/x-canon-cr2";
	if (k->t.magic == 0x4f52 || k->t.magic == 0x5352)
		return "image/x-olympus-orf";
	if (k->t.magic == 0x55)
		return "image/x-panasonic-rw2";
	if (k->sony && tiff_made_by(k, "SONY"))
		return "image/x-sony-arw";
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if ((k->compressions & makers[i].compressions) && tiff_made_by(k, makers[i].make))
			return makers[i].mime;
	return "image/tiff";
}

static bool
head(const unsigned char *p, size_t n)
{
	static const char magics[][5] = {"II*\0", "MM\0*", "II+\0", "MM\0+",
					 "IIRO",  "IIRS",  "MMOR",  "IIU\0"};

	for (size_t i = 0; n >= 8 && i < sizeof magics / sizeof *magics; i++)
		if (memcmp(p, magics[i], 4) == 0)
			return true;
	return false;
}

/* What stands behind directories that hold is looked at by the check; before, it is a claim. */
#define PART_CONFIDENCE 0.7

static void
conclude(struct tiff_walker *k, struct media_walk *w)
{
	w->mime = mime_of(k);
	w->width = k->width;
	w->height = k->height;
	if (k->broke)
		verdict_damaged(w, k->broke_at, PART_CONFIDENCE, "%s (directories before: %zu)",
				k->broke, k->done);
	else if (k->missing)
		verdict_truncated(
			w, k->t.size, PART_CONFIDENCE,
			"directories walked (%zu), but they point %llu bytes past the end", k->n,
			(unsigned long long)(k->missing - k->t.size));
	else
		verdict_whole(w, k->end, k->pieces > 1 ? 0.8 : 0.7,
			      "directories walked (%zu), everything they point to is there "
			      "(pictures: %llu, pieces: %llu)",
			      k->n, (unsigned long long)k->pictures, (unsigned long long)k->pieces);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct tiff_walker k;

	verdict_begin(w);
	if (tiff_follow(&k, b, start, false) == 0) {
		if (k.pictures)
			conclude(&k, w);
		else if (k.done <= 1)
			tiff_lost(b, start, w);
	}
	tiff_release(&k);
}

/* Does a JPEG, and one for viewing, begin there? */
static bool
is_jpeg(struct bytes *b, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, 3);

	return p && memcmp(p, "\xff\xd8\xff", 3) == 0;
}

/* A JPEG that fills a strip alone. */
static void
add_preview(struct media_blocks *out, struct bytes *b, const struct tiff_ifd *d)
{
	uint64_t compression = tiff_number_of(d, TIFF_COMPRESSION, 1), at;
	struct tiff_entry e;

	if (tiff_find(d, JPG_FROM_RAW, &e) == 0 && !e.outside && is_jpeg(b, e.at))
		blocks_add_inner_exif(out, b, e.at, e.size, "JpgFromRaw");
	if (tiff_find(d, JPG_FROM_RAW, &e) == 0 && !e.outside && is_jpeg(b, e.at))
		blocks_add(out, b, MEDIA_THUMBNAIL, e.at, e.size, "JpgFromRaw");
	if ((compression != TIFF_OLD_JPEG && compression != TIFF_JPEG) ||
	    tiff_find(d, TIFF_STRIP_OFFSETS, &e) || e.count != 1)
		return;
	at = tiff_number(d->t, &e, 0);
	if (is_jpeg(b, at))
		blocks_add(out, b, MEDIA_THUMBNAIL, at, tiff_number_of(d, TIFF_STRIP_SIZES, 0),
			   "IFD");
}

/* JPEGs that directories or maker notes point to. */
static void
add_previews(struct media_blocks *out, struct bytes *b, const struct tiff_walker *k)
{
	for (size_t i = 0; i < k->piece_n; i++)
		if (k->piece[i].picture == TIFF_PREVIEW && is_jpeg(b, k->piece[i].at))
			blocks_add(out, b, MEDIA_THUMBNAIL, k->piece[i].at, k->piece[i].size,
				   "IFD");
}

static void
add_packets(struct media_blocks *out, struct bytes *b, const struct tiff_ifd *d)
{
	struct tiff_entry e;

	if (tiff_find(d, TIFF_XMP, &e) == 0 && !e.outside)
		blocks_add(out, b, MEDIA_XMP, e.at, e.size, "IFD");
	if (tiff_find(d, TIFF_IPTC, &e) == 0 && !e.outside)
		blocks_add(out, b, MEDIA_IPTC, e.at, e.size, "IFD");
	if (tiff_find(d, PHOTOSHOP, &e) == 0 && !e.outside)
		blocks_add_photoshop(out, b, e.at, e.size);
	if (tiff_find(d, C2PA, &e) == 0 && !e.outside)
		blocks_add(out, b, MEDIA_JUMBF, e.at, e.size, "IFD");
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	struct tiff_walker k;
	struct tiff_ifd d;

	out->n = 0;
	if (tiff_follow(&k, b, 0, true)) {
		tiff_release(&k);
		return;
	}
	blocks_add(out, b, MEDIA_EXIF_TIFF, 0, k.metadata, "TIFF");
	for (size_t i = 0; i < k.done; i++) {
		if (tiff_ifd_at(&k.t, k.pending[i], &d))
			continue;
		add_packets(out, b, &d);
		add_preview(out, b, &d);
	}
	add_previews(out, b, &k);
	tiff_release(&k);
}

static const struct media_signature signatures[] = {
	{"II*\0", 4, 0}, {"MM\0*", 4, 0}, {"IIRO", 4, 0},  {"IIRS", 4, 0},
	{"II+\0", 4, 0}, {"MM\0+", 4, 0}, {"IIU\0", 4, 0}, {NULL, 0, 0}};

const struct media_format media_tiff = {
	.name = "tiff",
	.extensions =
		"tif tiff dng cr2 nef nrw arw sr2 srf orf rw2 raw rwl pef srw 3fr fff iiq kdc dcr "
		"erf mef mos gpr",
	.mime = "image/tiff",
	.signatures = signatures,
	.max_length = (uint64_t)4 << 30,
	.head = head,
	.walk = walk,
	.check = tiff_check,
	.blocks = blocks,
};
