/* SPDX-License-Identifier: Apache-2.0 */
/* Maker notes that are no directories. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "stage/exif_maker.h"

#define LOOKED_AT 512

/* ---- Reconyx: fixed places, texts of 16-bit characters in the first and third kind ---- */

static void
add_wide(struct maker_note *n, const unsigned char *p, size_t size)
{
	unsigned char text[32];
	size_t used = 0;

	for (size_t i = 0; i + 1 < size && used < sizeof text && p[i + 1] == 0 && p[i]; i += 2)
		text[used++] = p[i];
	maker_add_text(n, "SerialNumber", text, used);
}

/* Second, minute, hour, month, day, year: 16 bits each. */
static void
add_time(struct maker_note *n, const unsigned char *p)
{
	char text[32];

	snprintf(text, sizeof text, "%04u:%02u:%02u %02u:%02u:%02u", le16(p + 10) % 10000u,
		 le16(p + 6) % 100u, le16(p + 8) % 100u, le16(p + 4) % 100u, le16(p + 2) % 100u,
		 le16(p) % 100u);
	maker_add_text(n, "DateTimeOriginal", (unsigned char *)text, strlen(text));
}

static bool
take_reconyx(struct maker_note *n, const char *make, const unsigned char *p, size_t size)
{
	if (size >= 72 && le16(p) == 0xf101 && (!*make || strncasecmp(make, "RECONYX", 7) == 0)) {
		add_time(n, p + 22);
		add_wide(n, p + 42, 30);
	} else if (size >= 90 && memcmp(p, "RECONYXUF", 10) == 0)
		maker_add_text(n, "SerialNumber", p + 75, 15);
	else if (size >= 156 && memcmp(p, "RECONYXH2", 10) == 0)
		add_wide(n, p + 126, 30);
	else
		return false;
	return true;
}

/* ---- HP: a text that says what it is ---- */

static bool
take_hp(struct maker_note *n, const unsigned char *p, size_t size)
{
	static const char label[] = "SERIAL NUMBER:";
	const unsigned char *found = size > 6 && memcmp(p, "IIII", 4) == 0
					     ? memmem(p, size, label, sizeof label - 1)
					     : NULL;

	if (!found)
		return false;
	found += sizeof label - 1;
	size -= (size_t)(found - p);
	maker_add_text(n, "SerialNumber", found, size < 12 ? size : 12);
	return true;
}

/* ---- Kodak: the number stands first, KCXFV43214567 or so ---- */

static bool
matches(const unsigned char *p, size_t n, const char *pattern)
{
	for (size_t i = 0; pattern[i]; i++) {
		if (i >= n)
			return false;
		if (pattern[i] == '9' ? !isdigit(p[i]) : !isdigit(p[i]) && !isupper(p[i]))
			return false;
	}
	return true;
}

static bool
take_kodak(struct maker_note *n, const unsigned char *p, size_t size)
{
	static const char *const forms[] = {"AAAAA99A9999", "AAAAAA99A9999"};

	if (size < 16 || (p[0] != 'C' && p[0] != 'K'))
		return false;
	for (size_t i = 0; i < 2; i++) {
		size_t length = strlen(forms[i]);

		if (matches(p, size, forms[i]) && (p[length] == ' ' || p[length] == 0)) {
			maker_add_text(n, "SerialNumber", p, 16);
			return true;
		}
	}
	return false;
}

/* ---- Phase One: entries of tag, format, size, value or place ---- */

#define PHASE_ONE_ENTRIES_MAX 300

static void
take_phase_one_entry(struct maker_note *n, const struct tiff *t, uint64_t entry)
{
	const unsigned char *p = bytes_exact(t->b, t->start + entry, 16);
	uint32_t tag = p ? tiff_u32(t, p) : 0, size = p ? tiff_u32(t, p + 8) : 0;
	uint64_t at = size <= 4 ? entry + 12 : p ? tiff_u32(t, p + 12) : 0;

	if (!p || size > 1024 || at > t->size || t->size - at < size ||
	    (tag != 0x0102 && tag != 0x0412))
		return;
	p = bytes_exact(t->b, t->start + at, size);
	if (p)
		maker_add_text(n, tag == 0x0102 ? "SerialNumber" : "LensModel", p, size);
}

static bool
take_phase_one(struct maker_note *n, const struct tiff_entry *note, const unsigned char *head,
	       size_t size)
{
	struct tiff t = n->t;
	const unsigned char *p;
	uint32_t count, at;

	if (size < 12 || (memcmp(head, "IIII", 4) != 0 && memcmp(head, "MMMM", 4) != 0) ||
	    !(memcmp(head + 5, "waR", 3) == 0 || memcmp(head + 4, "Raw", 3) == 0))
		return false;
	t.start += note->at;
	t.size = note->size;
	t.big_endian = head[0] == 'M';
	at = tiff_u32(&t, head + 8);
	p = at < t.size && t.size - at >= 8 ? bytes_exact(t.b, t.start + at, 4) : NULL;
	count = p ? tiff_u32(&t, p) : 0;
	for (uint32_t i = 0; i < count && i < PHASE_ONE_ENTRIES_MAX; i++)
		if (at + 8 + (uint64_t)(i + 1) * 16 <= t.size)
			take_phase_one_entry(n, &t, at + 8 + (uint64_t)i * 16);
	return true;
}

bool
maker_take_plain(struct maker_note *n, const struct tiff_entry *note, const char *make)
{
	unsigned char p[LOOKED_AT];
	size_t size = note->size < sizeof p ? (size_t)note->size : sizeof p;

	size = bytes_read(n->t.b, n->t.start + note->at, p, size);
	return take_reconyx(n, make, p, size) || take_hp(n, p, size) ||
	       take_phase_one(n, note, p, size) ||
	       (strncasecmp(make, "EASTMAN KODAK", 13) == 0 && take_kodak(n, p, size));
}
