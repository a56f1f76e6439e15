/* SPDX-License-Identifier: Apache-2.0 */
/* The comments of a set being made, collected in a scratch file; one repeated soon is kept once. */
#ifndef WINNOW_HASHSET_COMMENTS_H
#define WINNOW_HASHSET_COMMENTS_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "hashset/outfile.h"

#define COMMENT_TAG 16 /* bytes that stand for a comment's text */

struct comment {
	unsigned char tag[COMMENT_TAG]; /* leading bytes of its SHA-256; zeros: no comment */
	uint64_t at;			/* WSET_NO_COMMENT: none */
};

struct comments;

int comments_open(struct comments **out, const char *dir, struct error *e);
void comments_close(struct comments **c);
/* Text over WSET_STRING_MAX is cut. */
int comments_add(struct comments *c, struct span text, struct comment *out, struct error *e);
/* Appends all of them to a file. */
int comments_write(struct comments *c, struct outfile *to, struct error *e);

#endif
