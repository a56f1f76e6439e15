/* SPDX-License-Identifier: Apache-2.0 */
#include "report/xml_data.h"

#include <stdbool.h>

#include "base/text.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* XML 1.0, production 2: Char. */
static bool
is_allowed(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' ||
	       (code >= 0x20 && code != 0xfffe && code != 0xffff);
}

static void
add_character(struct buffer *out, const char *p, size_t n, uint32_t code)
{
	if (code == '&')
		buffer_add_text(out, "&amp;");
	else if (code == '<')
		buffer_add_text(out, "&lt;");
	else if (code == '>')
		buffer_add_text(out, "&gt;");
	else if (code == '"')
		buffer_add_text(out, "&quot;");
	else if (code == '\t' || code == '\n' || code == '\r')
		buffer_add_format(out, "&#%u;", (unsigned)code); /* else attributes lose them */
	else if (!is_allowed(code))
		buffer_add_text(out, REPLACEMENT);
	else
		buffer_add(out, p, n);
}

void
xml_add(struct buffer *out, struct span text)
{
	for (size_t i = 0, n; i < text.n; i += n) {
		uint32_t code;

		n = text_next(text.p + i, text.n - i, &code);
		if (n == 0) {
			buffer_add_text(out, REPLACEMENT);
			n = 1;
			continue;
		}
		add_character(out, text.p + i, n, code);
	}
}

void
xml_element(struct buffer *out, const char *name, struct span text)
{
	buffer_add_format(out, "<%s>", name);
	xml_add(out, text);
	buffer_add_format(out, "</%s>", name);
}

void
xml_element_text(struct buffer *out, const char *name, const char *text)
{
	xml_element(out, name, span_of(text));
}

void
xml_element_u64(struct buffer *out, const char *name, uint64_t value)
{
	buffer_add_format(out, "<%s>%llu</%s>", name, (unsigned long long)value, name);
}

void
xml_attribute(struct buffer *out, const char *name, const char *text)
{
	buffer_add_format(out, " %s=\"", name);
	xml_add(out, span_of(text));
	buffer_add_byte(out, '"');
}

void
xml_attribute_u64(struct buffer *out, const char *name, uint64_t value)
{
	buffer_add_format(out, " %s=\"%llu\"", name, (unsigned long long)value);
}
