/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels/av.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libswscale/swscale.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "pixels/decoder.h"

#define BUFFER_SIZE (64 << 10)

/* A video with so many broken packets in a row is not worth going on with. */
#define BROKEN_MAX 500

struct av {
	struct bytes *b;
	uint64_t at; /* where libav reads */
	AVIOContext *io;
	AVFormatContext *format;
	AVCodecContext *codec;
	int stream;
	AVPacket *packet;
	AVFrame *frame;
	struct SwsContext *scale;
	unsigned char *rgb;
	int rgb_width, rgb_height;
	bool drained;
	unsigned broken; /* packets in a row */
};

/* ---- What libav calls ---- */

static int
read_bytes(void *opaque, uint8_t *out, int n)
{
	struct av *a = opaque;
	size_t got = n > 0 ? bytes_read(a->b, a->at, out, (size_t)n) : 0;

	a->at += got;
	return got ? (int)got : AVERROR_EOF;
}

static int64_t
seek(void *opaque, int64_t offset, int whence)
{
	struct av *a = opaque;
	int64_t base = 0;

	if (whence & AVSEEK_SIZE)
		return (int64_t)a->b->size;
	whence &= ~AVSEEK_FORCE;
	if (whence == SEEK_CUR)
		base = (int64_t)a->at;
	else if (whence == SEEK_END)
		base = (int64_t)a->b->size;
	if (__builtin_add_overflow(base, offset, &offset) || offset < 0)
		return AVERROR(EINVAL);
	a->at = (uint64_t)offset;
	return offset;
}

/* ---- Opening ---- */

static int
fail(struct error *e, const char *what, int code)
{
	char why[AV_ERROR_MAX_STRING_SIZE] = "";
	char text[160];

	av_strerror(code, why, sizeof why);
	snprintf(text, sizeof text, "%s: %s", what, why);
	return decoder_error(e, text);
}

static int
open_format(struct av *a, struct error *e)
{
	unsigned char *buffer = av_malloc(BUFFER_SIZE);
	int r;

	a->io = buffer ? avio_alloc_context(buffer, BUFFER_SIZE, 0, a, read_bytes, NULL, seek)
		       : NULL;
	a->format = a->io ? avformat_alloc_context() : NULL;
	if (!a->format)
		return decoder_error(e, "libavformat does not start");
	a->format->pb = a->io;
	a->format->flags |= AVFMT_FLAG_CUSTOM_IO;
	/* Nothing that an item names is ever opened; the helper could not, anyway. */
	a->format->protocol_whitelist = av_strdup("");
	r = avformat_open_input(&a->format, "", NULL, NULL);
	if (r < 0)
		return fail(e, "libavformat", r);
	r = avformat_find_stream_info(a->format, NULL);
	return r < 0 ? fail(e, "libavformat", r) : 0;
}

static int
open_codec(struct av *a, struct error *e)
{
	const AVCodec *codec = NULL;
	int r = av_find_best_stream(a->format, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);

	if (r < 0)
		return decoder_error(e, "it holds no pictures that libavcodec knows");
	a->stream = r;
	a->codec = avcodec_alloc_context3(codec);
	if (!a->codec)
		return decoder_error(e, "libavcodec does not start");
	r = avcodec_parameters_to_context(a->codec, a->format->streams[a->stream]->codecpar);
	if (r < 0)
		return fail(e, "libavcodec", r);
	a->codec->pkt_timebase = a->format->streams[a->stream]->time_base;
	a->codec->thread_count = 1; /* there is a helper for every processor already */
	r = avcodec_open2(a->codec, codec, NULL);
	return r < 0 ? fail(e, "libavcodec", r) : 0;
}

/* What other streams hold is not even taken apart. */
static void
ignore_other_streams(struct av *a)
{
	for (unsigned i = 0; i < a->format->nb_streams; i++)
		if ((int)i != a->stream)
			a->format->streams[i]->discard = AVDISCARD_ALL;
}

int
av_open(struct av **out, struct bytes *b, struct error *e)
{
	struct av *a = memory_zero(1, sizeof *a);

	a->b = b;
	av_log_set_level(AV_LOG_QUIET);
	if (open_format(a, e) || open_codec(a, e)) {
		av_close(&a);
		return -1;
	}
	ignore_other_streams(a);
	a->packet = av_packet_alloc();
	a->frame = av_frame_alloc();
	*out = a;
	return 0;
}

void
av_close(struct av **av)
{
	struct av *a = *av;

	if (!a)
		return;
	av_packet_free(&a->packet);
	av_frame_free(&a->frame);
	avcodec_free_context(&a->codec);
	avformat_close_input(&a->format);
	if (a->io)
		av_freep(&a->io->buffer);
	avio_context_free(&a->io);
	sws_freeContext(a->scale);
	free(a->rgb);
	free(a);
	*av = NULL;
}

