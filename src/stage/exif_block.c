/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_block.h"

#include <libexif/exif-data.h>
#include <stdio.h>
#include <string.h>

#include "record/json.h"
#include "stage/exif_value.h"

/* libexif's own directories, named as the field names them. */
static const char *const groups[EXIF_IFD_COUNT] = {
	[EXIF_IFD_0] = "IFD0",
	[EXIF_IFD_1] = "IFD1",
	[EXIF_IFD_EXIF] = "ExifIFD",
	[EXIF_IFD_GPS] = "GPS",
	[EXIF_IFD_INTEROPERABILITY] = "InteropIFD",
};

/* Names of Exif 2.32 and 3.0, DNG and Windows that libexif 0.6.24 lacks or spells in another way.
 */
static const struct {
	uint16_t tag;
	const char *name;
} further[] = {
	{0x9290, "SubSecTime"},
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
name_of(ExifTag tag, ExifIfd ifd, char unnamed[FACT_TAG_MAX])
{
	const char *name;

	for (size_t i = 0; ifd != EXIF_IFD_GPS && i < sizeof further / sizeof *further; i++)
		if (further[i].tag == (uint16_t)tag)
			return further[i].name;
	if (ifd == EXIF_IFD_GPS && (unsigned)tag == 0x1f)
		return "GPSHPositioningError";
	name = exif_tag_get_name_in_ifd(tag, ifd);
	if (name)
		return name;
	snprintf(unnamed, FACT_TAG_MAX, "0x%04x", (unsigned)tag);
	return unnamed;
}

static void
take_entry(struct facts *facts, const ExifEntry *e, ExifIfd ifd, bool big_endian)
{
	struct exif_value v = {.format = (unsigned)e->format,
			       .count = e->components,
			       .data = e->data,
			       .n = e->data ? e->size : 0,
			       .big_endian = big_endian,
			       .kind = exif_value_kind((uint16_t)e->tag, ifd == EXIF_IFD_GPS)};
	size_t begun = facts_begin(facts);
	char unnamed[FACT_TAG_MAX];
	const char *name = name_of(e->tag, ifd, unnamed);
	unsigned before = facts->undefined;

	exif_value_write(&v, &facts->text, &facts->undefined);
	facts_end(facts, begun, groups[ifd], name);
	if (facts->undefined && !before)
		snprintf(facts->first_undefined, sizeof facts->first_undefined, "%s", name);
}

static void
take_directories(struct facts *facts, ExifData *d)
{
	bool big_endian = exif_data_get_byte_order(d) == EXIF_BYTE_ORDER_MOTOROLA;

	for (unsigned ifd = 0; ifd < EXIF_IFD_COUNT; ifd++)
		for (unsigned i = 0; d->ifd[ifd] && i < d->ifd[ifd]->count; i++)
			take_entry(facts, d->ifd[ifd]->entries[i], (ExifIfd)ifd, big_endian);
}

/* What libexif says of values it has no words for. */
static bool
says_nothing(const char *value)
{
	return !value[0] || strstr(value, "unknown data") || strncmp(value, "Invalid ", 8) == 0;
}

/* Maker notes come out of libexif as text it has made of them. */
static void
take_maker_note(struct facts *facts, ExifMnoteData *note)
{
	unsigned n = note ? exif_mnote_data_count(note) : 0;

	for (unsigned i = 0; i < n; i++) {
		char value[1024] = "", unnamed[FACT_TAG_MAX];
		const char *name = exif_mnote_data_get_name(note, i);
		size_t begun = facts_begin(facts), length;

		if (!exif_mnote_data_get_value(note, i, value, sizeof value))
			continue;
		value[sizeof value - 1] = '\0';
		if (says_nothing(value))
			continue;
		length = strlen(value);
		while (length && value[length - 1] == ' ')
			length--;
		snprintf(unnamed, sizeof unnamed, "0x%04x", exif_mnote_data_get_id(note, i));
		json_add_string(&facts->text, value, length);
		facts_end(facts, begun, "MakerNotes", name ? name : unnamed);
	}
}

int
exif_block_read(const unsigned char *data, size_t n, struct facts *facts)
{
	const unsigned char *tiff = data + EXIF_PREFIX_N;
	ExifData *d;

	if (n < EXIF_PREFIX_N + 8 || (memcmp(tiff, "II", 2) != 0 && memcmp(tiff, "MM", 2) != 0))
		return -1;
	d = exif_data_new();
	if (!d)
		return -1;
	/* as stored: nothing left out, nothing put right */
	exif_data_unset_option(d, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
	exif_data_unset_option(d, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
	exif_data_load_data(d, data, (unsigned)n);
	take_directories(facts, d);
	exif_maker_read(tiff, n - EXIF_PREFIX_N, facts);
	take_maker_note(facts, exif_data_get_mnote_data(d));
	exif_data_unref(d);
	return 0;
}
