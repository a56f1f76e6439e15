/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_derive.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "record/json.h"

static void
set(struct item *item, const char *key, struct buffer *json)
{
	if (json->n > 2) /* more than {} */
		edit_set(item->edit, key, buffer_span(json));
	buffer_release(json);
}

/* ---- Device ---- */

/* Where each part of it may stand, the surest place first. */
static const struct {
	const char *part, *group, *tag;
} places[] = {
	{"make", "IFD0", "Make"},
	{"make", "XMP-tiff", "Make"},
	{"make", "Keys", "Make"},
	{"make", "UserData", "Make"},
	{"make", "ItemList", "Make"},
	{"make", "Keys", "AndroidMake"},
	{"make", "RIFF", "Make"},
	{"model", "IFD0", "Model"},
	{"model", "IFD0", "UniqueCameraModel"},
	{"model", "XMP-tiff", "Model"},
	{"model", "Keys", "Model"},
	{"model", "UserData", "Model"},
	{"model", "ItemList", "Model"},
	{"model", "Keys", "AndroidModel"},
	{"model", "GoPro", "Model"},
	{"model", "RIFF", "Model"},
	{"serial", "ExifIFD", "BodySerialNumber"},
	{"serial", "IFD0", "CameraSerialNumber"},
	{"serial", "MakerNotes", "SerialNumber"},
	{"serial", "MakerNotes", "InternalSerialNumber"},
	{"serial", "XMP-exifEX", "BodySerialNumber"},
	{"serial", "XMP-aux", "SerialNumber"},
	{"serial", "GoPro", "CameraSerialNumber"},
	{"lens_serial", "ExifIFD", "LensSerialNumber"},
	{"lens_serial", "MakerNotes", "LensSerialNumber"},
	{"lens_serial", "XMP-exifEX", "LensSerialNumber"},
	{"lens_serial", "XMP-aux", "LensSerialNumber"},
	{"owner", "ExifIFD", "CameraOwnerName"},
	{"owner", "MakerNotes", "OwnerName"},
	{"owner", "XMP-exifEX", "CameraOwnerName"},
	{"owner", "XMP-aux", "OwnerName"},
	{"software", "IFD0", "Software"},
	{"software", "XMP-xmp", "CreatorTool"},
	{"software", "Keys", "Software"},
	{"software", "UserData", "SoftwareVersion"},
	{"software", "UserData", "FirmwareVersion"},
	{"software", "GoPro", "FirmwareVersion"},
	{"software", "ItemList", "Software"},
	{"software", "RIFF", "Software"},
	{"software", "PNG", "Software"},
	{"software", "ItemList", "Encoder"},
	{"software", "Matroska", "WritingApp"},
	{"software", "IPTC", "OriginatingProgram"},
};

/*
 * Canon stores the serial number as a number and says beside it how the body shows it: decimal, or
 * a hexadecimal and a decimal half.
 */
static void
canon_serial(const struct facts *f, struct buffer *text)
{
	double serial, format = 0;
	char shown[16];
	uint32_t v;

	if (facts_numbers(f, "MakerNotes", "SerialNumber", &serial, 1) != 1 ||
	    !(serial >= 0 && serial <= UINT32_MAX))
		return;
	v = (uint32_t)serial;
	facts_numbers(f, "MakerNotes", "SerialNumberFormat", &format, 1);
	if (format == 0x90000000u)
		snprintf(shown, sizeof shown, "%04X%05u", v >> 16, v & 0xffff);
	else
		snprintf(shown, sizeof shown, "%010u", v);
	buffer_clear(text);
	buffer_add_text(text, shown);
}

/* The part's text at place i; false: it says nothing. */
static bool
part_text(const struct facts *f, size_t i, struct buffer *text)
{
	buffer_clear(text);
	if (facts_text(f, places[i].group, places[i].tag, text))
		return false;
	if (strcmp(places[i].group, "MakerNotes") == 0 &&
	    strcmp(places[i].tag, "SerialNumber") == 0)
		canon_serial(f, text);
	return strspn(buffer_text(text), " 0-") != text->n;
}

/* Equal but for case, blanks and leading zeros? */
static bool
same_number(const char *a, const char *b)
{
	a += strspn(a, " 0");
	b += strspn(b, " 0");
	for (;;) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}

