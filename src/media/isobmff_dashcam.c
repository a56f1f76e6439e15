/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dash cameras of Novatek's kind: a box `gps ` in the movie box lists blocks that begin with
 * "freeGPS " behind their length, one for each second. The places of the values are those of
 * ExifTool's published formats; cameras that scramble theirs are left out.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "media/isobmff.h"
#include "media/tags.h"

#define BLOCKS_MOST 1024 /* that are looked at: the receiver may need minutes */
#define BLOCK_LEAST 92
#define BLOCK_TAKEN 512
#define FIELDS	    10 /* of a sentence RMC */

struct fix {
	double latitude, longitude; /* degrees */
	unsigned year, month, day, hour, minute, second;
};

/* 3544.1234 is 35 degrees and 44.1234 minutes; NaN: it is neither. */
static double
degrees(double v, double limit)
{
	double whole = floor(v / 100), minutes = v - whole * 100;

	return v >= 0 && minutes < 60 && whole + minutes / 60 <= limit ? whole + minutes / 60 : NAN;
}

static bool
set_place(struct fix *fix, double latitude, char north, double longitude, char east)
{
	if ((north != 'N' && north != 'S') || (east != 'E' && east != 'W'))
		return false;
	fix->latitude = degrees(latitude, 90) * (north == 'S' ? -1 : 1);
	fix->longitude = degrees(longitude, 180) * (east == 'W' ? -1 : 1);
	return fix->latitude - fix->latitude == 0 && fix->longitude - fix->longitude == 0 &&
	       (latitude > 0 || longitude > 0);
}

static bool
time_holds(const struct fix *f)
{
	return f->year >= 2000 && f->year < 2100 && f->month >= 1 && f->month <= 12 &&
	       f->day >= 1 && f->day <= 31 && f->hour < 24 && f->minute < 60 && f->second < 61;
}

/* ---- Values at fixed places: numbers of 32 bits and floats, little-endian ---- */

static const struct layout {
	unsigned char clock, date, status, north, east, latitude, longitude;
	bool local; /* a year with its century says that the clock is the camera's, not UTC */
} layouts[] = {
	{0x10, 0x1c, 0x28, 0x29, 0x2a, 0x2c, 0x30, true},  /* Viofo A119 v3, Kenwood */
	{0x30, 0x58, 0x3c, 0x44, 0x4c, 0x40, 0x48, false}, /* Akaso */
	{0x50, 0x44, 0x40, 0x41, 0x42, 0x60, 0x5c, false}, /* Vantrue */
	{0x30, 0x3c, 0x48, 0x49, 0x4a, 0x4c, 0x50, false}, /* Novatek's own */
};

static double
float_at(const unsigned char *p)
{
	uint32_t bits = le32(p);
	float v;

	memcpy(&v, &bits, sizeof v);
	return (double)v;
}

static bool
read_layout(const unsigned char *p, const struct layout *l, struct fix *fix)
{
	uint32_t year = le32(p + l->date);

	if (p[l->status] != 'A')
		return false;
	*fix = (struct fix){
		.year = year < 2000 ? year + 2000 : year,
		.month = le32(p + l->date + 4),
		.day = le32(p + l->date + 8),
		.hour = le32(p + l->clock),
		.minute = le32(p + l->clock + 4),
		.second = le32(p + l->clock + 8),
	};
	if (!time_holds(fix) || !set_place(fix, float_at(p + l->latitude), (char)p[l->north],
					   float_at(p + l->longitude), (char)p[l->east]))
		return false;
	if (l->local && year >= 2000)
		fix->year = 0;
	return true;
}

/* ---- NMEA 0183's sentence RMC ---- */

/* Splits at the commas, in place; how many fields. */
static size_t
split(char *text, char *field[FIELDS])
{
	size_t n = 0;

	while (n < FIELDS && text) {
		char *comma = strchr(text, ',');

		field[n++] = text;
		if (comma)
			*comma++ = '\0';
		text = comma;
	}
	return n;
}

static bool
read_sentence(const unsigned char *p, size_t n, struct fix *fix)
{
	const unsigned char *at = memmem(p, n, "RMC,", 4);
	char text[100] = "", *field[FIELDS];
	double latitude, longitude;

	if (!at || at - p < 3 || at[-3] != '$')
		return false;
	n -= (size_t)(at + 4 - p);
	memcpy(text, at + 4, n < sizeof text - 1 ? n : sizeof text - 1);
	*fix = (struct fix){0};
	if (split(text, field) < 9 || strcmp(field[1], "A") != 0 ||
	    sscanf(field[0], "%2u%2u%2u", &fix->hour, &fix->minute, &fix->second) != 3 ||
	    sscanf(field[8], "%2u%2u%2u", &fix->day, &fix->month, &fix->year) != 3 ||
	    sscanf(field[2], "%12lf", &latitude) != 1 || sscanf(field[4], "%12lf", &longitude) != 1)
		return false;
	fix->year += 2000;
	return time_holds(fix) && set_place(fix, latitude, field[3][0], longitude, field[5][0]);
}

/* ---- The blocks ---- */

static bool
read_block(struct bytes *b, uint64_t at, size_t size, struct fix *fix)
{
	unsigned char p[BLOCK_TAKEN] = {0};

	size = size < sizeof p ? size : sizeof p;
	if (size < BLOCK_LEAST || bytes_read(b, at, p, size) < size ||
	    memcmp(p + 4, "freeGPS ", 8) != 0)
		return false;
	for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
		if (read_layout(p, &layouts[i], fix))
			return true;
	return read_sentence(p, size, fix);
}

static void
give_fix(const struct fix *f, struct media_tags *out)
{
	char text[64];
	int n = snprintf(text, sizeof text, "%+.7f%+.7f/", f->latitude, f->longitude);

	out->text(out, "FreeGPS", "GPSCoordinates", (unsigned char *)text, (size_t)n, MEDIA_UTF8);
	if (!f->year)
		return;
	n = snprintf(text, sizeof text, "%04u:%02u:%02u %02u:%02u:%02uZ", f->year, f->month, f->day,
		     f->hour, f->minute, f->second);
	out->text(out, "FreeGPS", "GPSDateTime", (unsigned char *)text, (size_t)n, MEDIA_UTF8);
}

void
isobmff_dashcam_tags(struct bytes *b, const struct isobox *index, struct media_tags *out)
{
	const unsigned char *p =
		index->end - index->body >= 16 ? bytes_exact(b, index->body, 8) : NULL;
	uint64_t n = p ? be32(p + 4) : 0, room = (index->end - index->body) / 8 - 1, at;
	struct fix fix;

	n = n < room ? n : room;
	n = n < BLOCKS_MOST ? n : BLOCKS_MOST;
	at = index->body + 8;
	for (uint64_t i = 0; p && i < n; i++, at += 8) {
		p = bytes_exact(b, at, 8);
		if (p && read_block(b, be32(p), be32(p + 4), &fix)) {
			give_fix(&fix, out);
			return;
		}
	}
}
