/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A finished raw disk as EWF (EnCase 6 layout), through libewf, with the recipe's acquisition data.
 */
#ifndef WINNOW_PRACTICE_EWF_H
#define WINNOW_PRACTICE_EWF_H

#include "practice/build.h"

/* base: the path without ".E01"; further segments are .E02 and so on. */
int ewf_write(const struct build *b, const char *base, uint64_t segment_size, struct error *e);

#endif
