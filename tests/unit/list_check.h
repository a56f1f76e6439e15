/* SPDX-License-Identifier: Apache-2.0 */
/* Feeding text to the list readers and keeping what they hand on. */
#ifndef WINNOW_LIST_CHECK_H
#define WINNOW_LIST_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "hashset/list.h"

#ifndef LIST_FORMAT
#define LIST_FORMAT NULL /* told by content */
#endif

/* What a list gave: a line a row, "md5 sha1 sha256 size category kind comment", - where absent. */
struct list_got {
	struct buffer rows;
	struct list_counts counts;
	char format[64];
	struct error error;
	struct list_header header;
	int status; /* of open or import */
};

static inline void
list_got_text(struct buffer *out, struct span s)
{
	buffer_add_byte(out, ' ');
	if (s.p)
		buffer_add(out, s.p, s.n);
	else
		buffer_add_byte(out, '-');
}

static inline int
list_got_row(void *ctx, const struct list_row *row, struct error *e)
{
	struct list_got *got = ctx;
	(void)e;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (kind > 0)
			buffer_add_byte(&got->rows, ' ');
		if (row->digests & 1U << kind)
			text_hex(&got->rows, row->digest[kind],
				 digest_size((enum digest_kind)kind));
		else
			buffer_add_byte(&got->rows, '-');
	}
	if (row->size != UINT64_MAX)
		buffer_add_format(&got->rows, " %llu", (unsigned long long)row->size);
	else
		buffer_add_text(&got->rows, " -");
	list_got_text(&got->rows, row->category);
	list_got_text(&got->rows, row->kind);
	list_got_text(&got->rows, row->comment);
	buffer_add_byte(&got->rows, '\n');
	return LIST_REJECTS;
}

static inline int
list_got_header(void *ctx, const struct list_header *header, struct error *e)
{
	(void)e;
	((struct list_got *)ctx)->header = *header;
	return 0;
}

static inline void
list_read_bytes(struct list_got *got, const void *p, size_t n)
{
	struct list *l = NULL;
	struct list_sink sink = {list_got_row, list_got_header, got};
	int fd = memfd_create("list", 0);
	ssize_t written = pwrite(fd, p, n, 0);
	memset(got, 0, sizeof *got);
	if (written < 0 || (size_t)written != n)
		abort();
	got->status = list_open(&l, fd, "list", LIST_FORMAT, &got->error);
	if (got->status == 0) {
		snprintf(got->format, sizeof got->format, "%s", list_format_name(l));
		got->status = list_import(l, &sink, &got->error);
		got->counts = *list_counts(l);
	}
	list_close(&l);
	close(fd);
	buffer_text(&got->rows);
}

#endif
