/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the parts of the recipe reader: recipe.c has the lines, the others have the directives.
 */
#ifndef WINNOW_PRACTICE_READER_H
#define WINNOW_PRACTICE_READER_H

#include "practice/recipe.h"
#include "practice/statement.h"

struct reader {
	struct recipe *recipe;
	unsigned line; /* from 1 */
};

struct directive {
	const char *name;
	const char *usage; /* operands, for "too few words" */
	size_t operands;   /* how many must be there; further bare words are flags */
	int (*read)(struct reader *r, struct statement *s, struct error *e);
};

/* NULL-terminated by name. */
extern const struct directive content_directives[];
extern const struct directive volume_directives[];

/* Index of a content by name; -1 when there is none of that name above this line. */
int content_find(const struct recipe *r, const char *name, size_t *out, struct error *e);

/* Checks name, known= and category=, then takes *c over. */
int content_add(struct reader *r, struct statement *s, struct content *c, struct error *e);

/* By enum picture_format. */
extern const char *const picture_formats[];

/* WIDTHxHEIGHT, and what pictures and films have in common. */
int read_sides(const char *text, struct picture *p, struct error *e);
int take_drawing(struct reader *r, struct statement *s, struct picture *p, struct error *e);

/* ---- recipe_movies.c ---- */
int movie_read(struct reader *r, struct statement *s, struct error *e);

/* ---- recipe_near.c ---- */
int near_read(struct reader *r, struct statement *s, struct error *e);

/* ---- recipe_archives.c ---- */
int archive_read(struct reader *r, struct statement *s, struct error *e);
int member_read(struct reader *r, struct statement *s, struct error *e);

/* A path or stream name that cannot lead out of the volume and that its file system can hold. */
int path_check(const char *path, enum fs_kind fs, struct error *e);
int name_check(const char *name, size_t n, enum fs_kind fs, struct error *e);

#endif
