/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the two parts of the answer key: key.c has the stream, key_file.c the record of one file.
 */
#ifndef WINNOW_PRACTICE_KEY_PARTS_H
#define WINNOW_PRACTICE_KEY_PARTS_H

#include "practice/key.h"

struct key {
	const struct build *build;
	const char *image, *container;
	char run_id[40];
	struct buffer *out;
	uint64_t items;
};

void key_begin(struct key *k, const char *record);
void key_finish(struct key *k);
void key_add_evidence(struct key *k);
/* Leaves the member out when there is nothing to say. */
void key_add_text(struct buffer *out, const char *key, const char *text);
void key_volume_name(const struct part *p, char out[16]);

/* The word for it. */
const char *key_recovery(enum recovery recovery);
void key_write_file(struct key *k, const struct answer *a);
/* What a content is: media type, digests, what its picture tells. */
void key_add_facts(struct key *k, size_t content);
/* "content":…, "planted":…, and so on, up to and without the closing brace. */
void key_begin_practice(struct key *k, size_t content, const char *planted, const char *recovery);
/* What a picture has of time and likeness that the records of the tools do not tell. */
void key_add_hidden(struct key *k, size_t content);

/* ---- key_picture.c ---- */
void key_add_picture(struct buffer *out, const struct picture *p);

/* time: the recipe's. */
void key_add_movie(struct buffer *out, const struct content *c, const struct moment *time);

/* ---- key_members.c ---- */
/* The item that holds others, as its record says. */
struct held {
	const char *id, *path, *recovery;
	const struct planted_run *runs; /* offset: in the image; NULL: it does not lie plainly */
	size_t nruns;
	const char *content; /* its "content" with byte_runs and size in it, as JSON; "": none */
};
void key_write_members(struct key *k, size_t content, const struct held *by);
/* {"how":"runs",…} as it stands in the "in" of what is inside. */
void key_runs_content(struct buffer *out, const struct planted_run *runs, size_t n, uint64_t size);
void key_add_runs(struct buffer *out, const struct planted_run *runs, size_t n);

#endif
