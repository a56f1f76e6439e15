/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Editions of a report. What an edition withholds is taken out of the facts once, before any
 * renderer sees them, so that none can forget it; renderers that look at records use the helpers
 * for single values.
 *
 *   full        all of it
 *   court       no names or paths of items, no owners and labels, places to a tenth of a degree.
 *               Items keep an identifier with which the full edition and the records name them
 *   statistics  counts by category, class of device and exhibit alone (statistics.h)
 */
#ifndef WINNOW_REPORT_EDITION_H
#define WINNOW_REPORT_EDITION_H

#include <stdbool.h>

#include "base/buffer.h"
#include "report/facts.h"

#define EDITION_BIT(e) (1U << (e))
#define EDITIONS_ALL                                                                               \
	(EDITION_BIT(EDITION_FULL) | EDITION_BIT(EDITION_COURT) | EDITION_BIT(EDITION_STATISTICS))

int edition_by_name(const char *name, enum edition *out); /* -1: there is no such edition */
const char *edition_name(enum edition edition);

/* Withholds what the edition does not show. Once, when the facts are complete. */
void edition_apply(struct facts *f, enum edition edition);

/*
 * An id without the names that it may hold: what follows the '!' before a member, or the path
 * itself, becomes '#' and the first 16 digits of its SHA-256.
 */
void edition_id(struct buffer *out, const char *id, const char *path);
/* Degrees cut to one decimal; anything that is not plain digits becomes "". */
void edition_degrees(struct buffer *out, const char *degrees);
/* What follows the last '/'. */
const char *edition_file(const char *path);

#endif
