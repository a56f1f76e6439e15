/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thumbcache_*.db of Windows Vista to 11: pictures of Explorer one behind the other (libwtcdb's
 * description of the format). An entry is "CMMM", its size, a hash of the file, then lengths of its
 * name, padding and data; versions differ in what stands between, so that is found by what fits.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf16.h"
#include "inside/kinds.h"

#define VERSION_VISTA 20u
#define ENTRY_LEAST   48u

struct cache {
	struct holder holder; /* first */
	struct bytes *bytes;
	uint32_t version;
	uint64_t at;
};

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	return n >= 32 && b->size >= 64 && memcmp(p, "CMMM", 4) == 0 && le32(p + 4) >= 20 &&
	       le32(p + 4) < 64;
}

static int
open_cache(struct holder **out, struct bytes *b, struct error *e)
{
	struct cache *c = memory_zero(1, sizeof *c);
	unsigned char header[24] = {0};

	(void)e;
	*out = &c->holder;
	c->bytes = b;
	bytes_read(b, 0, header, sizeof header);
	c->version = le32(header + 4);
	c->at = 24;
	return 0;
}

static void
close_cache(struct holder *h)
{
	free(h);
}

/* The next "CMMM" from c->at on; false: none. */
static bool
find_entry(struct cache *c)
{
	const unsigned char *p;
	size_t n;

	while ((p = bytes_view(c->bytes, c->at, BYTES_WINDOW, &n)) != NULL && n >= ENTRY_LEAST) {
		const unsigned char *hit = memmem(p, n, "CMMM", 4);

		if (hit) {
			c->at += (uint64_t)(hit - p);
			return c->bytes->size - c->at >= ENTRY_LEAST;
		}
		c->at += n - 3;
	}
	return false;
}

/* Names are hexadecimal numbers, paths or identifiers: no control characters in them. */
static bool
is_name(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i + 2 <= n; i += 2)
		if (le16(p + i) < 0x20 || le16(p + i) >= 0xfffe)
			return false;
	return n > 0 && n % 2 == 0;
}

/* Tries an entry whose lengths stand at `lengths` and whose name begins at `name`. */
static bool
take(struct cache *c, struct member *m, size_t lengths, size_t name)
{
	unsigned char head_bytes[64];
	const unsigned char *p;
	uint64_t size, data;
	size_t name_n;

	if (bytes_read(c->bytes, c->at, head_bytes, sizeof head_bytes) < name)
		return false;
	size = le32(head_bytes + 4);
	name_n = le32(head_bytes + lengths);
	data = (uint64_t)name + name_n + le32(head_bytes + lengths + 4);
	m->size = le32(head_bytes + lengths + 8);
	if (name_n > 1024 || data + m->size > size || size > c->bytes->size - c->at)
		return false;
	p = bytes_exact(c->bytes, c->at + name, name_n);
	if (!p || !is_name(p, name_n))
		return false;
	utf16_add(&m->name, p, name_n);
	m->key = c->at;
	m->data = MEMBER_PLAIN;
	m->sized = true;
	member_add_extent(m, c->at + data, m->size);
	return true;
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct cache *c = (struct cache *)h;

	(void)e;
	while (find_entry(c)) {
		bool taken = c->version == VERSION_VISTA ? take(c, m, 24, 56)
							 : take(c, m, 16, 56) || take(c, m, 16, 48);
		const unsigned char *p = bytes_exact(c->bytes, c->at, 8);
		uint32_t size = p ? le32(p + 4) : 0;

		c->at += taken && size >= ENTRY_LEAST ? size : 4;
		if (taken && m->size > 0)
			return 1;
		member_clear(m);
	}
	return 0;
}

const struct holder_kind holder_thumbcache = {
	.name = "thumbcache", .head = head, .open = open_cache, .next = next, .close = close_cache};
