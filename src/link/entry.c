/* SPDX-License-Identifier: Apache-2.0 */
#include "link/entry.h"

#include <string.h>

/* Big-endian, so that bytes compare as the numbers do. */
static unsigned char *
pack(unsigned char *to, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		to[i] = (unsigned char)(v >> (8 * (n - 1 - i)));
	return to + n;
}

static uint64_t
unpack(const unsigned char **from, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++)
		v = v << 8 | *(*from)++;
	return v;
}

void
entry_pack(const struct entry *x, unsigned char out[ENTRY_SIZE])
{
	*out++ = (unsigned char)x->kind;
	memcpy(out, x->key, ENTRY_KEY);
	out = pack(out + ENTRY_KEY, x->exhibit, 4);
	out = pack(out, x->item, 8);
	out = pack(out, x->content, 8);
	out = pack(out, x->flags, 1);
	out = pack(out, x->offset, 8);
	out = pack(out, x->example, 4);
	out = pack(out, x->key_at, 4);
	pack(out, x->key_text, 4);
}

void
entry_unpack(const unsigned char in[ENTRY_SIZE], struct entry *out)
{
	out->kind = (enum link_kind) * in++;
	memcpy(out->key, in, ENTRY_KEY);
	in += ENTRY_KEY;
	out->exhibit = (uint32_t)unpack(&in, 4);
	out->item = unpack(&in, 8);
	out->content = unpack(&in, 8);
	out->flags = (uint8_t)unpack(&in, 1);
	out->offset = unpack(&in, 8);
	out->example = (uint32_t)unpack(&in, 4);
	out->key_at = (uint32_t)unpack(&in, 4);
	out->key_text = (uint32_t)unpack(&in, 4);
}
