/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GIF89a, one frame, by the specification of 1990: a global colour table, then LZW in sub-blocks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/picture.h"

#define RED_LEVELS   6
#define GREEN_LEVELS 7
#define BLUE_LEVELS  6
#define COLOURS	     (RED_LEVELS * GREEN_LEVELS * BLUE_LEVELS)

#define CODE_BITS 8 /* of a colour index */
#define CLEAR	  (1 << CODE_BITS)
#define END	  (CLEAR + 1)
#define CODES_MAX 4096
#define BLOCK_MAX 255
#define NO_CODE	  0

struct lzw {
	struct buffer *out;
	/*
	 * The code for (prefix code, next index); NO_CODE where there is none, since 0
	 * is no string's.
	 */
	uint16_t (*next)[1 << CODE_BITS];
	unsigned codes, width;
	uint32_t bits;
	unsigned nbits;
	unsigned char block[BLOCK_MAX];
	size_t nblock;
};

static void
flush_block(struct lzw *z)
{
	if (!z->nblock)
		return;
	buffer_add_byte(z->out, (char)z->nblock);
	buffer_add(z->out, z->block, z->nblock);
	z->nblock = 0;
}

static void
put_byte(struct lzw *z, uint32_t byte)
{
	z->block[z->nblock++] = (unsigned char)byte;
	if (z->nblock == BLOCK_MAX)
		flush_block(z);
}

static void
put_code(struct lzw *z, unsigned code)
{
	z->bits |= (uint32_t)code << z->nbits;
	z->nbits += z->width;
	for (; z->nbits >= 8; z->nbits -= 8, z->bits >>= 8)
		put_byte(z, z->bits & 0xff);
}

static void
start_over(struct lzw *z)
{
	put_code(z, CLEAR);
	memset(z->next, NO_CODE, CODES_MAX * sizeof *z->next);
	z->codes = END + 1;
	z->width = CODE_BITS + 1;
}

/* Gives prefix+index the next code; the reader widens its codes at the same moment. */
static void
learn(struct lzw *z, unsigned prefix, unsigned char index)
{
	if (z->codes == CODES_MAX) {
		start_over(z);
		return;
	}
	if (z->codes == 1u << z->width)
		z->width++;
	z->next[prefix][index] = (uint16_t)z->codes++;
}

static void
compress(struct lzw *z, const unsigned char *indices, size_t n)
{
	unsigned prefix = indices[0];

	start_over(z);
	for (size_t i = 1; i < n; i++) {
		unsigned code = z->next[prefix][indices[i]];

		if (code != NO_CODE) {
			prefix = code;
			continue;
		}
		put_code(z, prefix);
		learn(z, prefix, indices[i]);
		prefix = indices[i];
	}
	put_code(z, prefix);
	/* The reader has learnt one more string by now and may have widened its codes. */
	if (z->codes == 1u << z->width && z->width < 12)
		z->width++;
	put_code(z, END);
	if (z->nbits)
		put_byte(z, z->bits & 0xff);
	flush_block(z);
}

static unsigned char
colour_index(struct colour c)
{
	return (unsigned char)((c.r * RED_LEVELS / 256 * GREEN_LEVELS + c.g * GREEN_LEVELS / 256) *
				       BLUE_LEVELS +
			       c.b * BLUE_LEVELS / 256);
}

static struct colour
table_colour(unsigned i)
{
	return (struct colour){
		(unsigned char)(i / BLUE_LEVELS / GREEN_LEVELS * 255 / (RED_LEVELS - 1)),
		(unsigned char)(i / BLUE_LEVELS % GREEN_LEVELS * 255 / (GREEN_LEVELS - 1)),
		(unsigned char)(i % BLUE_LEVELS * 255 / (BLUE_LEVELS - 1))};
}

struct colour
gif_colour(struct colour c)
{
	return table_colour(colour_index(c));
}

static void
put_u16(struct buffer *out, unsigned v)
{
	buffer_add_byte(out, (char)(v & 0xff));
	buffer_add_byte(out, (char)(v >> 8));
}

static void
put_head(const struct raster *r, struct buffer *out)
{
	struct colour table[256] = {{0}};

	for (unsigned i = 0; i < COLOURS; i++)
		table[i] = table_colour(i);
	buffer_add_text(out, "GIF89a");
	put_u16(out, r->width);
	put_u16(out, r->height);
	buffer_add(out, "\xf7\0\0", 3); /* a global table of 256 colours */
	buffer_add(out, table, sizeof table);
	buffer_add_byte(out, ','); /* the one image, over the whole screen */
	put_u16(out, 0);
	put_u16(out, 0);
	put_u16(out, r->width);
	put_u16(out, r->height);
	buffer_add_byte(out, 0);
	buffer_add_byte(out, CODE_BITS);
}

void
gif_encode(const struct raster *r, struct buffer *out)
{
	size_t n = (size_t)r->width * r->height;
	unsigned char *indices = memory_new(n);
	struct lzw z = {.out = out, .width = CODE_BITS + 1};

	for (size_t i = 0; i < n; i++)
		indices[i] = colour_index(r->pixels[i]);
	z.next = memory_zero(CODES_MAX, sizeof *z.next);
	put_head(r, out);
	compress(&z, indices, n);
	buffer_add(out, "\0;", 2); /* no more blocks; the trailer */
	free(z.next);
	free(indices);
}
