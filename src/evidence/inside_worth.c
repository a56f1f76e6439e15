/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/encoded.h"
#include "evidence/inside.h"
#include "evidence/inside_parts.h"
#include "inside/holder.h"
#include "media/media.h"

#define HEAD ((size_t)4096)

#define WALKED	   ((uint64_t)256 << 10)
#define SHORT_TEXT ((uint64_t)64 << 10)
#define ALONE_MOST ((uint64_t)64 << 20)

struct known {
	const char *bytes;
	size_t n;
};

#define S(text) text, sizeof text - 1

/* What is well known, common, and no place for pictures of its own accord. */
static const struct known known_heads[] = {
	{S("\xca\xfe\xba\xbe")},
	{S("\xfe\xed\xfa")},
	{S("\xcf\xfa\xed\xfe")},
	{S("\xce\xfa\xed\xfe")},
	{S("wOFF")},
	{S("wOF2")},
	{S("OTTO")},
	{S("\0\1\0\0\0")},
	{S("ttcf")},
	{S("\xde\x12\x04\x95")}, /* message catalogues */
	{S("FILE0")},
	{S("BAAD")},
	{S("RSTR")},
	{S("RCRD")},
	{S("INDX(")},
	{S("ElfFile\0")},
	{S("MAM\x04")}, /* Windows prefetch */
};

static bool
is_known(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < sizeof known_heads / sizeof known_heads[0]; i++)
		if (n >= known_heads[i].n && memcmp(p, known_heads[i].bytes, known_heads[i].n) == 0)
			return true;
	return n >= 12 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WAVE", 4) == 0;
}

static bool
is_media(const unsigned char *p, size_t n)
{
	for (size_t i = 0; media_formats[i]; i++)
		if (!media_formats[i]->holder &&
		    media_formats[i]->head(p, n < MEDIA_HEAD ? n : MEDIA_HEAD))
			return true;
	return false;
}

/* Text in any encoding of one byte or of UTF-8, or UTF-16 with its mark. */
static bool
is_text(const unsigned char *p, size_t n)
{
	size_t odd = 0;

	if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (p[i] == 0)
			return false;
		odd += !encoded_is_text(p[i]);
	}
	return odd * 50 <= n;
}

/* Chunks before the pixels; "tEXt" holds a keyword, a NUL and text. */
bool
inside_original_path(struct bytes *b, struct buffer *out)
{
	static const char key[] = "tEXtThumb::URI";
	unsigned char head[HEAD];
	size_t n = bytes_read(b, 0, head, sizeof head);
	const unsigned char *hit;
	size_t length;

	if (n < 64 || memcmp(head, "\x89PNG\r\n\x1a\n", 8) != 0)
		return false;
	hit = memmem(head, n, key, sizeof key);
	if (!hit || hit - head < 4)
		return false;
	length = be32(hit - 4);
	if (length < sizeof key - 4 ||
	    length - (sizeof key - 4) > n - (size_t)(hit - head) - sizeof key)
		return false;
	buffer_add(out, hit + sizeof key, length - (sizeof key - 4));
	return true;
}

/*
 * A head can look like a format's by accident; then the file is not what it seems, and unknown. The
 * beginning tells: a film of some GB need not be walked for that.
 */
static bool
holds_as_media(struct bytes *b)
{
	struct bytes_slice beginning;
	struct media_walk w;

	bytes_slice_init(&beginning, b, 0, WALKED);
	return media_identify(&beginning.bytes, 0, &w) != NULL;
}

/* A short text is gone through at once, a long one when its turn comes. */
static enum inside_worth
worth_of_text(struct bytes *b)
{
	uint64_t at = 0;

	if (b->size < ENCODED_HEAD * 2)
		return INSIDE_NOTHING;
	return b->size > SHORT_TEXT || encoded_find(b, &at, b->size) ? INSIDE_HOLDER
								     : INSIDE_NOTHING;
}

/* Of what is known, the part in which files hide. */
static enum inside_worth
worth_of_part(uint64_t from, uint64_t *out_from, uint64_t to)
{
	*out_from = from;
	return from < to && to - from >= INSIDE_LEAST ? INSIDE_UNKNOWN : INSIDE_NOTHING;
}

/*
 * With what stands behind it, the picture itself: alone it has another digest. To search a long
 * film would hold up the one worker that names files.
 */
static enum inside_worth
worth_of_media(uint64_t end, uint64_t *from, uint64_t to)
{
	if (end > ALONE_MOST)
		return worth_of_part(end, from, to);
	return end < to ? INSIDE_UNKNOWN : INSIDE_NOTHING;
}

enum inside_worth
inside_worth(struct bytes *b, uint64_t *from, uint64_t *to)
{
	unsigned char head[HEAD];
	size_t n = bytes_read(b, 0, head, sizeof head);

	*from = 0;
	*to = b->size;
	if (n < INSIDE_LEAST)
		return INSIDE_NOTHING;
	if (is_media(head, n) && holds_as_media(b))
		return worth_of_media(inside_media_end(b, head), from, *to);
	if (holder_recognise(b))
		return INSIDE_HOLDER;
	if (inside_known_part(b, head, n, from, to))
		return worth_of_part(*from, from, *to);
	if (is_text(head, n))
		return worth_of_text(b);
	return is_known(head, n) ? INSIDE_NOTHING : INSIDE_UNKNOWN;
}
