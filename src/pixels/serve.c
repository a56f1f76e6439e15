/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels/serve.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/memory.h"
#include "pixels/av.h"
#include "pixels/decoder.h"
#include "pixels/remote.h"

/* Frames of a video are digested this far apart … */
#define FRAME_STEP_MS ((uint64_t)1000)

/* … and of one that lasts longer than this, only those that stand alone. */
#define LONG_VIDEO_MS ((uint64_t)120 * 1000)

#define FRAMES_MAX 20000 /* of one video */

struct server {
	int fd;
	struct remote remote;
	struct canvas canvas;
	float *turned;				 /* as large as a canvas; on first use */
	unsigned char stale[PIXELS_PAYLOAD_MAX]; /* an answer to a decoder that has died since */
	uint64_t wish;
};

static enum pdq_turn
upright(uint64_t wish)
{
	static const enum pdq_turn turns[] = {
		[2] = PDQ_MIRRORED_LEFT_RIGHT, [3] = PDQ_ROTATED_180,
		[4] = PDQ_MIRRORED_TOP_BOTTOM, [5] = PDQ_MIRRORED_DIAGONAL,
		[6] = PDQ_ROTATED_90,	       [7] = PDQ_MIRRORED_ANTIDIAGONAL,
		[8] = PDQ_ROTATED_270,
	};
	uint64_t orientation = wish >> PIXELS_ORIENTATION_SHIFT;

	if (!(wish & PIXELS_UPRIGHT) || orientation < 2 || orientation > 8)
		return PDQ_AS_IT_IS;
	return turns[orientation];
}

/* Digests pixels (columns * rows, used up) as they lie after a turn. */
static int
give_turned(struct server *s, const float *pixels, uint32_t columns, uint32_t rows,
	    enum pdq_turn turn, struct pixels_digest *d)
{
	struct canvas *c = &s->canvas;
	bool across = pdq_lies_across(turn);
	struct pdq pdq;

	pdq_turn(pdq_pixels(c->maker, across ? rows : columns, across ? columns : rows), pixels,
		 columns, rows, turn);
	pdq_make(c->maker, &pdq);
	d->turn = turn;
	d->quality = pdq.quality;
	memcpy(d->bits, pdq.bits, PDQ_BYTES);
	return remote_send(s->fd, (struct pixels_head){.kind = PIXELS_DIGEST}, d, sizeof *d);
}

/* What is on the canvas, laid upright first if that is wished, then turned all ways if that is. */
static int
give_digests(struct server *s, uint64_t milliseconds)
{
	struct canvas *c = &s->canvas;
	struct pixels_digest d = {.milliseconds = milliseconds};
	enum pdq_turn first = upright(s->wish);
	uint32_t columns = pdq_lies_across(first) ? c->rows : c->columns;
	uint32_t rows = pdq_lies_across(first) ? c->columns : c->rows;

	if (!s->turned)
		s->turned = memory_zero((size_t)PDQ_SIDE * PDQ_SIDE, sizeof *s->turned);
	pdq_turn(s->turned, c->pixels, c->columns, c->rows, first);
	for (unsigned turn = 0; turn < PDQ_TURNS; turn++) {
		if (give_turned(s, s->turned, columns, rows, (enum pdq_turn)turn, &d))
			return -1;
		if (!(s->wish & PIXELS_TURNS))
			break;
	}
	return 0;
}

static int
picture(struct server *s, struct error *e)
{
	if (decode_picture(&s->remote.bytes, &s->canvas, e))
		return -1;
	if (!canvas_full(&s->canvas))
		return decoder_error(e, "it ends before its last row");
	return give_digests(s, 0) ? decoder_error(e, "nobody listens") : 0;
}

#ifdef HAVE_AV
static int
frames(struct server *s, struct av *av, struct error *e)
{
	uint64_t next = 0, at;
	int r = 1;

	if (av_duration_ms(av) > LONG_VIDEO_MS)
		av_key_frames_only(av);
	for (unsigned n = 0; n < FRAMES_MAX && r > 0; n++) {
		r = av_next(av, next, &s->canvas, &at, e);
		if (r > 0 && give_digests(s, at))
			return decoder_error(e, "nobody listens");
		next = at + FRAME_STEP_MS;
	}
	return r < 0 ? -1 : 0;
}

static int
video(struct server *s, struct error *e)
{
	struct av *av;
	int r;

	if (av_open(&av, &s->remote.bytes, e))
		return -1;
	r = frames(s, av, e);
	av_close(&av);
	return r;
}
#else
static int
video(struct server *s, struct error *e)
{
	(void)s;
	return decoder_error(e, "libavcodec was not built in");
}
#endif

/* Not of a clock on the wall: what is too slow must not depend on how busy the machine is. */
static void
limit_processor_time(uint64_t seconds)
{
	const struct itimerval limit = {.it_value.tv_sec = (time_t)(seconds & UINT32_MAX)};

	setitimer(ITIMER_PROF, &limit, NULL);
}

static int
item(struct server *s, const struct pixels_head *head)
{
	struct pixels_head done = {.kind = PIXELS_DONE};
	struct error e = {0};
	int r;

	s->wish = head->b;
	s->canvas.width = s->canvas.height = 0;
	s->canvas.damaged = false;
	remote_item(&s->remote, head->a);
	limit_processor_time(head->c);
	r = s->wish & PIXELS_VIDEO ? video(s, &e) : picture(s, &e);
	limit_processor_time(0);
	if (s->remote.broken)
		return -1;
	if (r) {
		done.kind = PIXELS_FAILED;
		r = remote_send(s->fd, done, e.text, strlen(e.text));
	} else {
		done.a = s->canvas.width;
		done.b = s->canvas.height;
		done.c = s->canvas.damaged;
		r = remote_send(s->fd, done, NULL, 0);
	}
	error_clear(&e);
	return r;
}

int
serve(int fd)
{
	struct server *s = memory_zero(1, sizeof *s);
	struct pixels_head head;
	int r;

	s->fd = fd;
	remote_init(&s->remote, fd);
	canvas_init(&s->canvas);
	while ((r = remote_receive(fd, &head, s->stale, sizeof s->stale)) > 0) {
		if (head.kind == PIXELS_ITEM && item(s, &head)) {
			r = -1;
			break;
		}
	}
	remote_release(&s->remote);
	canvas_release(&s->canvas);
	free(s->turned);
	free(s);
	return r;
}
