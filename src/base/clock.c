/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

#define SECONDS_A_DAY	  86400
#define DAYS_IN_400_YEARS 146097
#define DAYS_BEFORE_1970  719468 /* from 0000-03-01 */

struct date {
	int64_t year;
	int month, day;
};

/*
 * The proleptic Gregorian date of a day counted from 1970-01-01. Years are taken to begin in March,
 * which puts the leap day last, and counted within their cycle of 400.
 */
static struct date
date_of_day(int64_t day)
{
	day += DAYS_BEFORE_1970;
	int64_t cycle = (day >= 0 ? day : day - (DAYS_IN_400_YEARS - 1)) / DAYS_IN_400_YEARS;
	int64_t in_cycle = day - cycle * DAYS_IN_400_YEARS;
	int64_t leap_days = in_cycle / 1460 - in_cycle / 36524 + in_cycle / 146096;
	int64_t year = (in_cycle - leap_days) / 365;
	int64_t in_year = in_cycle - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * in_year + 2) / 153; /* 0: March */
	struct date d = {
		.year = year + cycle * 400 + (month >= 10),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(in_year - (153 * month + 2) / 5 + 1),
	};
	return d;
}

static void
format_fraction(char out[16], uint32_t nanoseconds)
{
	out[0] = '\0';
	if (nanoseconds == 0 || nanoseconds > 999999999)
		return;
	int n = snprintf(out, 16, ".%09u", (unsigned)nanoseconds);
	while (out[n - 1] == '0')
		out[--n] = '\0';
}

void
clock_format(char out[CLOCK_TEXT_MAX], int64_t seconds, uint32_t nanoseconds, const char *zone)
{
	int64_t day = seconds / SECONDS_A_DAY;
	int rest = (int)(seconds % SECONDS_A_DAY);
	if (rest < 0) {
		rest += SECONDS_A_DAY;
		day--;
	}
	struct date d = date_of_day(day);
	char fraction[16];
	format_fraction(fraction, nanoseconds);
	snprintf(out, CLOCK_TEXT_MAX, "%04lld-%02d-%02dT%02d:%02d:%02d%s%s", (long long)d.year,
		 d.month, d.day, rest / 3600, rest / 60 % 60, rest % 60, fraction, zone);
}

void
clock_now(char out[CLOCK_TEXT_MAX])
{
	int64_t now = time(NULL);
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	unsigned long long epoch;
	if (fixed && text_to_u64(fixed, strlen(fixed), &epoch) == 0 && epoch <= INT64_MAX)
		now = (int64_t)epoch;
	clock_format(out, now, 0, "Z");
}

double
clock_monotonic(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
