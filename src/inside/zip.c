/* SPDX-License-Identifier: Apache-2.0 */
#include "inside/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct zip {
	struct holder holder; /* first */
	struct bytes *bytes;
	struct zip_directory directory;
	uint64_t at; /* of the next head: in the directory, or without one of the next local head */
	uint64_t gone_through; /* unpacked on the way to find where members end */
	struct zip_data data;
};

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	struct zip_directory d;
	struct zip_entry x;

	if (n >= 4 && (memcmp(p, "PK\3\4", 4) == 0 || memcmp(p, "PK\5\6", 4) == 0))
		return true;
	if (n >= 8 && memcmp(p, "PK\7\10PK\3\4", 8) == 0)
		return true;
	/* What unpacks itself has a program before it. */
	if (n < 64 || memcmp(p, "MZ", 2) != 0)
		return false;
	zip_find_directory(b, &d);
	return d.found && d.at < d.end && zip_read_central(b, d.at, &x, NULL);
}

static int
open_zip(struct holder **out, struct bytes *b, struct error *e)
{
	struct zip *z = memory_zero(1, sizeof *z);

	(void)e;
	*out = &z->holder;
	z->bytes = b;
	zip_find_directory(b, &z->directory);
	z->at = z->directory.found ? z->directory.at : 0;
	if (!z->directory.found)
		snprintf(z->holder.note, sizeof z->holder.note,
			 "the ZIP's directory is lost: its members are told by their own heads");
	return 0;
}

static void
close_zip(struct holder *h)
{
	struct zip *z = (struct zip *)h;

	zip_data_end(&z->data);
	free(z);
}

/* ---- A member's data ---- */

/* Nothing of the members lies behind it. */
static uint64_t
data_limit(const struct zip *z, const struct zip_entry *local)
{
	return z->directory.found && local->data <= z->directory.at ? z->directory.at
								    : z->bytes->size;
}

/* x: what the directory (or the local head, where there is none) says; local: the local head. */
static void
take_data(struct zip *z, struct member *m, const struct zip_entry *x, const struct zip_entry *local)
{
	uint64_t rest = data_limit(z, local) - local->data;

	m->key = local->local;
	m->size = x->size;
	m->sized = x->sizes_known;
	m->data = MEMBER_PACKED;
	if (x->flags & ZIP_FLAG_ENCRYPTED || x->method == ZIP_AES) {
		member_unread(m, false, "encrypted: its content is not examined");
	} else if (x->sizes_known && x->method == ZIP_STORED) {
		m->data = MEMBER_PLAIN;
		m->size = x->packed < rest ? x->packed : rest;
		if (x->packed > rest)
			member_note(m, true, "cut off: %llu of %llu bytes are there",
				    (unsigned long long)rest, (unsigned long long)x->packed);
		member_add_extent(m, local->data, m->size);
	}
}

/* ---- By the directory ---- */

static bool
is_folder_or_link(const struct zip_entry *x, const struct member *m)
{
	const unsigned unix_system = 3, macos = 19;
	unsigned mode = x->attributes >> 16 & 0170000;

	if (x->made_by == unix_system || x->made_by == macos)
		if (mode == 0120000 || (mode == 0040000 && x->size == 0))
			return true;
	return m->name.n && m->name.data[m->name.n - 1] == '/' && x->size == 0;
}

static int
next_by_directory(struct zip *z, struct member *m, struct error *e)
{
	struct zip_entry x, local;

	for (;;) {
		member_clear(m);
		if (z->at >= z->directory.end)
			return 0;
		if (!zip_read_central(z->bytes, z->at, &x, m))
			return error_set(e, ERROR_INPUT,
					 "the ZIP's directory breaks at byte %llu: what stands "
					 "behind is not listed",
					 (unsigned long long)z->at);
		z->at = x.end;
		if (!is_folder_or_link(&x, m))
			break;
	}
	if (__builtin_add_overflow(x.local, z->directory.shift, &x.local) ||
	    !zip_read_local(z->bytes, x.local, &local, NULL)) {
		m->size = x.size;
		m->sized = true;
		member_unread(m, true,
			      "the ZIP's directory names it, but it is not where that says");
		return 1;
	}
	take_data(z, m, &x, &local);
	return 1;
}

