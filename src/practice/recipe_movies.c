/* SPDX-License-Identifier: Apache-2.0 */
/* The directive `movie`. */
#include "practice/reader.h"

#define RATE_MAX   60
#define MOVIE_SIDE 1920u

static const char *const kind_names[] = {"mp4", "mov", "avi", NULL};

static int
take_film(struct statement *s, struct movie *m, struct error *e)
{
	unsigned seconds = 5;

	m->rate = 10;
	if (take_number(s, "seconds", 1, RECIPE_FRAMES_MAX, &seconds, e) ||
	    take_number(s, "rate", 1, RATE_MAX, &m->rate, e) ||
	    take_flag(s, "fast-start", &m->fast_start, e))
		return -1;
	m->frames = seconds * m->rate;
	if (m->frames > RECIPE_FRAMES_MAX)
		return error_set(e, ERROR_INPUT, "a film has at most %u frames", RECIPE_FRAMES_MAX);
	if (m->fast_start && m->kind == MOVIE_AVI)
		return error_set(e, ERROR_INPUT, "fast-start belongs to mp4 and mov");
	return 0;
}

int
movie_read(struct reader *r, struct statement *s, struct error *e)
{
	struct content c = {.kind = CONTENT_MOVIE};
	int kind = choose("kind of film", s->operands[1], kind_names, e);

	if (kind < 0)
		return -1;
	c.movie.kind = (enum movie_kind)kind;
	if (read_sides(s->operands[2], &c.picture, e) || take_drawing(r, s, &c.picture, e) ||
	    take_film(s, &c.movie, e))
		return -1;
	if (c.picture.width > MOVIE_SIDE || c.picture.height > MOVIE_SIDE || c.picture.width % 2 ||
	    c.picture.height % 2)
		return error_set(e, ERROR_INPUT, "a film's sides are even, at most %u", MOVIE_SIDE);
	if (c.movie.kind == MOVIE_AVI && c.picture.position.set)
		return error_set(e, ERROR_INPUT, "an AVI holds no position");
	return content_add(r, s, &c, e);
}
