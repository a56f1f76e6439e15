/* SPDX-License-Identifier: Apache-2.0 */
/* Short and long names of FAT. A name that is a plain upper-case 8.3 one needs no long entries. */
#include <stdio.h>
#include <string.h>

#include "practice/fat.h"
#include "practice/utf16.h"

#define SHORT_NAME 11u
#define SHORT_BASE 8u
#define LAST_LONG  0x40

static bool
is_short_character(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("!#$%&'()-@^_`{}~", c));
}

/* Fills out with the padded 8.3 form and says whether it is the name itself. */
static bool
shorten(const char *name, unsigned char out[SHORT_NAME])
{
	const char *dot = strrchr(name, '.');
	size_t base = dot && dot != name ? (size_t)(dot - name) : strlen(name), n = 0;
	bool exact = true;

	memset(out, ' ', SHORT_NAME);
	for (size_t i = 0; name[i]; i++) {
		size_t limit = i < base ? SHORT_BASE : SHORT_NAME;
		char c = name[i];

		if (i == base) {
			n = SHORT_BASE;
			continue;
		}
		if (!is_short_character(c)) {
			exact = false;
			if (c == ' ' || c == '.' || ((unsigned char)c & 0xc0) == 0x80)
				continue;
			c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : '_';
		}
		if (n == limit)
			exact = false;
		else
			out[n++] = (unsigned char)c;
	}
	return exact;
}

static bool
is_taken(const struct fat_dir *dir, const unsigned char name[SHORT_NAME])
{
	for (size_t i = 0; i + FAT_ENTRY <= dir->entries.n; i += FAT_ENTRY) {
		const unsigned char *entry = (const unsigned char *)dir->entries.data + i;

		if (entry[11] != FAT_ATTR_LONG && !memcmp(entry, name, SHORT_NAME))
			return true;
	}
	return false;
}

/* NAME~1, NAME~2, … until one is free. */
static void
number(const struct fat_dir *dir, unsigned char name[SHORT_NAME])
{
	unsigned char base[SHORT_BASE];
	size_t length = SHORT_BASE;

	memcpy(base, name, SHORT_BASE);
	while (length && base[length - 1] == ' ')
		length--;
	for (unsigned i = 1; i < 1000000; i++) {
		char tail[9];
		size_t n = (size_t)snprintf(tail, sizeof tail, "~%u", i);
		size_t keep = length < SHORT_BASE - n ? length : SHORT_BASE - n;

		memset(name, ' ', SHORT_BASE);
		memcpy(name, base, keep);
		memcpy(name + keep, tail, n);
		if (!is_taken(dir, name))
			return;
	}
}

static unsigned char
checksum(const unsigned char name[SHORT_NAME])
{
	unsigned sum = 0;

	for (size_t i = 0; i < SHORT_NAME; i++)
		sum = ((sum & 1) << 7 | sum >> 1) + name[i], sum &= 0xff;
	return (unsigned char)sum;
}

/* One long entry: 13 units, a zero behind the last, then 0xffff. */
static void
add_long(const uint16_t *units, size_t n, size_t index, size_t count, unsigned char sum,
	 struct buffer *out)
{
	static const unsigned char places[FAT_LONG_CHARACTERS] = {1,  3,  5,  7,  9,  14, 16,
								  18, 20, 22, 24, 28, 30};
	unsigned char entry[FAT_ENTRY] = {0};

	entry[0] = (unsigned char)((index + 1) | (index + 1 == count ? LAST_LONG : 0));
	entry[11] = FAT_ATTR_LONG;
	entry[13] = sum;
	for (size_t i = 0; i < FAT_LONG_CHARACTERS; i++) {
		size_t at = index * FAT_LONG_CHARACTERS + i;

		put_le16(entry + places[i], at < n ? units[at] : at == n ? 0 : 0xffff);
	}
	buffer_add(out, entry, sizeof entry);
}

void
fat_name_entries(const struct fat_dir *dir, const char *name, struct buffer *out)
{
	unsigned char entry[FAT_ENTRY] = {0};
	uint16_t units[FAT_NAME_UNITS_MAX];

	if (!shorten(name, entry)) {
		size_t n = utf16_from_utf8(name, strlen(name), units, FAT_NAME_UNITS_MAX);
		size_t count = (n + FAT_LONG_CHARACTERS - 1) / FAT_LONG_CHARACTERS;

		number(dir, entry);
		for (size_t i = count; i > 0; i--)
			add_long(units, n, i - 1, count, checksum(entry), out);
	}
	buffer_add(out, entry, sizeof entry);
}
