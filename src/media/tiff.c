/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TIFF 6.0, BigTIFF and the camera formats built on them (DNG 1.6, CR2, NEF, ARW, ORF, RW2, PEF,
 * SRW). Nothing in a TIFF says how long it is: the file reaches as far as the furthest directory,
 * value, strip or tile that its directories point to.
 */
#include <stdio.h>
#include <string.h>

#include "media/blocks.h"
#include "media/tiff_ifd.h"
#include "media/verdict.h"

/* Directories followed; cameras write about ten, scanners one a page. */
#define IFDS_MAX 256

/* Strips or tiles of all pictures together. */
#define PIECES_MAX ((uint64_t)1 << 20)

enum {
	COMPRESSION_NONE = 1,
	COMPRESSION_OLD_JPEG = 6,
	COMPRESSION_JPEG = 7,
	COMPRESSION_SONY = 32767,
	COMPRESSION_SAMSUNG = 32770, /* and 32772 */
	COMPRESSION_NIKON = 34713,
	COMPRESSION_PENTAX = 65535,
	PANASONIC_RAW_OFFSET = 0x0118,
	SONY_PRIVATE = 0xc634,
	PHOTOSHOP = 0x8649,
};

struct walker {
	struct tiff t;
	uint64_t pending[IFDS_MAX]; /* directories met, in order; each is gone through once */
	size_t n, done;
	uint64_t end;	   /* as far as anything reaches */
	uint64_t metadata; /* as far as directories and their values reach */
	uint64_t missing;  /* the furthest end of what lies outside; 0: all is there */
	uint64_t pictures, pieces;
	uint32_t width, height;
	unsigned compressions; /* a bit for each of the makers' own */
	bool dng, cr2, sony;
	char make[16];
	const char *broke; /* what cannot be, or NULL */
	uint64_t broke_at;
};

static void
breaks(struct walker *k, uint64_t at, const char *what)
{
	if (k->broke)
		return;
	k->broke = what;
	k->broke_at = at;
}

static void
reach(struct walker *k, uint64_t at, uint64_t size)
{
	uint64_t end;

	if (__builtin_add_overflow(at, size, &end))
		end = UINT64_MAX;
	if (end > k->t.size)
		k->missing = end > k->missing ? end : k->missing;
	else if (end > k->end)
		k->end = end;
}

static void
add_directory(struct walker *k, uint64_t at)
{
	if (at == 0 || k->n == IFDS_MAX)
		return;
	for (size_t i = 0; i < k->n; i++)
		if (k->pending[i] == at)
			return;
	k->pending[k->n++] = at;
}

/* Strips or tiles: offsets and sizes in step. */
static void
take_pieces(struct walker *k, const struct tiff_ifd *d, uint16_t offsets, uint16_t sizes,
	    uint64_t otherwise)
{
	struct tiff_entry at, n;
	bool sized;

	if (tiff_find(d, offsets, &at) || at.outside)
		return;
	sized = tiff_find(d, sizes, &n) == 0 && !n.outside;
	if ((sized && n.count < at.count) || k->pieces + at.count > PIECES_MAX) {
		breaks(k, d->at, "strips and their sizes do not match, or are too many");
		return;
	}
	for (uint64_t i = 0; i < at.count; i++) {
		uint64_t where = tiff_number(&k->t, &at, i);
		uint64_t size = sized ? tiff_number(&k->t, &n, i) : otherwise;

		if (where < 8) { /* inside the header; Panasonic writes the place elsewhere */
			if (size)
				breaks(k, d->at, "picture data inside the header");
			continue;
		}
		reach(k, where, size);
		k->pieces++;
	}
}

/* Bytes of an uncompressed picture, for files that give no size. */
static uint64_t
plain_size(const struct tiff_ifd *d)
{
	uint64_t bits = tiff_number_of(d, 0x0102, 1) * tiff_number_of(d, 0x0115, 1);
	uint64_t line = (tiff_number_of(d, TIFF_WIDTH, 0) & UINT32_MAX) * (bits & 0xffff);

	if (tiff_number_of(d, TIFF_COMPRESSION, 1) != COMPRESSION_NONE)
		return 0;
	return (line + 7) / 8 * (tiff_number_of(d, TIFF_LENGTH, 0) & 0xffffff);
}

