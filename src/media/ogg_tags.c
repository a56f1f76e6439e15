/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ogg (RFC 3533): the comments of Vorbis, Opus (RFC 7845) and Theora, NAME=value each. They are the
 * second packet of their stream and may run over several pages.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/tags.h"

#define LOOKED_AT    ((uint64_t)1 << 20)
#define PAGES_MAX    256
#define PACKET_MAX   ((size_t)256 << 10)
#define COMMENTS_MAX 512
#define NAME	     48

static const struct {
	const char *bytes;
	size_t n;
} heads[] = {{"\3vorbis", 7}, {"OpusTags", 8}, {"\201theora", 7}};

/* "date" and "DATE" both become Date. */
static size_t
comment_name(const unsigned char *p, size_t n, char name[NAME])
{
	const unsigned char *equals = memchr(p, '=', n);
	size_t used = 0;

	for (const unsigned char *c = p; equals && c < equals && used + 1 < NAME; c++)
		if (isalnum(*c)) {
			name[used] = (char)(used ? tolower(*c) : toupper(*c));
			used++;
		}
	name[used] = '\0';
	return equals && used ? (size_t)(equals - p) + 1 : 0;
}

static void
take_comments(const unsigned char *p, size_t n, struct media_tags *out)
{
	size_t at, length;
	uint32_t count;
	char name[NAME];

	if (n < 8 || le32(p) > n - 8)
		return;
	if (le32(p) && le32(p) <= TAG_TEXT_MAX)
		out->text(out, "Vorbis", "Vendor", p + 4, le32(p), MEDIA_UTF8);
	at = 4 + (size_t)le32(p);
	count = le32(p + at);
	at += 4;
	for (uint32_t i = 0; i < count && i < COMMENTS_MAX && n - at >= 4; i++) {
		length = le32(p + at);
		at += 4;
		if (length > n - at)
			return;
		size_t skip = comment_name(p + at, length, name);

		if (skip && length - skip && length - skip <= TAG_TEXT_MAX)
			out->text(out, "Vorbis", name, p + at + skip, length - skip, MEDIA_UTF8);
		at += length;
	}
}

static void
take_packet(const unsigned char *p, size_t n, struct media_tags *out)
{
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (n > heads[i].n && memcmp(p, heads[i].bytes, heads[i].n) == 0)
			take_comments(p + heads[i].n, n - heads[i].n, out);
}

/* The packets of one page behind what is left of the page before; streams that are mixed are not
 * told apart, since their first packets have pages of their own. */
static uint64_t
take_page(struct bytes *b, uint64_t at, unsigned char *packet, size_t *n, struct media_tags *out)
{
	unsigned char head[27 + 255];
	size_t have = bytes_read(b, at, head, sizeof head), segments = have >= 27 ? head[26] : 0;
	uint64_t body = at + 27 + segments;

	if (have < 27 + segments || memcmp(head, "OggS", 4) != 0)
		return 0;
	if (!(head[5] & 1))
		*n = 0;
	for (size_t i = 0; i < segments; i++) {
		size_t size = head[27 + i];

		if (*n + size <= PACKET_MAX)
			*n += bytes_read(b, body, packet + *n, size);
		body += size;
		if (size < 255) {
			take_packet(packet, *n, out);
			*n = 0;
		}
	}
	return body;
}

void
ogg_tags(struct bytes *b, struct media_tags *out)
{
	unsigned char *packet = memory_new(PACKET_MAX);
	uint64_t at = 0;
	size_t n = 0;

	for (unsigned i = 0; i < PAGES_MAX && at < LOOKED_AT; i++) {
		at = take_page(b, at, packet, &n, out);
		if (at == 0)
			break;
	}
	free(packet);
}
