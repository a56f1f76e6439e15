/* SPDX-License-Identifier: Apache-2.0 */
/* AVI (Microsoft, "AVI RIFF File Reference") with Motion JPEG, as small cameras wrote it. */
#include <stdio.h>

#include "practice/film.h"
#include "practice/picture.h"

#define HAS_INDEX 0x10u
#define KEY_FRAME 0x10u

static size_t
chunk_begin(struct buffer *out, const char *name)
{
	size_t at = out->n;

	buffer_add(out, name, 4);
	add_le32(out, 0);
	return at;
}

static size_t
list_begin(struct buffer *out, const char *kind, const char *name)
{
	size_t at = chunk_begin(out, kind);

	buffer_add(out, name, 4);
	return at;
}

static void
chunk_end(struct buffer *out, size_t at)
{
	set_le32(out, at + 4, (uint32_t)(out->n - at - 8));
	if (out->n % 2)
		buffer_add_byte(out, 0);
}

static uint32_t
largest(const struct film *f)
{
	size_t n = 0;

	for (unsigned i = 0; i < f->n; i++)
		n = f->frames[i].n > n ? f->frames[i].n : n;
	return (uint32_t)n;
}

static void
add_main_head(const struct film *f, struct buffer *out)
{
	const uint32_t values[14] = {1000000 / f->content->movie.rate,
				     largest(f) * f->content->movie.rate,
				     0,
				     HAS_INDEX,
				     f->n,
				     0,
				     1,
				     largest(f),
				     f->content->picture.width,
				     f->content->picture.height};
	size_t at = chunk_begin(out, "avih");

	for (size_t i = 0; i < 14; i++)
		add_le32(out, values[i]);
	chunk_end(out, at);
}

static void
add_stream(const struct film *f, struct buffer *out)
{
	const struct picture *p = &f->content->picture;
	size_t list = list_begin(out, "LIST", "strl"), at = chunk_begin(out, "strh");

	buffer_add_text(out, "vidsMJPG");
	add_zeros(out, 12);
	add_le32(out, 1);
	add_le32(out, f->content->movie.rate);
	add_le32(out, 0);
	add_le32(out, f->n);
	add_le32(out, largest(f));
	add_le32(out, UINT32_MAX);
	add_zeros(out, 8);
	add_le16(out, p->width);
	add_le16(out, p->height);
	chunk_end(out, at);
	at = chunk_begin(out, "strf");
	add_le32(out, 40);
	add_le32(out, p->width);
	add_le32(out, p->height);
	add_le16(out, 1);
	add_le16(out, 24);
	buffer_add_text(out, "MJPG");
	add_le32(out, p->width * p->height * 3);
	add_zeros(out, 16);
	chunk_end(out, at);
	chunk_end(out, list);
}

static void
add_information(const struct film *f, struct buffer *out)
{
	const struct picture *p = &f->content->picture;
	struct moment shown = picture_clock(p);
	struct civil c = moment_civil(&shown);
	size_t list, at;

	if (!p->taken.set && !(p->camera && p->camera->software))
		return;
	list = list_begin(out, "LIST", "INFO");
	if (p->taken.set) {
		at = chunk_begin(out, "ICRD");
		buffer_add_format(out, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day,
				  c.hour, c.minute, c.second);
		buffer_add_byte(out, 0);
		chunk_end(out, at);
	}
	if (p->camera && p->camera->software) {
		at = chunk_begin(out, "ISFT");
		buffer_add_text(out, p->camera->software);
		buffer_add_byte(out, 0);
		chunk_end(out, at);
	}
	chunk_end(out, list);
}

static void
add_frames(const struct film *f, struct buffer *out)
{
	size_t list = list_begin(out, "LIST", "movi"), at;
	struct buffer index = BUFFER_EMPTY;

	for (unsigned i = 0; i < f->n; i++) {
		const struct frame *frame = &f->frames[i];

		buffer_add_text(&index, "00dc");
		add_le32(&index, KEY_FRAME);
		add_le32(&index, (uint32_t)(out->n - list - 8));
		add_le32(&index, (uint32_t)frame->n);
		at = chunk_begin(out, "00dc");
		buffer_add(out, f->data.data + frame->at, frame->n);
		chunk_end(out, at);
	}
	chunk_end(out, list);
	at = chunk_begin(out, "idx1");
	buffer_add(out, index.data, index.n);
	chunk_end(out, at);
	buffer_release(&index);
}

void
avi_write(const struct film *f, struct buffer *out)
{
	size_t file = list_begin(out, "RIFF", "AVI "), heads = list_begin(out, "LIST", "hdrl");

	add_main_head(f, out);
	add_stream(f, out);
	chunk_end(out, heads);
	add_information(f, out);
	add_frames(f, out);
	chunk_end(out, file);
}
