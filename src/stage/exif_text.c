/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "record/json.h"
#include "stage/exif_profile.h"
#include "stage/exif_xmp.h"

#define TEXT_MAX       ((size_t)64 << 10)
#define EXTENSION_MAX  ((uint32_t)16 << 20) /* depth maps are larger, and say nothing of a device */
#define EXTENSION_HEAD 8		    /* whole size and offset, before each piece */

/* ---- Texts ---- */

static void
add_text(struct facts *facts, const char *group, const char *tag, const char *p, size_t n)
{
	size_t begun = facts_begin(facts);
	struct buffer text = BUFFER_EMPTY;

	n = n < TEXT_MAX ? n : TEXT_MAX;
	while (n && (p[n - 1] == '\0' || isspace((unsigned char)p[n - 1])))
		n--;
	if (n) {
		text_to_utf8(&text, p, n);
		json_add_string(&facts->text, text.data, text.n);
		facts_end(facts, begun, group, tag);
	}
	buffer_release(&text);
}

/* Stand for the keywords of a profile and of XMP, which are no tags. */
#define PROFILE	    "\1"
#define XMP	    "\2"
#define XMP_KEYWORD "XML:com.adobe.xmp"

static void
add_packet(struct facts *facts, const char *p, size_t n)
{
	struct bytes_memory m;
	uint64_t broke; /* what stands before that is kept */

	bytes_memory_init(&m, p, n);
	(void)exif_xmp_read(&m.bytes, 0, n, facts, &broke);
}

static void
add_png(struct facts *facts, const char *tag, const char *p, size_t n)
{
	if (strcmp(tag, PROFILE) == 0)
		exif_profile_read(p, n, facts);
	else if (strcmp(tag, XMP) == 0)
		add_packet(facts, p, n);
	else
		add_text(facts, "PNG", tag, p, n);
}

/* A PNG keyword as a tag: its words put together. */
static bool
keyword_tag(const char *p, size_t n, char tag[FACT_TAG_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < n && used + 1 < FACT_TAG_MAX; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c < 0x21 || c > 0x7e || c == ':' || c == '"')
			continue;
		tag[used] = (char)(i == 0 || p[i - 1] == ' ' ? toupper(c) : c);
		used++;
	}
	tag[used] = '\0';
	return used > 0;
}

/* zlib data of at most TEXT_MAX bytes, of profiles and XMP more; what is longer is cut. */
static void
add_packed(struct facts *facts, const char *tag, const unsigned char *p, size_t n)
{
	bool text = strcmp(tag, PROFILE) != 0 && strcmp(tag, XMP) != 0;
	size_t most = text ? TEXT_MAX : PROFILE_TEXT_MAX;
	unsigned char *out = memory_new(most);
	z_stream z = {.next_in = (unsigned char *)(uintptr_t)p,
		      .avail_in = (unsigned)n,
		      .next_out = out,
		      .avail_out = (unsigned)most};

	if (inflateInit(&z) == Z_OK) {
		inflate(&z, Z_SYNC_FLUSH);
		add_png(facts, tag, (char *)out, most - z.avail_out);
		inflateEnd(&z);
	}
	free(out);
}

/* Behind the keyword of iTXt: packed or not, method, language, the keyword translated. */
static void
add_international(struct facts *facts, const char *tag, const unsigned char *p, size_t n)
{
	const unsigned char *end = p + n, *at;
	bool packed = n > 1 && p[0] == 1;

	if (n < 4)
		return;
	at = memchr(p + 2, 0, (size_t)(end - p) - 2);
	at = at ? memchr(at + 1, 0, (size_t)(end - at) - 1) : NULL;
	if (!at)
		return;
	at++;
	if (packed)
		add_packed(facts, tag, at, (size_t)(end - at));
	else
		add_png(facts, tag, (const char *)at, (size_t)(end - at));
}

