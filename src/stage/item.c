/* SPDX-License-Identifier: Apache-2.0 */
/* What stages ask of the item they are given. */
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "evidence/content.h"
#include "stage/stage.h"

/* A record without content tells of a file of which no bytes are left: a fact, and no failure. */
static enum note_level
level_of_failure(const struct item *item)
{
	return record_value(item->record, "content").p ? NOTE_ERROR : NOTE_INFO;
}

struct bytes *
item_bytes(struct item *item)
{
	struct error e = {0};

	if (item->content)
		return content_bytes(item->content);
	if (item->content_failed)
		return NULL;
	if (!item->image)
		error_set(&e, ERROR_INPUT, "the record names no evidence to read it from");
	else if (content_open(&item->content, item->image, item->record, &e) == 0)
		return content_bytes(item->content);
	item->content_failed = true;
	item_note(item, level_of_failure(item), "%s", e.text);
	return NULL;
}

struct span
item_value(const struct item *item, const char *key)
{
	return edit_value(item->edit, key);
}

int
item_text(const struct item *item, const char *key, struct buffer *out)
{
	struct span value = item_value(item, key);

	return value.p ? record_unquote(value, out) : -1;
}

int
item_u64(const struct item *item, const char *key, uint64_t *out)
{
	unsigned long long v;
	struct span value = item_value(item, key);

	if (!value.p || text_to_u64(value.p, value.n, &v))
		return -1;
	*out = v;
	return 0;
}

void
item_note(struct item *item, enum note_level level, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	edit_note(item->edit, item->tool, level, "%s", text);
}
