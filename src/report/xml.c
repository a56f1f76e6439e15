/* SPDX-License-Identifier: Apache-2.0 */
#include "report/xml.h"

#include "base/text.h"

/*
 * U+FFFE and U+FFFF are no characters in XML; they arrive as these bytes once masked text
 * is valid UTF-8.
 */
static bool
is_noncharacter(const char *p, size_t n)
{
	return n >= 3 && p[0] == '\xEF' && p[1] == '\xBF' && (p[2] == '\xBE' || p[2] == '\xBF');
}

static void
escape(struct buffer *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '&')
			buffer_add_text(out, "&amp;");
		else if (p[i] == '<')
			buffer_add_text(out, "&lt;");
		else if (p[i] == '>')
			buffer_add_text(out, "&gt;");
		else if (p[i] == '"')
			buffer_add_text(out, "&quot;");
		else if (p[i] == '\'')
			buffer_add_text(out, "&#39;");
		else if (is_noncharacter(p + i, n - i)) {
			buffer_add_text(out, p[i + 2] == '\xBE' ? "\\u{FFFE}" : "\\u{FFFF}");
			i += 2;
		} else
			buffer_add_byte(out, p[i]);
	}
}

void
xml_escape(struct buffer *out, struct span text)
{
	struct buffer masked = BUFFER_EMPTY;
	text_mask(&masked, text.p, text.n);
	escape(out, buffer_text(&masked), masked.n);
	buffer_release(&masked);
}
