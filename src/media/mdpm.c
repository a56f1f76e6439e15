/* SPDX-License-Identifier: Apache-2.0 */
#include "media/mdpm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A message stands before every picture that can be begun with: at most two seconds in. */
#define LOOKED_AT ((size_t)2 << 20)

#define ENTRY	   5
#define MESSAGE	   255 /* entries at most */
#define TS_PACKET  188
#define TS_SYNC	   0x47
#define IDENTIFIER 20

static const unsigned char identifier[IDENTIFIER] = {0x17, 0xee, 0x8c, 0x60, 0xf8, 0x4d, 0x11,
						     0xd9, 0x8c, 0xd6, 0x08, 0x00, 0x20, 0x0c,
						     0x9a, 0x66, 'M',  'D',  'P',  'M'};

enum {
	DATE = 0x18,
	TIME = 0x19,
	LATITUDE_REF = 0xb1,
	LATITUDE = 0xb2,
	LONGITUDE_REF = 0xb5,
	LONGITUDE = 0xb6,
	MAKE = 0xe0,
	MODEL = 0xe4,
};

struct message {
	const unsigned char *value[256]; /* four bytes each, or NULL */
};

static void
text(struct media_tags *out, const char *tag, const char *s, int n)
{
	if (n > 0)
		out->text(out, "H264", tag, (const unsigned char *)s, (size_t)n, MEDIA_UTF8);
}

/* ---- Facts ---- */

static unsigned
bcd(unsigned char c)
{
	return (c >> 4) * 10u + (c & 15u);
}

/* A byte of zone, then century, year, month, day, hour, minute, second in decimal halves. */
static void
take_time(const struct message *m, struct media_tags *out)
{
	const unsigned char *d = m->value[DATE], *t = m->value[TIME];
	char s[64], zone[8] = "";

	if (!d || !t || bcd(d[3]) - 1 > 11 || bcd(t[0]) - 1 > 30 || bcd(t[1]) > 23)
		return;
	if (!(d[0] & 0x80))
		snprintf(zone, sizeof zone, "%c%02u:%s", d[0] & 0x20 ? '-' : '+', d[0] >> 1 & 15u,
			 d[0] & 1 ? "30" : "00");
	text(out, "DateTimeOriginal", s,
	     snprintf(s, sizeof s, "%02u%02u:%02u:%02u %02u:%02u:%02u%s", bcd(d[1]) % 100,
		      bcd(d[2]) % 100, bcd(d[3]), bcd(t[0]), bcd(t[1]), bcd(t[2]) % 100,
		      bcd(t[3]) % 100, zone));
}

static void
take_make(const struct message *m, struct media_tags *out)
{
	static const struct {
		uint16_t number;
		const char *name;
	} makes[] = {{0x0103, "Panasonic"}, {0x0108, "Sony"}, {0x1011, "Canon"}, {0x1104, "JVC"}};
	const unsigned char *p = m->value[MAKE];

	for (size_t i = 0; p && i < sizeof makes / sizeof *makes; i++)
		if (be16(p) == makes[i].number)
			text(out, "Make", makes[i].name, (int)strlen(makes[i].name));
}

static void
take_model(const struct message *m, struct media_tags *out)
{
	char s[13];
	size_t n = 0;

	for (unsigned i = 0; i < 3 && m->value[MODEL + i]; i++, n += 4)
		memcpy(s + n, m->value[MODEL + i], 4);
	text(out, "Model", s, (int)strnlen(s, n));
}

/* Degrees, minutes and seconds, each a ratio of 16-bit numbers. */
static bool
angle(const struct message *m, unsigned tag, unsigned ref, const char *letters, double *out)
{
	static const double parts[] = {1, 60, 3600};
	const unsigned char *r = m->value[ref];

	*out = 0;
	for (unsigned i = 0; i < 3; i++) {
		const unsigned char *p = m->value[tag + i];

		if (!p || be16(p + 2) == 0)
			return false;
		*out += (double)be16(p) / be16(p + 2) / parts[i];
	}
	if (!r || (r[0] != (unsigned char)letters[0] && r[0] != (unsigned char)letters[1]))
		return false;
	if (r[0] == (unsigned char)letters[1])
		*out = -*out;
	return true;
}

