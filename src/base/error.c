/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
error_set(struct error *e, enum error_kind kind, const char *format, ...)
{
	if (e->kind != ERROR_NONE)
		return -1;
	e->kind = kind;
	va_list args;
	va_start(args, format);
	vsnprintf(e->text, sizeof e->text, format, args);
	va_end(args);
	return -1;
}

int
error_system(struct error *e, const char *format, ...)
{
	int cause = errno;
	if (e->kind != ERROR_NONE)
		return -1;
	e->kind = ERROR_SYSTEM;
	va_list args;
	va_start(args, format);
	vsnprintf(e->text, sizeof e->text, format, args);
	va_end(args);

	size_t n = strlen(e->text);
	snprintf(e->text + n, sizeof e->text - n, ": %s", strerror(cause));
	return -1;
}

int
error_prefix(struct error *e, const char *format, ...)
{
	char context[ERROR_TEXT_MAX], joined[2 * ERROR_TEXT_MAX + 2];
	va_list args;
	va_start(args, format);
	vsnprintf(context, sizeof context, format, args);
	va_end(args);

	snprintf(joined, sizeof joined, "%s: %s", context, e->text);
	memcpy(e->text, joined, sizeof e->text - 1);
	e->text[sizeof e->text - 1] = '\0';
	return -1;
}

void
error_clear(struct error *e)
{
	e->kind = ERROR_NONE;
	e->text[0] = '\0';
}
