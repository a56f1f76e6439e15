/* SPDX-License-Identifier: Apache-2.0 */
#include "media/tags.h"

#include <string.h>

void
tags_text(struct media_tags *out, struct bytes *b, const char *group, const char *tag, uint64_t at,
	  uint64_t n, enum media_text coding)
{
	size_t most = n < TAG_TEXT_MAX ? (size_t)n : TAG_TEXT_MAX;
	const unsigned char *p = most ? bytes_exact(b, at, most) : NULL;

	if (p)
		out->text(out, group, tag, p, most, coding);
}
