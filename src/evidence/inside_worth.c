/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "evidence/inside.h"
#include "inside/holder.h"
#include "media/media.h"

#define LEAST 64u /* no picture is smaller than that and in something else */
#define HEAD  ((size_t)4096)

#define WALKED ((uint64_t)256 << 10)

struct known {
	const char *bytes;
	size_t n;
};

#define S(text) text, sizeof text - 1

/* What is well known, common, and no place for pictures of its own accord. */
static const struct known known_heads[] = {
	{S("\x7f"
	   "ELF")},
	{S("MZ")},
	{S("\xca\xfe\xba\xbe")},
	{S("\xfe\xed\xfa")},
	{S("\xcf\xfa\xed\xfe")},
	{S("\xce\xfa\xed\xfe")},
	{S("ID3")},
	{S("fLaC")},
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
		odd += p[i] < 0x20 && p[i] != '\n' && p[i] != '\r' && p[i] != '\t' &&
		       p[i] != 0x1b && p[i] != '\f';
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

enum inside_worth
inside_worth(struct bytes *b)
{
	unsigned char head[HEAD];
	size_t n = bytes_read(b, 0, head, sizeof head);

	if (n < LEAST)
		return INSIDE_NOTHING;
	if (is_media(head, n) && holds_as_media(b))
		return INSIDE_NOTHING;
	if (holder_recognise(b))
		return INSIDE_HOLDER;
	if (is_known(head, n) || is_text(head, n))
		return INSIDE_NOTHING;
	return INSIDE_UNKNOWN;
}
