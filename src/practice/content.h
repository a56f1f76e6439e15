/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes behind the names of a recipe. They are made when they are wanted and thrown away again,
 * so a recipe of gigabytes needs the memory of its largest file; what is kept is what the key says
 * of them.
 */
#ifndef WINNOW_PRACTICE_CONTENT_H
#define WINNOW_PRACTICE_CONTENT_H

#include "base/buffer.h"
#include "practice/likeness.h"
#include "practice/recipe.h"

struct place;

struct facts {
	bool known;
	uint64_t size;
	char md5[33], sha1[41], sha256[65]; /* lower-case hex */
	struct likeness likeness;	    /* pictures */
	struct place *places;		    /* archives: of their members */
};

/*
 * Appends the content's bytes to the empty buffer out. facts: of all contents, as many as there
 * are; those of this one, and of what was made on the way, are filled in.
 */
int content_make(const struct recipe *recipe, size_t index, struct buffer *out, struct facts *facts,
		 struct error *e);
void facts_release(struct facts *facts, size_t n);

/* ---- movie.c ---- */
int movie_make(const struct recipe *recipe, const struct content *content, struct buffer *out,
	       struct error *e);

/* ---- archive.c ---- */
int archive_make(const struct recipe *recipe, size_t index, struct buffer *out, struct facts *facts,
		 struct error *e);

/* What a content is by its structure: "image/jpeg", "text/plain", …; a cut one keeps its type. */
const char *content_mime(const struct recipe *recipe, size_t index);

/* The drawing behind a content (a cut one's whole), or NULL. */
const struct picture *content_picture(const struct recipe *recipe, size_t index);

/* The picture that a near or like one was made of, or NULL. */
const struct content *content_original(const struct recipe *recipe, size_t index);

/* `bytes` of filler, the same for the same generator state. */
struct rng;
void filler_make(enum filler filler, struct rng *g, unsigned char *p, size_t n);

#endif
