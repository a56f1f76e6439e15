/* SPDX-License-Identifier: Apache-2.0 */
/* ASF (Advanced Systems Format 1.20.06): the content descriptions of its header. */
#include <stdio.h>
#include <string.h>

#include "media/tags.h"

#define GUID	    16
#define OBJECT_HEAD 24
#define HEADER_HEAD 30
#define OBJECTS_MAX 256
#define NAME	    48

static const unsigned char content[GUID] = {0x33, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11,
					    0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c};
static const unsigned char extended[GUID] = {0x40, 0xa4, 0xd0, 0xd2, 0x07, 0xe3, 0xd2, 0x11,
					     0x97, 0xf0, 0x00, 0xa0, 0xc9, 0x5e, 0xa8, 0x50};
static const unsigned char file[GUID] = {0xa1, 0xdc, 0xab, 0x8c, 0x47, 0xa9, 0xcf, 0x11,
					 0x8e, 0xe4, 0x00, 0xc0, 0x0c, 0x20, 0x53, 0x65};

/* Seconds from 1601, where Windows' clock begins, to 1970. */
#define EPOCH_1601 INT64_C(11644473600)

static void
take_content(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out)
{
	static const char *const names[] = {"Title", "Author", "Copyright", "Description",
					    "Rating"};
	const unsigned char *p = end - at >= 10 ? bytes_exact(b, at, 10) : NULL;
	uint16_t size[5];

	if (!p)
		return;
	for (size_t i = 0; i < 5; i++)
		size[i] = le16(p + 2 * i);
	at += 10;
	for (size_t i = 0; i < 5 && size[i] <= end - at; i++) {
		tags_text(out, b, "ASF", names[i], at, size[i], MEDIA_UTF16LE);
		at += size[i];
	}
}

/* "WM/EncodingTime" becomes EncodingTime; letters of ASCII only. */
static void
attribute_name(const unsigned char *p, size_t n, char name[NAME])
{
	size_t used = 0;

	for (size_t i = 0; i + 1 < n && used + 1 < NAME; i += 2) {
		if (p[i + 1] == 0 && p[i] == '/')
			used = 0;
		else if (p[i + 1] == 0 && p[i] > ' ' && p[i] < 0x7f && p[i] != ':')
			name[used++] = (char)p[i];
	}
	name[used] = '\0';
}

static void
take_extended(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out)
{
	const unsigned char *p = end - at >= 2 ? bytes_exact(b, at, 2) : NULL;
	unsigned count = p ? le16(p) : 0;
	char name[NAME];

	at += 2;
	for (; count && at < end && end - at >= 6; count--) {
		unsigned n, type, size;

		p = bytes_exact(b, at, 2);
		n = p ? le16(p) : 0;
		p = p && n + 6 <= end - at && n < 1024 ? bytes_exact(b, at + 2, n + 4) : NULL;
		if (!p)
			return;
		attribute_name(p, n, name);
		type = le16(p + n);
		size = le16(p + n + 2);
		at += 2 + n + 4;
		if (size > end - at)
			return;
		if (type == 0 && name[0])
			tags_text(out, b, "ASF", name, at, size, MEDIA_UTF16LE);
		at += size;
	}
}

static void
take_file(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out)
{
	const unsigned char *p = end - at >= 32 ? bytes_exact(b, at, 32) : NULL;

	if (p && le64(p + 24) && le64(p + 24) < (UINT64_C(1) << 62))
		out->time(out, "ASF", "CreationDate",
			  (int64_t)(le64(p + 24) / 10000000) - EPOCH_1601);
}

void
asf_tags(struct bytes *b, struct media_tags *out)
{
	const unsigned char *p = bytes_exact(b, 0, HEADER_HEAD);
	uint64_t end = p ? le64(p + GUID) : 0, at = HEADER_HEAD;

	end = end < b->size ? end : b->size;
	for (unsigned i = 0; i < OBJECTS_MAX && at < end && end - at >= OBJECT_HEAD; i++) {
		uint64_t size;

		p = bytes_exact(b, at, OBJECT_HEAD);
		size = p ? le64(p + GUID) : 0;
		if (size < OBJECT_HEAD || size > end - at)
			return;
		if (memcmp(p, content, GUID) == 0)
			take_content(b, at + OBJECT_HEAD, at + size, out);
		else if (memcmp(p, extended, GUID) == 0)
			take_extended(b, at + OBJECT_HEAD, at + size, out);
		else if (memcmp(p, file, GUID) == 0)
			take_file(b, at + OBJECT_HEAD, at + size, out);
		at += size;
	}
}
