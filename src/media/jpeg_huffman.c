/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_huffman.h"

#include <string.h>

/* All indexes that begin with this code mean its symbol. */
static void
fill(struct jpeg_huffman *t, uint32_t code, unsigned length, uint8_t symbol)
{
	unsigned room = JPEG_FAST_BITS - length;

	for (uint32_t i = 0; i < 1u << room; i++)
		t->code[(code << room) + i] = (uint16_t)(length << 8 | symbol);
}

static void
assign_codes(struct jpeg_huffman *t, const struct jpeg_huffman_spec *spec)
{
	uint32_t code = 0;
	unsigned k = 0;

	for (unsigned length = 1; length <= 16; length++, code <<= 1) {
		t->shift[length] = (int32_t)k - (int32_t)code;
		t->last[length] = -1;
		for (unsigned i = 0; i < spec->counts[length - 1]; i++, k++, code++) {
			t->last[length] = (int32_t)code;
			if (length <= JPEG_FAST_BITS)
				fill(t, code, length, spec->symbols[k]);
		}
	}
}

/*
 * Follows sequential AC codes from the index's first bit for as long as each code lies in the
 * index. Value bits may lie beyond it: they are stepped over, not looked at.
 */
static uint16_t
skip_entry(const struct jpeg_huffman *t, uint32_t index, unsigned ac_bits)
{
	unsigned used = 0, advance = 0;

	while (used < JPEG_FAST_BITS) {
		uint32_t rest = index << used & ((1u << JPEG_FAST_BITS) - 1);
		unsigned e = t->code[rest], length = e >> 8, run = e >> 4 & 15, size = e & 15;

		if (e == 0 || length > JPEG_FAST_BITS - used || size > ac_bits)
			break;
		if (size == 0 && run == 0)
			return (uint16_t)(JPEG_SKIP_ENDS | advance << 6 | (used + length));
		if ((size == 0 && run != 15) || advance + run + 1 > 63)
			break;
		used += length + size;
		advance += run + 1;
	}
	return (uint16_t)(advance << 6 | used);
}

void
jpeg_huffman_build(struct jpeg_huffman *t, const struct jpeg_huffman_spec *spec)
{
	memset(t, 0, sizeof *t);
	memcpy(t->symbols, spec->symbols, sizeof t->symbols);
	assign_codes(t, spec);
	t->set = true;
}

void
jpeg_huffman_skips(struct jpeg_huffman *t, unsigned ac_bits)
{
	if (!t->set || t->skips)
		return;
	for (uint32_t i = 0; i < 1u << JPEG_FAST_BITS; i++)
		t->skip[i] = skip_entry(t, i, ac_bits);
	t->skips = true;
}
