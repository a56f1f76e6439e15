/* SPDX-License-Identifier: Apache-2.0 */
/* Times as text. All civil times here are UTC; nothing reads the process's time zone. */
#ifndef WINNOW_BASE_CLOCK_H
#define WINNOW_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_TEXT_MAX 64

/*
 * "2026-11-23T05:30:00Z", with ".123456789" when nanoseconds is not 0 (trailing zeros dropped);
 * `zone` is what is put behind ("Z", or "" for a local time of unknown zone).
 */
void clock_format(char out[CLOCK_TEXT_MAX], int64_t seconds, uint32_t nanoseconds,
		  const char *zone);

/* Now, to the second, UTC with "Z"; SOURCE_DATE_EPOCH, when set, stands in for the clock. */
void clock_now(char out[CLOCK_TEXT_MAX]);

/* Seconds since an arbitrary start; never goes back. */
double clock_monotonic(void);

#endif
