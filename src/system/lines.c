/* SPDX-License-Identifier: Apache-2.0 */
#include "system/lines.h"

#include <string.h>

#include "system/facts.h"

void
text_file_read(struct bytes *bytes, struct buffer *out)
{
	size_t n = bytes->size < TEXT_FILE_MAX ? (size_t)bytes->size : TEXT_FILE_MAX;

	buffer_clear(out);
	out->n = bytes_read(bytes, 0, buffer_reserve(out, n ? n : 1), n);
}

bool
line_next(struct span *rest, struct span *line)
{
	const char *end;

	if (!rest->n)
		return false;
	end = memchr(rest->p, '\n', rest->n);
	*line = (struct span){rest->p, end ? (size_t)(end - rest->p) : rest->n};
	rest->p += line->n + (end != NULL);
	rest->n -= line->n + (end != NULL);
	return true;
}

bool
line_split(struct span line, char c, struct span *before, struct span *behind)
{
	const char *at = line.n ? memchr(line.p, c, line.n) : NULL;

	if (!at)
		return false;
	*before = system_trim((struct span){line.p, (size_t)(at - line.p)});
	*behind = system_trim((struct span){at + 1, line.n - (size_t)(at - line.p) - 1});
	return true;
}

struct span
line_unquote(struct span s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		return (struct span){s.p + 1, s.n - 2};
	return s;
}
