/* SPDX-License-Identifier: Apache-2.0 */
#include "media/tags.h"

#include <string.h>

#include "base/clock.h"

#define HEX_BYTES 64

void
tags_text(struct media_tags *out, struct bytes *b, const char *group, const char *tag, uint64_t at,
	  uint64_t n, enum media_text coding)
{
	size_t most = n < TAG_TEXT_MAX ? (size_t)n : TAG_TEXT_MAX;
	const unsigned char *p = most ? bytes_exact(b, at, most) : NULL;

	if (p)
		out->text(out, group, tag, p, most, coding);
}

void
tags_hex(struct media_tags *out, struct bytes *b, const char *group, const char *tag, uint64_t at,
	 uint64_t n)
{
	size_t most = n < HEX_BYTES ? (size_t)n : HEX_BYTES;
	const unsigned char *p = most ? bytes_exact(b, at, most) : NULL;
	unsigned char digits[2 * HEX_BYTES];

	for (size_t i = 0; p && i < most; i++) {
		digits[2 * i] = (unsigned char)"0123456789abcdef"[p[i] >> 4];
		digits[2 * i + 1] = (unsigned char)"0123456789abcdef"[p[i] & 15];
	}
	if (p)
		out->text(out, group, tag, digits, 2 * most, MEDIA_UTF8);
}

void
tags_clock(struct media_tags *out, const char *group, const char *tag, int64_t seconds)
{
	char text[CLOCK_TEXT_MAX];

	if (seconds <= 0 || seconds > UINT32_MAX)
		return;
	clock_format(text, seconds, 0, "");
	for (char *c = text; *c; c++)
		*c = *c == 'T' ? ' ' : *c == '-' ? ':' : *c;
	out->text(out, group, tag, (unsigned char *)text, strlen(text), MEDIA_UTF8);
}
