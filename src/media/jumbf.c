/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jumbf.h"

#include <string.h>

#include "media/jpeg.h"

#define DEPTH_MAX    8
#define BOXES_MAX    4096
#define SEGMENTS_MAX 2048

#define UUID	    16
#define HAS_LABEL   0x02
#define PACKET_HEAD 8 /* "JP", instance, number of the packet */

/* ---- Put together ---- */

static void
add_range(struct bytes *b, uint64_t offset, uint64_t size, struct buffer *out)
{
	while (size && out->n < JUMBF_MAX) {
		size_t got;
		const unsigned char *p = bytes_view(
			b, offset, size < BYTES_WINDOW ? (size_t)size : BYTES_WINDOW, &got);

		if (!p)
			return;
		buffer_add(out, p, got);
		offset += got;
		size -= got;
	}
}

/* Each packet repeats the head of the box that it is a part of (ISO/IEC 19566-5, annex D). */
static void
add_packet(struct bytes *b, const struct jpeg_segment *s, struct buffer *out)
{
	const unsigned char *p =
		s->size >= PACKET_HEAD + 8 ? bytes_exact(b, s->body, PACKET_HEAD + 8) : NULL;
	uint32_t skip = PACKET_HEAD;

	if (!p || memcmp(p, "JP", 2) != 0)
		return;
	if (be32(p + 4) > 1)
		skip += be32(p + PACKET_HEAD) == 1 ? 16 : 8;
	if (skip < s->size)
		add_range(b, s->body + skip, s->size - skip, out);
}

/* GIF's sub-blocks: a byte of length before each, 0 behind the last. */
static void
add_sub_blocks(struct bytes *b, uint64_t at, uint64_t end, struct buffer *out)
{
	const unsigned char *p;

	while (at < end && out->n < JUMBF_MAX && (p = bytes_exact(b, at, 1)) != NULL && *p) {
		uint64_t n = *p;

		add_range(b, at + 1, n < end - at ? n : end - at - 1, out);
		at += 1 + n;
	}
}

void
jumbf_gather(struct bytes *b, const struct media_block *block, struct buffer *out)
{
	uint64_t at = block->offset, end = block->offset + block->size;
	struct jpeg_segment s;

	if (strcmp(block->where, "sub-blocks") == 0) {
		add_sub_blocks(b, at, end, out);
		return;
	}
	if (strcmp(block->where, "APP11") != 0) {
		add_range(b, block->offset, block->size, out);
		return;
	}
	for (unsigned i = 0; i < SEGMENTS_MAX && at < end; i++) {
		if (jpeg_segment_at(b, at, &s) != JPEG_READ || s.next <= at)
			return;
		if (s.marker == JPEG_APP11)
			add_packet(b, &s, out);
		at = s.next;
	}
}

/* ---- Gone through ---- */

struct box {
	char type[5];
	const unsigned char *body, *end;
};

struct reader {
	struct jumbf_taker *taker;
	unsigned depth, boxes;
};

/* 0, -1: no box stands here. A length of 0 reaches to the end. */
static int
box_at(const unsigned char *p, const unsigned char *end, struct box *out)
{
	uint64_t left = (uint64_t)(end - p), size;
	size_t head = 8;

	if (left < 8)
		return -1;
	size = be32(p);
	if (size == 1 && left >= 16) {
		size = be64(p + 8);
		head = 16;
	} else if (size == 0) {
		size = left;
	}
	if (size < head || size > left)
		return -1;
	memcpy(out->type, p + 4, 4);
	out->type[4] = '\0';
	out->body = p + head;
	out->end = p + size;
	return 0;
}

static struct span
label_of(const struct box *description)
{
	const unsigned char *p = description->body;
	size_t n = (size_t)(description->end - p);
	const unsigned char *nul;

	if (n <= UUID + 1 || !(p[UUID] & HAS_LABEL))
		return (struct span){NULL, 0};
	p += UUID + 1;
	nul = memchr(p, 0, n - UUID - 1);
	return (struct span){(const char *)p, nul ? (size_t)(nul - p) : 0};
}

/* The parts of a box, or what stands at the top. */
static int
read_boxes(struct reader *r, const unsigned char *p, const unsigned char *end)
{
	struct span label = {NULL, 0};
	struct box box;

	if (r->depth == DEPTH_MAX)
		return -1;
	r->depth++;
	for (; p < end; p = box.end) {
		if (r->boxes++ == BOXES_MAX || box_at(p, end, &box))
			return -1;
		if (strcmp(box.type, "jumd") == 0) {
			label = label_of(&box);
			if (label.n)
				r->taker->label(r->taker, label);
		} else if (strcmp(box.type, "jumb") != 0) {
			r->taker->content(r->taker, label, box.type, box.body,
					  (size_t)(box.end - box.body));
		} else if (read_boxes(r, box.body, box.end)) {
			return -1;
		}
	}
	r->depth--;
	return 0;
}

int
jumbf_read(const unsigned char *p, size_t n, struct jumbf_taker *taker)
{
	struct reader r = {.taker = taker};

	return read_boxes(&r, p, p + n);
}
