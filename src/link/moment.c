/* SPDX-License-Identifier: Apache-2.0 */
#include "link/moment.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "record/json.h"

static int
hour_of(struct tm *t, long shift_minutes, char out[MOMENT_HOUR_MAX])
{
	time_t seconds;

	t->tm_year -= 1900;
	t->tm_mon -= 1;
	seconds = timegm(t) - (time_t)shift_minutes * 60;
	if (!gmtime_r(&seconds, t))
		return -1;
	return strftime(out, MOMENT_HOUR_MAX, "%Y-%m-%dT%HZ", t) > 0 ? 0 : -1;
}

static bool
is_plausible(const struct tm *t)
{
	return t->tm_year >= 1970 && t->tm_year <= 9999 && t->tm_mon >= 1 && t->tm_mon <= 12 &&
	       t->tm_mday >= 1 && t->tm_mday <= 31 && t->tm_hour >= 0 && t->tm_hour <= 23 &&
	       t->tm_min >= 0 && t->tm_min <= 59;
}

/* "2025:10:05 19:22:48" as cameras write it, or ISO 8601. */
static int
read_time(const char *text, struct tm *t)
{
	int n;

	memset(t, 0, sizeof *t);
	n = sscanf(text, "%4d%*1[-:]%2d%*1[-:]%2d%*1[T ]%2d:%2d", &t->tm_year, &t->tm_mon,
		   &t->tm_mday, &t->tm_hour, &t->tm_min);
	return n == 5 && is_plausible(t) ? 0 : -1;
}

/* "+07:00" in minutes. */
static int
read_offset(const char *text, long *minutes)
{
	char sign;
	int h, m;

	if (strcmp(text, "Z") == 0) {
		*minutes = 0;
		return 0;
	}
	if (sscanf(text, "%c%2d:%2d", &sign, &h, &m) != 3 || (sign != '+' && sign != '-') ||
	    h > 14 || m > 59)
		return -1;
	*minutes = (sign == '-' ? -1L : 1L) * (h * 60L + m);
	return 0;
}

int
moment_hour(const json_t *gps, const json_t *taken, char out[MOMENT_HOUR_MAX])
{
	const char *time = json_string_of(gps, "time");
	struct tm t;
	long offset;

	if (*time && time[strlen(time) - 1] == 'Z' && read_time(time, &t) == 0)
		return hour_of(&t, 0, out);
	if (read_time(json_string_of(taken, "value"), &t) == 0 &&
	    read_offset(json_string_of(taken, "offset"), &offset) == 0)
		return hour_of(&t, offset, out);
	return -1;
}