static void
take_picture(struct walker *k, const struct tiff_ifd *d)
{
	uint64_t width = tiff_number_of(d, TIFF_WIDTH, 0),
		 height = tiff_number_of(d, TIFF_LENGTH, 0);
	uint64_t pieces = k->pieces, raw = tiff_number_of(d, PANASONIC_RAW_OFFSET, 0);

	if (k->t.magic == 0x55 && raw) {
		reach(k, raw, tiff_number_of(d, TIFF_STRIP_SIZES, 0));
		k->pieces++;
		width = width ? width : tiff_number_of(d, 0x0002, 0); /* the sensor's own */
		height = height ? height : tiff_number_of(d, 0x0003, 0);
	} else {
		take_pieces(k, d, TIFF_STRIP_OFFSETS, TIFF_STRIP_SIZES, plain_size(d));
		take_pieces(k, d, TIFF_TILE_OFFSETS, TIFF_TILE_SIZES, 0);
	}
	reach(k, tiff_number_of(d, TIFF_JPEG_OFFSET, 0), tiff_number_of(d, TIFF_JPEG_SIZE, 0));
	if (k->pieces == pieces || width == 0 || height == 0 || width > UINT32_MAX ||
	    height > UINT32_MAX)
		return;
	k->pictures++;
	if (width * height > (uint64_t)k->width * k->height) {
		k->width = (uint32_t)width;
		k->height = (uint32_t)height;
	}
}

static void
take_compression(struct walker *k, uint64_t compression)
{
	k->sony |= compression == COMPRESSION_SONY;
	if (compression == COMPRESSION_NIKON)
		k->compressions |= 1;
	else if (compression == COMPRESSION_PENTAX)
		k->compressions |= 2;
	else if (compression == COMPRESSION_SAMSUNG || compression == COMPRESSION_SAMSUNG + 2)
		k->compressions |= 4;
}

static void
take_make(struct walker *k, const struct tiff_entry *e)
{
	const unsigned char *p = tiff_value(&k->t, e);
	size_t n = e->size < sizeof k->make - 1 ? (size_t)e->size : sizeof k->make - 1;

	if (p && !k->make[0])
		memcpy(k->make, p, n);
}

static void
take_entry(struct walker *k, const struct tiff_entry *e)
{
	reach(k, e->at, e->size);
	switch (e->tag) {
	case TIFF_SUB_IFDS:
		for (uint64_t i = 0; i < e->count && i < IFDS_MAX; i++)
			add_directory(k, tiff_number(&k->t, e, i));
		break;
	case TIFF_EXIF_IFD:
	case TIFF_GPS_IFD:
	case TIFF_INTEROP_IFD:
		add_directory(k, tiff_number(&k->t, e, 0));
		break;
	case TIFF_MAKE:
		take_make(k, e);
		break;
	case TIFF_DNG_VERSION:
		k->dng = true;
		break;
	case SONY_PRIVATE:
		k->sony = true;
		break;
	case TIFF_COMPRESSION:
		take_compression(k, tiff_number(&k->t, e, 0));
		break;
	default:
		break;
	}
}

static void
take_directory(struct walker *k, uint64_t at)
{
	struct tiff_ifd d;
	struct tiff_entry e;
	uint64_t strange = 0;

	if (tiff_ifd_at(&k->t, at, &d)) {
		if (at > k->t.size || d.n == 0 || d.end > k->t.size)
			reach(k, at, d.end > at ? d.end - at : 2);
		if (at <= k->t.size && (d.n == 0 || d.n > TIFF_ENTRIES_MAX))
			breaks(k, at, "an impossible directory");
		return;
	}
	reach(k, at, d.end - at);
	for (uint64_t i = 0; i < d.n; i++) {
		if (tiff_entry_at(&d, i, &e))
			strange++;
		else
			take_entry(k, &e);
	}
	if (strange * 2 > d.n) {
		breaks(k, at, "a directory of unknown types");
		return;
	}
	add_directory(k, d.next);
	if (k->end > k->metadata)
		k->metadata = k->end;
	take_picture(k, &d);
}

