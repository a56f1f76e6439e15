/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thumbs.db of Windows 95 to XP and of shared folders since: a stream a picture, and in "Catalog"
 * the names of the files that they were made of. Since Vista the stream's name tells a hash
 * instead.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf16.h"
#include "inside/ole_parts.h"

#define CATALOG_MAX ((uint64_t)16 << 20)

static bool
named(const struct ole_entry *x, const char *name)
{
	size_t n = strlen(name);

	if (x->name_n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (x->name[2 * i] != (unsigned char)name[i] || x->name[2 * i + 1] != 0)
			return false;
	return true;
}

static void
read_stream(const struct ole *o, const struct ole_entry *x, struct buffer *out)
{
	struct member m = {.nextents = 0};

	ole_stream(o, x, 0, &m);
	for (size_t i = 0; i < m.nextents && m.size <= CATALOG_MAX; i++) {
		size_t n = (size_t)m.extents[i].size;

		out->n += bytes_read(o->bytes, m.extents[i].offset, buffer_reserve(out, n), n);
	}
	member_release(&m);
}

void
ole_read_catalog(struct ole *o)
{
	for (uint32_t i = 0; i < o->nentries && o->catalog.n == 0; i++)
		if (o->entries[i].type == OLE_STREAM && named(&o->entries[i], "Catalog"))
			read_stream(o, &o->entries[i], &o->catalog);
}

/* The stream of picture 123 is called "321". -1: no number. */
static int64_t
number_of(const struct ole_entry *x)
{
	int64_t v = 0;

	if (x->name_n == 0 || x->name_n > 18)
		return -1;
	for (size_t i = x->name_n; i >= 2; i -= 2) {
		unsigned char c = x->name[i - 2];

		if (c < '0' || c > '9' || x->name[i - 1])
			return -1;
		v = v * 10 + (c - '0');
	}
	return v;
}

/* Entries: size, number, FILETIME, name in UTF-16 with two zeros behind. */
static void
take_name(const struct ole *o, int64_t number, struct member *m)
{
	const unsigned char *p = (const unsigned char *)o->catalog.data;
	size_t n = o->catalog.n, at = n >= 2 ? le16(p) : 0;

	for (; at >= 4 && at + 20 <= n;) {
		size_t size = le32(p + at);

		if (size < 20 || size > n - at)
			return;
		if (le32(p + at + 4) == (uint32_t)number) {
			size_t name_n = 0;

			while (at + 16 + name_n + 2 <= at + size && le16(p + at + 16 + name_n) != 0)
				name_n += 2;
			utf16_add(&m->original_path, p + at + 16, name_n);
			member_set_filetime(m, MEMBER_MTIME, le64(p + at + 8));
			return;
		}
		at += size;
	}
}

void
ole_name_picture(const struct ole *o, const struct ole_entry *x, struct member *m)
{
	unsigned char p[64] = {0};
	size_t n = m->nextents
			   ? bytes_read(o->bytes, m->extents[0].offset, p,
					m->extents[0].size < 64 ? (size_t)m->extents[0].size : 64)
			   : 0;
	uint32_t header = le32(p);
	int64_t number = number_of(x);
	struct member stripped;

	if (number >= 0 && o->catalog.n)
		take_name(o, number, m);
	if (n < 24 || (header != 12 && header != 16 && header != 24) || m->size <= header + 4 ||
	    (uint64_t)header + le32(p + 8) > m->size)
		return;
	if (memcmp(p + header, "\xff\xd8\xff", 3) != 0 && memcmp(p + header, "\x89PNG", 4) != 0)
		return;
	/* The picture itself, without the cache's own header. */
	stripped = *m;
	stripped.extents = NULL;
	stripped.nextents = stripped.extents_cap = 0;
	ole_stream(o, x, header, &stripped);
	free(m->extents);
	*m = stripped;
}
