/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/lvm_text.h"

#include <ctype.h>
#include <string.h>

static void
advance(struct span *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

static void
skip_blanks(struct span *s)
{
	while (s->n) {
		if (*s->p == '#') {
			const char *end = memchr(s->p, '\n', s->n);

			advance(s, end ? (size_t)(end - s->p) : s->n);
		} else if (isspace((unsigned char)*s->p)) {
			advance(s, 1);
		} else {
			return;
		}
	}
}

static bool
is_name(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_-.+", c));
}

static struct span
take_name(struct span *s)
{
	struct span name = {s->p, 0};

	while (name.n < s->n && is_name(name.p[name.n]))
		name.n++;
	advance(s, name.n);
	return name;
}

/* A string, a list or a number; empty when there is none. */
static struct span
take_value(struct span *s)
{
	struct span value = {s->p, 0};
	const char *end;

	if (s->n && (*s->p == '"' || *s->p == '[')) {
		end = memchr(s->p + 1, *s->p == '"' ? '"' : ']', s->n - 1);
		value.n = end ? (size_t)(end + 1 - s->p) : 0;
		advance(s, value.n);
		return value;
	}
	return take_name(s);
}

bool
lvm_text_read(struct span text, lvm_value *tell, void *ctx)
{
	struct lvm_place place = {.depth = 0};
	struct span name, value;

	for (skip_blanks(&text); text.n && *text.p; skip_blanks(&text)) {
		if (*text.p == '}') {
			if (place.depth == 0)
				return false;
			place.depth--;
			advance(&text, 1);
			continue;
		}
		name = take_name(&text);
		skip_blanks(&text);
		if (name.n == 0 || text.n == 0)
			return false;
		if (*text.p == '{') {
			if (place.depth == LVM_DEPTH_MAX)
				return false;
			place.section[place.depth++] = name;
			advance(&text, 1);
			continue;
		}
		if (*text.p != '=')
			return false;
		advance(&text, 1);
		skip_blanks(&text);
		value = take_value(&text);
		if (value.n == 0)
			return false;
		tell(ctx, &place, name, value);
	}
	return place.depth == 0;
}
