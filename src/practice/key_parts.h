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

void key_write_file(struct key *k, const struct answer *a);

#endif
