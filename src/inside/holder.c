/* SPDX-License-Identifier: Apache-2.0 */
#include "inside/holder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- Members ---- */

void
member_clear(struct member *m)
{
	buffer_clear(&m->name);
	buffer_clear(&m->display);
	m->guessed = false;
	buffer_clear(&m->original_path);
	m->data = MEMBER_UNREAD;
	m->size = m->key = 0;
	m->sized = false;
	m->nextents = 0;
	memset(m->times, 0, sizeof m->times);
	m->note[0] = '\0';
	m->note_is_error = false;
}

void
member_release(struct member *m)
{
	buffer_release(&m->name);
	buffer_release(&m->display);
	buffer_release(&m->original_path);
	free(m->extents);
	*m = (struct member){.nextents = 0};
}

void
member_add_extent(struct member *m, uint64_t offset, uint64_t size)
{
	struct member_extent *last = m->nextents ? &m->extents[m->nextents - 1] : NULL;

	if (size == 0)
		return;
	if (last && last->offset + last->size == offset) {
		last->size += size;
		return;
	}
	if (m->nextents == m->extents_cap) {
		m->extents_cap = m->extents_cap ? 2 * m->extents_cap : 4;
		m->extents = memory_resize_array(m->extents, m->extents_cap, sizeof *m->extents);
	}
	m->extents[m->nextents++] = (struct member_extent){offset, size};
}

void
member_set_time(struct member *m, enum member_time which, int64_t seconds, uint32_t nanoseconds,
		bool local)
{
	m->times[which].set = true;
	m->times[which].local = local;
	m->times[which].seconds = seconds;
	m->times[which].nanoseconds = nanoseconds < 1000000000 ? nanoseconds : 0;
}

void
member_set_filetime(struct member *m, enum member_time which, uint64_t filetime)
{
	const uint64_t second = 10000000;

	if (filetime == 0 || filetime >> 63)
		return;
	member_set_time(m, which, (int64_t)(filetime / second) - 11644473600,
			(uint32_t)(filetime % second) * 100, false);
}

void
member_note(struct member *m, bool error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(m->note, sizeof m->note, format, args);
	va_end(args);
	m->note_is_error = error;
}

void
member_unread(struct member *m, bool error, const char *why)
{
	m->data = MEMBER_UNREAD;
	m->nextents = 0;
	member_note(m, error, "%s", why);
}

/* ---- Holders ---- */

int
holder_open(struct holder **out, const struct holder_kind *kind, struct bytes *b, struct error *e)
{
	*out = NULL;
	if (kind->open(out, b, e)) {
		if (*out)
			kind->close(*out);
		*out = NULL;
		return -1;
	}
	(*out)->kind = kind;
	(*out)->bytes = b;
	return 0;
}

int
holder_next(struct holder *h, struct member *m, struct error *e)
{
	member_clear(m);
	h->generation++;
	return h->kind->next(h, m, e);
}

const char *
holder_format(struct holder *h)
{
	return h->kind->format ? h->kind->format(h) : h->kind->name;
}

int
holder_find(struct holder *h, uint64_t key, struct error *e)
{
	h->generation++;
	if (!h->kind->find)
		return error_set(e, ERROR_INPUT, "%s holds nothing that has to be unpacked",
				 h->kind->name);
	return h->kind->find(h, key, e);
}

int
holder_read(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	*got = 0;
	while (*got < n) {
		size_t part = 0;

		if (h->kind->read(h, buf + *got, n - *got, &part, e))
			return -1;
		if (part == 0)
			return 0;
		*got += part;
	}
	return 0;
}

void
holder_close(struct holder **h)
{
	if (*h)
		(*h)->kind->close(*h);
	*h = NULL;
}
