/* SPDX-License-Identifier: Apache-2.0 */
#include "media/samsung.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "media/tags.h"

#define ENTRIES_MAX  64
#define LONGEST_NAME 47
#define VALUE_MAX    256 /* longer ones are pictures, sounds and the like */
#define HEAD	     8	 /* of a block: two zeros, its kind, the length of its name */

enum { TIME_STAMP = 0x0a01, MCC_DATA = 0x0aa1 };

static bool
is_text(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < ' ' || p[i] > '~')
			return false;
	return n > 0;
}

/* "Camera_Capture_Mode_Info" as a tag: letters and digits alone. */
static bool
tag_of(const unsigned char *p, size_t n, char tag[LONGEST_NAME + 1])
{
	size_t used = 0;

	for (size_t i = 0; i < n && used < LONGEST_NAME; i++)
		if (isalnum(p[i]))
			tag[used++] = (char)p[i];
	tag[used] = '\0';
	return used > 0;
}

/* Milliseconds since 1970, in digits. */
static void
take_time(const unsigned char *p, size_t n, struct media_tags *out)
{
	char digits[20] = "";

	if (n >= sizeof digits)
		return;
	memcpy(digits, p, n);
	if (n && strspn(digits, "0123456789") == n)
		out->time(out, "Samsung", "TimeStamp", strtoll(digits, NULL, 10) / 1000);
}

static void
take_block(struct bytes *b, uint64_t at, uint64_t size, unsigned kind, struct media_tags *out)
{
	const unsigned char *p = size > HEAD && size <= HEAD + LONGEST_NAME + VALUE_MAX
					 ? bytes_exact(b, at, (size_t)size)
					 : NULL;
	char tag[LONGEST_NAME + 1];
	size_t name, n;

	if (!p || le16(p + 2) != kind || le32(p + 4) > LONGEST_NAME || le32(p + 4) >= size - HEAD)
		return;
	name = le32(p + 4);
	n = (size_t)size - HEAD - name;
	if (!is_text(p + HEAD + name, n))
		return;
	if (kind == TIME_STAMP)
		take_time(p + HEAD + name, n, out);
	else if (kind == MCC_DATA)
		out->text(out, "Samsung", "MCCData", p + HEAD + name, n, MEDIA_UTF8);
	else if (tag_of(p + HEAD, name, tag))
		out->text(out, "Samsung", tag, p + HEAD + name, n, MEDIA_UTF8);
}

void
samsung_tags(struct bytes *b, uint64_t end, struct media_tags *out)
{
	const unsigned char *p = end >= 8 && end <= b->size ? bytes_exact(b, end - 8, 8) : NULL;
	uint64_t size = p && memcmp(p + 4, "SEFT", 4) == 0 ? le32(p) : 0, at;
	uint32_t n;

	if (size < 24 || size > end - 8)
		return;
	at = end - 8 - size;
	p = bytes_exact(b, at, 12);
	if (!p || memcmp(p, "SEFH", 4) != 0)
		return;
	n = le32(p + 8);
	for (uint32_t i = 0; i < n && i < ENTRIES_MAX && 24 + (uint64_t)i * 12 <= size; i++) {
		p = bytes_exact(b, at + 12 + (uint64_t)i * 12, 12);
		if (p && le32(p + 4) <= at && le32(p + 8) <= le32(p + 4))
			take_block(b, at - le32(p + 4), le32(p + 8), le16(p + 2), out);
	}
}
