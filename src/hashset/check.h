/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a set file is what it was when it was built. */
#ifndef WINNOW_HASHSET_CHECK_H
#define WINNOW_HASHSET_CHECK_H

#include "hashset/set.h"

/*
 * Reads the whole file: its SHA-256, keys in order and in their buckets, every reference, verdict
 * and text. -1 and what is wrong.
 */
int hashset_check(const struct hashset *s, struct error *e);

#endif
