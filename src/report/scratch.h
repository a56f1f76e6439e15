/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A nameless file for what a renderer knows before the head that must stand above it: items pass
 * first, the facts come last.
 */
#ifndef WINNOW_REPORT_SCRATCH_H
#define WINNOW_REPORT_SCRATCH_H

#include "base/error.h"
#include "base/span.h"
#include "report/output.h"

struct scratch;

int scratch_open(struct scratch **out, struct error *e);
void scratch_close(struct scratch **s); /* nothing when *s is NULL */
int scratch_add(struct scratch *s, struct span text, struct error *e);
/* All that was added, in order. */
int scratch_copy(struct scratch *s, struct output *to, struct error *e);

#endif
