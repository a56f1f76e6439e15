/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/type.h"

#include <magic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/media.h"
#include "record/json.h"
#include "stage/type_name.h"

/* What libmagic gets to see. */
#define HEAD ((size_t)64 << 10)

struct type_state {
	magic_t magic;
	struct buffer text;
};

static int
type_open(void **state, const void *config, struct error *e)
{
	struct type_state *t = memory_zero(1, sizeof *t);

	(void)config;
	*state = t;
	t->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS);
	if (!t->magic)
		return error_system(e, "libmagic does not start");
	if (magic_load(t->magic, NULL))
		return error_set(
			e, ERROR_SYSTEM,
			"libmagic finds no database (%s); install the package libmagic-mgc",
			magic_error(t->magic));
	return 0;
}

static void
type_close(void *state)
{
	struct type_state *t = state;

	if (!t)
		return;
	if (t->magic)
		magic_close(t->magic);
	buffer_release(&t->text);
	free(t);
}

static bool
origin_is(struct type_state *t, const struct item *item, const char *origin)
{
	buffer_clear(&t->text);
	return item_text(item, "origin", &t->text) == 0 &&
	       span_equal(buffer_span(&t->text), origin);
}

/*
 * Files that stand in a live file system are what they were written as; others may be overwritten.
 */
static bool
needs_check(struct type_state *t, const struct item *item)
{
	return !origin_is(t, item, "allocated") && !origin_is(t, item, "logical") &&
	       !origin_is(t, item, "archive") && !item_value(item, "state").p;
}

/* Does anything but zeros follow the picture? */
static bool
something_follows(struct bytes *b, uint64_t at)
{
	size_t n;

	while (at < b->size) {
		const unsigned char *p = bytes_view(b, at, (size_t)1 << 20, &n);

		if (!p)
			return false;
		if (p[0] || memcmp(p, p + 1, n - 1) != 0)
			return true;
		at += n;
	}
	return false;
}

static void
tell_walk(struct type_state *t, struct item *item, struct bytes *b, const struct media_walk *w)
{
	if (w->state == MEDIA_WHOLE && something_follows(b, w->length))
		item_note(item, NOTE_INFO, "%llu bytes follow the end of the %s data at %llu",
			  (unsigned long long)(b->size - w->length), w->mime,
			  (unsigned long long)w->length);
	if (w->state == MEDIA_WHOLE || item_value(item, "state").p)
		return;
	edit_set_text(item->edit, "state", media_state_name(w->state));
	buffer_clear(&t->text);
	json_add_double(&t->text, (double)(int)(w->confidence * 10000 + 0.5) / 10000);
	edit_set(item->edit, "confidence", buffer_span(&t->text));
	edit_set_text(item->edit, "why", w->why);
}

static bool
is_media(const char *mime)
{
	return strncmp(mime, "image/", 6) == 0 || strncmp(mime, "video/", 6) == 0;
}

/* Could media/ have walked this, had it been what libmagic takes it for? */
static bool
would_be_walked(const char *mime, const unsigned char *p, size_t n)
{
	for (size_t i = 0; media_formats[i]; i++) {
		const struct media_format *format = media_formats[i];

		if (strcmp(format->mime, mime) == 0 ||
		    (is_media(format->mime) && format->head(p, n < MEDIA_HEAD ? n : MEDIA_HEAD)))
			return true;
	}
	return false;
}

/*
 * What libmagic says. A picture or a video is one only by its structure (winnow-record(5)); where
 * nobody here can walk it, the claim is a note, and *guess keeps it for the comparison with the
 * name.
 */
static const char *
ask_libmagic(struct type_state *t, struct item *item, struct bytes *b, const char **guess)
{
	static const char unknown[] = "application/octet-stream";
	const unsigned char *p;
	const char *mime;
	size_t n;

	p = bytes_view(b, 0, b->size < HEAD ? (size_t)b->size : HEAD, &n);
	mime = p ? magic_buffer(t->magic, p, n) : NULL;
	*guess = mime ? mime : unknown;
	if (!is_media(*guess))
		return *guess;
	if (would_be_walked(mime, p, n)) {
		item_note(item, NOTE_INFO, "begins like %s, but its structure does not hold up",
			  mime);
		*guess = unknown;
	} else {
		item_note(item, NOTE_INFO,
			  "libmagic takes it for %s; its structure is not walked by this version",
			  mime);
	}
	return unknown;
}

static void
compare_name(struct type_state *t, struct item *item, const char *mime, const char *guess,
	     const struct media_format *f)
{
	char extension[EXTENSION_MAX];

	buffer_clear(&t->text);
	if (item_text(item, "path", &t->text))
		return;
	extension_of(buffer_text(&t->text), extension);
	if (!extension_disagrees(extension, guess, f))
		return;
	item_note(item, NOTE_WARNING, "named .%s but its content %s %s", extension,
		  guess == mime ? "is" : "looks like", guess);
}

static int
type_apply(void *state, struct item *item, struct error *e)
{
	struct type_state *t = state;
	const struct media_format *f;
	struct media_walk w;
	struct bytes *b;
	const char *mime, *guess;

	(void)e;
	b = item_bytes(item);
	if (!b)
		return 0;
	if (b->size == 0) {
		edit_set_text(item->edit, "mime", "inode/x-empty");
		return 0;
	}
	f = media_identify(b, 0, &w);
	if (f && f->check && needs_check(t, item))
		f->check(b, 0, &w);
	if (f)
		tell_walk(t, item, b, &w);
	mime = guess = w.mime;
	if (!f)
		mime = ask_libmagic(t, item, b, &guess);
	edit_set_text(item->edit, "mime", mime);
	compare_name(t, item, mime, guess, f);
	return 0;
}

const struct stage stage_type = {
	.tool = "winnow-type",
	.needs_evidence = true,
	.open = type_open,
	.apply = type_apply,
	.close = type_close,
};
