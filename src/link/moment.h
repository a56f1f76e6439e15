/* SPDX-License-Identifier: Apache-2.0 */
/* When a picture was taken, in UTC, where the records allow to say so. */
#ifndef WINNOW_LINK_MOMENT_H
#define WINNOW_LINK_MOMENT_H

#include <jansson.h>
#include <stdbool.h>

#define MOMENT_HOUR_MAX 24 /* "2025-10-05T12Z" */

/*
 * The hour of gps.time, else of taken.value with its offset. -1: neither is there; a time without
 * an offset is in no known zone.
 */
int moment_hour(const json_t *gps, const json_t *taken, char out[MOMENT_HOUR_MAX]);

#endif
