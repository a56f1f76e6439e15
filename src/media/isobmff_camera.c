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
