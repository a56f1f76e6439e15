/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comments and details of a set being made, collected in a scratch file; one repeated soon is kept
 * once.
 */
#ifndef WINNOW_HASHSET_TEXTS_H
#define WINNOW_HASHSET_TEXTS_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "hashset/outfile.h"

#define TEXT_TAG 16 /* bytes that stand for a text */

struct text_ref {
	unsigned char tag[TEXT_TAG]; /* leading bytes of its SHA-256; zeros: none */
	uint64_t at;		     /* WSET_NO_TEXT: none */
};

struct texts;

int texts_open(struct texts **out, const char *dir, struct error *e);
void texts_close(struct texts **c);
/* Text over WSET_STRING_MAX is cut. */
int texts_add(struct texts *c, struct span text, struct text_ref *out, struct error *e);
/* Appends all of them to a file. */
int texts_write(struct texts *c, struct outfile *to, struct error *e);

#endif
