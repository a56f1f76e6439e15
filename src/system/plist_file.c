/* SPDX-License-Identifier: Apache-2.0 */
#include "system/plist_file.h"

#include <inttypes.h>
#include <plist/plist.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

#define KEY_MAX	   200
#define APPLE_1970 978307200 /* libplist counts dates from 2001 */

struct plist_file {
	plist_t root;
};

struct plist_file *
plist_file_open(struct bytes *bytes, struct system_facts *out)
{
	struct plist_file *p = NULL;
	struct buffer text = BUFFER_EMPTY;
	plist_t root = NULL;

	if (bytes->size <= PLIST_FILE_MAX) {
		size_t n = (size_t)bytes->size;

		text.n = bytes_read(bytes, 0, buffer_reserve(&text, n + 1), n);
		buffer_text(&text); /* libplist's reader of XML wants an end */
		plist_from_memory(text.data, (uint32_t)text.n, &root);
	}
	if (root) {
		p = memory_zero(1, sizeof *p);
		p->root = root;
	} else {
		system_note(out, "%.*s is no property list that can be read", (int)out->path.n,
			    out->path.p);
	}
	buffer_release(&text);
	return p;
}

void
plist_file_close(struct plist_file **p)
{
	if (!*p)
		return;
	plist_free((*p)->root);
	free(*p);
	*p = NULL;
}

static plist_t
node_at(plist_t node, const char *path)
{
	char key[KEY_MAX];

	while (node && *path) {
		size_t n = strcspn(path, "/");

		if (plist_get_node_type(node) != PLIST_DICT || n >= sizeof key)
			return NULL;
		memcpy(key, path, n);
		key[n] = '\0';
		node = plist_dict_get_item(node, key);
		path += n + (path[n] != '\0');
	}
	if (node && plist_get_node_type(node) == PLIST_ARRAY)
		node = plist_array_get_size(node) ? plist_array_get_item(node, 0) : NULL;
	return node;
}

static void
add_date(plist_t node, struct buffer *out)
{
	char text[CLOCK_TEXT_MAX];
	int32_t seconds = 0, microseconds = 0;

	plist_get_date_val(node, &seconds, &microseconds);
	clock_format(text, (int64_t)seconds + APPLE_1970,
		     microseconds > 0 && microseconds < 1000000 ? (uint32_t)microseconds * 1000 : 0,
		     "Z");
	buffer_add_text(out, text);
}

static void
add_string(plist_t node, struct buffer *out)
{
	uint64_t n = 0;
	const char *s = plist_get_string_ptr(node, &n);

	if (s)
		buffer_add(out, s, (size_t)n);
}

static void
add_number(plist_t node, struct buffer *out)
{
	uint64_t v = 0;

	plist_get_uint_val(node, &v);
	buffer_add_format(out, "%" PRIu64, v);
}

int
plist_file_text(struct plist_file *p, const char *path, struct buffer *out)
{
	plist_t node = node_at(p->root, path);
	uint8_t yes = 0;

	buffer_clear(out);
	if (!node)
		return -1;
	switch (plist_get_node_type(node)) {
	case PLIST_STRING:
		add_string(node, out);
		return 0;
	case PLIST_UINT:
		add_number(node, out);
		return 0;
	case PLIST_DATE:
		add_date(node, out);
		return 0;
	case PLIST_BOOLEAN:
		plist_get_bool_val(node, &yes);
		buffer_add_text(out, yes ? "true" : "false");
		return 0;
	default:
		return -1;
	}
}

void
plist_file_fact(struct plist_file *p, const char *path, const char *fact, struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;

	if (plist_file_text(p, path, &text) == 0)
		system_fact(out, fact, buffer_span(&text), path);
	buffer_release(&text);
}
