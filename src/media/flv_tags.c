/* SPDX-License-Identifier: Apache-2.0 */
/* FLV (Adobe Flash Video File Format 10.1): the strings and dates of onMetaData, in AMF 0. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "media/tags.h"

#define TAGS_LOOKED_AT 8 /* it is the first, or nearly so */
#define SCRIPT	       18
#define ENTRIES_MAX    256
#define NAME	       48
#define VALUE_MAX      4096

enum { NUMBER, BOOLEAN, STRING, OBJECT, REFERENCE = 7, ARRAY = 8, DATE = 11 };

struct reader {
	struct bytes *b;
	uint64_t at, end;
	struct media_tags *out;
};

/* n bytes at the reader's place, which moves on; NULL: not there. */
static const unsigned char *
take(struct reader *r, size_t n)
{
	const unsigned char *p = r->end - r->at >= n ? bytes_exact(r->b, r->at, n) : NULL;

	if (p)
		r->at += n;
	return p;
}

/* "creationdate" becomes Creationdate. */
static bool
take_name(struct reader *r, char name[NAME])
{
	const unsigned char *p = take(r, 2);
	size_t n = p ? be16(p) : 0, used = 0;

	p = n ? take(r, n) : NULL;
	for (size_t i = 0; p && i < n && used + 1 < NAME; i++)
		if (isalnum(p[i]))
			name[used++] = (char)p[i];
	name[used] = '\0';
	name[0] = (char)toupper((unsigned char)name[0]);
	if (strcasecmp(name, "CreationDate") == 0)
		memcpy(name, "CreationDate", sizeof "CreationDate");
	return p != NULL;
}

static double
number(const unsigned char *p)
{
	uint64_t bits = be64(p);
	double d;

	memcpy(&d, &bits, sizeof d);
	return d;
}

static bool
take_string(struct reader *r, const char *name)
{
	const unsigned char *p = take(r, 2);
	size_t n = p ? be16(p) : 0;

	if (!p || r->end - r->at < n)
		return false;
	if (n && n <= VALUE_MAX)
		tags_text(r->out, r->b, "FLV", name, r->at, n, MEDIA_UTF8);
	r->at += n;
	return true;
}

/* The value behind a name; false: one of a kind that is not gone through. */
static bool
take_value(struct reader *r, const char *name)
{
	const unsigned char *p = take(r, 1);

	switch (p ? *p : 255) {
	case NUMBER:
		return take(r, 8) != NULL;
	case BOOLEAN:
		return take(r, 1) != NULL;
	case STRING:
		return take_string(r, name);
	case DATE:
		p = take(r, 10);
		if (p && number(p) > 0 && number(p) < 4e12)
			r->out->time(r->out, "FLV", name, (int64_t)(number(p) / 1000));
		return p != NULL;
	default:
		return false;
	}
}

static void
take_metadata(struct reader *r)
{
	static const unsigned char begin[] = "\2\0\12onMetaData";
	const unsigned char *p = take(r, sizeof begin);
	char name[NAME];

	if (!p || memcmp(p, begin, sizeof begin - 1) != 0)
		return;
	if (p[sizeof begin - 1] == ARRAY)
		take(r, 4);
	else if (p[sizeof begin - 1] != OBJECT)
		return;
	for (unsigned i = 0; i < ENTRIES_MAX; i++)
		if (!take_name(r, name) || !take_value(r, name))
			return;
}

void
flv_tags(struct bytes *b, struct media_tags *out)
{
	const unsigned char *p = bytes_exact(b, 0, 9);
	uint64_t at = p ? be32(p + 5) + UINT64_C(4) : 0;

	if (!p || memcmp(p, "FLV", 3) != 0)
		return;
	for (unsigned i = 0; i < TAGS_LOOKED_AT; i++) {
		uint32_t size;

		p = at < b->size ? bytes_exact(b, at, 11) : NULL;
		if (!p)
			return;
		size = be32(p) & 0xffffff;
		if ((p[0] & 0x1f) == SCRIPT && size <= b->size - at - 11) {
			struct reader r = {b, at + 11, at + 11 + size, out};

			take_metadata(&r);
		}
		at += 11 + (uint64_t)size + 4;
	}
}
