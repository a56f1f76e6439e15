/* SPDX-License-Identifier: Apache-2.0 */
#include "media/ciff.h"

#include <string.h>

#define DEPTH_MAX 6
#define MET_MAX	  4096

enum {
	UNUSED_BIT = 0x8000,
	IN_ENTRY = 0x4000,
	NUMBER = 0x3fff,
	KIND = 0x3800,
	SUB_HEAP = 0x2800,
	OTHER_HEAP = 0x3000,
};

uint16_t
ciff_u16(const struct ciff *c, const unsigned char *p)
{
	return c->big_endian ? be16(p) : le16(p);
}

uint32_t
ciff_u32(const struct ciff *c, const unsigned char *p)
{
	return c->big_endian ? be32(p) : le32(p);
}

uint64_t
ciff_open(struct ciff *c, struct bytes *b, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, CIFF_HEAD);

	if (!p || memcmp(p + 6, "HEAP", 4) != 0 || p[0] != p[1] || (p[0] != 'I' && p[0] != 'M'))
		return 0;
	c->b = b;
	c->big_endian = p[0] == 'M';
	return ciff_u32(c, p + 2);
}

static int take_heap(struct ciff *c, uint64_t at, uint64_t end, unsigned depth);

static int
take_entry(struct ciff *c, uint64_t at, uint64_t end, uint64_t entry, unsigned depth)
{
	const unsigned char *p = bytes_exact(c->b, entry, CIFF_ENTRY);
	unsigned tag = p ? ciff_u16(c, p) : UNUSED_BIT, kind = tag & KIND;
	uint64_t value, n;

	if (tag & UNUSED_BIT)
		return -1;
	n = tag & IN_ENTRY ? 8 : ciff_u32(c, p + 2);
	value = tag & IN_ENTRY ? entry + 2 : at + ciff_u32(c, p + 6);
	if (value > end || n > end - value)
		return -1;
	if (!(tag & IN_ENTRY) && (kind == SUB_HEAP || kind == OTHER_HEAP))
		return take_heap(c, value, value + n, depth + 1);
	c->take(c, tag & NUMBER, value, n);
	return 0;
}

/* The last four bytes of a heap say where its directory begins. */
static int
take_heap(struct ciff *c, uint64_t at, uint64_t end, unsigned depth)
{
	const unsigned char *p = end - at >= 6 ? bytes_exact(c->b, end - 4, 4) : NULL;
	uint64_t directory = p ? ciff_u32(c, p) : UINT64_MAX;
	unsigned count;
	int result = 0;

	if (depth > DEPTH_MAX || !p || directory > end - at - 6)
		return -1;
	p = bytes_exact(c->b, at + directory, 2);
	count = p ? ciff_u16(c, p) : 0;
	if (count > CIFF_ENTRIES_MAX ||
	    directory + 2 + (uint64_t)count * CIFF_ENTRY > end - at - 4) {
		result = -1;
		count = count > CIFF_ENTRIES_MAX ? CIFF_ENTRIES_MAX : count;
	}
	for (unsigned i = 0; i < count; i++) {
		uint64_t entry = at + directory + 2 + (uint64_t)i * CIFF_ENTRY;

		if (entry > end - CIFF_ENTRY || c->left-- == 0)
			return -1;
		if (take_entry(c, at, end, entry, depth))
			result = -1;
	}
	return result;
}

int
ciff_each(struct ciff *c, uint64_t at, uint64_t end)
{
	c->left = MET_MAX;
	return take_heap(c, at, end, 0);
}
