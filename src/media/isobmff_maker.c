/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makers put into the user data of movies in shapes of their own: texts at fixed places, and
 * Nikon's tags. The places are those of ExifTool's published tables.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "media/isobmff.h"
#include "media/tags.h"

#define LONGEST	   64 /* text at a fixed place */
#define NIKON_MOST 1024

/* ---- Texts at fixed places ---- */

/* begins: how the box must begin; least: a shorter text is none. Of one name the first holds. */
static const struct {
	const char *type, *begins;
	unsigned at, size, least;
	const char *tag;
} places[] = {
	{"TAGS", "EASTMAN KODAK", 0, 21, 1, "Make"},
	{"TAGS", "EASTMAN KODAK", 0x16, 42, 1, "Model"},
	{"TAGS", "EASTMAN KODAK", 0x40, 8, 1, "ModelType"},
	{"TAGS", "KONICA MINOLTA DIGITAL CAMERA", 0, 32, 1, "Make"},
	{"TAGS", "KONICA MINOLTA DIGITAL CAMERA", 0x20, 8, 1, "ModelType"},
	{"TAGS", "FUJIFILM DIGITAL CAMERA", 0, 24, 1, "Make"},
	{"TAGS", "FUJIFILM DIGITAL CAMERA", 0x18, 16, 1, "Model"},
	{"TAGS", "MINOLTA DIGITAL CAMERA", 0, 24, 1, "Make"},
	{"TAGS", "MINOLTA DIGITAL CAMERA", 0x18, 8, 1, "ModelType"},
	{"TAGS", "NIKON DIGITAL CAMERA", 0, 24, 1, "Make"},
	{"TAGS", "NIKON DIGITAL CAMERA", 0x18, 14, 1, "Model"},
	{"TAGS", "OLYMPUS DIGITAL CAMERA", 0, 24, 1, "Make"},
	{"TAGS", "OLYMPUS DIGITAL CAMERA", 0x18, 24, 1, "Model"},
	{"TAGS", "OLYMPUS DIGITAL CAMERA", 0x18, 8, 1, "Model"},
	{"TAGS", "PENTAX DIGITAL CAMERA", 0, 24, 1, "Make"},
	{"TAGS", "SAMSUNG DIGITAL CAMERA", 0, 24, 1, "Make"},
	{"TAGS", "SAMSUNG DIGITAL CAMERA", 0x18, 16, 1, "Model"},
	{"TAGS", "SANYO DIGITAL CAMERA", 0, 24, 1, "Make"},
	{"TAGS", "SANYO DIGITAL CAMERA", 0x18, 8, 1, "Model"},
	{"PENT", "PENTAX", 0, 24, 1, "Make"},
	{"PENT", "PENTAX", 0x1a, 24, 1, "Model"},
	{"PENT", "PENTAX", 0x71, 24, 1, "DateTime1"},
	{"@sec", "SAMSUNG", 0, 32, 1, "Make"},
	{"@sec", "SAMSUNG", 0x20, 32, 1, "Model"},
	{"MMA0", "", 0, 20, 1, "Make"},
	{"MMA0", "", 20, 16, 1, "SoftwareVersion"},
	{"MMA1", "", 0, 20, 1, "Make"},
	{"MMA1", "", 20, 16, 1, "SoftwareVersion"},
	{"LEIC", "LEICA", 0, 22, 1, "Make"},
	{"LEIC", "LEICA", 0x16, 30, 1, "Model"},
	{"PANA", "LEICA", 0, 22, 1, "Make"},
	{"PANA", "LEICA", 0x16, 30, 1, "Model"},
	{"PANA", "", 4, 16, 6, "Model"},
	{"PANA", "", 12, 16, 6, "Model"},
};

/* Text at [at, at + n) up to its NUL, when there is nothing but text. */
static void
take_fixed(struct bytes *b, uint64_t at, size_t n, size_t least, const char *tag,
	   struct media_tags *out)
{
	const unsigned char *p = bytes_exact(b, at, n);
	size_t length = p ? strnlen((const char *)p, n) : 0;

	for (size_t i = 0; i < length; i++)
		if (p[i] < ' ' || p[i] > '~')
			return;
	while (length && p[length - 1] == ' ')
		length--;
	if (length >= least)
		out->text(out, "UserData", tag, p, length, MEDIA_UTF8);
}

static bool
begins_with(struct bytes *b, const struct isobox *box, const char *text)
{
	size_t n = strlen(text);
	const unsigned char *p =
		n && box->end - box->body >= n ? bytes_exact(b, box->body, n) : NULL;

	return n == 0 || (p && memcmp(p, text, n) == 0);
}

static void
take_places(struct bytes *b, const struct isobox *box, struct media_tags *out)
{
	uint64_t n = box->end - box->body;

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (isobox_is(box, places[i].type) && n >= places[i].at + places[i].size &&
		    begins_with(b, box, places[i].begins))
			take_fixed(b, box->body + places[i].at, places[i].size, places[i].least,
				   places[i].tag, out);
}

/* ---- Nikon's tags: 32 bits of number, format and count as in Exif, the value ---- */

static const struct {
	uint32_t number;
	const char *group, *tag;
} nikon[] = {
	{0x00000001, "UserData", "Make"},
	{0x00000002, "UserData", "Model"},
	{0x00000003, "UserData", "SoftwareVersion"},
	{0x00000012, "UserData", "DateTimeOriginal"},
	{0x0110a431, "MakerNotes", "SerialNumber"},
	{0x0110a433, "MakerNotes", "LensMake"},
	{0x0110a434, "MakerNotes", "LensModel"},
	{0x0110a435, "MakerNotes", "LensSerialNumber"},
	{0x020000a7, "MakerNotes", "ShutterCount"},
};

