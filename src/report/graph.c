/* SPDX-License-Identifier: Apache-2.0 */
#include "report/graph.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "record/json.h"

/* The name space of all of winnow's names: any UUID does, as long as it never changes. */
static const unsigned char name_space[UUID_BYTES] = {0x3d, 0x5b, 0x1f, 0x86, 0x0c, 0x7e,
						     0x4a, 0x27, 0x9e, 0x41, 0x62, 0xd8,
						     0x95, 0xb3, 0x70, 0x1a};

struct graph_name
graph_name(const char *kind, ...)
{
	struct buffer key = BUFFER_EMPTY;
	struct graph_name name;
	char uuid[UUID_TEXT];
	va_list parts;

	buffer_add_text(&key, kind);
	va_start(parts, kind);
	for (const char *p; (p = va_arg(parts, const char *));) {
		buffer_add_byte(&key, '\n');
		buffer_add_text(&key, p);
	}
	va_end(parts);
	uuid_of_name(name_space, buffer_span(&key), uuid);
	buffer_release(&key);
	snprintf(name.text, sizeof name.text, "kb:%.32s-%s", kind, uuid);
	return name;
}

static void
add_types(struct buffer *out, const char *types)
{
	bool several = strchr(types, ' ');

	json_key(out, "@type");
	if (several)
		buffer_add_byte(out, '[');
	while (*types) {
		size_t n = strcspn(types, " ");

		if (several)
			json_comma(out);
		json_add_string(out, types, n);
		types += n + (types[n] == ' ');
	}
	if (several)
		buffer_add_byte(out, ']');
}

void
graph_open(struct buffer *out, const struct graph_name *name, const char *types)
{
	json_comma(out);
	buffer_add_byte(out, '{');
	json_member_text(out, "@id", name->text);
	add_types(out, types);
}

void
graph_close(struct buffer *out)
{
	buffer_add_byte(out, '}');
}

void
graph_text(struct buffer *out, const char *property, const char *text)
{
	if (text && *text)
		json_member_text(out, property, text);
}

void
graph_u64(struct buffer *out, const char *property, uint64_t value)
{
	json_member_u64(out, property, value);
}

void
graph_bool(struct buffer *out, const char *property, bool value)
{
	json_member_bool(out, property, value);
}

void
graph_typed(struct buffer *out, const char *property, const char *type, const char *text)
{
	if (!text || !*text)
		return;
	json_key(out, property);
	buffer_add_byte(out, '{');
	json_member_text(out, "@type", type);
	json_member_text(out, "@value", text);
	buffer_add_byte(out, '}');
}

void
graph_time(struct buffer *out, const char *property, const char *time)
{
	if (time && strlen(time) >= 19 && time[10] == 'T')
		graph_typed(out, property, "xsd:dateTime", time);
}

void
graph_refer(struct buffer *out, const char *property, const struct graph_name *to)
{
	json_key(out, property);
	buffer_add_byte(out, '{');
	json_member_text(out, "@id", to->text);
	buffer_add_byte(out, '}');
}

void
graph_list(struct buffer *out, const char *property)
{
	json_key(out, property);
	buffer_add_byte(out, '[');
}

void
graph_list_end(struct buffer *out)
{
	buffer_add_byte(out, ']');
}

void
graph_element(struct buffer *out, const struct graph_name *to)
{
	json_comma(out);
	buffer_add_byte(out, '{');
	json_member_text(out, "@id", to->text);
	buffer_add_byte(out, '}');
}
