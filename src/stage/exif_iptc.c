/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_iptc.h"

#include <string.h>

#include "base/text.h"
#include "record/json.h"

#define TAG_MARK	0x1c
#define HEAD		5 /* mark, record, data set, length */
#define TEXT_MAX	4096
#define DATA_SETS_MAX	1000
#define CODED_CHARACTER 90 /* of record 1 */

/* What of record 2 tells who, when, where and with what; named as exiftool does. */
static const struct {
	unsigned char number;
	const char *name;
} data_sets[] = {
	{5, "ObjectName"},
	{25, "Keywords"},
	{40, "SpecialInstructions"},
	{55, "DateCreated"},
	{60, "TimeCreated"},
	{62, "DigitalCreationDate"},
	{63, "DigitalCreationTime"},
	{65, "OriginatingProgram"},
	{70, "ProgramVersion"},
	{80, "By-line"},
	{85, "By-lineTitle"},
	{90, "City"},
	{92, "Sub-location"},
	{95, "Province-State"},
	{100, "Country-PrimaryLocationCode"},
	{101, "Country-PrimaryLocationName"},
	{103, "OriginalTransmissionReference"},
	{105, "Headline"},
	{110, "Credit"},
	{115, "Source"},
	{116, "CopyrightNotice"},
	{118, "Contact"},
	{120, "Caption-Abstract"},
	{122, "Writer-Editor"},
	{184, "JobID"},
	{186, "MasterDocumentID"},
	{188, "UniqueDocumentID"},
	{221, "Prefs"},
};

static const char *
name_of(unsigned char number)
{
	for (size_t i = 0; i < sizeof data_sets / sizeof *data_sets; i++)
		if (data_sets[i].number == number)
			return data_sets[i].name;
	return NULL;
}

/* What Windows-1252, which writers mean by Latin-1, has from 0x80 to 0x9f; 0: nothing. */
static const uint16_t windows[32] = {
	0x20ac, 0,	0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,	0x017d, 0,	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	0x017e, 0x0178,
};

static void
add_latin(struct buffer *text, unsigned char c)
{
	uint16_t code = c >= 0x80 && c < 0xa0 && windows[c - 0x80] ? windows[c - 0x80] : c;

	if (code < 0x80) {
		buffer_add_byte(text, (char)code);
	} else if (code < 0x800) {
		buffer_add_byte(text, (char)(0xc0 | code >> 6));
		buffer_add_byte(text, (char)(0x80 | (code & 0x3f)));
	} else {
		buffer_add_byte(text, (char)(0xe0 | code >> 12));
		buffer_add_byte(text, (char)(0x80 | (code >> 6 & 0x3f)));
		buffer_add_byte(text, (char)(0x80 | (code & 0x3f)));
	}
}

/* Text as UTF-8: as it is where it says so or holds up as such, else as Windows' Latin. */
static void
write_text(const unsigned char *p, size_t n, bool utf8, struct buffer *out)
{
	struct buffer text = BUFFER_EMPTY;

	while (n && (p[n - 1] == 0 || p[n - 1] == ' '))
		n--;
	if (utf8 || text_is_utf8((const char *)p, n)) {
		json_add_string(out, (const char *)p, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		add_latin(&text, p[i]);
	json_add_string(out, text.data ? text.data : "", text.n);
	buffer_release(&text);
}

static bool
digits(const unsigned char *p, size_t n)
{
	while (n && p[n - 1] >= '0' && p[n - 1] <= '9')
		n--;
	return n == 0;
}

/* CCYYMMDD and HHMMSS±HHMM as Exif writes dates and times; false: it is none. */
static bool
write_date(unsigned char number, const unsigned char *p, size_t n, struct buffer *out)
{
	const char *s = (const char *)p;

	if ((number == 55 || number == 62) && n == 8 && digits(p, 8))
		buffer_add_format(out, "\"%.4s:%.2s:%.2s\"", s, s + 4, s + 6);
	else if ((number == 60 || number == 63) && n == 11 && digits(p, 6) &&
		 (s[6] == '+' || s[6] == '-') && digits(p + 7, 4))
		buffer_add_format(out, "\"%.2s:%.2s:%.2s%.3s:%.2s\"", s, s + 2, s + 4, s + 6,
				  s + 9);
	else
		return false;
	return true;
}

/* Every further value of a repeated data set is put behind the first, in a list. */
struct list {
	unsigned char number;
	struct buffer values;
	unsigned n;
};

static void
end_list(struct list *l, struct facts *facts)
{
	size_t begun = facts_begin(facts);
	const char *name = name_of(l->number);

	if (l->n && name) {
		buffer_add_text(&facts->text, l->n > 1 ? "[" : "");
		buffer_add(&facts->text, l->values.data, l->values.n);
		buffer_add_text(&facts->text, l->n > 1 ? "]" : "");
		facts_end(facts, begun, "IPTC", name);
	}
	buffer_clear(&l->values);
	l->n = 0;
}

static void
take(struct list *l, unsigned char number, const unsigned char *p, size_t n, bool utf8,
     struct facts *facts)
{
	if (l->number != number)
		end_list(l, facts);
	l->number = number;
	if (!name_of(number) || n == 0 || n > TEXT_MAX)
		return;
	if (l->n++)
		buffer_add_byte(&l->values, ',');
	if (!write_date(number, p, n, &l->values))
		write_text(p, n, utf8, &l->values);
}

int
exif_iptc_read(struct bytes *b, uint64_t offset, uint64_t size, struct facts *facts,
	       uint64_t *broke)
{
	struct list list = {0};
	uint64_t at = 0;
	bool utf8 = false;
	int status = 0;

	for (unsigned i = 0; i < DATA_SETS_MAX && size - at >= HEAD; i++) {
		const unsigned char *p = bytes_exact(b, offset + at, HEAD);
		unsigned char record, number;
		uint16_t n;

		if (!p || p[0] != TAG_MARK)
			break; /* padding */
		record = p[1];
		number = p[2];
		n = be16(p + 3);
		at += HEAD;
		p = n <= size - at && n < 0x8000 ? bytes_exact(b, offset + at, n) : NULL;
		if (!p && n) {
			*broke = at;
			status = -1;
			break;
		}
		if (record == 1 && number == CODED_CHARACTER)
			utf8 = n == 3 && memcmp(p, "\033%G", 3) == 0;
		else if (record == 2)
			take(&list, number, p, n, utf8, facts);
		at += n;
	}
	end_list(&list, facts);
	buffer_release(&list.values);
	return status;
}
