/* SPDX-License-Identifier: Apache-2.0 */
#include "media/riff.h"

#include <string.h>

uint64_t
riff_form(struct bytes *b, uint64_t at, const char *type)
{
	const unsigned char *p = bytes_exact(b, at, 12);

	if (!p || memcmp(p, "RIFF", 4) != 0 || memcmp(p + 8, type, 4) != 0 || le32(p + 4) < 4)
		return 0;
	return at + 8 + le32(p + 4);
}

int
riff_chunk_at(struct bytes *b, uint64_t at, struct riff_chunk *c)
{
	const unsigned char *p = bytes_exact(b, at, 8);

	if (!p)
		return 0;
	for (size_t i = 0; i < 4; i++)
		if (p[i] < 0x20 || p[i] > 0x7e)
			return -1;
	memcpy(c->type, p, 4);
	c->type[4] = '\0';
	c->at = at;
	c->body = at + 8;
	c->size = le32(p + 4);
	c->next = c->body + c->size + (c->size & 1);
	return 1;
}
