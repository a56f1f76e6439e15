/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The EXIF block of a practice picture, through libexif. Nothing is left to exif_data_fix(): it
 * would fill in the time of day.
 */
#include <libexif/exif-data.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/picture.h"

#define ORDER EXIF_BYTE_ORDER_INTEL

static unsigned char *
add_entry(ExifData *data, ExifIfd ifd, unsigned tag, ExifFormat format, unsigned long count)
{
	size_t size = count * exif_format_get_size(format);
	ExifEntry *entry = exif_entry_new();

	if (!entry)
		return NULL;
	entry->tag = (ExifTag)tag;
	entry->format = format;
	entry->components = count;
	entry->size = (unsigned)size;
	/* libexif frees it through its own allocator, which is malloc's. */
	entry->data = calloc(1, size ? size : 1);
	exif_content_add_entry(data->ifd[ifd], entry);
	exif_entry_unref(entry);
	return entry->data;
}

static void
add_bytes(ExifData *data, ExifIfd ifd, unsigned tag, ExifFormat format, const void *bytes, size_t n)
{
	unsigned char *to = add_entry(data, ifd, tag, format, n);

	if (to)
		memcpy(to, bytes, n);
}

static void
add_ascii(ExifData *data, ExifIfd ifd, unsigned tag, const char *text)
{
	if (text)
		add_bytes(data, ifd, tag, EXIF_FORMAT_ASCII, text, strlen(text) + 1);
}

static void
add_short(ExifData *data, ExifIfd ifd, unsigned tag, unsigned v)
{
	unsigned char *to = add_entry(data, ifd, tag, EXIF_FORMAT_SHORT, 1);

	if (to)
		exif_set_short(to, ORDER, (ExifShort)v);
}

static void
add_long(ExifData *data, ExifIfd ifd, unsigned tag, unsigned v)
{
	unsigned char *to = add_entry(data, ifd, tag, EXIF_FORMAT_LONG, 1);

	if (to)
		exif_set_long(to, ORDER, v);
}

static void
add_rationals(ExifData *data, ExifIfd ifd, unsigned tag, const ExifRational *v, unsigned n)
{
	unsigned char *to = add_entry(data, ifd, tag, EXIF_FORMAT_RATIONAL, n);

	for (unsigned i = 0; to && i < n; i++)
		exif_set_rational(to + 8 * i, ORDER, v[i]);
}

/* What the specification asks of every picture. */
static void
add_frame(ExifData *data, const struct raster *r)
{
	const ExifRational resolution = {72, 1};

	add_short(data, EXIF_IFD_0, EXIF_TAG_ORIENTATION, 1);
	add_rationals(data, EXIF_IFD_0, EXIF_TAG_X_RESOLUTION, &resolution, 1);
	add_rationals(data, EXIF_IFD_0, EXIF_TAG_Y_RESOLUTION, &resolution, 1);
	add_short(data, EXIF_IFD_0, EXIF_TAG_RESOLUTION_UNIT, 2);
	add_short(data, EXIF_IFD_0, EXIF_TAG_YCBCR_POSITIONING, 1);
	add_bytes(data, EXIF_IFD_EXIF, EXIF_TAG_EXIF_VERSION, EXIF_FORMAT_UNDEFINED, "0232", 4);
	add_bytes(data, EXIF_IFD_EXIF, EXIF_TAG_FLASH_PIX_VERSION, EXIF_FORMAT_UNDEFINED, "0100",
		  4);
	add_bytes(data, EXIF_IFD_EXIF, EXIF_TAG_COMPONENTS_CONFIGURATION, EXIF_FORMAT_UNDEFINED,
		  "\1\2\3\0", 4);
	add_short(data, EXIF_IFD_EXIF, EXIF_TAG_COLOR_SPACE, 1);
	add_long(data, EXIF_IFD_EXIF, EXIF_TAG_PIXEL_X_DIMENSION, r->width);
	add_long(data, EXIF_IFD_EXIF, EXIF_TAG_PIXEL_Y_DIMENSION, r->height);
}

static void
add_camera(ExifData *data, const struct camera *c)
{
	add_ascii(data, EXIF_IFD_0, EXIF_TAG_MAKE, c->make);
	add_ascii(data, EXIF_IFD_0, EXIF_TAG_MODEL, c->model);
	add_ascii(data, EXIF_IFD_0, EXIF_TAG_SOFTWARE, c->software);
	add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_CAMERA_OWNER_NAME, c->owner);
	add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_BODY_SERIAL_NUMBER, c->serial);
	add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_LENS_MODEL, c->lens);
	add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_LENS_SERIAL_NUMBER, c->lens_serial);
}

