/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_tags.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mac_roman.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/json.h"
#include "stage/exif_value.h"

struct taker {
	struct media_tags tags;
	struct facts *facts;
};

static void
add_bytes(struct facts *f, const unsigned char *p, size_t n, enum media_text coding)
{
	struct buffer text = BUFFER_EMPTY;
	const unsigned char *nul = memchr(p, 0, n);

	n = nul ? (size_t)(nul - p) : n;
	while (n && isspace(p[n - 1]))
		n--;
	if (n) {
		if (coding == MEDIA_MAC_ROMAN && !text_is_utf8((const char *)p, n))
			mac_roman_add(&text, p, n);
		else
			text_to_utf8(&text, (const char *)p, n);
		json_add_string(&f->text, text.data, text.n);
	}
	buffer_release(&text);
}

/* Exif's Windows tags are UTF-16 in little-endian order, and known how to be read. */
static void
add_utf16(struct facts *f, const unsigned char *p, size_t n, bool big_endian)
{
	unsigned char *swapped = memory_copy(p, n);
	struct exif_value v = {
		.format = 1, .count = n, .data = swapped, .n = n, .kind = EXIF_KIND_UTF16};
	unsigned undefined = 0;

	for (size_t i = 0; big_endian && i + 1 < n; i += 2) {
		swapped[i] = p[i + 1];
		swapped[i + 1] = p[i];
	}
	if (n >= 2)
		exif_value_write(&v, &f->text, &undefined);
	free(swapped);
}

/*
 * "Mon Mar 10 15:04:43 2003", as C's asctime() and so AVI's IDIT has it, and "2009/10/27 12:14:34"
 * as Exif writes times; false: it is neither.
 */
static bool
add_date(struct facts *f, const unsigned char *p, size_t n)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	unsigned year, month, day, hour, minute, second = 0;
	char text[40] = "", name[4] = "";
	const char *found;

	memcpy(text, p, n < sizeof text - 1 ? n : sizeof text - 1);
	if (sscanf(text, "%*3s %3[A-Za-z] %2u %2u:%2u:%2u %4u", name, &day, &hour, &minute, &second,
		   &year) == 6) {
		for (char *c = name; *c; c++)
			*c = (char)(c == name ? toupper((unsigned char)*c)
					      : tolower((unsigned char)*c));
		found = strlen(name) == 3 ? strstr(months, name) : NULL;
		if (!found || (found - months) % 3)
			return false;
		month = (unsigned)(found - months) / 3 + 1;
	} else if (sscanf(text, "%4u%*1[/-]%2u%*1[/-]%2u %2u:%2u:%2u", &year, &month, &day, &hour,
			  &minute, &second) < 5) {
		return false;
	}
	if (year < 1000 || month - 1 > 11 || day - 1 > 30 || hour > 23 || minute > 59 ||
	    second > 60)
		return false;
	buffer_add_format(&f->text, "\"%04u:%02u:%02u %02u:%02u:%02u\"", year, month, day, hour,
			  minute, second);
	return true;
}

static bool
is_date(const char *group, const char *tag)
{
	return strcmp(group, "RIFF") == 0 && strncmp(tag, "Date", 4) == 0;
}

static void
take_text(struct media_tags *self, const char *group, const char *tag, const unsigned char *p,
	  size_t n, enum media_text coding)
{
	struct facts *f = ((struct taker *)self)->facts;
	size_t begun = facts_begin(f);

	if (is_date(group, tag) && add_date(f, p, n))
		;
	else if (coding == MEDIA_UTF8 || coding == MEDIA_MAC_ROMAN)
		add_bytes(f, p, n, coding);
	else
		add_utf16(f, p, n, coding == MEDIA_UTF16BE);
	facts_end(f, begun, group, tag);
}

/* As Exif writes times, and as exiftool prints them: 2026:11:23 05:30:00. */
static void
take_time(struct media_tags *self, const char *group, const char *tag, int64_t seconds)
{
	struct facts *f = ((struct taker *)self)->facts;
	size_t begun = facts_begin(f);
	char text[CLOCK_TEXT_MAX];

	if (seconds < INT64_C(-62135596800) || seconds > INT64_C(253402300799))
		return;
	if (seconds == 0) /* a clock that was never set */
		return;
	/* that of QuickTime is UTC by the book and local time in many cameras */
	clock_format(text, seconds, 0, strcmp(group, "QuickTime") == 0 ? "" : "Z");
	for (char *c = text; *c; c++) {
		if (*c == 'T')
			*c = ' ';
		else if (*c == '-')
			*c = ':';
	}
	json_add_text(&f->text, text);
	facts_end(f, begun, group, tag);
}

static void
take_number(struct media_tags *self, const char *group, const char *tag, double value)
{
	struct facts *f = ((struct taker *)self)->facts;
	size_t begun = facts_begin(f);

	if (value - value != 0)
		return;
	json_add_double(&f->text, value);
	facts_end(f, begun, group, tag);
}

void
exif_tags_read(const struct media_format *format, struct bytes *b, struct facts *facts)
{
	struct taker t = {{take_text, take_time, take_number}, facts};

	if (format->tags)
		format->tags(b, &t.tags);
}
