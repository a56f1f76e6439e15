/* SPDX-License-Identifier: Apache-2.0 */
/* When the picture was taken: the stored time, and UTC only where the file itself says it. */
#include "stage/exif_derive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "record/json.h"

/* In order of how sure it is that the tag is the picture's own time. */
static const struct place {
	const char *group, *tag, *offset, *fraction;
} places[] = {
	{"ExifIFD", "DateTimeOriginal", "OffsetTimeOriginal", "SubSecTimeOriginal"},
	{"IFD0", "DateTimeOriginal", "OffsetTimeOriginal", "SubSecTimeOriginal"},
	{"ExifIFD", "DateTimeDigitized", "OffsetTimeDigitized", "SubSecTimeDigitized"},
	{"IFD0", "DateTime", "OffsetTime", "SubSecTime"},
	{"MakerNotes", "DateTimeOriginal", "", ""},
	{"CIFF", "DateTimeOriginal", "", ""},
	{"CanonRaw", "DateTimeOriginal", "", ""},
	{"SigmaRaw", "DateTimeOriginal", "", ""},
	{"XMP-exif", "DateTimeOriginal", "", ""},
	{"XMP-photoshop", "DateCreated", "", ""},
	{"XMP-exif", "DateTimeDigitized", "", ""},
	{"XMP-xmp", "CreateDate", "", ""},
	{"IPTC", "DateCreated", "", ""},
	{"PNG", "CreationTime", "", ""},
	{"Keys", "CreationDate", "", ""},
	{"UserData", "DateTimeOriginal", "", ""},
	{"UserData", "ContentCreateDate", "", ""},
	{"ItemList", "ContentCreateDate", "", ""},
	{"XML", "CreationDateValue", "", ""},
	{"H264", "DateTimeOriginal", "", ""},
	{"RIFF", "DateTimeOriginal", "", ""},
	{"RIFF", "DateCreated", "", ""},
	{"Matroska", "DateTimeOriginal", "", ""},
	{"Matroska", "CreationTime", "", ""},
	{"FLV", "CreationDate", "", ""},
	{"Vorbis", "Date", "", ""},
	{"ASF", "EncodingTime", "", ""},
	{"QuickTime", "CreateDate", "", ""},
	{"ASF", "CreationDate", "", ""},
	{"Samsung", "TimeStamp", "", ""},
};

/* A stored time as a number. */
struct moment {
	int64_t seconds; /* since 1970, as if it were UTC */
	int offset;	 /* seconds east of UTC */
	bool day_only, zoned;
};

/* Cameras whose clock was never set write blanks or zeros. */
static bool
says_a_time(const char *text)
{
	return strpbrk(text, "123456789") != NULL;
}

