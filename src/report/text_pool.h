/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strings of a report: kept once each until the report is freed, so that facts can point to
 * them without owning anything. And a map from strings to numbers, for tallies and look-ups.
 */
#ifndef WINNOW_REPORT_TEXT_POOL_H
#define WINNOW_REPORT_TEXT_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Key bytes to a number. The hash is keyed by chance: evidence must not be able to
 * make look-ups slow.
 */
struct index;
struct index *index_new(void);
void index_free(struct index **x);
#define INDEX_NONE SIZE_MAX
size_t index_find(const struct index *x, struct span key); /* INDEX_NONE: not there */
/*
 * The number of key; when it is new, `value` is stored for it and returned. key must
 * outlive the index.
 */
size_t index_add(struct index *x, struct span key, size_t value);

struct text_pool;
struct text_pool *text_pool_new(void);
void text_pool_free(struct text_pool **p);
/*
 * A NUL-terminated copy that lives as long as the pool; equal strings share one. NUL
 * bytes become U+FFFD.
 */
const char *text_pool_string(struct text_pool *p, struct span s);

#endif
