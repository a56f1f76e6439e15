/* SPDX-License-Identifier: Apache-2.0 */
/* Where the picture was taken, by Exif, XMP or a film's own tags. */
#include "stage/exif_derive.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "record/json.h"

/* The first letter of a reference tag, upper case; 0: none. */
static char
reference(const struct facts *f, const char *tag)
{
	struct span v = facts_value(f, "GPS", tag);

	return v.p && v.n >= 3 && v.p[0] == '"' ? (char)(v.p[1] & ~0x20) : '\0';
}

/* Some writers make a text of it: "52,0,34.5", or with commas in the numbers too. */
static size_t
text_numbers(const struct facts *f, const char *tag, double part[3])
{
	struct buffer text = BUFFER_EMPTY;
	double v[6] = {0};
	int n = 0;

	if (facts_text(f, "GPS", tag, &text) == 0)
		n = sscanf(buffer_text(&text),
			   "%9lf%*1[, ]%9lf%*1[, ]%9lf%*1[, ]%9lf%*1[, ]%9lf%*1[, ]%9lf", &v[0],
			   &v[1], &v[2], &v[3], &v[4], &v[5]);
	buffer_release(&text);
	for (size_t i = 0; i < 3; i++)
		part[i] = n == 6 ? v[2 * i] + v[2 * i + 1] / 1e5 : v[i];
	return n == 3 || n == 6 ? 3 : 0;
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
		n = text_numbers(f, tag, part);

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

/* The group that gives the place, or NULL. */
static const char *
any_film_place(const struct facts *f, struct place *place)
{
	static const struct {
		const char *group, *tag;
	} places[] = {
		{"Keys", "GPSCoordinates"},	     {"UserData", "GPSCoordinates"},
		{"ItemList", "GPSCoordinates"},	     {"GoPro", "GPSCoordinates"},
		{"H264", "GPSCoordinates"},	     {"XML", "GPSCoordinates"},
		{"FreeGPS", "GPSCoordinates"},	     {"Keys", "Location"},
		{"UserData", "LocationInformation"},
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (film_place(f, places[i].group, places[i].tag, place))
			return places[i].group;
	return NULL;
}

/* "2026:11:23 05:30:00Z", the receiver's time beside the place. */
static void
add_film_time(const struct facts *f, const char *group, struct buffer *json)
{
	struct buffer stored = BUFFER_EMPTY;
	unsigned year, month, day;
	double part[3];
	char text[64], clock[32];

	if (facts_text(f, group, "GPSDateTime", &stored) == 0 &&
	    sscanf(buffer_text(&stored), "%4u:%2u:%2u %2lf:%2lf:%9lf", &year, &month, &day,
		   &part[0], &part[1], &part[2]) == 6 &&
	    month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
	    time_of_day(part, clock, sizeof clock)) {
		snprintf(text, sizeof text, "%04u-%02u-%02uT%sZ", year, month, day, clock);
		json_member_text(json, "time", text);
	}
	buffer_release(&stored);
}

/* What drones write beside it: plain degrees. */
static bool
drone_angle(const struct facts *f, const char *tag, double limit, double *out)
{
	struct buffer text = BUFFER_EMPTY;
	int end = 0;
	bool good = facts_text(f, "XMP-drone-dji", tag, &text) == 0 &&
		    sscanf(buffer_text(&text), "%20lf%n", out, &end) == 1 && (size_t)end == text.n;

	buffer_release(&text);
	return good && fabs(*out) <= limit && *out != 0;
}

/* Where Exif states no place but XMP does. */
static void
take_xmp_place(const struct facts *f, int *lat, int *lon, double *latitude, double *longitude)
{
	if (*lat == 0 && *lon == 0 && xmp_angle(f, "GPSLatitude", "NS", 90, latitude) &&
	    xmp_angle(f, "GPSLongitude", "EW", 180, longitude))
		*lat = *lon = 1;
	if (*lat == 0 && *lon == 0 && drone_angle(f, "GpsLatitude", 90, latitude) &&
	    (drone_angle(f, "GpsLongitude", 180, longitude) ||
	     drone_angle(f, "GpsLongtitude", 180, longitude)))
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

/* Coordinates of another datum are given as they stand, up to hundreds of metres off. */
static void
add_datum(const struct facts *f, struct buffer *json, struct item *item)
{
	struct buffer datum = BUFFER_EMPTY;
	double error;

	if (facts_text(f, "GPS", "GPSMapDatum", &datum) == 0 && datum.n) {
		json_member_span(json, "datum", buffer_span(&datum));
		if (!strstr(buffer_text(&datum), "84"))
			item_note(item, NOTE_WARNING,
				  "the GPS position is in the datum \"%.40s\", not converted to "
				  "WGS 84",
				  buffer_text(&datum));
	}
	if (facts_numbers(f, "GPS", "GPSHPositioningError", &error, 1) == 1 && error >= 0) {
		json_key(json, "error");
		json_add_double(json, error);
	}
	buffer_release(&datum);
}

static void
add_exif_place(const struct facts *f, double latitude, double longitude, struct buffer *json,
	       struct item *item)
{
	add_place(latitude, longitude, json);
	add_altitude(f, json);
	add_datum(f, json, item);
	if (latitude == 0 && longitude == 0)
		item_note(item, NOTE_INFO,
			  "the GPS position is 0, 0: more likely no position than that place");
}

void
exif_set_gps(const struct facts *f, struct item *item)
{
	struct buffer json = BUFFER_EMPTY;
	const char *why = "", *why_not = "";
	const char *group;
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
		add_exif_place(f, latitude, longitude, &json, item);
	} else if (lat == 0 && lon == 0 && (group = any_film_place(f, &film))) {
		add_place(film.latitude, film.longitude, &json);
		if (film.has_altitude) {
			json_key(&json, "altitude");
			json_add_double(&json, film.altitude);
		}
		add_film_time(f, group, &json);
	}
	add_time(f, &json);
	buffer_add_byte(&json, '}');
	exif_set_object(item, "gps", &json);
}
