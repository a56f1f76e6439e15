/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where files hide in files that work: behind the end of a picture or a program, and in the head of
 * a song. Judged by a few reads, since this is asked of every file; a picture whose own end stands
 * at the file's end, too, is not walked, and left to inside_behind().
 */
#include <string.h>

#include "evidence/inside_parts.h"
#include "media/media.h"

#define SECTIONS_MOST 96u
#define BOXES_MOST    4096u
#define BLOCKS_MOST   128u
#define TAIL	      ((size_t)4096)

/* ---- Pictures ---- */

/* The file's last byte that is no filler, with the n bytes up to it. */
static bool
ends_with(struct bytes *b, const char *end, size_t n)
{
	unsigned char tail[TAIL];
	size_t got = b->size < TAIL ? (size_t)b->size : TAIL;

	got = bytes_read(b, b->size - got, tail, got);
	while (got && (tail[got - 1] == 0 || tail[got - 1] == 0xff))
		got--;
	return got == 0 || (got >= n && memcmp(tail + got - n, end, n) == 0);
}

/* Its walk tells where it ends. */
static uint64_t
walk_to_end(struct bytes *b)
{
	struct media_walk w;
	const struct media_format *format = media_identify(b, 0, &w);

	return format && w.state == MEDIA_WHOLE && w.length <= b->size ? w.length : b->size;
}

/* Boxes one behind the other; "mdat" of size 0 goes to the end. */
static uint64_t
boxes_end(struct bytes *b)
{
	uint64_t at = 0, size;

	for (unsigned i = 0; i < BOXES_MOST && b->size - at >= 8; i++) {
		const unsigned char *p = bytes_exact(b, at, b->size - at < 16 ? 8 : 16);

		if (!p)
			break;
		for (size_t k = 4; k < 8; k++)
			if (p[k] < 0x20 || p[k] > 0x7e)
				return at;
		size = be32(p);
		if (size == 1 && b->size - at >= 16)
			size = be64(p + 8);
		if (size < 8 || size > b->size - at)
			return size == 0 || i < 2 ? b->size : at;
		at += size;
	}
	return at;
}

uint64_t
inside_media_end(struct bytes *b, const unsigned char *head)
{
	if (head[0] == 0xff && head[1] == 0xd8)
		return ends_with(b, "\xff\xd9", 2) ? b->size : walk_to_end(b);
	if (memcmp(head, "\x89PNG", 4) == 0)
		return ends_with(b, "IEND\xae\x42\x60\x82", 8) ? b->size : walk_to_end(b);
	if (memcmp(head, "GIF8", 4) == 0)
		return ends_with(b, ";", 1) ? b->size : walk_to_end(b);
	if (memcmp(head, "BM", 2) == 0)
		return le32(head + 2) >= b->size ? b->size : walk_to_end(b);
	if (memcmp(head, "RIFF", 4) == 0)
		return (uint64_t)le32(head + 4) + 9 >= b->size ? b->size : walk_to_end(b);
	if (memcmp(head + 4, "ftyp", 4) == 0)
		return boxes_end(b);
	return b->size;
}

bool
inside_behind(struct bytes *b)
{
	static const struct {
		const char *head;
		size_t n;
	} kinds[] = {{"\xff\xd8\xff", 3}, {"\x89PNG", 4}, {"GIF8", 4}};
	unsigned char head[4];
	bool asked = false;

	if (bytes_read(b, 0, head, sizeof head) < sizeof head)
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		asked |= memcmp(head, kinds[i].head, kinds[i].n) == 0;
	return asked && b->size - walk_to_end(b) >= INSIDE_LEAST;
}

/* ---- Programs ---- */

/* Behind the last section of a Windows program (Microsoft's PE Format); false: it is none. */
static bool
pe_end(struct bytes *b, const unsigned char *head, uint64_t *end)
{
	uint64_t at = le32(head + 60), sections;
	const unsigned char *p = bytes_exact(b, at, 24);
	unsigned n;

	if (!p || memcmp(p, "PE\0\0", 4) != 0)
		return false;
	n = le16(p + 6);
	sections = at + 24 + le16(p + 20);
	*end = sections;
	for (unsigned i = 0; i < n && i < SECTIONS_MOST; i++) {
		uint64_t last;

		p = bytes_exact(b, sections + 40u * i, 40);
		if (!p)
			return false;
		last = (uint64_t)le32(p + 20) + le32(p + 16);
		if (last > *end)
			*end = last;
	}
	return true;
}

/* The table of sections is the last thing in an ELF file, as programs write it. */
static bool
elf_end(const unsigned char *p, uint64_t *end)
{
	bool wide = p[4] == 2;

	if (p[5] != 1) /* big-endian ones are left alone */
		return false;
	*end = wide ? le64(p + 40) : le32(p + 32);
	if (*end == 0 || *end > UINT64_MAX / 2)
		return false;
	*end += wide ? (uint64_t)le16(p + 58) * le16(p + 60)
		     : (uint64_t)le16(p + 46) * le16(p + 48);
	return true;
}

/* ---- Songs ---- */

static uint64_t
id3_end(const unsigned char *p)
{
	return 10 + ((uint64_t)(p[6] & 127) << 21 | (uint64_t)(p[7] & 127) << 14 |
		     (uint64_t)(p[8] & 127) << 7 | (p[9] & 127));
}

/* Blocks of metadata up to the one that is marked as the last. */
static uint64_t
flac_end(struct bytes *b)
{
	uint64_t at = 4;

	for (unsigned i = 0; i < BLOCKS_MOST; i++) {
		const unsigned char *p = bytes_exact(b, at, 4);

		if (!p)
			break;
		at += 4 + (be32(p) & 0xffffff);
		if (p[0] & 0x80)
			break;
	}
	return at;
}

bool
inside_known_part(struct bytes *b, const unsigned char *head, size_t n, uint64_t *from,
		  uint64_t *to)
{
	uint64_t end;

	if (n < 64)
		return false;
	if ((memcmp(head, "MZ", 2) == 0 && pe_end(b, head, &end)) || (memcmp(head,
									     "\x7f"
									     "ELF",
									     4) == 0 &&
								      elf_end(head, &end))) {
		*from = end;
		return true;
	}
	if (memcmp(head, "ID3", 3) == 0)
		end = id3_end(head);
	else if (memcmp(head, "fLaC", 4) == 0)
		end = flac_end(b);
	else
		return false;
	*from = 4;
	*to = end < b->size ? end : b->size;
	return true;
}
