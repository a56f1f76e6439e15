/* SPDX-License-Identifier: Apache-2.0 */
#include "media/ciff.h"

#include <stdio.h>
#include <string.h>

#include "media/tags.h"

#define HEAD	    14
#define ENTRY	    10
#define ENTRIES_MAX 512
#define DEPTH_MAX   6

/* Numbers of entries, without the bits that say where the value is. */
enum {
	MAKE_MODEL = 0x080a,
	FIRMWARE = 0x080b,
	OWNER = 0x0810,
	CAPTURED = 0x180e,
	SERIAL = 0x180b,
};

enum {
	IN_ENTRY = 0x4000,
	NUMBER = 0x3fff,
	KIND = 0x3800,
	SUB_HEAP = 0x2800,
	OTHER_HEAP = 0x3000,
};

struct heap {
	struct bytes *b;
	struct media_tags *out;
	bool big_endian;
};

static uint16_t
u16(const struct heap *h, const unsigned char *p)
{
	return h->big_endian ? be16(p) : le16(p);
}

static uint32_t
u32(const struct heap *h, const unsigned char *p)
{
	return h->big_endian ? be32(p) : le32(p);
}

/* Two texts, a NUL behind each. */
static void
take_make_model(const struct heap *h, uint64_t at, uint64_t n)
{
	size_t most = n < 256 ? (size_t)n : 256;
	const unsigned char *p = bytes_exact(h->b, at, most), *nul = p ? memchr(p, 0, most) : NULL;
	size_t make = nul ? (size_t)(nul - p) : most;

	tags_text(h->out, h->b, "CIFF", "Make", at, make, MEDIA_UTF8);
	if (make + 1 < most)
		tags_text(h->out, h->b, "CIFF", "Model", at + make + 1, most - make - 1,
			  MEDIA_UTF8);
}

/* The time of a camera's clock, which knows no zone: as Exif writes it. */
static void
take_time(const struct heap *h, const unsigned char *p)
{
	int64_t seconds = u32(h, p), days = seconds / 86400, z = days + 719468;
	int64_t era = z / 146097, day_of_era = z - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t mp = (5 * day_of_year + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;
	int64_t year = year_of_era + era * 400 + (month <= 2), rest = seconds % 86400;
	char text[64];
	int n = snprintf(text, sizeof text, "%04d:%02d:%02d %02d:%02d:%02d", (int)year, (int)month,
			 (int)(day_of_year - (153 * mp + 2) / 5 + 1), (int)(rest / 3600),
			 (int)(rest / 60 % 60), (int)(rest % 60));

	if (seconds)
		h->out->text(h->out, "CIFF", "DateTimeOriginal", (unsigned char *)text, (size_t)n,
			     MEDIA_UTF8);
}

static void
take_value(const struct heap *h, unsigned number, uint64_t at, uint64_t n)
{
	const unsigned char *p = n >= 4 ? bytes_exact(h->b, at, 4) : NULL;

	if (number == MAKE_MODEL)
		take_make_model(h, at, n);
	else if (number == FIRMWARE)
		tags_text(h->out, h->b, "CIFF", "CanonFirmwareVersion", at, n, MEDIA_UTF8);
	else if (number == OWNER)
		tags_text(h->out, h->b, "CIFF", "OwnerName", at, n, MEDIA_UTF8);
	else if (number == CAPTURED && p)
		take_time(h, p);
	else if (number == SERIAL && p && u32(h, p))
		h->out->number(h->out, "CIFF", "SerialNumber", (double)u32(h, p));
}

/* A heap of [at, end): its last four bytes say where its directory begins. */
static void
take_heap(const struct heap *h, uint64_t at, uint64_t end, unsigned depth)
{
	const unsigned char *p = end - at >= 6 ? bytes_exact(h->b, end - 4, 4) : NULL;
	uint64_t directory = p ? u32(h, p) : UINT64_MAX;
	unsigned count;

	if (depth > DEPTH_MAX || directory > end - at - 6)
		return;
	p = bytes_exact(h->b, at + directory, 2);
	count = p ? u16(h, p) : 0;
	for (unsigned i = 0; i < count && i < ENTRIES_MAX; i++) {
		uint64_t entry = at + directory + 2 + (uint64_t)i * ENTRY, value, n;
		unsigned tag;

		p = entry <= end - ENTRY ? bytes_exact(h->b, entry, ENTRY) : NULL;
		if (!p)
			return;
		tag = u16(h, p);
		n = tag & IN_ENTRY ? 8 : u32(h, p + 2);
		value = tag & IN_ENTRY ? entry + 2 : at + u32(h, p + 6);
		if (value > end || n > end - value)
			continue;
		if (!(tag & IN_ENTRY) && ((tag & KIND) == SUB_HEAP || (tag & KIND) == OTHER_HEAP))
			take_heap(h, value, value + n, depth + 1);
		else
			take_value(h, tag & NUMBER, value, n);
	}
}

void
ciff_tags(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out)
{
	struct heap h = {b, out, false};
	const unsigned char *p;
	uint64_t head;

	end = end < b->size ? end : b->size;
	p = at < end && end - at >= HEAD ? bytes_exact(b, at, HEAD) : NULL;
	if (!p || memcmp(p + 6, "HEAP", 4) != 0 || p[0] != p[1] || (p[0] != 'I' && p[0] != 'M'))
		return;
	h.big_endian = p[0] == 'M';
	head = u32(&h, p + 2);
	if (head < end - at)
		take_heap(&h, at + head, end, 0);
}
