/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makers put into segments of their own: GoPro's telemetry, Canon's CIFF, Olympus' texts; and
 * what Samsung puts behind the picture.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "media/ciff.h"
#include "media/gpmf.h"
#include "media/jpeg.h"
#include "media/samsung.h"
#include "media/tags.h"

#define SEGMENTS_MAX 64
#define LINE_MAX     128

enum { APP6 = 0xe6, APP12 = 0xec };

/* Lines of "ID=OLYMPUS DIGITAL CAMERA"; names as ExifTool gives them. */
static void
take_line(const char *p, size_t n, struct media_tags *out)
{
	static const struct {
		const char *key, *tag;
	} wanted[] = {{"ID=", "ID"},
		      {"Type=", "CameraType"},
		      {"Version=", "FirmwareVersion"},
		      {"Serial#=", "SerialNumber"}};
	char seconds[16] = "";

	while (n && isspace((unsigned char)*p)) {
		p++;
		n--;
	}
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		size_t k = strlen(wanted[i].key);

		if (n > k && memcmp(p, wanted[i].key, k) == 0)
			out->text(out, "PictureInfo", wanted[i].tag, (const unsigned char *)p + k,
				  n - k, MEDIA_UTF8);
	}
	if (n > 9 && n < 9 + sizeof seconds && memcmp(p, "TimeDate=", 9) == 0) {
		memcpy(seconds, p + 9, n - 9);
		tags_clock(out, "PictureInfo", "DateTimeOriginal", strtoll(seconds, NULL, 10));
	}
}

static void
take_picture_info(const unsigned char *p, size_t n, struct media_tags *out)
{
	const char *at = memmem(p, n, "[picture info]", 14);
	const char *end = (const char *)p + n;

	at = at ? at : memmem(p, n, "[Camera Info]", 13);
	while (at && at < end) {
		const char *stop = at;

		while (stop < end && *stop != '\r' && *stop != '\n' && *stop)
			stop++;
		take_line(at, (size_t)(stop - at), out);
		at = stop + 1;
	}
}

static void
take_segment(struct bytes *b, const struct jpeg_segment *s, struct media_tags *out)
{
	const unsigned char *p = s->size >= 16 ? jpeg_body(b, s) : NULL;

	if (!p)
		return;
	if (s->marker == APP6 && memcmp(p, "GoPro\0", 6) == 0)
		gpmf_tags(b, s->body + 6, s->body + s->size, out);
	else if (s->marker == APP12)
		take_picture_info(p, s->size, out);
	else if (s->marker == JPEG_APP0 && memcmp(p + 6, "HEAPJPGM", 8) == 0)
		ciff_tags(b, s->body, s->body + s->size, "CIFF", out);
}

static void
take_segments(struct bytes *b, struct media_tags *out)
{
	struct jpeg_segment s;
	uint64_t at = 2;

	for (unsigned i = 0; i < SEGMENTS_MAX; i++) {
		if (jpeg_segment_at(b, at, &s) != JPEG_READ || s.marker == JPEG_SOS ||
		    s.marker == JPEG_EOI)
			return;
		if (s.marker == APP6 || s.marker == APP12 || s.marker == JPEG_APP0)
			take_segment(b, &s, out);
		at = s.next;
	}
}

void
jpeg_tags(struct bytes *b, struct media_tags *out)
{
	take_segments(b, out);
	samsung_tags(b, b->size, out);
}
