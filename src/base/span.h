/* SPDX-License-Identifier: Apache-2.0 */
/* A borrowed run of bytes; it does not end in NUL and is never freed through this struct. */
#ifndef WINNOW_BASE_SPAN_H
#define WINNOW_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *p; /* NULL: absent */
	size_t n;
};

static inline struct span
span_of(const char *s)
{
	return (struct span){s, s ? strlen(s) : 0};
}

/* The line that *rest begins with, without its end; *rest is what follows. */
static inline struct span
span_next_line(struct span *rest)
{
	const char *end = rest->n ? (const char *)memchr(rest->p, '\n', rest->n) : NULL;
	struct span line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
	size_t n = line.n + (end != NULL);

	rest->p += n;
	rest->n -= n;
	return line;
}

static inline bool
span_equal(struct span a, const char *s)
{
	return a.p && strlen(s) == a.n && memcmp(a.p, s, a.n) == 0;
}

#endif
