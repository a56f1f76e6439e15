/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_block.h"

#include <libexif/exif-tag.h>
#include <stdio.h>
#include <string.h>

#include "stage/exif_maker.h"
#include "stage/exif_value.h"

/* DNG's private data, which mostly is the maker note; Sony's is a pointer of its own. */
#define DNG_PRIVATE 0xc634

#define DIRECTORIES_MAX 32
#define ENTRIES_MAX	1024 /* of one directory that are looked at */

/* A directory to be gone through, and what it is called. */
struct directory {
	uint64_t at;
	const char *group;
	ExifIfd ifd; /* under which libexif knows its tags */
};

struct reader {
	struct tiff t;
	struct facts *facts;
	struct directory pending[DIRECTORIES_MAX];
	size_t n;
	unsigned chained, below; /* directories so far: of the chain, and SubIFDs */
	struct tiff_entry note;	 /* the maker note; size 0: none */
};

/*
 * Names of Exif 2.32 and 3.0, DNG and Windows that libexif 0.6.24 lacks or spells in another way.
 */
static const struct {
	uint16_t tag;
	const char *name;
} further[] = {
	{0x9290, "SubSecTime"},
	{0x013d, "Predictor"},
	{0x0142, "TileWidth"},
	{0x0143, "TileLength"},
	{0x0144, "TileOffsets"},
	{0x0145, "TileByteCounts"},
	{0x0152, "ExtraSamples"},
	{0x0153, "SampleFormat"},
	{0x9400, "AmbientTemperature"},
	{0x9401, "Humidity"},
	{0x9402, "Pressure"},
	{0x9403, "WaterDepth"},
	{0x9404, "Acceleration"},
	{0x9405, "CameraElevationAngle"},
	{0x9010, "OffsetTime"},
	{0x9011, "OffsetTimeOriginal"},
	{0x9012, "OffsetTimeDigitized"},
	{0x8830, "SensitivityType"},
	{0x8831, "StandardOutputSensitivity"},
	{0x8832, "RecommendedExposureIndex"},
	{0x8833, "ISOSpeed"},
	{0x013c, "HostComputer"},
	{0xa420, "ImageUniqueID"},
	{0xa430, "CameraOwnerName"},
	{0xa431, "BodySerialNumber"},
	{0xa432, "LensSpecification"},
	{0xa433, "LensMake"},
	{0xa434, "LensModel"},
	{0xa435, "LensSerialNumber"},
	{0xa436, "ImageTitle"},
	{0xa437, "Photographer"},
	{0xa438, "ImageEditor"},
	{0xa439, "CameraFirmware"},
	{0xa43a, "RAWDevelopingSoftware"},
	{0xa43b, "ImageEditingSoftware"},
	{0xa43c, "MetadataEditingSoftware"},
	{0xa460, "CompositeImage"},
	{0xa461, "SourceImageNumberOfCompositeImage"},
	{0xa462, "SourceExposureTimesOfCompositeImage"},
	{0xc612, "DNGVersion"},
	{0xc613, "DNGBackwardVersion"},
	{0xc614, "UniqueCameraModel"},
	{0xc615, "LocalizedCameraModel"},
	{0xc62f, "CameraSerialNumber"},
	{0xc630, "LensInfo"},
	{0xc68b, "OriginalRawFileName"},
	{0xea1c, "Padding"},
	{0xea1d, "OffsetSchema"},
};

static const char *
name_of(uint16_t tag, ExifIfd ifd, char unnamed[FACT_TAG_MAX])
{
	const char *name;

	for (size_t i = 0; ifd != EXIF_IFD_GPS && i < sizeof further / sizeof *further; i++)
		if (further[i].tag == tag)
			return further[i].name;
	if (ifd == EXIF_IFD_GPS && tag == 0x1f)
		return "GPSHPositioningError";
	name = exif_tag_get_name_in_ifd((ExifTag)tag, ifd);
	/* writers put tags of one directory into the other */
	if (!name && ifd == EXIF_IFD_0)
		name = exif_tag_get_name_in_ifd((ExifTag)tag, EXIF_IFD_EXIF);
	else if (!name && ifd == EXIF_IFD_EXIF)
		name = exif_tag_get_name_in_ifd((ExifTag)tag, EXIF_IFD_0);
	if (name)
		return name;
	snprintf(unnamed, FACT_TAG_MAX, "0x%04x", tag);
	return unnamed;
}