uint64_t
av_duration_ms(const struct av *av)
{
	return av->format->duration > 0 ? (uint64_t)av->format->duration / (AV_TIME_BASE / 1000)
					: 0;
}

void
av_key_frames_only(struct av *av)
{
	av->codec->skip_frame = AVDISCARD_NONKEY;
}

/* ---- Frames ---- */

/* Gives the decoder one packet more of its stream, or tells it that there are no more. */
static int
feed(struct av *a)
{
	int r;

	do {
		av_packet_unref(a->packet);
		r = av_read_frame(a->format, a->packet);
	} while (r >= 0 && a->packet->stream_index != a->stream);
	if (r < 0) {
		a->drained = true;
		return avcodec_send_packet(a->codec, NULL);
	}
	r = avcodec_send_packet(a->codec, a->packet);
	av_packet_unref(a->packet);
	return r;
}

/* The next frame into a->frame: 1, 0 at the end, -1 too much is broken. */
static int
next_frame(struct av *a, struct error *e)
{
	for (;;) {
		int r = avcodec_receive_frame(a->codec, a->frame);

		if (r >= 0) {
			a->broken = 0;
			return 1;
		}
		if (r == AVERROR_EOF || (r != AVERROR(EAGAIN) && a->drained))
			return 0;
		if (feed(a) < 0 && !a->drained && ++a->broken > BROKEN_MAX)
			return decoder_error(e, "too many of its frames are broken");
	}
}

static uint64_t
shown_at(const struct av *a)
{
	const AVStream *stream = a->format->streams[a->stream];
	int64_t at = a->frame->best_effort_timestamp;

	if (at == AV_NOPTS_VALUE)
		return 0;
	if (stream->start_time != AV_NOPTS_VALUE)
		at -= stream->start_time;
	at = av_rescale_q(at, stream->time_base, (AVRational){1, 1000});
	return at > 0 ? (uint64_t)at : 0;
}

static bool
make_room(struct av *a)
{
	const AVFrame *f = a->frame;

	if (a->rgb && a->rgb_width == f->width && a->rgb_height == f->height)
		return true;
	if (f->width <= 0 || f->height <= 0 ||
	    (uint64_t)f->width * (uint64_t)f->height > CANVAS_PIXELS_MAX / 8)
		return false;
	free(a->rgb);
	a->rgb = memory_new((size_t)f->width * (size_t)f->height * 3 + 64);
	a->rgb_width = f->width;
	a->rgb_height = f->height;
	return true;
}

static int
paint(struct av *a, struct canvas *c, struct error *e)
{
	const AVFrame *f = a->frame;
	uint8_t *planes[4] = {NULL};
	int strides[4] = {0};

	if (!make_room(a) || !canvas_begin(c, (uint32_t)f->width, (uint32_t)f->height))
		return decoder_error(e, "its frames are too large");
	a->scale = sws_getCachedContext(
		a->scale, f->width, f->height, f->format, f->width, f->height, AV_PIX_FMT_RGB24,
		SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
	if (!a->scale)
		return decoder_error(e, "libswscale does not know the colours of its frames");
	planes[0] = a->rgb;
	strides[0] = f->width * 3;
	sws_scale(a->scale, (const uint8_t *const *)f->data, f->linesize, 0, f->height, planes,
		  strides);
	for (uint32_t y = 0; y < c->height; y++)
		canvas_row(c, y, a->rgb + (size_t)y * (size_t)strides[0], 3, true);
	return 0;
}

int
av_next(struct av *av, uint64_t from_ms, struct canvas *c, uint64_t *at_ms, struct error *e)
{
	int r;

	while ((r = next_frame(av, e)) > 0) {
		*at_ms = shown_at(av);
		if (*at_ms < from_ms)
			continue;
		return paint(av, c, e) ? -1 : 1;
	}
	return r;
}

/* ---- Pictures ---- */

static bool
knows(const unsigned char *p, size_t n)
{
	(void)p;
	return n > 0;
}

static int
decode(struct bytes *b, struct canvas *c, struct error *e)
{
	struct av *a;
	uint64_t at_ms;
	int r;

	if (av_open(&a, b, e))
		return -1;
	r = av_next(a, 0, c, &at_ms, e);
	av_close(&a);
	if (r == 0)
		return decoder_error(e, "libavcodec finds no frame in it");
	return r < 0 ? -1 : 0;
}

const struct decoder decoder_av = {"libavcodec", knows, decode};