/* "Z", "+07:00", "-0330"; false: none of these. */
static bool
read_zone(const char *text, int *offset)
{
	char sign;
	unsigned hours, minutes = 0;

	*offset = 0;
	if (strcmp(text, "Z") == 0)
		return true;
	if (sscanf(text, "%c%2u:%2u", &sign, &hours, &minutes) != 3 &&
	    sscanf(text, "%c%2u%2u", &sign, &hours, &minutes) != 3)
		return false;
	if ((sign != '+' && sign != '-') || hours > 15 || minutes > 59)
		return false;
	*offset = (int)(hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
	return true;
}

/* Exif's 2008:10:22 16:28:39, and ISO 8601 with a zone or none; false: no time. */
static bool
read_moment(const char *text, struct moment *m)
{
	struct tm t = {0};
	int used = 0, days = 0;

	*m = (struct moment){0};
	if (sscanf(text, "%4d%*1[:/-]%2d%*1[:/-]%2d%n%*1[ T]%2d:%2d:%2d%n", &t.tm_year, &t.tm_mon,
		   &t.tm_mday, &days, &t.tm_hour, &t.tm_min, &t.tm_sec, &used) < 3 ||
	    days == 0)
		return false;
	m->day_only = used == 0;
	if (t.tm_mon < 1 || t.tm_mon > 12 || t.tm_mday < 1 || t.tm_mday > 31 || t.tm_hour > 23 ||
	    t.tm_min > 59 || t.tm_sec > 60)
		return false;
	t.tm_year -= 1900;
	t.tm_mon--;
	m->seconds = timegm(&t);
	if (used) {
		text += used;
		if (*text == '.')
			text += 1 + strspn(text + 1, "0123456789");
		m->zoned = read_zone(text, &m->offset);
	}
	return true;
}

static void
add_beside(const struct facts *f, const char *key, const char *tag, struct buffer *json,
	   struct buffer *text)
{
	buffer_clear(text);
	if (*tag && facts_text(f, "ExifIFD", tag, text) == 0 && text->n)
		json_member_span(json, key, buffer_span(text));
}

/* ---- UTC ---- */

/* The GPS receiver's time, which is UTC; false: it says none. */
static bool
gps_moment(const struct facts *f, int64_t *seconds)
{
	struct buffer text = BUFFER_EMPTY;
	double part[3];
	struct moment day = {0};
	bool good = facts_text(f, "GPS", "GPSDateStamp", &text) == 0 &&
		    read_moment(buffer_text(&text), &day) &&
		    facts_numbers(f, "GPS", "GPSTimeStamp", part, 3) == 3 && part[0] >= 0 &&
		    part[0] < 24 && part[1] >= 0 && part[1] < 60 && part[2] >= 0 && part[2] < 61;

	buffer_release(&text);
	if (good)
		*seconds = day.seconds + (int64_t)(part[0] * 3600 + part[1] * 60 + part[2]);
	return good;
}

/* A clock and the receiver that differ by a zone's offset, a multiple of 15 minutes, and little. */
#define FIX_AGE	      180
#define ZONE_STEP     900
#define ZONE_FARTHEST (14 * 3600)

static bool
offset_by_gps(const struct facts *f, const struct moment *m, int *offset)
{
	int64_t gps, apart, steps;

	if (m->day_only || !gps_moment(f, &gps))
		return false;
	apart = m->seconds - gps;
	if (apart > ZONE_FARTHEST + FIX_AGE || apart < -ZONE_FARTHEST - FIX_AGE)
		return false;
	steps = (int64_t)floor((double)apart / ZONE_STEP + 0.5);
	if (llabs(apart - steps * ZONE_STEP) > FIX_AGE)
		return false;
	*offset = (int)steps * ZONE_STEP;
	return true;
}

static void
add_utc(const struct facts *f, const struct moment *m, const char *zone, struct buffer *json)
{
	char text[CLOCK_TEXT_MAX];
	int offset = m->offset;
	const char *by = "offset";

	if (m->day_only)
		return;
	if (!(*zone ? read_zone(zone, &offset) : m->zoned)) {
		if (!offset_by_gps(f, m, &offset))
			return;
		by = "GPS time";
	}
	clock_format(text, m->seconds - offset, 0, "Z");
	buffer_add_byte(json, '{');
	json_member_text(json, "value", text);
	json_member_text(json, "by", by);
	buffer_add_byte(json, '}');
}

/* ---- What cannot be ---- */

/* When versions of Exif were published: no camera wrote them before. */
static const struct {
	const char *version;
	int year;
} editions[] = {{"0300", 2023}, {"0232", 2019}, {"0231", 2016}, {"0230", 2010},
		{"0221", 2003}, {"0220", 2002}, {"0210", 1998}, {"0200", 1997}};

static int
year_of(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	return gmtime_r(&t, &tm) ? tm.tm_year + 1900 : 0;
}

static void
note_edition(const struct facts *f, const struct moment *m, const char *field, struct item *item)
{
	struct buffer version = BUFFER_EMPTY;

	for (size_t i = 0; facts_text(f, "ExifIFD", "ExifVersion", &version) == 0 &&
			   i < sizeof editions / sizeof *editions;
	     i++) {
		/* drafts are out about a year before */
		if (strcmp(buffer_text(&version), editions[i].version) == 0 &&
		    year_of(m->seconds) < editions[i].year - 1)
			item_note(item, NOTE_WARNING,
				  "%s says the year %d, but Exif %s, in which it is written, is of "
				  "%d",
				  field, year_of(m->seconds), editions[i].version,
				  editions[i].year);
		buffer_clear(&version);
	}
	buffer_release(&version);
}

/* Digital cameras came in the 1980s, and nothing is taken after it was seized. */
static void
note_implausible(const struct facts *f, struct item *item, const char *value, const char *field)
{
	struct moment m, now;
	char text[CLOCK_TEXT_MAX];

	if (!read_moment(value, &m)) {
		if (strlen(value) > strlen("2008-10"))
			item_note(item, NOTE_INFO, "%s says \"%.40s\", which is no time", field,
				  value);
		return;
	}
	clock_now(text);
	/* any zone's clock may be ahead of UTC */
	if (year_of(m.seconds) < 1985)
		item_note(item, NOTE_WARNING, "%s says %.40s: no digital camera took pictures then",
			  field, value);
	else if (read_moment(text, &now) && m.seconds > now.seconds + ZONE_FARTHEST)
		item_note(item, NOTE_WARNING, "%s says %.40s, which lies after this examination",
			  field, value);
	else
		note_edition(f, &m, field, item);
}

/* ---- The key ---- */

static void
write_taken(const struct facts *f, const struct place *p, const char *field, struct buffer *value,
	    struct buffer *json)
{
	struct buffer text = BUFFER_EMPTY;

	buffer_add_byte(json, '{');
	json_member_span(json, "value", buffer_span(value));
	json_member_text(json, "field", field);
	add_beside(f, "offset", p->offset, json, &text);
	add_beside(f, "subsec", p->fraction, json, &text);
	buffer_add_byte(json, '}');
	buffer_release(&text);
}

static void
write_utc(const struct facts *f, const struct place *p, struct buffer *value, struct buffer *json)
{
	struct buffer zone = BUFFER_EMPTY;
	struct moment m;

	if (*p->offset)
		facts_text(f, "ExifIFD", p->offset, &zone);
	if (read_moment(buffer_text(value), &m))
		add_utc(f, &m, buffer_text(&zone), json);
	buffer_release(&zone);
}

void
exif_set_taken(const struct facts *f, struct item *item)
{
	struct buffer json = BUFFER_EMPTY, utc = BUFFER_EMPTY, value = BUFFER_EMPTY;
	char field[FACT_TAG_MAX * 2];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		buffer_clear(&value);
		if (facts_text(f, places[i].group, places[i].tag, &value) ||
		    !says_a_time(buffer_text(&value)))
			continue;
		snprintf(field, sizeof field, "%s:%s", places[i].group, places[i].tag);
		note_implausible(f, item, buffer_text(&value), field);
		write_taken(f, &places[i], field, &value, &json);
		write_utc(f, &places[i], &value, &utc);
		break;
	}
	exif_set_object(item, "taken", &json);
	exif_set_object(item, "taken_utc", &utc);
	buffer_release(&value);
}
