/* SPDX-License-Identifier: Apache-2.0 */
/* The fellows of a split raw image's first segment: .001 .002 …, .000 .001 …, .aa .ab …. */
#ifndef WINNOW_EVIDENCE_SEGMENTS_H
#define WINNOW_EVIDENCE_SEGMENTS_H

#include <stddef.h>

#include "base/error.h"

struct segments {
	char **v; /* paths in order, the first as given */
	size_t n; /* 1: not split */
};

/*
 * Fails when a segment in the middle is missing (named), or when path is not the first segment of
 * those that stand beside it.
 */
int segments_find(struct segments *s, const char *path, struct error *e);
void segments_release(struct segments *s);

#endif
