/* SPDX-License-Identifier: Apache-2.0 */
#include "report/wrap.h"

#include <stdint.h>

#include "base/text.h"

struct range {
	unsigned first, last;
};

static int
in_ranges(unsigned code, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return 1;
	return 0;
}

/*
 * The blocks that matter for names in practice (Unicode Standard Annex 11); exact to the block,
 * not the letter.
 */
unsigned
wrap_width_of(unsigned code)
{
	static const struct range none[] = {
		{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
		{0x064B, 0x065F}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
		{0x0EB1, 0x0EB1}, {0x0EB4, 0x0EBC}, {0x0EC8, 0x0ECD}, {0x200B, 0x200D},
		{0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
	};
	static const struct range two[] = {
		{0x1100, 0x115F},   {0x2E80, 0x303E},	{0x3041, 0xA4CF},   {0xA960, 0xA97F},
		{0xAC00, 0xD7A3},   {0xF900, 0xFAFF},	{0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
		{0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
		{0x20000, 0x3FFFD},
	};
	if (code < 0x0300)
		return 1;
	if (in_ranges(code, none, sizeof none / sizeof *none))
		return 0;
	return in_ranges(code, two, sizeof two / sizeof *two) ? 2 : 1;
}

/* The next code point; a byte that begins none counts as one column. */
static size_t
next_code(struct span text, size_t at, unsigned *width)
{
	uint32_t code = 0;
	size_t n = text_next(text.p + at, text.n - at, &code);
	*width = n ? wrap_width_of((unsigned)code) : 1;
	return n ? n : 1;
}

size_t
wrap_columns(struct span text)
{
	size_t columns = 0;
	unsigned width;
	for (size_t i = 0; i < text.n; columns += width)
		i += next_code(text, i, &width);
	return columns;
}

struct span
wrap_line(struct span *text, size_t columns)
{
	size_t at = 0, used = 0, blank = 0; /* blank: behind the last word that fits */
	unsigned width;
	while (at < text->n) {
		size_t n = next_code(*text, at, &width);
		if (used + width > columns && at > 0)
			break;
		if (text->p[at] == ' ')
			blank = at;
		used += width;
		at += n;
	}
	if (at < text->n && text->p[at] == ' ')
		blank = at;
	size_t end = at < text->n && blank > 0 ? blank : at;
	struct span line = {text->p, end};
	while (end < text->n && text->p[end] == ' ')
		end++;
	*text = (struct span){text->p + end, text->n - end};
	return line;
}

void
wrap_blanks(struct buffer *out, size_t n)
{
	while (n-- > 0)
		buffer_add_byte(out, ' ');
}

void
wrap_add(struct buffer *out, struct span text, size_t columns, size_t used, size_t indent)
{
	size_t room = columns > used + 1 ? columns - used : 2;
	for (bool first = true; first || text.n > 0; first = false) {
		struct span line = wrap_line(&text, room);
		if (!first)
			wrap_blanks(out, indent);
		buffer_add(out, line.p, line.n);
		buffer_add_byte(out, '\n');
		room = columns > indent + 1 ? columns - indent : 2;
	}
}
