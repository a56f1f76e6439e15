/* SPDX-License-Identifier: Apache-2.0 */
#include "inside/spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define STEP	    ((size_t)256 << 10) /* unpacked at a time */
#define REWINDS_MAX 64			/* behind the cap */

struct spool {
	struct bytes bytes; /* first: view() gets this */
	struct holder *holder;
	uint64_t key, generation; /* the holder's, when it was last ours */
	uint64_t at;		  /* of the member: where read() goes on */
	bool begun;
	unsigned rewinds;
	unsigned char *head; /* the first head_n bytes of the member; at most SPOOL_CAP */
	size_t head_n, head_cap;
	unsigned char *window; /* behind the cap: window_n bytes from window_at on */
	uint64_t window_at;
	size_t window_n;
	uint64_t lost_from; /* from here on nothing can be unpacked */
	uint64_t counted;
	struct error error;
};

/* ---- Reading on ---- */

static void
lose(struct spool *s, uint64_t from)
{
	if (from < s->lost_from)
		s->lost_from = from;
}

/* Unpacks from the start on again. */
static int
begin(struct spool *s)
{
	s->begun = true;
	s->at = 0;
	if (holder_find(s->holder, s->key, &s->error))
		return -1;
	s->generation = s->holder->generation;
	return 0;
}

static size_t
unpack(struct spool *s, unsigned char *buf, size_t n)
{
	size_t got = 0;

	if (n > s->bytes.size - s->at)
		n = (size_t)(s->bytes.size - s->at);
	if (s->at >= s->lost_from)
		return 0;
	if (holder_read(s->holder, buf, n, &got, &s->error) && s->error.kind == ERROR_NONE)
		error_set(&s->error, ERROR_INPUT, "it cannot be unpacked");
	s->at += got;
	if (got < n)
		lose(s, s->at);
	return got;
}

/* Goes to where the bytes kept end, or to `to` behind the cap. */
static int
move_to(struct spool *s, uint64_t to)
{
	unsigned char *skipped;
	bool ours = s->begun && s->generation == s->holder->generation;

	if (ours && s->at == to)
		return 0;
	if (!ours || s->at > to) {
		if (s->begun && to > SPOOL_CAP && ++s->rewinds > REWINDS_MAX) {
			error_set(&s->error, ERROR_INPUT,
				  "too large to go back in: it is unpacked no more than %d times",
				  REWINDS_MAX);
			return -1;
		}
		if (begin(s))
			return -1;
	}
	skipped = memory_new(STEP);
	while (s->at < to && unpack(s, skipped, to - s->at < STEP ? (size_t)(to - s->at) : STEP))
		;
	free(skipped);
	return s->at == to ? 0 : -1;
}

static void
grow(struct spool *s, size_t n)
{
	size_t cap = s->head_cap ? s->head_cap : 4096;

	while (cap < n)
		cap *= 2;
	if (cap > s->bytes.size)
		cap = (size_t)s->bytes.size;
	if (cap > s->head_cap) {
		s->head = memory_resize(s->head, cap);
		s->head_cap = cap;
	}
}

/* So that the first `upto` bytes (of those that can be had) are kept. */
static void
keep_head(struct spool *s, uint64_t upto)
{
	if (upto > s->lost_from)
		upto = s->lost_from;
	if (upto <= s->head_n)
		return;
	if (move_to(s, s->head_n)) {
		lose(s, s->head_n);
		return;
	}
	while (s->head_n < upto && s->at < s->lost_from) {
		size_t n = s->head_n < STEP / 4 ? STEP / 4 : STEP;

		if (n > SPOOL_CAP - s->head_n)
			n = (size_t)(SPOOL_CAP - s->head_n);
		if (n > s->bytes.size - s->head_n)
			n = (size_t)(s->bytes.size - s->head_n);
		if (n > upto - s->head_n && s->head_n == 0 && upto >= 4096)
			n = (size_t)upto;
		grow(s, s->head_n + n);
		s->head_n += unpack(s, s->head + s->head_n, n);
	}
}