static void
add_taken(ExifData *data, const struct picture *p)
{
	struct moment shown = picture_clock(p);
	struct civil c = moment_civil(&shown);
	char text[80];
	int zone;

	snprintf(text, sizeof text, "%04d:%02d:%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
		 c.minute, c.second);
	add_ascii(data, EXIF_IFD_0, EXIF_TAG_DATE_TIME, text);
	add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, text);
	add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_DIGITIZED, text);
	if (shown.nanoseconds) {
		snprintf(text, sizeof text, "%03u", shown.nanoseconds / 1000000);
		add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_SUB_SEC_TIME_ORIGINAL, text);
	}
	if (picture_zone(p, &zone)) {
		snprintf(text, sizeof text, "%c%02d:%02d", zone < 0 ? '-' : '+', abs(zone) / 60,
			 abs(zone) % 60);
		add_ascii(data, EXIF_IFD_EXIF, EXIF_TAG_OFFSET_TIME_ORIGINAL, text);
	}
}

/* Degrees, minutes, and seconds to a ten-thousandth: a millionth of a degree is 36 of these. */
static void
add_angle(ExifData *data, unsigned tag, int32_t millionths)
{
	uint32_t v = (uint32_t)(millionths < 0 ? -millionths : millionths);
	uint32_t seconds = v % 1000000 * 36;
	const ExifRational angle[3] = {
		{v / 1000000, 1}, {seconds / 600000, 1}, {seconds % 600000, 10000}};

	add_rationals(data, EXIF_IFD_GPS, tag, angle, 3);
}

static void
add_gps_time(ExifData *data, const struct moment *m)
{
	struct moment utc = *m;
	struct civil c;
	char text[80];

	utc.zone = 0;
	c = moment_civil(&utc);
	snprintf(text, sizeof text, "%04d:%02d:%02d", c.year, c.month, c.day);
	add_ascii(data, EXIF_IFD_GPS, EXIF_TAG_GPS_DATE_STAMP, text);
	add_rationals(data, EXIF_IFD_GPS, EXIF_TAG_GPS_TIME_STAMP,
		      (const ExifRational[3]){{(unsigned)c.hour, 1},
					      {(unsigned)c.minute, 1},
					      {(unsigned)c.second, 1}},
		      3);
}

static void
add_position(ExifData *data, const struct picture *picture)
{
	const struct position *p = &picture->position;
	const struct moment *time = picture->gps_time.set ? &picture->gps_time : &picture->taken;

	add_bytes(data, EXIF_IFD_GPS, EXIF_TAG_GPS_VERSION_ID, EXIF_FORMAT_BYTE, "\2\3\0\0", 4);
	add_ascii(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LATITUDE_REF, p->latitude < 0 ? "S" : "N");
	add_angle(data, EXIF_TAG_GPS_LATITUDE, p->latitude);
	add_ascii(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LONGITUDE_REF, p->longitude < 0 ? "W" : "E");
	add_angle(data, EXIF_TAG_GPS_LONGITUDE, p->longitude);
	if (p->altitude_set) {
		const ExifRational metres = {(unsigned)abs(p->altitude), 100};

		add_bytes(data, EXIF_IFD_GPS, EXIF_TAG_GPS_ALTITUDE_REF, EXIF_FORMAT_BYTE,
			  p->altitude < 0 ? "\1" : "\0", 1);
		add_rationals(data, EXIF_IFD_GPS, EXIF_TAG_GPS_ALTITUDE, &metres, 1);
	}
	/* A satellite's time is UTC; without the zone of the camera's clock it is not known. */
	if (time->set && time->zone_given)
		add_gps_time(data, time);
	add_ascii(data, EXIF_IFD_GPS, EXIF_TAG_GPS_MAP_DATUM, "WGS-84");
}

static void
add_all(ExifData *data, const struct picture *p, const struct raster *r, struct span thumbnail)
{
	exif_data_set_byte_order(data, ORDER);
	add_frame(data, r);
	if (p->camera)
		add_camera(data, p->camera);
	if (p->taken.set)
		add_taken(data, p);
	if (p->position.set)
		add_position(data, p);
	if (thumbnail.n) {
		add_short(data, EXIF_IFD_1, EXIF_TAG_COMPRESSION, 6);
		data->data = memory_copy(thumbnail.p, thumbnail.n);
		data->size = (unsigned)thumbnail.n;
	}
}

int
exif_make(const struct picture *picture, const struct raster *r, struct span thumbnail,
	  struct buffer *out, struct error *e)
{
	ExifData *data = exif_data_new();
	unsigned char *bytes = NULL;
	unsigned size = 0;
	int status = 0;

	if (!data)
		return error_set(e, ERROR_SYSTEM, "libexif: out of memory");
	exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
	add_all(data, picture, r, thumbnail);
	exif_data_save_data(data, &bytes, &size);
	if (!bytes || !size || size > 65000)
		status = error_set(e, ERROR_OUTPUT,
				   "libexif could not write the EXIF block (%u bytes)", size);
	else
		buffer_add(out, bytes, size);
	free(bytes);
	exif_data_unref(data);
	return status;
}
