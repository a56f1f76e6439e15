/* SPDX-License-Identifier: Apache-2.0 */
/* What makers of cameras put into movies beside the standards' tags. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/gpmf.h"
#include "media/isobmff_samples.h"
#include "media/tags.h"

#define XML_MAX	  ((size_t)64 << 10)
#define BOXES_MAX 512
#define SAMPLES	  64 /* of telemetry that are looked at: the receiver may need a minute */

/* ---- Sony's XML (NonRealTimeMeta) ---- */

static const struct {
	const char *element, *attribute, *tag;
} wanted[] = {
	{"<Device ", "manufacturer", "DeviceManufacturer"},
	{"<Device ", "modelName", "DeviceModelName"},
	{"<Device ", "serialNo", "DeviceSerialNo"},
	{"<Lens ", "modelName", "LensModelName"},
	{"<CreationDate ", "value", "CreationDateValue"},
};

static void
take_attribute(const char *xml, size_t i, struct media_tags *out)
{
	const char *element = strstr(xml, wanted[i].element), *end, *p;
	size_t n = strlen(wanted[i].attribute);

	end = element ? strchr(element, '>') : NULL;
	for (p = element; p && end && (p = strstr(p, wanted[i].attribute)) && p < end; p += n) {
		const char *value = p + n + 2, *quote;

		if (p[-1] != ' ' || p[n] != '=' || (p[n + 1] != '"' && p[n + 1] != '\''))
			continue;
		quote = strchr(value, p[n + 1]);
		if (quote && quote < end && quote > value)
			out->text(out, "XML", wanted[i].tag, (const unsigned char *)value,
				  (size_t)(quote - value), MEDIA_UTF8);
		return;
	}
}

/* The value of an item of a group; false: there is none, or it is too long. */
static bool
item_value(const char *group, const char *end, const char *name, char out[32])
{
	char key[48];
	int n = snprintf(key, sizeof key, "<Item name=\"%s\" value=\"", name);
	const char *p = memmem(group, (size_t)(end - group), key, (size_t)n), *quote;

	p = p ? p + n : NULL;
	quote = p ? memchr(p, '"', (size_t)(end - p)) : NULL;
	if (!quote || quote - p >= 32)
		return false;
	memcpy(out, p, (size_t)(quote - p));
	out[quote - p] = '\0';
	return true;
}

/* "35:37:49.123" and its letter as signed degrees; false: it is no angle. */
static bool
item_angle(const char *group, const char *end, const char *name, const char *letters, double limit,
	   double *out)
{
	char text[32], ref[32], ref_name[16];
	double d, m, s;

	snprintf(ref_name, sizeof ref_name, "%sRef", name);
	if (!item_value(group, end, name, text) || !item_value(group, end, ref_name, ref) ||
	    (ref[0] != letters[0] && ref[0] != letters[1]) ||
	    sscanf(text, "%3lf:%2lf:%16lf", &d, &m, &s) != 3)
		return false;
	*out = d + m / 60 + s / 3600;
	if (!(d >= 0 && m >= 0 && m < 60 && s >= 0 && s < 60 && *out <= limit))
		return false;
	*out = ref[0] == letters[1] ? -*out : *out;
	return true;
}

/* Where and when the receiver was, unless it says that it did not know ("V"). */
static void
take_sony_place(const char *xml, struct media_tags *out)
{
	const char *group = strstr(xml, "<Group name=\"ExifGPS\""), *end;
	char text[80], date[32], clock[32];
	double latitude, longitude;
	int n;

	end = group ? strstr(group, "</Group>") : NULL;
	if (!end || (item_value(group, end, "Status", text) && text[0] == 'V') ||
	    !item_angle(group, end, "Latitude", "NS", 90, &latitude) ||
	    !item_angle(group, end, "Longitude", "EW", 180, &longitude))
		return;
	n = snprintf(text, sizeof text, "%+.7f%+.7f/", latitude, longitude);
	out->text(out, "XML", "GPSCoordinates", (unsigned char *)text, (size_t)n, MEDIA_UTF8);
	if (!item_value(group, end, "DateStamp", date) ||
	    !item_value(group, end, "TimeStamp", clock))
		return;
	n = snprintf(text, sizeof text, "%s %sZ", date, clock);
	out->text(out, "XML", "GPSDateTime", (unsigned char *)text, (size_t)n, MEDIA_UTF8);
}

void
isobmff_sony_tags(struct bytes *b, const struct isobox *meta, struct media_tags *out)
{
	struct isobox xml;
	char *text;
	size_t n;

	if (isobox_find(b, meta->body + 4, meta->end, "xml ", &xml) || xml.end - xml.body <= 4)
		return;
	n = xml.end - xml.body - 4 < XML_MAX ? (size_t)(xml.end - xml.body - 4) : XML_MAX;
	text = memory_zero(1, n + 4);
	n = bytes_read(b, xml.body + 4, text, n);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		take_attribute(text, i, out);
	take_sony_place(text, out);
	free(text);
}

/* ---- GoPro's telemetry track ---- */

