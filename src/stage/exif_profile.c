/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/blocks.h"
#include "stage/exif_block.h"
#include "stage/exif_iptc.h"
#include "stage/exif_xmp.h"

#define KEYWORD	 "Raw profile type "
#define EXIF	 "Exif\0"
#define XMP	 "http://ns.adobe.com/xap/1.0/"
#define OF(name) (sizeof(name))

bool
exif_is_profile(const unsigned char *keyword, size_t n)
{
	return n > OF(KEYWORD) - 1 && memcmp(keyword, KEYWORD, OF(KEYWORD) - 1) == 0;
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The hexadecimal digits of a text, whatever stands between them; how many bytes. */
static size_t
unhex(const char *text, size_t n, unsigned char *out)
{
	size_t used = 0;
	int high = -1;

	for (size_t i = 0; i < n; i++) {
		int v = nibble(text[i]);

		if (v < 0)
			continue;
		if (high < 0) {
			high = v;
			continue;
		}
		out[used++] = (unsigned char)(high << 4 | v);
		high = -1;
	}
	return used;
}

/* Photoshop's resources, or IPTC at once. */
static void
read_resources(struct bytes *b, struct facts *facts)
{
	struct media_blocks blocks = {.n = 0};
	uint64_t broke;

	blocks_add_photoshop(&blocks, b, 0, b->size);
	for (size_t i = 0; i < blocks.n; i++)
		if (blocks.v[i].kind == MEDIA_IPTC)
			(void)exif_iptc_read(b, blocks.v[i].offset, blocks.v[i].size, facts,
					     &broke);
	if (blocks.n == 0)
		(void)exif_iptc_read(b, 0, b->size, facts, &broke);
}

static void
read_block(const unsigned char *p, size_t n, struct facts *facts)
{
	struct bytes_memory m;
	uint64_t broke;

	bytes_memory_init(&m, p, n);
	if (n > OF(EXIF) && memcmp(p, EXIF, OF(EXIF)) == 0)
		(void)exif_block_read(&m.bytes, OF(EXIF), n - OF(EXIF), "PNG", facts);
	else if (n > 8 && (memcmp(p, "II*", 4) == 0 || memcmp(p, "MM\0*", 4) == 0))
		(void)exif_block_read(&m.bytes, 0, n, "PNG", facts);
	else if (n > OF(XMP) && memcmp(p, XMP, OF(XMP)) == 0)
		(void)exif_xmp_read(&m.bytes, OF(XMP), n - OF(XMP), facts, &broke);
	else if (n > 1 && p[0] == '<')
		(void)exif_xmp_read(&m.bytes, 0, n, facts, &broke);
	else if (n > 4)
		read_resources(&m.bytes, facts);
}

/* A line feed, the name, the number of bytes, then the digits. */
void
exif_profile_read(const char *text, size_t n, struct facts *facts)
{
	const char *end = text + n, *p = memchr(text, '\n', n);
	unsigned char *block;
	size_t used;

	p = p ? memchr(p + 1, '\n', (size_t)(end - p) - 1) : NULL;
	if (!p)
		return;
	while (p < end && (*p == '\n' || *p == ' '))
		p++;
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	block = memory_new((size_t)(end - p) / 2 + 1);
	used = unhex(p, (size_t)(end - p), block);
	read_block(block, used, facts);
	free(block);
}
