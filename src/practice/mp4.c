/* SPDX-License-Identifier: Apache-2.0 */
/* MP4 (ISO/IEC 14496-12 and -15) and QuickTime (Apple, "QuickTime File Format Specification"). */
#include "practice/film.h"

#define TIMESCALE 1000u
#define EPOCH_GAP 2082844800LL /* seconds from 1904 to 1970 */

uint32_t
mp4_created(const struct film *f)
{
	const struct picture *p = &f->content->picture;

	/* A clock that is wrong writes a wrong time here too. */
	return (uint32_t)((p->taken.set ? p->taken.seconds + p->clock : f->recipe->time.seconds) +
			  EPOCH_GAP);
}

static void
add_brand(const struct film *f, struct buffer *out)
{
	bool mov = f->content->movie.kind == MOVIE_MOV;
	size_t box = box_begin(out, "ftyp");

	buffer_add_text(out, mov ? "qt  " : "mp42");
	add_be32(out, 0);
	buffer_add_text(out, mov ? "qt  " : "mp42isom");
	box_end(out, box);
}

static void
add_matrix(struct buffer *out)
{
	static const uint32_t unity[9] = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

	for (size_t i = 0; i < 9; i++)
		add_be32(out, unity[i]);
}

static void
add_movie_head(const struct film *f, struct buffer *out)
{
	size_t box = box_begin_full(out, "mvhd", 0, 0);

	add_be32(out, mp4_created(f));
	add_be32(out, mp4_created(f));
	add_be32(out, TIMESCALE);
	add_be32(out, f->n * TIMESCALE / f->content->movie.rate);
	add_be32(out, 0x10000);
	add_be16(out, 0x100);
	add_zeros(out, 10);
	add_matrix(out);
	add_zeros(out, 24);
	add_be32(out, 2);
	box_end(out, box);
}

static void
add_track_head(const struct film *f, struct buffer *out)
{
	size_t box = box_begin_full(out, "tkhd", 0, 3);

	add_be32(out, mp4_created(f));
	add_be32(out, mp4_created(f));
	add_be32(out, 1);
	add_be32(out, 0);
	add_be32(out, f->n * TIMESCALE / f->content->movie.rate);
	add_zeros(out, 16);
	add_matrix(out);
	add_be32(out, f->content->picture.width << 16);
	add_be32(out, f->content->picture.height << 16);
	box_end(out, box);
}

static void
add_index(const struct film *f, uint32_t data_at, struct buffer *out)
{
	size_t box = box_begin(out, "moov"), track;

	add_movie_head(f, out);
	track = box_begin(out, "trak");
	add_track_head(f, out);
	mp4_add_track(f, data_at, out);
	box_end(out, track);
	mp4_add_tags(f, out);
	box_end(out, box);
}

static void
add_data(const struct film *f, struct buffer *out)
{
	size_t box = box_begin(out, "mdat");

	buffer_add(out, f->data.data, f->data.n);
	box_end(out, box);
}

void
mp4_write(const struct film *f, struct buffer *out)
{
	struct buffer index = BUFFER_EMPTY;
	uint32_t data_at;

	add_brand(f, out);
	data_at = (uint32_t)out->n + 8;
	if (f->content->movie.fast_start) {
		/* Once to see how long it is: places are of one width. */
		add_index(f, 0, &index);
		data_at += (uint32_t)index.n;
		add_index(f, data_at, out);
		add_data(f, out);
	} else {
		add_data(f, out);
		add_index(f, data_at, out);
	}
	buffer_release(&index);
}
