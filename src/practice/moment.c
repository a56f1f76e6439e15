/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/moment.h"

#include <stdio.h>
#include <string.h>

#define DAY_SECONDS	 86400
#define NTFS_EPOCH_GAP	 11644473600LL /* seconds from 1601 to 1970 */
#define ZONE_MINUTES_MAX (14 * 60)
#define OFFSET_MAX	 ((int64_t)100 * 365 * DAY_SECONDS)

int64_t
civil_days(int year, int month, int day)
{
	/* Counted in years that begin in March, so that the leap day comes last. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = month <= 2 ? month + 9 : month - 3;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool
civil_valid(const struct civil *c)
{
	return c->year >= 1980 && c->year <= 2107 && c->month >= 1 && c->month <= 12 &&
	       c->day >= 1 && c->day <= days_in_month(c->year, c->month) && c->hour <= 23 &&
	       c->minute <= 59 && c->second <= 59;
}

/* n decimal digits at *p; *p moves on. -1 when there are fewer. */
static int
digits(const char **p, int n)
{
	int v = 0;

	for (; n > 0; n--, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		v = v * 10 + (**p - '0');
	}
	return v;
}

static bool
expect(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool
parse_civil(const char **p, struct civil *c)
{
	c->year = digits(p, 4);
	if (c->year < 0 || !expect(p, '-') || (c->month = digits(p, 2)) < 0 || !expect(p, '-') ||
	    (c->day = digits(p, 2)) < 0)
		return false;
	if (**p == 0)
		return true; /* a date alone is its midnight */
	return expect(p, 'T') && (c->hour = digits(p, 2)) >= 0 && expect(p, ':') &&
	       (c->minute = digits(p, 2)) >= 0 && expect(p, ':') && (c->second = digits(p, 2)) >= 0;
}

static bool
parse_fraction(const char **p, uint32_t *nanoseconds)
{
	uint32_t unit = 100000000;

	if (!expect(p, '.'))
		return true;
	if (**p < '0' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; (*p)++, unit /= 10)
		*nanoseconds += (uint32_t)(**p - '0') * unit;
	return true;
}

static bool
parse_zone(const char **p, int *zone)
{
	int hours, minutes, sign;

	if (expect(p, 'Z'))
		return **p == 0;
	if (**p != '+' && **p != '-')
		return false;
	sign = *(*p)++ == '-' ? -1 : 1;
	if ((hours = digits(p, 2)) < 0 || !expect(p, ':') || (minutes = digits(p, 2)) < 0 ||
	    minutes > 59 || hours * 60 + minutes > ZONE_MINUTES_MAX)
		return false;
	*zone = sign * (hours * 60 + minutes);
	return **p == 0;
}

int
zone_parse(int *minutes, const char *text, struct error *e)
{
	const char *p = text;

	*minutes = 0;
	return parse_zone(&p, minutes)
		       ? 0
		       : error_set(e, ERROR_INPUT,
				   "'%s' is not a zone; write it like Z, +07:00 or -03:30", text);
}

/* One "12d" at *p; -1 when there is none or it is too long. */
static int64_t
parse_span(const char **p)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {
		{'y', 365 * DAY_SECONDS}, {'d', DAY_SECONDS}, {'h', 3600}, {'m', 60}, {'s', 1}};
	int64_t v = 0;
	bool any = false;

	for (; **p >= '0' && **p <= '9' && v < OFFSET_MAX; (*p)++, any = true)
		v = v * 10 + (**p - '0');
	for (size_t i = 0; any && i < sizeof units / sizeof *units; i++)
		if (expect(p, units[i].unit))
			return v * units[i].seconds;
	return -1;
}

int
offset_parse(int64_t *seconds, const char *text, struct error *e)
{
	const char *p = text;
	bool behind = *p == '-', good = *p == '+' || *p == '-';
	int64_t sum = 0, part;

	p += good;
	for (good = good && *p; good && *p && sum <= OFFSET_MAX; sum += part)
		good = (part = parse_span(&p)) >= 0;
	if (!good || sum > OFFSET_MAX)
		return error_set(e, ERROR_INPUT,
				 "'%s' is not an offset; write it like +2h, -1d12h or -3y, at most "
				 "100 years",
				 text);
	*seconds = behind ? -sum : sum;
	return 0;
}

bool
moment_in_range(const struct moment *m)
{
	int64_t local = m->seconds + m->zone * 60;

	return local >= civil_days(1980, 1, 1) * DAY_SECONDS &&
	       local < civil_days(2108, 1, 1) * DAY_SECONDS;
}

struct moment
moment_shifted(const struct moment *m, int64_t seconds)
{
	struct moment shifted = *m;

	shifted.seconds += seconds;
	return shifted;
}

int
moment_parse(struct moment *m, const char *text, struct error *e)
{
	struct civil c = {0};
	const char *p = text;

	*m = (struct moment){.set = true};
	if (!parse_civil(&p, &c) || !parse_fraction(&p, &m->nanoseconds) || !civil_valid(&c) ||
	    ((m->zone_given = *p) && !parse_zone(&p, &m->zone)))
		return error_set(e, ERROR_INPUT,
				 "'%s' is not a time; write it like 2026-03-14T09:30:00Z, "
				 "2026-03-14T09:30:00+07:00 or 2026-03-14, years 1980 to 2107",
				 text);
	m->seconds = civil_days(c.year, c.month, c.day) * DAY_SECONDS + c.hour * 3600 +
		     c.minute * 60 + c.second - m->zone * 60;
	return 0;
}

struct civil
moment_civil(const struct moment *m)
{
	int64_t local = m->seconds + m->zone * 60;
	int64_t days = local / DAY_SECONDS, rest = local % DAY_SECONDS;
	struct civil c = {.year = 1970, .month = 1};

	while (days >= (civil_days(c.year + 1, 1, 1) - civil_days(c.year, 1, 1))) {
		days -= civil_days(c.year + 1, 1, 1) - civil_days(c.year, 1, 1);
		c.year++;
	}
	while (days >= days_in_month(c.year, c.month))
		days -= days_in_month(c.year, c.month++);
	c.day = (int)days + 1;
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	return c;
}

uint16_t
moment_fat_date(const struct moment *m)
{
	struct civil c = moment_civil(m);

	return (uint16_t)((c.year - 1980) << 9 | c.month << 5 | c.day);
}

uint16_t
moment_fat_time(const struct moment *m)
{
	struct civil c = moment_civil(m);

	return (uint16_t)(c.hour << 11 | c.minute << 5 | c.second / 2);
}

uint8_t
moment_fat_hundredths(const struct moment *m)
{
	return (uint8_t)((moment_civil(m).second & 1) * 100 + (int)(m->nanoseconds / 10000000));
}

uint64_t
moment_ntfs(const struct moment *m)
{
	return (uint64_t)(m->seconds + NTFS_EPOCH_GAP) * 10000000 + m->nanoseconds / 100;
}

void
moment_text(const struct moment *m, char out[CLOCK_TEXT_MAX])
{
	clock_format(out, m->seconds, m->nanoseconds, "Z");
}

void
moment_fat_text(const struct moment *m, uint64_t step, char out[CLOCK_TEXT_MAX])
{
	uint64_t local = (uint64_t)(m->seconds + m->zone * 60);
	uint64_t ns = m->nanoseconds;

	if (step >= 1000000000) {
		local -= local % (step / 1000000000);
		ns = 0;
	} else {
		ns -= ns % step;
	}
	clock_format(out, (int64_t)local, (uint32_t)ns, "");
}
