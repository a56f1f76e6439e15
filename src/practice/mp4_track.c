/* SPDX-License-Identifier: Apache-2.0 */
/* The one track of a film: what its frames are coded in, when they are shown, where they lie. */
#include "practice/film.h"

#define SAMPLES_CHUNK 10u /* frames in a chunk */

static void
add_media_head(const struct film *f, struct buffer *out)
{
	size_t box = box_begin_full(out, "mdhd", 0, 0);

	add_be32(out, mp4_created(f));
	add_be32(out, mp4_created(f));
	add_be32(out, f->content->movie.rate);
	add_be32(out, f->n);
	add_be32(out, 0x55c40000); /* language: und */
	box_end(out, box);
	box = box_begin_full(out, "hdlr", 0, 0);
	buffer_add_text(out, f->content->movie.kind == MOVIE_MOV ? "mhlr" : "");
	add_zeros(out, f->content->movie.kind == MOVIE_MOV ? 0 : 4);
	buffer_add_text(out, "vide");
	add_zeros(out, 13);
	box_end(out, box);
}

static void
add_avc_configuration(const struct film *f, struct buffer *out)
{
	size_t box = box_begin(out, "avcC");

	buffer_add_byte(out, 1);
	buffer_add(out, f->sps.data + 1, 3);
	buffer_add(out, "\xff\xe1", 2); /* lengths of four bytes; one set */
	add_be16(out, (unsigned)f->sps.n);
	buffer_add(out, f->sps.data, f->sps.n);
	buffer_add_byte(out, 1);
	add_be16(out, (unsigned)f->pps.n);
	buffer_add(out, f->pps.data, f->pps.n);
	box_end(out, box);
}

static void
add_description(const struct film *f, struct buffer *out)
{
	size_t box = box_begin_full(out, "stsd", 0, 0), entry;

	add_be32(out, 1);
	entry = box_begin(out, f->avc ? "avc1" : "jpeg");
	add_zeros(out, 6);
	add_be16(out, 1);
	add_zeros(out, 16);
	add_be16(out, f->content->picture.width);
	add_be16(out, f->content->picture.height);
	add_be32(out, 72 << 16);
	add_be32(out, 72 << 16);
	add_be32(out, 0);
	add_be16(out, 1);
	add_zeros(out, 32);
	add_be16(out, 24);
	add_be16(out, 0xffff);
	if (f->avc)
		add_avc_configuration(f, out);
	box_end(out, entry);
	box_end(out, box);
}

static void
add_times(const struct film *f, struct buffer *out)
{
	size_t box = box_begin_full(out, "stts", 0, 0), count;
	unsigned whole = 0;

	add_be32(out, 1);
	add_be32(out, f->n);
	add_be32(out, 1);
	box_end(out, box);
	if (!f->avc)
		return;
	box = box_begin_full(out, "stss", 0, 0);
	count = out->n;
	add_be32(out, 0);
	for (unsigned i = 0; i < f->n; i++) {
		if (!f->frames[i].whole)
			continue;
		add_be32(out, i + 1);
		whole++;
	}
	set_be32(out, count, whole);
	box_end(out, box);
}

static void
add_sizes(const struct film *f, uint32_t data_at, struct buffer *out)
{
	unsigned last = f->n % SAMPLES_CHUNK, chunks = (f->n + SAMPLES_CHUNK - 1) / SAMPLES_CHUNK;
	bool odd = last && chunks > 1;
	size_t box = box_begin_full(out, "stsc", 0, 0);

	add_be32(out, odd ? 2 : 1);
	add_be32(out, 1);
	add_be32(out, chunks > 1 ? SAMPLES_CHUNK : f->n);
	add_be32(out, 1);
	if (odd) {
		add_be32(out, chunks);
		add_be32(out, last);
		add_be32(out, 1);
	}
	box_end(out, box);
	box = box_begin_full(out, "stsz", 0, 0);
	add_be32(out, 0);
	add_be32(out, f->n);
	for (unsigned i = 0; i < f->n; i++)
		add_be32(out, (uint32_t)f->frames[i].n);
	box_end(out, box);
	box = box_begin_full(out, "stco", 0, 0);
	add_be32(out, chunks);
	for (unsigned i = 0; i < f->n; i += SAMPLES_CHUNK)
		add_be32(out, data_at + (uint32_t)f->frames[i].at);
	box_end(out, box);
}

static void
add_source(struct buffer *out)
{
	size_t box = box_begin_full(out, "vmhd", 0, 1), list;

	add_zeros(out, 8);
	box_end(out, box);
	box = box_begin(out, "dinf");
	list = box_begin_full(out, "dref", 0, 0);
	add_be32(out, 1);
	box_end(out, box_begin_full(out, "url ", 0, 1)); /* in this very file */
	box_end(out, list);
	box_end(out, box);
}

void
mp4_add_track(const struct film *f, uint32_t data_at, struct buffer *out)
{
	size_t media = box_begin(out, "mdia"), info, table;

	add_media_head(f, out);
	info = box_begin(out, "minf");
	add_source(out);
	table = box_begin(out, "stbl");
	add_description(f, out);
	add_times(f, out);
	add_sizes(f, data_at, out);
	box_end(out, table);
	box_end(out, info);
	box_end(out, media);
}
