/* SPDX-License-Identifier: Apache-2.0 */
#include "media/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
verdict_begin(struct media_walk *w)
{
	memset(w, 0, sizeof *w);
}

static void __attribute__((format(printf, 3, 0)))
say(struct media_walk *w, size_t at, const char *format, va_list args)
{
	vsnprintf(w->why + at, sizeof w->why - at, format, args);
}

void
verdict_whole(struct media_walk *w, uint64_t length, double confidence, const char *why, ...)
{
	va_list args;

	w->state = MEDIA_WHOLE;
	w->length = length;
	w->broke = 0;
	w->confidence = confidence;
	va_start(args, why);
	say(w, 0, why, args);
	va_end(args);
}

static void
break_off(struct media_walk *w, enum media_state state, uint64_t at, double confidence)
{
	w->state = w->mime ? state : MEDIA_NOT;
	w->length = at;
	w->broke = at;
	w->confidence = w->mime ? confidence : 0;
}

void
verdict_truncated(struct media_walk *w, uint64_t at, double confidence, const char *why, ...)
{
	va_list args;

	break_off(w, MEDIA_TRUNCATED, at, confidence);
	va_start(args, why);
	say(w, 0, why, args);
	va_end(args);
}

void
verdict_damaged(struct media_walk *w, uint64_t at, double confidence, const char *why, ...)
{
	va_list args;

	break_off(w, MEDIA_DAMAGED, at, confidence);
	va_start(args, why);
	say(w, 0, why, args);
	va_end(args);
}

void
verdict_add(struct media_walk *w, const char *more, ...)
{
	size_t n = strlen(w->why);
	va_list args;

	if (n + 3 >= sizeof w->why)
		return;
	memcpy(w->why + n, "; ", 3);
	va_start(args, more);
	say(w, n + 2, more, args);
	va_end(args);
}
