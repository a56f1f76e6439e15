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

/* Text as UTF-8: as it is where it says so or holds up as such, else as Latin-1. */
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
	for (size_t i = 0; i < n; i++) {
		if (p[i] < 0x80) {
			buffer_add_byte(&text, (char)p[i]);
		} else {
			buffer_add_byte(&text, (char)(0xc0 | p[i] >> 6));
			buffer_add_byte(&text, (char)(0x80 | (p[i] & 0x3f)));
		}
	}
	json_add_string(out, text.data ? text.data : "", text.n);
	buffer_release(&text);
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
