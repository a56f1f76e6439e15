/* SPDX-License-Identifier: Apache-2.0 */
/* Entry sets: a file, its stream, its name in pieces of 15 units. */
#include "practice/exfat.h"

#include <string.h>
#include <strings.h>

#include "practice/utf16.h"

#define NAME_UNITS_MAX 255u
#define TYPE_FILE      0x85
#define TYPE_STREAM    0xc0
#define TYPE_NAME      0xc1
#define UPCASE_FOLDED  128u /* characters that the table spells out */
#define UPCASE_AS_IS   0xffffu

static uint16_t
turn16(uint16_t sum, unsigned char byte)
{
	return (uint16_t)((uint16_t)(sum << 15 | sum >> 1) + byte);
}

static uint16_t
upper(uint16_t c)
{
	return c >= 'a' && c <= 'z' ? (uint16_t)(c - 'a' + 'A') : c;
}

static uint16_t
name_hash(const uint16_t *units, size_t n)
{
	uint16_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t c = upper(units[i]);

		sum = turn16(turn16(sum, (unsigned char)c), (unsigned char)(c >> 8));
	}
	return sum;
}

void
exfat_check(unsigned char *p)
{
	size_t n = (p[1] + 1u) * EXFAT_ENTRY;
	uint16_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (i != 2 && i != 3)
			sum = turn16(sum, p[i]);
	put_le16(p + 2, sum);
}

/* Quarters of an hour east of UTC in seven bits; the eighth says that they are known. */
static unsigned char
zone_byte(const struct moment *m)
{
	return (unsigned char)(0x80 | (((unsigned)(m->zone / 15)) & 0x7f));
}

static uint32_t
stamp(const struct moment *m)
{
	return (uint32_t)moment_fat_date(m) << 16 | moment_fat_time(m);
}

static void
put_times(unsigned char *file, const struct times *t)
{
	put_le32(file + 8, stamp(&t->created));
	put_le32(file + 12, stamp(&t->modified));
	put_le32(file + 16, stamp(&t->accessed));
	file[20] = moment_fat_hundredths(&t->created);
	file[21] = moment_fat_hundredths(&t->modified);
	file[22] = zone_byte(&t->created);
	file[23] = zone_byte(&t->modified);
	file[24] = zone_byte(&t->accessed);
}

static void
put_stream(unsigned char *p, const struct exfat_stream *s, const uint16_t *units, size_t n)
{
	p[0] = TYPE_STREAM;
	p[1] = (unsigned char)s->flags;
	p[3] = (unsigned char)n;
	put_le16(p + 4, name_hash(units, n));
	put_le64(p + 8, s->size);
	put_le32(p + 20, s->cluster);
	put_le64(p + 24, s->size);
}

void
exfat_entries(const char *name, const struct times *times, const struct exfat_stream *stream,
	      struct buffer *out)
{
	uint16_t units[NAME_UNITS_MAX];
	size_t n = utf16_from_utf8(name, strlen(name), units, NAME_UNITS_MAX);
	size_t names = (n + EXFAT_NAME_UNITS - 1) / EXFAT_NAME_UNITS,
	       size = (2 + names) * EXFAT_ENTRY;
	unsigned char *p = (unsigned char *)buffer_reserve(out, size);

	memset(p, 0, size);
	p[0] = TYPE_FILE;
	p[1] = (unsigned char)(1 + names);
	put_le16(p + 4, stream->attributes);
	put_times(p, times);
	put_stream(p + EXFAT_ENTRY, stream, units, n);
	for (size_t i = 0; i < n; i++) {
		unsigned char *entry = p + (2 + i / EXFAT_NAME_UNITS) * EXFAT_ENTRY;

		entry[0] = TYPE_NAME;
		put_le16(entry + 2 + 2 * (i % EXFAT_NAME_UNITS), units[i]);
	}
	exfat_check(p);
	out->n += size;
}

bool
exfat_same_name(const char *a, const char *b, size_t n)
{
	return strlen(a) == n && !strncasecmp(a, b, n);
}

void
exfat_upcase(struct buffer *out)
{
	unsigned char unit[2];

	for (uint16_t c = 0; c < UPCASE_FOLDED; c++) {
		put_le16(unit, upper(c));
		buffer_add(out, unit, sizeof unit);
	}
	put_le16(unit, UPCASE_AS_IS);
	buffer_add(out, unit, sizeof unit);
	put_le16(unit, 0x10000 - UPCASE_FOLDED);
	buffer_add(out, unit, sizeof unit);
}

uint32_t
exfat_sum(const unsigned char *p, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = (sum << 31 | sum >> 1) + p[i];
	return sum;
}
