/* SPDX-License-Identifier: Apache-2.0 */
/* Films: a drawn scene over which a ball moves, each frame with its number. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "practice/film.h"
#include "practice/picture.h"
#include "practice/scene.h"

#define WHOLE_EVERY 250u

static void
copy_raster(const struct raster *from, struct raster *to)
{
	*to = *from;
	to->pixels = memory_copy(from->pixels,
				 (size_t)from->width * from->height * sizeof *from->pixels);
}

static void
draw_frame(const struct raster *scene, const struct film *f, unsigned i, struct raster *out)
{
	int w = (int)scene->width, h = (int)scene->height, radius = (w < h ? w : h) / 12 + 2;
	int scale = h / 60 + 1, way = w - 2 * radius > 1 ? w - 2 * radius : 1;
	/* To and fro, once in four seconds each way. */
	int step = (int)((uint64_t)i * (unsigned)way / (4 * f->content->movie.rate)) % (2 * way);
	char number[16];

	copy_raster(scene, out);
	raster_disc(out, radius + (step < way ? step : 2 * way - step), h * 2 / 3, radius,
		    (struct colour){230, 60, 40});
	snprintf(number, sizeof number, "%04u", i + 1);
	raster_rectangle(out, 0, h - 9 * scale, 25 * scale, 9 * scale, (struct colour){0, 0, 0});
	raster_text(out, scale, h - 8 * scale, scale, number, (struct colour){255, 255, 255});
}

static int
add_frame(struct film *f, const struct raster *r, const struct raster *before, struct error *e)
{
	const struct picture *p = &f->content->picture;
	bool whole = !f->avc || f->n % WHOLE_EVERY == 0;
	struct frame *frame = &f->frames[f->n];
	int status = 0;

	*frame = (struct frame){.at = f->data.n, .whole = whole};
	if (f->avc)
		avc_frame(r, whole ? NULL : before, f->n % WHOLE_EVERY, &f->data);
	else
		status = jpeg_encode(r, p->quality, false, (struct span){"", 0}, &f->data, e);
	frame->n = f->data.n - frame->at;
	f->n++;
	if (!status && f->data.n > RECIPE_CONTENT_MAX)
		status = error_set(e, ERROR_INPUT, "the film '%s' would be larger than %llu bytes",
				   f->content->name, (unsigned long long)RECIPE_CONTENT_MAX);
	return status;
}

static int
add_frames(struct film *f, const struct raster *scene, struct error *e)
{
	struct raster before = {0}, now;
	int status = 0;

	for (unsigned i = 0; i < f->content->movie.frames && !status; i++) {
		draw_frame(scene, f, i, &now);
		status = add_frame(f, &now, &before, e);
		raster_release(&before);
		before = now;
	}
	raster_release(&before);
	return status;
}

int
movie_make(const struct recipe *recipe, const struct content *content, struct buffer *out,
	   struct error *e)
{
	struct film f = {.recipe = recipe,
			 .content = content,
			 .avc = content->movie.kind == MOVIE_MP4,
			 .frames = memory_zero(content->movie.frames, sizeof *f.frames)};
	struct raster scene;
	int status;

	scene_draw(&scene, &content->picture, content->name, recipe->seed);
	if (f.avc)
		avc_sets(&scene, &f.sps, &f.pps);
	status = add_frames(&f, &scene, e);
	if (!status && content->movie.kind == MOVIE_AVI)
		avi_write(&f, out);
	else if (!status)
		mp4_write(&f, out);
	raster_release(&scene);
	buffer_release(&f.data);
	buffer_release(&f.sps);
	buffer_release(&f.pps);
	free(f.frames);
	return status;
}