static void
add_directory(struct reader *r, uint64_t at, const char *group, ExifIfd ifd)
{
	if (at == 0 || r->n == DIRECTORIES_MAX)
		return;
	for (size_t i = 0; i < r->n; i++)
		if (r->pending[i].at == at)
			return;
	r->pending[r->n++] = (struct directory){at, group, ifd};
}

static void
add_sub_directories(struct reader *r, const struct tiff_entry *e)
{
	static const char *const names[] = {"SubIFD", "SubIFD1", "SubIFD2", "SubIFD3", "SubIFD4"};
	unsigned most = sizeof names / sizeof *names;

	for (uint64_t i = 0; i < e->count && r->below < most; i++)
		add_directory(r, tiff_number(&r->t, e, i), names[r->below++], EXIF_IFD_0);
}

/* Some writers type the pointer as the bytes it points to. */
static uint64_t
pointed_at(const struct reader *r, const struct tiff_entry *e)
{
	bool bytes = e->type == TIFF_ASCII || e->type == TIFF_UNDEFINED || e->type == TIFF_BYTE;

	return bytes && e->size > 4 ? e->at : tiff_number(&r->t, e, 0);
}

/* Entries that point to further directories; false: an ordinary one. */
static bool
take_pointer(struct reader *r, const struct tiff_entry *e)
{
	switch (e->tag) {
	case TIFF_EXIF_IFD:
		add_directory(r, pointed_at(r, e), "ExifIFD", EXIF_IFD_EXIF);
		return true;
	case TIFF_GPS_IFD:
		add_directory(r, pointed_at(r, e), "GPS", EXIF_IFD_GPS);
		return true;
	case TIFF_INTEROP_IFD:
		add_directory(r, pointed_at(r, e), "InteropIFD", EXIF_IFD_INTEROPERABILITY);
		return true;
	case TIFF_SUB_IFDS:
		add_sub_directories(r, e);
		return true;
	case TIFF_MAKER_NOTE:
	case DNG_PRIVATE:
		if (!e->outside && e->size > 8 && r->note.tag != TIFF_MAKER_NOTE)
			r->note = *e;
		return true;
	default:
		return false;
	}
}

static void
take_entry(struct reader *r, const struct directory *d, const struct tiff_entry *e)
{
	struct exif_value v = {.format = e->type,
			       .count = e->count,
			       .data = tiff_value(&r->t, e),
			       .n = (size_t)e->size,
			       .big_endian = r->t.big_endian,
			       .kind = exif_value_kind(e->tag, d->ifd == EXIF_IFD_GPS)};
	struct facts *f = r->facts;
	size_t begun = facts_begin(f);
	unsigned before = f->undefined;
	char unnamed[FACT_TAG_MAX];
	const char *name = name_of(e->tag, d->ifd, unnamed);

	if (e->outside && f->outside++ == 0)
		snprintf(f->first_outside, sizeof f->first_outside, "%s", name);
	if (e->size > BYTES_WINDOW && !e->outside)
		exif_value_write_size(&v, &f->text);
	else if (v.data || e->size == 0)
		exif_value_write(&v, &f->text, &f->undefined);
	facts_end(f, begun, d->group, name);
	if (f->undefined && !before)
		snprintf(f->first_undefined, sizeof f->first_undefined, "%s", name);
}

/* The chain of directories: the picture, its thumbnail, further pages. */
static void
add_next(struct reader *r, uint64_t at)
{
	static const char *const names[] = {"IFD1", "IFD2", "IFD3"};

	if (r->chained < sizeof names / sizeof *names)
		add_directory(r, at, names[r->chained++], EXIF_IFD_1);
}

