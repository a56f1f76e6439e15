/* SPDX-License-Identifier: Apache-2.0 */
#include "media/gpmf.h"

#include <stdio.h>
#include <string.h>

#include "media/tags.h"

#define ENTRIES_MAX 512
#define DEPTH_MAX   4
#define SCALES	    9 /* of the longest record of a receiver */

struct entry {
	char key[5], type;
	unsigned each;
	uint64_t count, at, n, next;
};

/* What a stream says of its receiver before the places. */
struct receiver {
	int32_t scale[SCALES];
	size_t nscale;
	uint32_t fix; /* 0: none; 2 or 3: dimensions */
	bool knows_fix;
};

static bool
entry_at(struct bytes *b, uint64_t at, uint64_t end, struct entry *e)
{
	const unsigned char *p = end - at >= 8 ? bytes_exact(b, at, 8) : NULL;

	if (!p)
		return false;
	memcpy(e->key, p, 4);
	e->key[4] = '\0';
	e->type = (char)p[4];
	e->each = p[5];
	e->count = be16(p + 6);
	e->at = at + 8;
	e->n = e->each * e->count;
	e->next = e->at + ((e->n + 3) & ~UINT64_C(3));
	return e->n <= end - e->at;
}

static void
take_text(struct bytes *b, const struct entry *e, struct media_tags *out)
{
	static const struct {
		const char *key, *tag;
	} wanted[] = {
		{"CASN", "CameraSerialNumber"}, {"MINF", "Model"},
		{"FMWR", "FirmwareVersion"},	{"DVNM", "DeviceName"},
		{"CDAT", "CreationDate"},	{"GPSU", "GPSDateTime"},
		{"LINF", "LensSerialNumber"},
	};

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (strcmp(e->key, wanted[i].key) == 0)
			tags_text(out, b, "GoPro", wanted[i].tag, e->at, e->n, MEDIA_UTF8);
}

static void
take_numbers(struct bytes *b, const struct entry *e, struct receiver *r)
{
	const unsigned char *p =
		e->n >= 4 && e->n <= 4 * SCALES ? bytes_exact(b, e->at, (size_t)e->n) : NULL;

	if (!p)
		return;
	if (strcmp(e->key, "SCAL") == 0 && e->type == 'l') {
		r->nscale = (size_t)e->n / 4;
		for (size_t i = 0; i < r->nscale; i++)
			r->scale[i] = (int32_t)be32(p + 4 * i);
	} else if (strcmp(e->key, "GPSF") == 0) {
		r->fix = be32(p);
		r->knows_fix = true;
	}
}

/* The first record: latitude, longitude, altitude, each divided by its scale. */
static void
take_place(struct bytes *b, const struct entry *e, const struct receiver *r, struct media_tags *out)
{
	const unsigned char *p = e->n >= 12 ? bytes_exact(b, e->at, 12) : NULL;
	double v[3];
	char text[64];
	int n;

	if (!p || r->nscale < 3 || (r->knows_fix && r->fix < 2))
		return;
	for (size_t i = 0; i < 3; i++) {
		if (r->scale[i] <= 0)
			return;
		v[i] = (double)(int32_t)be32(p + 4 * i) / r->scale[i];
	}
	if (!(v[0] >= -90 && v[0] <= 90 && v[1] >= -180 && v[1] <= 180))
		return;
	n = snprintf(text, sizeof text, "%+.7f%+.7f%+.3f/", v[0], v[1], v[2]);
	out->text(out, "GoPro", "GPSCoordinates", (unsigned char *)text, (size_t)n, MEDIA_UTF8);
}

static void
take_level(struct bytes *b, uint64_t at, uint64_t end, unsigned depth, struct media_tags *out)
{
	struct receiver r = {.nscale = 0};
	struct entry e;

	for (unsigned i = 0; i < ENTRIES_MAX && at < end && entry_at(b, at, end, &e); i++) {
		if (e.type == 0 && e.n && depth < DEPTH_MAX)
			take_level(b, e.at, e.at + e.n, depth + 1, out);
		else if (e.type == 'c' || e.type == 'U')
			take_text(b, &e, out);
		else if (strcmp(e.key, "GPS5") == 0 || strcmp(e.key, "GPS9") == 0)
			take_place(b, &e, &r, out);
		else if (strcmp(e.key, "MUID") == 0)
			tags_hex(out, b, "GoPro", "MediaUniqueID", e.at, e.n);
		else
			take_numbers(b, &e, &r);
		at = e.next;
	}
}

void
gpmf_tags(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out)
{
	if (end > b->size)
		end = b->size;
	if (at < end)
		take_level(b, at, end, 0, out);
}