static void
take_place(const struct message *m, struct media_tags *out)
{
	double latitude, longitude;
	char s[64];

	if (angle(m, LATITUDE, LATITUDE_REF, "NS", &latitude) &&
	    angle(m, LONGITUDE, LONGITUDE_REF, "EW", &longitude))
		text(out, "GPSCoordinates", s,
		     snprintf(s, sizeof s, "%+.7f%+.7f/", latitude, longitude));
}

/* ---- The message ---- */

/* Bytes that stand between two zeros and a small one only so that no start code arises go. */
static size_t
unescape(const unsigned char *p, size_t n, unsigned char *out, size_t most)
{
	size_t used = 0, zeros = 0;

	for (size_t i = 0; i < n && used < most; i++) {
		if (zeros >= 2 && p[i] == 3) {
			zeros = 0;
			continue;
		}
		zeros = p[i] ? 0 : zeros + 1;
		out[used++] = p[i];
	}
	return used;
}

void
mdpm_tags(const unsigned char *p, size_t n, struct media_tags *out)
{
	const unsigned char *found = memmem(p, n, identifier, sizeof identifier);
	unsigned char body[1 + MESSAGE * ENTRY];
	struct message m = {{NULL}};
	size_t size;

	if (!found)
		return;
	found += sizeof identifier;
	size = unescape(found, (size_t)(p + n - found), body, sizeof body);
	for (size_t i = 0; size && i < body[0] && 1 + (i + 1) * ENTRY <= size; i++)
		m.value[body[1 + i * ENTRY]] = body + 2 + i * ENTRY;
	take_time(&m, out);
	take_make(&m, out);
	take_model(&m, out);
	take_place(&m, out);
}

/* ---- Out of packets ---- */

/* The payload of a packet of a transport stream; 0: none. */
static size_t
payload(const unsigned char *p, size_t *at)
{
	*at = 4;
	if (p[0] != TS_SYNC || !(p[3] & 0x10))
		return 0;
	if (p[3] & 0x20)
		*at += 1u + p[4];
	return *at < TS_PACKET ? TS_PACKET - *at : 0;
}

static unsigned
pid_of(const unsigned char *p)
{
	return (p[1] & 0x1fu) << 8 | p[2];
}

/* Does an elementary stream of video begin in this packet? */
static bool
begins_video(const unsigned char *p)
{
	size_t at, n = payload(p, &at);

	return (p[1] & 0x40) && n >= 4 && memcmp(p + at, "\0\0\1", 3) == 0 &&
	       (p[at + 3] & 0xf0) == 0xe0;
}

/* The first stream of video, put together in place; its bytes. each: from sync to sync. */
static size_t
put_together(unsigned char *p, size_t n, size_t first, size_t each)
{
	size_t used = 0, at, size;
	unsigned pid = 0x2000;

	for (size_t i = first; i + TS_PACKET <= n; i += each) {
		if (pid == 0x2000 && begins_video(p + i))
			pid = pid_of(p + i);
		size = pid_of(p + i) == pid ? payload(p + i, &at) : 0;
		memmove(p + used, p + i + (size ? at : 0), size);
		used += size;
	}
	return used;
}

void
mdpm_file_tags(struct bytes *b, struct media_tags *out)
{
	unsigned char *p = memory_new(LOOKED_AT);
	size_t n = bytes_read(b, 0, p, LOOKED_AT);

	if (n > 2 * 192 + 4 && p[0] == TS_SYNC && p[TS_PACKET] == TS_SYNC)
		n = put_together(p, n, 0, TS_PACKET);
	else if (n > 2 * 192 + 4 && p[4] == TS_SYNC && p[192 + 4] == TS_SYNC)
		n = put_together(p, n, 4, 192);
	mdpm_tags(p, n, out);
	free(p);
}
