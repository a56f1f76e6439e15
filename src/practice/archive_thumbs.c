/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "practice/archive.h"
#include "practice/bits.h"
#include "practice/disk.h"
#include "practice/rng.h"
#include "practice/utf16.h"

#define VERSION_7  21u
#define CACHE_256  2u
#define HEAD	   24u
#define ENTRY	   48u
#define NAME_UNITS 255u

void
thumbcache_begin(struct buffer *out)
{
	buffer_add_text(out, "CMMM");
	add_le32(out, VERSION_7);
	add_le32(out, CACHE_256);
	add_le32(out, HEAD);
	add_zeros(out, HEAD - 16);
}

/* The hash that names an entry is Windows' own affair; here it is made of the name. */
void
thumbcache_add(struct buffer *out, const struct packing *p, struct place *place)
{
	struct rng g = rng_named(p->seed, p->path);
	unsigned char head[ENTRY] = "CMMM", unit[2];
	uint16_t units[NAME_UNITS];
	size_t n = utf16_from_utf8(p->path, strlen(p->path), units, NAME_UNITS);

	put_le32(head + 4, (uint32_t)(ENTRY + 2 * n + p->bytes.n));
	put_le64(head + 8, rng_next(&g));
	put_le32(head + 16, (uint32_t)(2 * n));
	put_le32(head + 24, (uint32_t)p->bytes.n);
	buffer_add(out, head, sizeof head);
	for (size_t i = 0; i < n; i++) {
		put_le16(unit, units[i]);
		buffer_add(out, unit, sizeof unit);
	}
	place->data = out->n;
	place->plain = true;
	buffer_add(out, p->bytes.p, p->bytes.n);
}

void
thumbcache_end(struct buffer *out, size_t members)
{
	set_le32(out, 16, (uint32_t)out->n);
	set_le32(out, 20, (uint32_t)members);
}