/* Goes through all directories; -1: not a TIFF. */
static int
follow(struct walker *k, struct bytes *b, uint64_t start)
{
	const unsigned char *p;

	if (start >= b->size || tiff_open(&k->t, b, start, b->size - start))
		return -1;
	p = bytes_exact(b, start, 16);
	k->cr2 = p && memcmp(p + 8, "CR\2", 3) == 0;
	add_directory(k, k->t.first);
	for (; k->done < k->n && !k->broke; k->done++)
		take_directory(k, k->pending[k->done]);
	return 0;
}

static bool
made_by(const struct walker *k, const char *make)
{
	return strncasecmp(k->make, make, strlen(make)) == 0;
}

static const char *
mime_of(const struct walker *k)
{
	if (k->dng)
		return "image/x-adobe-dng";
	if (k->cr2)
		return "image/x-canon-cr2";
	if (k->t.magic == 0x4f52 || k->t.magic == 0x5352)
		return "image/x-olympus-orf";
	if (k->t.magic == 0x55)
		return "image/x-panasonic-rw2";
	if (made_by(k, "NIKON") && (k->compressions & 1))
		return "image/x-nikon-nef";
	if (made_by(k, "SONY") && k->sony)
		return "image/x-sony-arw";
	if (k->compressions & 2 && (made_by(k, "PENTAX") || made_by(k, "RICOH")))
		return "image/x-pentax-pef";
	if (k->compressions & 4 && made_by(k, "SAMSUNG"))
		return "image/x-samsung-srw";
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

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {0};

	verdict_begin(w);
	if (follow(&k, b, start) || k.pictures == 0)
		return;
	w->mime = mime_of(&k);
	w->width = k.width;
	w->height = k.height;
	if (k.broke)
		verdict_damaged(w, k.broke_at, 0.5, "%s (directories before: %zu)", k.broke,
				k.done);
	else if (k.missing)
		verdict_truncated(
			w, k.t.size, 0.6,
			"directories walked (%zu), but they point %llu bytes past the end", k.n,
			(unsigned long long)(k.missing - k.t.size));
	else
		verdict_whole(w, k.end, k.pieces > 1 ? 0.8 : 0.7,
			      "directories walked (%zu), everything they point to is there "
			      "(pictures: %llu, pieces: %llu)",
			      k.n, (unsigned long long)k.pictures, (unsigned long long)k.pieces);
}

/* A JPEG preview of its own: thumbnail entries, or one JPEG strip. */
static void
add_preview(struct media_blocks *out, struct bytes *b, const struct tiff_ifd *d)
{
	uint64_t at = tiff_number_of(d, TIFF_JPEG_OFFSET, 0),
		 n = tiff_number_of(d, TIFF_JPEG_SIZE, 0);
	uint64_t compression = tiff_number_of(d, TIFF_COMPRESSION, 1);
	const unsigned char *p;
	struct tiff_entry e;

	if (!at && (compression == COMPRESSION_OLD_JPEG || compression == COMPRESSION_JPEG) &&
	    tiff_find(d, TIFF_STRIP_OFFSETS, &e) == 0 && e.count == 1) {
		at = tiff_number(d->t, &e, 0);
		n = tiff_number_of(d, TIFF_STRIP_SIZES, 0);
	}
	p = at ? bytes_exact(b, at, 3) : NULL;
	if (p && memcmp(p, "\xff\xd8\xff", 3) == 0)
		blocks_add(out, b, MEDIA_THUMBNAIL, at, n, "IFD");
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
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	struct walker k = {0};
	struct tiff_ifd d;

	out->n = 0;
	if (follow(&k, b, 0))
		return;
	blocks_add(out, b, MEDIA_EXIF_TIFF, 0, k.metadata, "TIFF");
	for (size_t i = 0; i < k.done; i++) {
		if (tiff_ifd_at(&k.t, k.pending[i], &d))
			continue;
		add_packets(out, b, &d);
		add_preview(out, b, &d);
	}
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
	.blocks = blocks,
};