/* ---- Without a directory: a ZIP whose end is lost ---- */

/* The next local head from `at` on; bytes->size: none. */
static uint64_t
next_local(struct zip *z, uint64_t at)
{
	const unsigned char *p;
	size_t n;

	while ((p = bytes_view(z->bytes, at, BYTES_WINDOW, &n)) != NULL && n >= 4) {
		const unsigned char *hit = memmem(p, n, "PK\3\4", 4);

		if (hit)
			return at + (uint64_t)(hit - p);
		at += n - 3;
	}
	return z->bytes->size;
}

/* Where deflated data of unknown length ends, and what it unpacks to. */
static bool
measure(struct zip *z, const struct zip_entry *local, struct member *m)
{
	unsigned char *buf = memory_new((size_t)1 << 16);
	struct error e = {0};
	size_t got = 1;
	int r = zip_data_start(&z->data, z->bytes, local, z->bytes->size, &e);

	m->size = 0;
	while (r == 0 && got) {
		r = zip_data_read(&z->data, buf, (size_t)1 << 16, &got, &e);
		m->size += got;
	}
	z->gone_through += m->size;
	free(buf);
	m->sized = true;
	if (r)
		member_note(m, true, "%.180s", e.text);
	return r == 0;
}

/* Stored data of unknown length ends before a descriptor that gives the length. */
static void
measure_stored(struct zip *z, const struct zip_entry *local, struct member *m)
{
	const unsigned char *p;
	uint64_t at = local->data;
	size_t n;

	while ((p = bytes_view(z->bytes, at, BYTES_WINDOW, &n)) != NULL && n >= 16) {
		for (size_t i = 0; i + 16 <= n; i++)
			if (p[i] == 'P' && memcmp(p + i, "PK\7\10", 4) == 0 &&
			    le32(p + i + 8) == (uint32_t)(at + i - local->data)) {
				m->size = at + i - local->data;
				m->sized = true;
				m->data = MEMBER_PLAIN;
				m->nextents = 0;
				member_add_extent(m, local->data, m->size);
				return;
			}
		at += n - 15;
	}
	member_unread(m, true, "cut off before its length is told");
}

static int
next_by_locals(struct zip *z, struct member *m)
{
	struct zip_entry x;

	for (;;) {
		member_clear(m);
		z->at = next_local(z, z->at);
		if (z->at >= z->bytes->size)
			return 0;
		if (!zip_read_local(z->bytes, z->at, &x, m) || m->name.n == 0) {
			z->at++;
			continue;
		}
		z->at = x.data;
		take_data(z, m, &x, &x);
		if (m->data != MEMBER_UNREAD && !x.sizes_known) {
			if (x.method == ZIP_STORED)
				measure_stored(z, &x, m);
			else if (x.method == ZIP_DEFLATED && measure(z, &x, m))
				z->at = z->data.at;
		} else if (x.sizes_known && x.packed <= z->bytes->size - x.data) {
			z->at = x.data + x.packed;
		}
		if (!(m->name.n && m->name.data[m->name.n - 1] == '/' && m->size == 0))
			return 1;
	}
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct zip *z = (struct zip *)h;

	return z->directory.found ? next_by_directory(z, m, e) : next_by_locals(z, m);
}

/* ---- Again ---- */

static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct zip *z = (struct zip *)h;
	struct zip_entry x;

	if (!zip_read_local(z->bytes, key, &x, NULL))
		return error_set(e, ERROR_INPUT, "no member of the ZIP begins at %llu",
				 (unsigned long long)key);
	return zip_data_start(&z->data, z->bytes, &x, data_limit(z, &x), e);
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	return zip_data_read(&((struct zip *)h)->data, buf, n, got, e);
}

static uint64_t
unpacked(const struct holder *h)
{
	return ((const struct zip *)h)->gone_through;
}

const struct holder_kind holder_zip = {
	.name = "zip",
	.archive = true,
	.head = head,
	.open = open_zip,
	.next = next,
	.find = find,
	.read = read_on,
	.unpacked = unpacked,
	.close = close_zip,
};