void
isobmff_telemetry_tags(struct bytes *b, const struct isobox *moov, struct media_tags *out)
{
	struct isosamples s;
	unsigned seen = 0;

	isosamples_init(&s);
	isosamples_add_movie(&s, b, moov);
	for (size_t i = 0; i < s.n && seen < SAMPLES; i++) {
		if (s.tracks[s.v[i].track].coding != ISO_GPMD)
			continue;
		gpmf_tags(b, s.v[i].at, s.v[i].at + s.v[i].size, out);
		seen++;
	}
	isosamples_release(&s);
}

/* ---- DJI's track djmd: messages of Protocol Buffers, their fields known by number alone ---- */

struct field {
	unsigned number;
	uint64_t at, n; /* of a value that has a length; n 0: another kind */
};

/* A number of at most ten bytes, seven bits each; *at moves behind it. */
static bool
read_varint(struct bytes *b, uint64_t *at, uint64_t end, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
		const unsigned char *p = bytes_exact(b, *at, 1);

		if (!p)
			return false;
		(*at)++;
		*out |= (uint64_t)(*p & 0x7f) << shift;
		if (!(*p & 0x80))
			return true;
	}
	return false;
}

static bool
next_field(struct bytes *b, uint64_t *at, uint64_t end, struct field *f)
{
	uint64_t key, n;

	if (!read_varint(b, at, end, &key) || key >> 3 > UINT16_MAX)
		return false;
	*f = (struct field){.number = (unsigned)(key >> 3)};
	switch (key & 7) {
	case 0:
		return read_varint(b, at, end, &n);
	case 1:
		n = 8;
		break;
	case 2:
		if (!read_varint(b, at, end, &n))
			return false;
		f->n = n;
		break;
	case 5:
		n = 4;
		break;
	default:
		return false;
	}
	f->at = *at;
	if (n > end - *at)
		return false;
	*at += n;
	return true;
}

/* The first field of a number that has a length. */
static bool
find_field(struct bytes *b, uint64_t at, uint64_t end, unsigned number, struct field *f)
{
	for (unsigned i = 0; i < BOXES_MAX && at < end && next_field(b, &at, end, f); i++)
		if (f->number == number && f->n)
			return true;
	return false;
}

/* Of the first message 1.1: what names the camera, where its first field is DJI's "dvtm_…". */
static void
take_dji_camera(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out)
{
	struct field f, camera;
	const unsigned char *p;

	if (!find_field(b, at, end, 1, &f) || !find_field(b, f.at, f.at + f.n, 1, &camera))
		return;
	end = camera.at + camera.n;
	if (!find_field(b, camera.at, end, 1, &f) || f.n < 5 || !(p = bytes_exact(b, f.at, 5)) ||
	    memcmp(p, "dvtm_", 5) != 0)
		return;
	tags_text(out, b, "DJI", "Protocol", f.at, f.n, MEDIA_UTF8);
	if (find_field(b, camera.at, end, 5, &f))
		tags_text(out, b, "DJI", "SerialNumber", f.at, f.n, MEDIA_UTF8);
	if (find_field(b, camera.at, end, 10, &f))
		tags_text(out, b, "DJI", "Model", f.at, f.n, MEDIA_UTF8);
}

/* Where the first sample lies: the first chunk begins with it. */
static bool
first_sample(struct bytes *b, const struct isobox *stbl, uint64_t *at, uint64_t *size)
{
	struct isobox box;
	const unsigned char *p;
	bool wide;

	if (isobox_find(b, stbl->body, stbl->end, "stsz", &box) || box.end - box.body < 12)
		return false;
	p = bytes_exact(b, box.body, 12);
	*size = p ? be32(p + 4) : 0;
	if (p && *size == 0 && box.end - box.body >= 16 &&
	    (p = bytes_exact(b, box.body + 12, 4)) != NULL)
		*size = be32(p);
	wide = isobox_find(b, stbl->body, stbl->end, "stco", &box) != 0;
	if (wide && isobox_find(b, stbl->body, stbl->end, "co64", &box))
		return false;
	p = box.end - box.body >= (wide ? 16 : 12) ? bytes_exact(b, box.body + 8, wide ? 8 : 4)
						   : NULL;
	*at = !p ? 0 : wide ? be64(p) : be32(p);
	return p && *size && *at < b->size && *size <= b->size - *at;
}

void
isobmff_dji_tags(struct bytes *b, const struct isobox *mdia, struct media_tags *out)
{
	struct isobox minf, stbl, stsd;
	const unsigned char *p;
	uint64_t at, size;

	if (isobox_find(b, mdia->body, mdia->end, "minf", &minf) ||
	    isobox_find(b, minf.body, minf.end, "stbl", &stbl) ||
	    isobox_find(b, stbl.body, stbl.end, "stsd", &stsd) || stsd.end - stsd.body < 16)
		return;
	p = bytes_exact(b, stsd.body + 12, 4);
	if (p && memcmp(p, "djmd", 4) == 0 && first_sample(b, &stbl, &at, &size))
		take_dji_camera(b, at, at + size, out);
}
