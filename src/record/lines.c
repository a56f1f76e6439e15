/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "record/stream.h"

#define READ_SIZE ((size_t)512 << 10)

struct line_reader {
	int fd;
	char *name;
	char *data; /* cap bytes */
	size_t cap;
	size_t start;	/* of the line to hand out next */
	size_t end;	/* of what was read */
	size_t scanned; /* no newline in [start, scanned) */
	bool at_end;	/* the descriptor has no more */
	uint64_t lines;
};

struct line_reader *
line_reader_new(int fd, const char *name)
{
	struct line_reader *r = memory_zero(1, sizeof *r);
	r->fd = fd;
	r->name = memory_string(name);
	r->cap = READ_SIZE;
	r->data = memory_new(r->cap);
	return r;
}

void
line_reader_free(struct line_reader **r)
{
	if (!*r)
		return;
	free((*r)->data);
	free((*r)->name);
	free(*r);
	*r = NULL;
}

/* The newline that ends the next line; NULL: not read yet. */
static const char *
find_newline(struct line_reader *r)
{
	const char *newline = memchr(r->data + r->scanned, '\n', r->end - r->scanned);
	r->scanned = newline ? (size_t)(newline - r->data) : r->end;
	return newline;
}

/* Makes room behind what was read: what was handed out goes, then the buffer doubles. */
static void
make_room(struct line_reader *r)
{
	if (r->start > 0) {
		memmove(r->data, r->data + r->start, r->end - r->start);
		r->end -= r->start;
		r->scanned -= r->start;
		r->start = 0;
	}
	if (r->end > r->cap / 2) {
		r->cap *= 2;
		r->data = memory_resize(r->data, r->cap);
	}
}

/* 1: something was read; 0: the end; -1. */
static int
read_more(struct line_reader *r, struct error *e)
{
	make_room(r);
	for (;;) {
		ssize_t n = read(r->fd, r->data + r->end, r->cap - r->end);
		if (n > 0) {
			r->end += (size_t)n;
			return 1;
		}
		if (n == 0) {
			r->at_end = true;
			return 0;
		}
		struct pollfd wait = {.fd = r->fd, .events = POLLIN};
		if (errno == EAGAIN)
			poll(&wait, 1, -1);
		else if (errno != EINTR)
			return error_system(e, "%s could not be read after line %llu", r->name,
					    (unsigned long long)r->lines);
	}
}

static int
too_long(const struct line_reader *r, struct error *e)
{
	return error_set(e, ERROR_INPUT,
			 "%s: line %llu is longer than %zu MiB, the most that a record may have; "
			 "is this a winnow-1 stream?",
			 r->name, (unsigned long long)r->lines + 1, RECORD_LINE_MAX >> 20);
}

static void
hand_out(struct line_reader *r, struct span *line, size_t n, bool newline)
{
	*line = (struct span){r->data + r->start, n};
	r->start += n + newline;
	r->scanned = r->start;
	r->lines++;
}

int
line_reader_next(struct line_reader *r, struct span *line, bool *complete, struct error *e)
{
	const char *newline;
	int more = 1;
	while (!(newline = find_newline(r)) && more > 0) {
		if (r->end - r->start >= RECORD_LINE_MAX)
			return too_long(r, e);
		more = r->at_end ? 0 : read_more(r, e);
		if (more < 0)
			return -1;
	}
	size_t n = r->scanned - r->start;
	if (n >= RECORD_LINE_MAX)
		return too_long(r, e);
	*complete = newline != NULL;
	if (!newline && n == 0)
		return 0;
	hand_out(r, line, n, newline != NULL);
	return 1;
}

int
line_reader_ahead(struct line_reader *r, struct span *ahead, struct error *e)
{
	int more = r->at_end ? 0 : r->end - r->start >= RECORD_LINE_MAX ? 0 : read_more(r, e);

	*ahead = (struct span){r->data + r->start, r->end - r->start};
	return more;
}

uint64_t
line_reader_count(const struct line_reader *r)
{
	return r->lines;
}

bool
line_reader_ready(const struct line_reader *r)
{
	return memchr(r->data + r->scanned, '\n', r->end - r->scanned) != NULL;
}