/* Two of several blocks may name different devices: an edited or a forged file. */
static void
note_conflict(const struct facts *f, size_t held, size_t other, struct item *item)
{
	struct buffer a = BUFFER_EMPTY, b = BUFFER_EMPTY;

	if (part_text(f, held, &a) && part_text(f, other, &b) &&
	    !same_number(buffer_text(&a), buffer_text(&b)))
		item_note(item, NOTE_WARNING, "%s:%s says \"%.60s\", but %s:%s says \"%.60s\"",
			  places[held].group, places[held].tag, buffer_text(&a),
			  places[other].group, places[other].tag, buffer_text(&b));
	buffer_release(&a);
	buffer_release(&b);
}

/* Only names and numbers that cameras give themselves; owners and programs change rightly. */
static bool
must_agree(size_t i)
{
	const char *part = places[i].part;

	return strcmp(places[i].tag, "InternalSerialNumber") != 0 &&
	       strcmp(places[i].tag, "UniqueCameraModel") != 0 &&
	       (strcmp(part, "make") == 0 || strcmp(part, "model") == 0 ||
		strcmp(part, "serial") == 0 || strcmp(part, "lens_serial") == 0);
}

void
exif_set_device(const struct facts *f, struct item *item)
{
	struct buffer json = BUFFER_EMPTY, tags = BUFFER_EMPTY, text = BUFFER_EMPTY;
	const char *last = "";
	char tag[FACT_TAG_MAX * 2];
	size_t held = 0;

	buffer_add_byte(&json, '{');
	buffer_add_byte(&tags, '{');
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (!part_text(f, i, &text))
			continue;
		if (strcmp(places[i].part, last) == 0) {
			if (must_agree(i) && must_agree(held))
				note_conflict(f, held, i, item);
			continue;
		}
		last = places[i].part;
		held = i;
		json_member_span(&json, last, buffer_span(&text));
		snprintf(tag, sizeof tag, "%s:%s", places[i].group, places[i].tag);
		json_member_text(&tags, last, tag);
	}
	buffer_add_byte(&tags, '}');
	if (tags.n > 2)
		json_member_raw(&json, "tags", buffer_span(&tags));
	buffer_add_byte(&json, '}');
	set(item, "device", &json);
	buffer_release(&tags);
	buffer_release(&text);
}

/* ---- Place ---- */

/* The first letter of a reference tag, upper case; 0: none. */
static char
reference(const struct facts *f, const char *tag)
{
	struct span v = facts_value(f, "GPS", tag);

	return v.p && v.n >= 3 && v.p[0] == '"' ? (char)(v.p[1] & ~0x20) : '\0';
}

/*
 * Degrees, minutes and seconds as signed decimal degrees. 1, 0 not stated, -1 stated
 * and impossible (*why).
 */
static int
angle(const struct facts *f, const char *tag, const char *ref_tag, const char *letters,
      double limit, double *out, const char **why)
{
	double part[3] = {0};
	size_t n = facts_numbers(f, "GPS", tag, part, 3);
	char ref = reference(f, ref_tag);

	if (n == 0)
		return 0;
	*out = part[0] + part[1] / 60 + part[2] / 3600;
	*why = "its reference (N, S, E or W) is missing";
	if (ref != letters[0] && ref != letters[1])
		return -1;
	*why = "it is out of range";
	if (!(fabs(*out) <= limit))
		return -1;
	if (ref == letters[1])
		*out = -*out;
	*out = round(*out * 1e9) / 1e9; /* 0.1 mm: what lies behind comes from the division */
	return 1;
}

static void
add_altitude(const struct facts *f, struct buffer *json)
{
	double altitude, below = 0;

	if (facts_numbers(f, "GPS", "GPSAltitude", &altitude, 1) != 1)
		return;
	facts_numbers(f, "GPS", "GPSAltitudeRef", &below, 1);
	json_key(json, "altitude");
	json_add_double(json, below == 1 || below == 3 ? -altitude : altitude);
}

/* "HH:MM:SS" with thousandths where there are any; false: not a time of day. */
static bool
time_of_day(const double part[3], char *out, size_t n)
{
	unsigned hour, minute;
	unsigned long thousandths;
	int used;

	if (!(part[0] >= 0 && part[0] < 24 && part[1] >= 0 && part[1] < 60 && part[2] >= 0 &&
	      part[2] < 60.9995))
		return false;
	hour = (unsigned)part[0];
	minute = (unsigned)part[1];
	thousandths = (unsigned long)(part[2] * 1000 + 0.5);
	used = snprintf(out, n, "%02u:%02u:%02lu.%03lu", hour, minute, thousandths / 1000,
			thousandths % 1000);
	while (out[used - 1] == '0' && thousandths % 1000)
		out[--used] = '\0';
	if (thousandths % 1000 == 0)
		out[used - 4] = '\0';
	return true;
}

