/* SPDX-License-Identifier: Apache-2.0 */
#include "report/csv.h"

#include <inttypes.h>

#include "base/text.h"

static void
separate(struct buffer *out)
{
	if (out->n > 0 && out->data[out->n - 1] != '\n')
		buffer_add_byte(out, ',');
}

/* Also the full-width forms, which some spreadsheets take for the same. */
static bool
begins_formula(struct span s)
{
	static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
					   "\xEF\xBC\xA0"};
	if (s.n == 0)
		return false;
	if (memchr("=+-@\t\r", s.p[0], 6))
		return true;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (s.n >= 3 && memcmp(s.p, wide[i], 3) == 0)
			return true;
	return false;
}

static bool
needs_quotes(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (memchr(",\"; '", s.p[i], 5))
			return true;
	return false;
}

void
csv_span(struct buffer *out, struct span text)
{
	struct buffer shown = BUFFER_EMPTY;
	separate(out);
	/* An empty first field must still be seen as one by separate(). */
	bool first = out->n == 0 || out->data[out->n - 1] == '\n';
	if (begins_formula(text))
		buffer_add_byte(&shown, '\'');
	text_mask(&shown, text.p, text.n);
	bool quotes = needs_quotes(buffer_span(&shown)) || (first && shown.n == 0);
	if (quotes)
		buffer_add_byte(out, '"');
	for (size_t i = 0; i < shown.n; i++) {
		if (shown.data[i] == '"')
			buffer_add_byte(out, '"');
		buffer_add_byte(out, shown.data[i]);
	}
	if (quotes)
		buffer_add_byte(out, '"');
	buffer_release(&shown);
}

void
csv_text(struct buffer *out, const char *text)
{
	csv_span(out, span_of(text ? text : ""));
}

void
csv_u64(struct buffer *out, uint64_t n)
{
	if (n == UINT64_MAX) {
		csv_text(out, "");
		return;
	}
	separate(out);
	buffer_add_format(out, "%" PRIu64, n);
}

void
csv_decimal(struct buffer *out, const char *text)
{
	static const char digits[] = "0123456789";
	const char *at = text + (*text == '-');
	size_t whole = strspn(at, digits);
	const char *rest = at + whole;
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, digits);
	if (whole == 0 || *rest) {
		csv_text(out, text);
		return;
	}
	separate(out);
	buffer_add_text(out, text);
}

void
csv_end(struct buffer *out)
{
	buffer_add_text(out, "\r\n");
}
