/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where winnow-cat puts bytes: standard output, or a file an item in a folder of its own. Evidence
 * never chooses a file's name: it is made of the item's id, with every character replaced that is
 * not a letter, a digit or one of . _ @ ! - (and a counter behind a name that is taken).
 */
#ifndef WINNOW_TOOLS_CAT_TARGET_H
#define WINNOW_TOOLS_CAT_TARGET_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

#define CAT_NAME_MAX 200
#define CAT_LOG	     "winnow-cat.log.jsonl" /* in the folder */

struct cat_target {
	const char *folder; /* NULL: standard output */
	int folder_fd, fd;  /* fd: of the item at hand */
	char name[CAT_NAME_MAX + 16];
	uint64_t size; /* bytes of the item so far */
	EVP_MD_CTX *digest;
};

/* Makes the folder (0700), or takes an empty one. folder NULL: standard output. */
int cat_target_open(struct cat_target *t, const char *folder, struct error *e);
void cat_target_close(struct cat_target *t);

int cat_target_begin(struct cat_target *t, struct span id, struct error *e);
int cat_target_write(struct cat_target *t, struct span bytes, struct error *e);
/* sha256: 65 bytes, filled with lower-case hex. */
int cat_target_end(struct cat_target *t, char *sha256, struct error *e);
/* What was written of the item is taken back where that can be done: not from standard output. */
void cat_target_abandon(struct cat_target *t);

#endif