/* GPSDateStamp and GPSTimeStamp are UTC by their definition. */
static void
add_time(const struct facts *f, struct buffer *json)
{
	struct buffer date = BUFFER_EMPTY;
	unsigned year, month, day;
	double part[3];
	char text[64], clock[32];
	int end = 0;

	if (facts_text(f, "GPS", "GPSDateStamp", &date) == 0 &&
	    facts_numbers(f, "GPS", "GPSTimeStamp", part, 3) == 3 &&
	    sscanf(buffer_text(&date), "%4u:%2u:%2u%n", &year, &month, &day, &end) == 3 &&
	    end == 10 && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
	    time_of_day(part, clock, sizeof clock)) {
		snprintf(text, sizeof text, "%04u-%02u-%02uT%sZ", year, month, day, clock);
		json_member_text(json, "time", text);
	}
	buffer_release(&date);
}

struct place {
	double latitude, longitude, altitude;
	bool has_altitude;
};

/* XMP's "35,42.1234N" or "35,42,7.4N" as signed degrees; false: it says nothing usable. */
static bool
xmp_angle(const struct facts *f, const char *tag, const char *letters, double limit, double *out)
{
	struct buffer text = BUFFER_EMPTY;
	double part[3] = {0};
	char ref = 0;
	bool good = facts_text(f, "XMP-exif", tag, &text) == 0 &&
		    (sscanf(buffer_text(&text), "%3lf,%20lf,%20lf%c", &part[0], &part[1], &part[2],
			    &ref) == 4 ||
		     sscanf(buffer_text(&text), "%3lf,%20lf%c", &part[0], &part[1], &ref) == 3);

	buffer_release(&text);
	if (ref == letters[1])
		*out = -(part[0] + part[1] / 60 + part[2] / 3600);
	else
		*out = part[0] + part[1] / 60 + part[2] / 3600;
	*out = round(*out * 1e9) / 1e9;
	return good && (ref == letters[0] || ref == letters[1]) && fabs(*out) <= limit;
}

/* ISO 6709 as films have it: +10.7769+106.7009+012.300/ */
static bool
film_place(const struct facts *f, const char *group, const char *tag, struct place *place)
{
	struct buffer text = BUFFER_EMPTY;
	int n = 0;

	if (facts_text(f, group, tag, &text) == 0)
		n = sscanf(buffer_text(&text), "%12lf%13lf%16lf", &place->latitude,
			   &place->longitude, &place->altitude);
	n = text.n && strchr("+-", text.data[0]) ? n : 0;
	buffer_release(&text);
	place->has_altitude = n == 3;
	return n >= 2 && fabs(place->latitude) <= 90 && fabs(place->longitude) <= 180;
}

static bool
any_film_place(const struct facts *f, struct place *place)
{
	return film_place(f, "Keys", "GPSCoordinates", place) ||
	       film_place(f, "UserData", "GPSCoordinates", place) ||
	       film_place(f, "ItemList", "GPSCoordinates", place) ||
	       film_place(f, "Keys", "Location", place) ||
	       film_place(f, "UserData", "LocationInformation", place);
}

/* Where Exif states no place but XMP does. */
static void
take_xmp_place(const struct facts *f, int *lat, int *lon, double *latitude, double *longitude)
{
	if (*lat == 0 && *lon == 0 && xmp_angle(f, "GPSLatitude", "NS", 90, latitude) &&
	    xmp_angle(f, "GPSLongitude", "EW", 180, longitude))
		*lat = *lon = 1;
}

static void
add_place(double latitude, double longitude, struct buffer *json)
{
	json_key(json, "latitude");
	json_add_double(json, latitude);
	json_key(json, "longitude");
	json_add_double(json, longitude);
}

