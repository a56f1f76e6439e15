/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's way to its decoding helper. Decoders of pictures and videos are the largest surface to
 * attack, and some of them are GPL, which libtsk's licence does not combine with; so they live in a
 * program of their own that is started before the worker gives up its rights and asks for bytes.
 */
#ifndef WINNOW_STAGE_PIXELS_LINK_H
#define WINNOW_STAGE_PIXELS_LINK_H

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"
#include "stage/pixels_protocol.h"

/* The helper's path: beside this program where it was built, else where it is installed. */
int pixels_path(struct buffer *path, struct error *e);

struct pixels_link;

/* Starts the helper; before the lock-down. -1 when it cannot be started. */
int pixels_start(struct pixels_link **out, struct error *e);
/* The helper ends when its socket closes. */
void pixels_stop(struct pixels_link **link);

struct pixels_request {
	struct bytes *bytes;
	uint64_t wish; /* enum pixels_wish, with the orientation */
	unsigned seconds;
	void (*digest)(void *ctx, const struct pixels_digest *d);
	void (*progress)(void *ctx, uint64_t bytes); /* may be NULL */
	void *ctx;
};

struct pixels_result {
	uint32_t width, height;
	bool damaged; /* the decoder passed over data that it could not make sense of */
};

/*
 * Has one item decoded; digest() is called for each digest. -1 with a sentence that fits a note
 * when that fails; digests given before hold.
 */
int pixels_ask(struct pixels_link *link, const struct pixels_request *r,
	       struct pixels_result *result, struct error *e);

#endif
