/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a good coder writes looks random: every byte value, none much oftener than another. Text,
 * zeros, tables and most other things on a disk do not. Where a format's codes cannot be followed,
 * this tells at which sector another file's bytes begin; random bytes it cannot tell.
 */
#ifndef WINNOW_MEDIA_ENTROPY_H
#define WINNOW_MEDIA_ENTROPY_H

#include <stdbool.h>

#include "base/bytes.h"

/* Bytes looked at together. Anything foreign that fills a sector fills one of these. */
#define ENTROPY_WINDOW 256

enum entropy_kind {
	ENTROPY_DENSE,	  /* as random bytes are */
	ENTROPY_THIN,	  /* some regular data */
	ENTROPY_TEXT,	  /* printable ASCII and blanks alone, of many values */
	ENTROPY_CONSTANT, /* one value over and over */
};

/* Of n bytes, n >= ENTROPY_WINDOW / 2. */
enum entropy_kind entropy_of(const unsigned char *p, size_t n);

/* "text", "one byte over and over", …: for why. */
const char *entropy_name(enum entropy_kind kind);

/*
 * Looks through [at, end), which should all be such data, window by window. `strict`: the coder is
 * adaptive, so that regular data is foreign too; else only text and zeros are, and zeros for two
 * windows on end. The first foreign place goes to *where: put on a sector of 512 from `start` where
 * it lies closely before one, unless that is UINT64_MAX. ENTROPY_DENSE: nothing foreign was seen.
 */
enum entropy_kind entropy_search(struct bytes *b, uint64_t start, uint64_t at, uint64_t end,
				 bool strict, uint64_t *where);

#endif
