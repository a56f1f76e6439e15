/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/pdq.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/media.h"
#include "record/json.h"
#include "stage/pdq_embedded.h"
#include "stage/pixels_link.h"

/* A decoder that has not come to an end by then is stopped. */
#define PICTURE_SECONDS 60
#define VIDEO_SECONDS	900

struct pdq_state {
	struct pdq_config config;
	struct pixels_link *link;
	struct buffer text;
	struct buffer pdq, turned, frames; /* JSON of the item at hand */
	struct item *item;
	struct pdq_whole whole; /* of a picture */
	bool video;
};

static int
pdq_open(void **state, const void *config, struct error *e)
{
	struct pdq_state *s = memory_zero(1, sizeof *s);

	*state = s;
	if (config)
		s->config = *(const struct pdq_config *)config;
	return pixels_start(&s->link, e);
}

static void
pdq_close(void *state)
{
	struct pdq_state *s = state;

	if (!s)
		return;
	pixels_stop(&s->link);
	buffer_release(&s->text);
	buffer_release(&s->pdq);
	buffer_release(&s->turned);
	buffer_release(&s->frames);
	free(s);
}

/* ---- Which items ---- */

enum subject { NEITHER, PICTURE, VIDEO };

static enum subject
subject_of(const char *mime)
{
	if (strncmp(mime, "image/", 6) == 0)
		return PICTURE;
	return strncmp(mime, "video/", 6) == 0 ? VIDEO : NEITHER;
}

/* By the type that the record has, else by the structure of the bytes. */
static enum subject
find_subject(struct pdq_state *s, struct item *item)
{
	struct media_walk w;
	struct bytes *b;

	buffer_clear(&s->text);
	if (item_text(item, "mime", &s->text) == 0)
		return subject_of(buffer_text(&s->text));
	b = item_bytes(item);
	return b && media_identify(b, 0, &w) ? subject_of(w.mime) : NEITHER;
}

/* ---- What comes back ---- */

static void
add_digest(struct buffer *out, const struct pixels_digest *d)
{
	char hex[PDQ_HEX + 1];

	pdq_to_hex(d->bits, hex);
	json_member_text(out, "hash", hex);
	json_member_u64(out, "quality", d->quality);
}

static void
add_frame(struct buffer *out, const struct pixels_digest *d)
{
	json_comma(out);
	buffer_add_byte(out, '{');
	json_key(out, "time");
	buffer_add_format(out, "%llu.%03u", (unsigned long long)(d->milliseconds / 1000),
			  (unsigned)(d->milliseconds % 1000));
	add_digest(out, d);
	buffer_add_byte(out, '}');
}

static void
add_turned(struct buffer *out, const struct pixels_digest *d)
{
	static const char *const names[PDQ_TURNS] = {
		[PDQ_ROTATED_90] = "rotated_90",
		[PDQ_ROTATED_180] = "rotated_180",
		[PDQ_ROTATED_270] = "rotated_270",
		[PDQ_MIRRORED_TOP_BOTTOM] = "mirrored_top_bottom",
		[PDQ_MIRRORED_LEFT_RIGHT] = "mirrored_left_right",
		[PDQ_MIRRORED_DIAGONAL] = "mirrored_diagonal",
		[PDQ_MIRRORED_ANTIDIAGONAL] = "mirrored_antidiagonal",
	};
	char hex[PDQ_HEX + 1];

	pdq_to_hex(d->bits, hex);
	json_member_text(out, names[d->turn], hex);
}

static void
take_digest(void *ctx, const struct pixels_digest *d)
{
	struct pdq_state *s = ctx;

	if (s->video) {
		if (d->turn == PDQ_AS_IT_IS)
			add_frame(&s->frames, d);
	} else if (d->turn == PDQ_AS_IT_IS) {
		memcpy(s->whole.bits, d->bits, sizeof s->whole.bits);
		s->whole.quality = d->quality;
		add_digest(&s->pdq, d);
	} else {
		add_turned(&s->turned, d);
	}
}

static void
take_progress(void *ctx, uint64_t bytes)
{
	struct pdq_state *s = ctx;

	item_progress(s->item, bytes);
}

/* ---- One item ---- */

/* Exif's orientation, from the record as winnow-exif wrote it; 0 when it is not there. */
static uint64_t
orientation_of(const struct item *item)
{
	struct span exif = item_value(item, "exif");
	json_t *value = exif.p ? record_parse(exif) : NULL;
	json_t *orientation = json_object_get(value, "Orientation");
	json_int_t n = json_is_string(orientation)
			       ? strtol(json_string_value(orientation), NULL, 10)
			       : json_integer_value(orientation);

	json_decref(value);
	return n >= 1 && n <= 8 ? (uint64_t)n : 0;
}

static uint64_t
wish_for(const struct pdq_state *s, const struct item *item)
{
	uint64_t wish = s->video ? PIXELS_VIDEO : 0;

	if (s->config.turns && !s->video)
		wish |= PIXELS_TURNS;
	if (s->config.upright && !s->video)
		wish |= PIXELS_UPRIGHT | orientation_of(item) << PIXELS_ORIENTATION_SHIFT;
	return wish;
}

static void
set_member(struct item *item, const char *key, struct buffer *b, char open, char close)
{
	struct buffer whole = BUFFER_EMPTY;

	if (b->n == 0)
		return;
	buffer_add_byte(&whole, open);
	buffer_add(&whole, b->data, b->n);
	buffer_add_byte(&whole, close);
	edit_set(item->edit, key, buffer_span(&whole));
	buffer_release(&whole);
}

/* What could not be decoded is no failure of the run: partial items are common. */
static void
note_failure(struct pdq_state *s, struct item *item, const struct error *e)
{
	bool partial = s->frames.n > 0 || item_value(item, "state").p;

	item_note(item, partial ? NOTE_INFO : NOTE_WARNING, "no perceptual digest: %s", e->text);
}

static int
pdq_apply(void *state, struct item *item, struct error *e)
{
	struct pdq_state *s = state;
	struct pixels_request r = {.digest = take_digest, .progress = take_progress, .ctx = s};
	struct pixels_result result;
	struct error why = {0};
	enum subject subject = find_subject(s, item);

	(void)e;
	if (subject == NEITHER || (subject == VIDEO && s->config.no_video))
		return 0;
	r.bytes = item_bytes(item);
	if (!r.bytes || r.bytes->size == 0)
		return 0;
	s->item = item;
	s->video = subject == VIDEO;
	r.seconds = s->video ? VIDEO_SECONDS : PICTURE_SECONDS;
	r.wish = wish_for(s, item);
	buffer_clear(&s->pdq);
	buffer_clear(&s->turned);
	buffer_clear(&s->frames);
	if (pixels_ask(s->link, &r, &result, &why))
		note_failure(s, item, &why);
	else if (result.damaged)
		item_note(item, NOTE_INFO,
			  "the decoder met damaged data: the perceptual digest is of what is left");
	set_member(item, "pdq", &s->pdq, '{', '}');
	set_member(item, "pdq_turned", &s->turned, '{', '}');
	set_member(item, "pdq_frames", &s->frames, '[', ']');
	if (!s->video && s->pdq.n && why.kind == ERROR_NONE) {
		s->whole.width = result.width;
		s->whole.height = result.height;
		pdq_set_embedded(s->link, item, r.bytes, &s->whole);
	}
	return 0;
}

const struct stage stage_pdq = {.tool = "winnow-pdq",
				.needs_evidence = true,
				.open = pdq_open,
				.apply = pdq_apply,
				.close = pdq_close};