enum {
	NIKON_LATITUDE_REF = 0x01200001,
	NIKON_LATITUDE,
	NIKON_LONGITUDE_REF,
	NIKON_LONGITUDE,
};

struct place {
	double latitude, longitude;
	char north, east;
};

/* Three rationals; NaN: they are none. */
static double
degrees(const unsigned char *p, size_t n)
{
	double v = 0, each = 1;

	for (size_t i = 0; i < 3 && n >= 24; i++, each *= 60) {
		if (be32(p + 8 * i + 4) == 0)
			return NAN;
		v += (double)be32(p + 8 * i) / be32(p + 8 * i + 4) / each;
	}
	return n >= 24 ? v : NAN;
}

static void
take_nikon_value(uint32_t number, unsigned format, const unsigned char *p, size_t n,
		 struct place *place, struct media_tags *out)
{
	for (size_t i = 0; i < sizeof nikon / sizeof *nikon; i++) {
		if (nikon[i].number != number)
			continue;
		if (format == 2)
			out->text(out, nikon[i].group, nikon[i].tag, p, n, MEDIA_UTF8);
		else if (format == 4 && n == 4)
			out->number(out, nikon[i].group, nikon[i].tag, be32(p));
	}
	if (number == NIKON_LATITUDE_REF && n)
		place->north = (char)p[0];
	else if (number == NIKON_LONGITUDE_REF && n)
		place->east = (char)p[0];
	else if (number == NIKON_LATITUDE)
		place->latitude = degrees(p, n);
	else if (number == NIKON_LONGITUDE)
		place->longitude = degrees(p, n);
}

static void
give_place(const struct place *place, struct media_tags *out)
{
	char text[64];
	int n;

	if (!strchr("NS", place->north) || !strchr("EW", place->east) || !place->north ||
	    !place->east || !(place->latitude <= 90 && place->longitude <= 180))
		return;
	n = snprintf(text, sizeof text, "%+.7f%+.7f/",
		     place->north == 'S' ? -place->latitude : place->latitude,
		     place->east == 'W' ? -place->longitude : place->longitude);
	out->text(out, "UserData", "GPSCoordinates", (unsigned char *)text, (size_t)n, MEDIA_UTF8);
}

static void
take_nikon(struct bytes *b, const struct isobox *box, struct media_tags *out)
{
	static const unsigned char sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
	struct place place = {NAN, NAN, 0, 0};
	struct isobox tags;
	uint64_t at;

	if (isobox_find(b, box->body, box->end, "NCTG", &tags))
		return;
	at = tags.body;
	for (unsigned i = 0; i < NIKON_MOST && tags.end - at >= 8; i++) {
		const unsigned char *p = bytes_exact(b, at, 8);
		uint32_t number = p ? be32(p) : 0;
		unsigned format = p ? be16(p + 4) : 0;
		size_t n = format < sizeof sizes ? (size_t)sizes[format] * be16(p + 6) : 0;

		if (!p || format == 0 || format >= sizeof sizes || n > tags.end - at - 8)
			break;
		p = n && n <= BYTES_WINDOW ? bytes_exact(b, at + 8, n) : NULL;
		if (p)
			take_nikon_value(number, format, p, n, &place, out);
		at += 8 + n;
	}
	give_place(&place, out);
}

void
isobmff_maker_tags(struct bytes *b, const struct isobox *box, struct media_tags *out)
{
	take_places(b, box, out);
	if (isobox_is(box, "NCDT"))
		take_nikon(b, box, out);
	else if (isobox_is(box, "CAME"))
		tags_hex(out, b, "UserData", "SerialNumberHash", box->body, box->end - box->body);
	else if (isobox_is(box, "uuid") && begins_with(b, box, "VIRBactioncamera"))
		tags_text(out, b, "UserData", "GarminSoftware", box->body + 16,
			  box->end - box->body - 16, MEDIA_UTF8);
}

/* ---- Insta360's records, from the file's end backwards ---- */

#define INSTA_MAGIC  "8db42d694ccc418790edff439fe026bf"
#define INSTA_TAIL   78
#define INSTA_MOST   64
#define INSTA_CAMERA 0x101

static void
take_insta_camera(struct bytes *b, uint64_t at, uint64_t n, struct media_tags *out)
{
	static const struct {
		unsigned char field;
		const char *tag;
	} wanted[] = {{0x0a, "SerialNumber"}, {0x12, "Model"}, {0x1a, "FirmwareVersion"}};
	uint64_t end = at + n;

	for (unsigned i = 0; i < 4 && end - at >= 2; i++) {
		const unsigned char *p = bytes_exact(b, at, 2);
		unsigned char field = p ? p[0] : 0, size = p ? p[1] : 0;

		at += 2;
		if (!p || size > end - at)
			return;
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
			if (wanted[k].field == field)
				tags_text(out, b, "Insta360", wanted[k].tag, at, size, MEDIA_UTF8);
		at += size;
	}
}

void
isobmff_insta_tags(struct bytes *b, struct media_tags *out)
{
	const unsigned char *p =
		b->size > INSTA_TAIL ? bytes_exact(b, b->size - INSTA_TAIL, INSTA_TAIL) : NULL;
	uint64_t end = b->size - INSTA_TAIL;

	if (!p || memcmp(p + INSTA_TAIL - 32, INSTA_MAGIC, 32) != 0)
		return;
	for (unsigned i = 0; p && i < INSTA_MOST; i++) {
		unsigned kind = le16(p);
		uint64_t n = le32(p + 2);

		if (n > end)
			return;
		if (kind == INSTA_CAMERA)
			take_insta_camera(b, end - n, n, out);
		if (end - n < 6)
			return;
		end -= n + 6;
		p = bytes_exact(b, end, 6);
	}
}