static void
read_png_text(const unsigned char *p, size_t n, const char *where, struct facts *facts)
{
	const unsigned char *nul = memchr(p, 0, n);
	char tag[FACT_TAG_MAX];
	size_t rest;

	if (!nul || !keyword_tag((const char *)p, (size_t)(nul - p), tag))
		return;
	if (exif_is_profile(p, (size_t)(nul - p)))
		memcpy(tag, PROFILE, sizeof PROFILE);
	else if ((size_t)(nul - p) == sizeof XMP_KEYWORD - 1 &&
		 memcmp(p, XMP_KEYWORD, sizeof XMP_KEYWORD) == 0)
		memcpy(tag, XMP, sizeof XMP);
	rest = n - (size_t)(nul + 1 - p);
	if (strcmp(where, "tEXt") == 0)
		add_png(facts, tag, (const char *)nul + 1, rest);
	else if (strcmp(where, "zTXt") == 0 && rest > 1)
		add_packed(facts, tag, nul + 2, rest - 1);
	else if (strcmp(where, "iTXt") == 0)
		add_international(facts, tag, nul + 1, rest);
}

void
exif_text_read(struct bytes *b, const struct media_block *block, struct facts *facts)
{
	size_t n = block->size < PROFILE_TEXT_MAX ? (size_t)block->size : PROFILE_TEXT_MAX;
	unsigned char *p = memory_new(n);

	n = bytes_read(b, block->offset, p, n);
	if (strlen(block->where) == 4 && strcmp(block->where + 2, "Xt") == 0) /* tEXt zTXt iTXt */
		read_png_text(p, n, block->where, facts);
	else
		add_text(facts, "File", "Comment", (const char *)p, n);
	free(p);
}

/* ---- Extended XMP (Adobe XMP specification, part 3, 1.1.3.1) ---- */

bool
exif_text_is_extension(const struct media_block *block)
{
	return block->kind == MEDIA_XMP && strcmp(block->where, "APP1 extension") == 0;
}

/* The size of the whole as the first piece says it; 0: there is none, or too much. */
static uint32_t
extension_size(struct bytes *b, const struct media_blocks *blocks)
{
	unsigned char head[EXTENSION_HEAD];

	for (size_t i = 0; i < blocks->n; i++) {
		const struct media_block *v = &blocks->v[i];

		if (!exif_text_is_extension(v) || v->offset < EXTENSION_HEAD ||
		    bytes_read(b, v->offset - EXTENSION_HEAD, head, sizeof head) < sizeof head)
			continue;
		return be32(head) <= EXTENSION_MAX ? be32(head) : 0;
	}
	return 0;
}

static void
copy_piece(struct bytes *b, const struct media_block *v, unsigned char *whole, uint32_t size)
{
	unsigned char head[EXTENSION_HEAD];
	uint32_t at;

	if (bytes_read(b, v->offset - EXTENSION_HEAD, head, sizeof head) < sizeof head)
		return;
	at = be32(head + 4);
	if (be32(head) == size && at <= size && v->size <= size - at)
		bytes_read(b, v->offset, whole + at, (size_t)v->size);
}

void
exif_text_read_extensions(struct bytes *b, const struct media_blocks *blocks, struct facts *facts)
{
	uint32_t size = extension_size(b, blocks);
	struct bytes_memory memory;
	unsigned char *whole;
	uint64_t broke;

	if (size == 0)
		return;
	whole = memory_zero(size, 1);
	for (size_t i = 0; i < blocks->n; i++)
		if (exif_text_is_extension(&blocks->v[i]) && blocks->v[i].offset >= EXTENSION_HEAD)
			copy_piece(b, &blocks->v[i], whole, size);
	bytes_memory_init(&memory, whole, size);
	/* Pieces may be missing; what can be read before the gap is still a fact. */
	(void)exif_xmp_read(&memory.bytes, 0, size, facts, &broke);
	free(whole);
}
