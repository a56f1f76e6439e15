/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer key: a winnow-1 stream that says of everything planted where it is, what it is and how
 * it can be found. And the list of digests that the recipe calls known. Neither carries a clock, a
 * user or a host: the same recipe and seed give the same key.
 */
#ifndef WINNOW_PRACTICE_KEY_H
#define WINNOW_PRACTICE_KEY_H

#include "base/buffer.h"
#include "practice/build.h"

/* image: the name to stand in the records; container: "raw" or "ewf". */
void key_write(const struct build *b, const char *image, const char *container, struct buffer *out);

/* By the name of the list: ".csv" has every known one with kind and category; any other name is a
 * plain list as md5sum writes it (SHA-256, two blanks, name) of the alert ones. */
void known_write(const struct build *b, const char *list_name, struct buffer *out);

#endif