static void
take_directory(struct reader *r, struct directory d)
{
	struct tiff_entry e;
	struct tiff_ifd ifd;

	if (tiff_ifd_at(&r->t, d.at, &ifd)) {
		if (r->facts->lost++ == 0)
			snprintf(r->facts->first_lost, FACT_TAG_MAX, "%s", d.group);
		return;
	}
	for (uint64_t i = 0; i < ifd.n && i < ENTRIES_MAX; i++) {
		if (tiff_entry_at(&ifd, i, &e))
			r->facts->untyped++;
		else if (!take_pointer(r, &e))
			take_entry(r, &d, &e);
	}
	if (d.group[0] == 'I' && d.ifd != EXIF_IFD_INTEROPERABILITY)
		add_next(r, ifd.next);
}

/*
 * Directories and notes that cameras put into films without a TIFF header: where they begin, from
 * which their offsets count.
 */
static const struct bare {
	const char *where;
	bool big_endian, note;
	uint64_t first;
} bare_ones[] = {
	{"strd", false, false, 0}, /* Fujifilm, in AVI */
	{"MVTG", false, false, 0}, /* and in QuickTime */
	{"QVMI", true, false, 10}, /* Casio */
	{"hydt", false, true, 0},  /* Pentax, in AVI */
	{"PXMN", false, true, 0},  /* and in QuickTime */
};

static const struct bare *
bare_at(const char *where)
{
	for (size_t i = 0; i < sizeof bare_ones / sizeof *bare_ones; i++)
		if (strcmp(bare_ones[i].where, where) == 0)
			return &bare_ones[i];
	return NULL;
}

static int
read_bare(struct reader *r, const struct bare *bare, struct bytes *b, uint64_t offset,
	  uint64_t size)
{
	struct maker_note note;

	r->t = (struct tiff){.b = b,
			     .start = offset,
			     .size = size,
			     .big_endian = bare->big_endian,
			     .magic = 42,
			     .first = bare->first};
	if (bare->note)
		r->note = (struct tiff_entry){.size = size};
	else
		r->pending[r->n++] = (struct directory){bare->first, "IFD0", EXIF_IFD_0};
	r->chained = DIRECTORIES_MAX; /* no next one: what stands there is something else */
	for (size_t i = 0; i < r->n; i++)
		take_directory(r, r->pending[i]);
	if (r->note.size)
		exif_maker_read(&r->t, &r->note, r->facts, &note);
	return 0;
}

/* The first directory, under the name of what it is. */
static void
add_first(struct reader *r, const char *where)
{
	if (strcmp(where, "CMT2") == 0)
		add_directory(r, r->t.first, "ExifIFD", EXIF_IFD_EXIF);
	else if (strcmp(where, "CMT4") == 0)
		add_directory(r, r->t.first, "GPS", EXIF_IFD_GPS);
	else if (strcmp(where, "CMT3") == 0)
		r->note = (struct tiff_entry){.at = r->t.first, .size = r->t.size - r->t.first};
	else
		add_directory(r, r->t.first, "IFD0", EXIF_IFD_0);
}

int
exif_block_read(struct bytes *b, uint64_t offset, uint64_t size, const char *where,
		struct facts *facts)
{
	struct reader r = {.facts = facts};
	const struct bare *bare = bare_at(where);
	struct maker_note note;

	if (bare)
		return read_bare(&r, bare, b, offset, size);
	if (tiff_open(&r.t, b, offset, size))
		return -1;
	add_first(&r, where);
	for (size_t i = 0; i < r.n; i++)
		take_directory(&r, r.pending[i]);
	if (r.note.size) {
		exif_maker_read(&r.t, &r.note, facts, &note);
		if (!note.wordless)
			exif_maker_words(&r.t, &note, facts);
	}
	return 0;
}
