/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/bits.h"

#include "base/memory.h"

void
add_be16(struct buffer *out, unsigned v)
{
	buffer_add_byte(out, (char)(v >> 8));
	buffer_add_byte(out, (char)v);
}

void
add_be32(struct buffer *out, uint32_t v)
{
	add_be16(out, v >> 16);
	add_be16(out, v & 0xffff);
}

void
add_be64(struct buffer *out, uint64_t v)
{
	add_be32(out, (uint32_t)(v >> 32));
	add_be32(out, (uint32_t)v);
}

void
add_zeros(struct buffer *out, size_t n)
{
	memset(buffer_reserve(out, n), 0, n);
	out->n += n;
}

void
add_le16(struct buffer *out, unsigned v)
{
	buffer_add_byte(out, (char)v);
	buffer_add_byte(out, (char)(v >> 8));
}

void
add_le32(struct buffer *out, uint32_t v)
{
	add_le16(out, v & 0xffff);
	add_le16(out, v >> 16);
}

void
set_be32(struct buffer *out, size_t at, uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		out->data[at + (size_t)i] = (char)v;
}

void
set_le32(struct buffer *out, size_t at, uint32_t v)
{
	for (size_t i = 0; i < 4; i++, v >>= 8)
		out->data[at + i] = (char)v;
}

size_t
box_begin(struct buffer *out, const char type[4])
{
	size_t at = out->n;

	add_be32(out, 0);
	buffer_add(out, type, 4);
	return at;
}

size_t
box_begin_full(struct buffer *out, const char type[4], unsigned version, unsigned flags)
{
	size_t at = box_begin(out, type);

	add_be32(out, version << 24 | flags);
	return at;
}

void
box_end(struct buffer *out, size_t box)
{
	set_be32(out, box, (uint32_t)(out->n - box));
}

/* ---- Bits ---- */

void
bits_put(struct bits *b, unsigned n, uint32_t v)
{
	while (n--) {
		b->waiting = b->waiting << 1 | (v >> n & 1);
		if (++b->n == 8) {
			buffer_add_byte(&b->bytes, (char)b->waiting);
			b->waiting = b->n = 0;
		}
	}
}

void
bits_ue(struct bits *b, uint32_t v)
{
	unsigned n = 0;

	while (((uint64_t)v + 1) >> (n + 1))
		n++;
	bits_put(b, n, 0);
	bits_put(b, n + 1, v + 1);
}

void
bits_se(struct bits *b, int v)
{
	bits_ue(b, v > 0 ? 2 * (uint32_t)v - 1 : 2 * (uint32_t)-v);
}

void
bits_zeros_to_byte(struct bits *b)
{
	while (b->n)
		bits_put(b, 1, 0);
}

void
bits_bytes(struct bits *b, const void *p, size_t n)
{
	buffer_add(&b->bytes, p, n);
}

void
bits_trailing(struct bits *b)
{
	bits_put(b, 1, 1);
	bits_zeros_to_byte(b);
}

void
nal_add(struct buffer *out, const void *head, size_t n, struct bits *b)
{
	unsigned zeros = 0;

	buffer_add(out, head, n);
	for (size_t i = 0; i < b->bytes.n; i++) {
		unsigned char c = (unsigned char)b->bytes.data[i];

		if (zeros >= 2 && c <= 3) {
			buffer_add_byte(out, 3);
			zeros = 0;
		}
		buffer_add_byte(out, (char)c);
		zeros = c ? 0 : zeros + 1;
	}
	buffer_release(&b->bytes);
	*b = (struct bits){.n = 0};
}