/* So that the window holds [offset, offset + n), as far as that can be had. */
static void
keep_window(struct spool *s, uint64_t offset, size_t n)
{
	size_t keep;

	if (!s->window)
		s->window = memory_new(STEP + BYTES_WINDOW);
	if (offset >= s->window_at && offset + n <= s->window_at + s->window_n)
		return;
	/* The rest of the window that is still asked for is kept. */
	keep = offset >= s->window_at && offset < s->window_at + s->window_n
		       ? (size_t)(s->window_at + s->window_n - offset)
		       : 0;
	if (keep)
		memmove(s->window, s->window + (offset - s->window_at), keep);
	s->window_at = offset;
	s->window_n = keep;
	if (move_to(s, offset + keep)) {
		if (s->error.kind != ERROR_NONE)
			lose(s, offset + keep);
		return;
	}
	s->window_n += unpack(s, s->window + keep, STEP + BYTES_WINDOW - keep);
}

/* ---- Views ---- */

static void
count_lost(struct spool *s, uint64_t offset, size_t n)
{
	uint64_t end = offset + n, from = offset < s->counted ? s->counted : offset;

	if (end <= from)
		return;
	s->bytes.unreadable += end - from;
	s->counted = end;
}

static const unsigned char *
zeros(struct spool *s, uint64_t offset, size_t least, const unsigned char *there, size_t n)
{
	if (!s->window)
		s->window = memory_new(STEP + BYTES_WINDOW);
	memmove(s->window, there ? there : s->window, n);
	memset(s->window + n, 0, least - n);
	s->window_n = 0;
	count_lost(s, offset + n, least - n);
	return s->window;
}

/* What of [offset, …) is kept now. */
static const unsigned char *
kept(const struct spool *s, uint64_t offset, size_t *n)
{
	if (offset < s->head_n) {
		*n = s->head_n - (size_t)offset;
		return s->head + offset;
	}
	if (s->window_n && offset >= s->window_at && offset < s->window_at + s->window_n) {
		*n = (size_t)(s->window_at + s->window_n - offset);
		return s->window + (offset - s->window_at);
	}
	*n = 0;
	return NULL;
}

/* A view over the cap, from the head into the window. */
static const unsigned char *
across(struct spool *s, uint64_t offset, size_t least)
{
	size_t in_head = (size_t)(SPOOL_CAP - offset), n;
	unsigned char *copy = memory_new(least);
	const unsigned char *p;

	memcpy(copy, s->head + offset, in_head);
	keep_window(s, SPOOL_CAP, least - in_head);
	p = kept(s, SPOOL_CAP, &n);
	if (n > least - in_head)
		n = least - in_head;
	if (p)
		memcpy(copy + in_head, p, n);
	p = zeros(s, offset, least, copy, in_head + n);
	free(copy);
	return p;
}

static const unsigned char *
view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct spool *s = (struct spool *)self;
	size_t least = want < BYTES_WINDOW ? want : BYTES_WINDOW;
	const unsigned char *p;

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	if (least > self->size - offset)
		least = (size_t)(self->size - offset);
	if (offset < SPOOL_CAP)
		keep_head(s, offset + least < SPOOL_CAP ? offset + least : SPOOL_CAP);
	else
		keep_window(s, offset, least);
	p = kept(s, offset, got);
	if (*got >= least) {
		*got = *got < want ? *got : want;
		return p;
	}
	p = offset < SPOOL_CAP && s->head_n == SPOOL_CAP ? across(s, offset, least)
							 : zeros(s, offset, least, p, *got);
	*got = least;
	return p;
}

/* ---- Making ---- */

struct spool *
spool_new(struct holder *h, uint64_t key, uint64_t size)
{
	struct spool *s = memory_zero(1, sizeof *s);

	s->bytes.size = size;
	s->bytes.view = view;
	s->holder = h;
	s->key = key;
	s->lost_from = UINT64_MAX;
	return s;
}

struct spool *
spool_measure(struct holder *h, uint64_t key, uint64_t limit, bool *cut)
{
	struct spool *s = spool_new(h, key, limit);
	unsigned char *skipped;

	*cut = false;
	keep_head(s, limit < SPOOL_CAP ? limit : SPOOL_CAP);
	if (s->lost_from == UINT64_MAX && limit > SPOOL_CAP && move_to(s, SPOOL_CAP) == 0) {
		skipped = memory_new(STEP);
		while (unpack(s, skipped, STEP))
			;
		free(skipped);
	}
	if (s->lost_from == UINT64_MAX)
		*cut = true;
	else
		s->bytes.size = s->lost_from;
	return s;
}

struct bytes *
spool_bytes(struct spool *s)
{
	return &s->bytes;
}

const char *
spool_failure(const struct spool *s)
{
	return s->error.text;
}

void
spool_free(struct spool **s)
{
	if (!*s)
		return;
	free((*s)->head);
	free((*s)->window);
	free(*s);
	*s = NULL;
}