void
exif_set_gps(const struct facts *f, struct item *item)
{
	struct buffer json = BUFFER_EMPTY;
	const char *why = "", *why_not = "";
	struct place film;
	double latitude, longitude;
	int lat = angle(f, "GPSLatitude", "GPSLatitudeRef", "NS", 90, &latitude, &why);
	int lon = angle(f, "GPSLongitude", "GPSLongitudeRef", "EW", 180, &longitude, &why_not);

	take_xmp_place(f, &lat, &lon, &latitude, &longitude);
	if (lat < 0 || lon < 0)
		item_note(item, NOTE_WARNING, "the GPS %s is not usable: %s",
			  lat < 0 ? "latitude" : "longitude", lat < 0 ? why : why_not);
	buffer_add_byte(&json, '{');
	if (lat > 0 && lon > 0) {
		add_place(latitude, longitude, &json);
		add_altitude(f, &json);
	} else if (lat == 0 && lon == 0 && any_film_place(f, &film)) {
		add_place(film.latitude, film.longitude, &json);
		if (film.has_altitude) {
			json_key(&json, "altitude");
			json_add_double(&json, film.altitude);
		}
	}
	add_time(f, &json);
	buffer_add_byte(&json, '}');
	set(item, "gps", &json);
}

/* ---- Time ---- */

static const struct {
	const char *group, *tag, *offset, *fraction;
} times[] = {
	{"ExifIFD", "DateTimeOriginal", "OffsetTimeOriginal", "SubSecTimeOriginal"},
	{"ExifIFD", "DateTimeDigitized", "OffsetTimeDigitized", "SubSecTimeDigitized"},
	{"IFD0", "DateTime", "OffsetTime", "SubSecTime"},
	{"XMP-exif", "DateTimeOriginal", "", ""},
	{"XMP-photoshop", "DateCreated", "", ""},
	{"XMP-exif", "DateTimeDigitized", "", ""},
	{"XMP-xmp", "CreateDate", "", ""},
	{"IPTC", "DateCreated", "", ""},
	{"PNG", "CreationTime", "", ""},
	{"Keys", "CreationDate", "", ""},
	{"UserData", "ContentCreateDate", "", ""},
	{"ItemList", "ContentCreateDate", "", ""},
	{"RIFF", "DateTimeOriginal", "", ""},
	{"RIFF", "DateCreated", "", ""},
	{"Matroska", "DateTimeOriginal", "", ""},
	{"Matroska", "CreationTime", "", ""},
	{"ASF", "EncodingTime", "", ""},
	{"QuickTime", "CreateDate", "", ""},
	{"ASF", "CreationDate", "", ""},
};

/* Cameras whose clock was never set write blanks or zeros. */
static bool
says_a_time(const char *text)
{
	return strpbrk(text, "123456789") != NULL;
}

static void
add_beside(const struct facts *f, const char *key, const char *tag, struct buffer *json,
	   struct buffer *text)
{
	buffer_clear(text);
	if (facts_text(f, "ExifIFD", tag, text) == 0 && text->n)
		json_member_span(json, key, buffer_span(text));
}

/* Digital cameras came in the 1980s, and nothing is taken after it was seized. */
static void
note_implausible(struct item *item, const char *value, const char *field)
{
	char now[CLOCK_TEXT_MAX];
	unsigned year, this_year;

	clock_now(now);
	if (sscanf(value, "%4u", &year) == 1 && sscanf(now, "%4u", &this_year) == 1 &&
	    (year < 1985 || year > this_year))
		item_note(item, NOTE_WARNING, "%s says %.40s: no picture was taken then", field,
			  value);
}

void
exif_set_taken(const struct facts *f, struct item *item)
{
	struct buffer json = BUFFER_EMPTY, text = BUFFER_EMPTY;
	char field[FACT_TAG_MAX * 2];

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		buffer_clear(&text);
		if (facts_text(f, times[i].group, times[i].tag, &text) ||
		    !says_a_time(buffer_text(&text)))
			continue;
		snprintf(field, sizeof field, "%s:%s", times[i].group, times[i].tag);
		note_implausible(item, buffer_text(&text), field);
		buffer_add_byte(&json, '{');
		json_member_span(&json, "value", buffer_span(&text));
		json_member_text(&json, "field", field);
		add_beside(f, "offset", times[i].offset, &json, &text);
		add_beside(f, "subsec", times[i].fraction, &json, &text);
		buffer_add_byte(&json, '}');
		break;
	}
	set(item, "taken", &json);
	buffer_release(&text);
}
