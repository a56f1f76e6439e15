/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a file, as extended attributes of user.winnow. */
#include <errno.h>
#include <string.h>

#include "mount/answer_parts.h"

#define PREFIX	  "user.winnow."
#define VALUE_MAX 65536 /* Linux takes no longer one */

/* inner: a member of the value. */
static const struct {
	const char *name, *key, *inner;
} facts[] = {
	{"id", "id", NULL},
	{"evidence_id", "evidence_id", NULL},
	{"path", "path", NULL},
	{"path_bytes", "path_bytes", NULL},
	{"origin", "origin", NULL},
	{"state", "state", NULL},
	{"confidence", "confidence", NULL},
	{"runs", "byte_runs", NULL},
	{"crtime", "crtime", NULL},
	{"notes", "notes", NULL},
	{"parent", "parent", NULL},
	{"mime", "mime", NULL},
	{"md5", "hashes", "md5"},
	{"sha1", "hashes", "sha1"},
	{"sha256", "hashes", "sha256"},
	{"pdq", "pdq", NULL},
	{"matches", "matches", NULL},
	{"device", "device", NULL},
	{"gps", "gps", NULL},
	{"taken", "taken", NULL},
};

#define NFACTS (sizeof facts / sizeof facts[0])

/* ---- The record behind a node ---- */

static int
record_entry(struct answer *a, const struct node *node, struct error *e)
{
	struct answer_volume *v = answer_volume(a, node->volume, e);
	struct walk_item item = {.address = node->address,
				 .type = node->stream_type,
				 .attr = node->stream_id,
				 .origin = node->flags & NODE_DEAD ? "deleted" : "allocated"};
	struct buffer path = BUFFER_EMPTY;
	int r;

	if (!v)
		return -1;
	answer_path(a, node, &path);
	item.path = buffer_text(&path);
	buffer_clear(&a->line);
	r = walk_one(v->walk, &item, &a->line, e);
	buffer_release(&path);
	if (r)
		return -1;
	return record_scan(&a->record, a->line.data, a->line.n - 1, e);
}

int
answer_record(struct answer *a, const struct node *node, struct error *e)
{
	if (node->kind == NODE_ITEM)
		return items_record(a, node->address, e);
	if (node->kind == NODE_MEMBER)
		return logical_record(a, node->address, e);
	return record_entry(a, node, e);
}

/* ---- Values ---- */

static void
add_value(struct span value, struct buffer *out)
{
	if (value.p && record_unquote(value, out))
		buffer_add(out, value.p, value.n);
}

static void
add_inner(struct span value, const char *inner, struct buffer *out)
{
	json_t *object = record_parse(value);
	const char *text = json_string_value(json_object_get(object, inner));

	buffer_add_text(out, text ? text : "");
	json_decref(object);
}

static void
add_fact(const struct answer *a, size_t i, struct buffer *out)
{
	struct span value = record_value(&a->record, facts[i].key);

	if (value.p && facts[i].inner)
		add_inner(value, facts[i].inner, out);
	else
		add_value(value, out);
}

/*
 * Of an entry, the evidence tells where it is, and the record stream what tools have found out: the
 * second is left in a->record if there is one and `found` is wanted.
 */
static int
load(struct answer *a, const struct node *node, bool found, struct error *e)
{
	struct buffer id = BUFFER_EMPTY;

	if (answer_record(a, node, e))
		return EIO;
	if (node->kind != NODE_ITEM && found && record_text(&a->record, "id", &id) == 0 &&
	    !items_find(a, buffer_span(&id)) && answer_record(a, node, e)) {
		buffer_release(&id);
		return EIO;
	}
	buffer_release(&id);
	return 0;
}

static bool
has_facts(const struct node *node)
{
	return node->kind == NODE_ENTRY || node->kind == NODE_ITEM || node->kind == NODE_MEMBER;
}

/* Of the image, its identity; of a folder that stands elsewhere too, that it does. */
static int
fact_of_other(struct answer *a, const struct node *node, const char *name, struct buffer *out)
{
	if (node->kind == NODE_IMAGE && strcmp(name, "evidence_id") == 0)
		buffer_add_text(out, a->id);
	return out->n ? 0 : ENODATA;
}

static void
add_repeated(struct buffer *out)
{
	buffer_add_text(out, "[{\"tool\":\"winnow-mount\",\"level\":\"warning\",\"message\":\"this "
			     "folder stands elsewhere in the tree too and is listed there\"}]");
}

static size_t
find_fact(const char *name)
{
	size_t i = 0;

	while (i < NFACTS && strcmp(facts[i].name, name) != 0)
		i++;
	return i;
}

int
answer_fact(struct answer *a, uint64_t number, const char *name, struct buffer *out,
	    struct error *e)
{
	const struct node *node = tree_node(a->config.tree, number);
	size_t i;
	int r;

	if (!node)
		return ESTALE;
	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0)
		return ENODATA;
	i = find_fact(name + strlen(PREFIX));
	if (!has_facts(node) || i == NFACTS)
		return fact_of_other(a, node, name + strlen(PREFIX), out);
	r = load(a, node, true, e);
	if (r)
		return r;
	add_fact(a, i, out);
	if (node->flags & NODE_REPEATED && strcmp(facts[i].name, "notes") == 0) {
		buffer_clear(out);
		add_repeated(out);
	}
	return out->n == 0 ? ENODATA : out->n > VALUE_MAX ? ERANGE : 0;
}

static void
add_name(const char *name, struct buffer *out)
{
	buffer_add_text(out, PREFIX);
	buffer_add_text(out, name);
	buffer_add_byte(out, '\0');
}

int
answer_facts(struct answer *a, uint64_t number, struct buffer *out, struct error *e)
{
	const struct node *node = tree_node(a->config.tree, number);
	struct buffer value = BUFFER_EMPTY;
	int r;

	if (!node)
		return ESTALE;
	if (node->kind == NODE_IMAGE)
		add_name("evidence_id", out);
	if (!has_facts(node))
		return 0;
	r = load(a, node, true, e);
	for (size_t i = 0; r == 0 && i < NFACTS; i++) {
		buffer_clear(&value);
		add_fact(a, i, &value);
		if (value.n > 0 && value.n <= VALUE_MAX)
			add_name(facts[i].name, out);
	}
	buffer_release(&value);
	return r;
}
