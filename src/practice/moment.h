/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A point in time as a recipe writes it: 2026-03-14T09:30:00[.fraction][Z|+07:00]. What has no zone
 * is taken as UTC. FAT keeps the face of a clock and no zone: there the civil time is stored as it
 * was typed; everywhere else the UTC instant is.
 */
#ifndef WINNOW_PRACTICE_MOMENT_H
#define WINNOW_PRACTICE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"

struct moment {
	bool set;
	int64_t seconds;      /* since 1970-01-01T00:00:00 UTC */
	uint32_t nanoseconds; /* 0..999999999 */
	int zone;	      /* minutes east of UTC of the clock that was typed */
	bool zone_given;
};

struct civil {
	int year, month, day, hour, minute, second;
};

/* Years 1980 to 2107 only, which every file system here can hold. */
int moment_parse(struct moment *m, const char *text, struct error *e);

/* "Z", "+07:00", "-03:30": minutes east of UTC. */
int zone_parse(int *minutes, const char *text, struct error *e);

/* "-3y", "+1d2h30m", "-90s": a year is 365 days here, as a clock that lost its battery counts. */
int offset_parse(int64_t *seconds, const char *text, struct error *e);

/* The same moment some seconds on, in the same zone. */
struct moment moment_shifted(const struct moment *m, int64_t seconds);

/* Does its clock's face lie in the years that moment_parse() takes? */
bool moment_in_range(const struct moment *m);

/* The clock's face: in the zone that was typed. */
struct civil moment_civil(const struct moment *m);

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
int64_t civil_days(int year, int month, int day);

/* A directory entry's date and time words (FAT: 2 s steps) and the hundredths that creation has. */
uint16_t moment_fat_date(const struct moment *m);
uint16_t moment_fat_time(const struct moment *m);
uint8_t moment_fat_hundredths(const struct moment *m);

/* 100 ns since 1601-01-01 UTC. */
uint64_t moment_ntfs(const struct moment *m);

/* As the answer key has it: UTC with "Z". */
void moment_text(const struct moment *m, char out[CLOCK_TEXT_MAX]);
/*
 * A FAT time: the clock's face without zone, cut to `step` nanoseconds (86400e9 for access dates).
 */
void moment_fat_text(const struct moment *m, uint64_t step, char out[CLOCK_TEXT_MAX]);

#endif
