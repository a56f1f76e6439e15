/* SPDX-License-Identifier: Apache-2.0 */
/* WebP by libwebp; of an animation, its first frame. */
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "pixels/decoder.h"

static bool
knows(const unsigned char *p, size_t n)
{
	return n >= 12 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBP", 4) == 0;
}

/* The frame that stands alone in data, onto a canvas begun. */
static int
paint(const WebPData *data, struct canvas *c, struct error *e)
{
	int width, height;
	uint8_t *rgb = WebPDecodeRGB(data->bytes, data->size, &width, &height);

	if (!rgb)
		return decoder_error(e, "libwebp finds its data broken");
	if (!canvas_begin(c, (uint32_t)width, (uint32_t)height)) {
		WebPFree(rgb);
		return decoder_error(e, "it is too large");
	}
	for (uint32_t y = 0; y < c->height; y++)
		canvas_row(c, y, rgb + (size_t)y * c->width * 3, 3, true);
	WebPFree(rgb);
	return 0;
}

static int
decode(struct bytes *b, struct canvas *c, struct error *e)
{
	WebPData data = {NULL, 0};
	WebPDemuxer *demuxer;
	WebPIterator frame;
	int status = -1;

	data.bytes = decoder_whole(b, &data.size, e);
	if (!data.bytes)
		return -1;
	demuxer = WebPDemuxPartial(&data, NULL);
	if (demuxer && WebPDemuxGetFrame(demuxer, 1, &frame)) {
		status = paint(&frame.fragment, c, e);
		WebPDemuxReleaseIterator(&frame);
	} else {
		decoder_error(e, "libwebp finds no frame in it");
	}
	WebPDemuxDelete(demuxer);
	free((void *)data.bytes);
	return status;
}

const struct decoder decoder_webp = {"libwebp", knows, decode};
