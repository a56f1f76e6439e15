/* SPDX-License-Identifier: Apache-2.0 */
/* items/: the files that a record stream tells of, if they are of this evidence. */
#include <inttypes.h>
#include <string.h>

#include "mount/answer_parts.h"
#include "mount/names.h"

#define ALIVE_LINES 1024 /* between two signs of life */

static struct span
line_at(struct span all, uint64_t at)
{
	const char *end;

	if (at >= all.n)
		return (struct span){NULL, 0};
	end = memchr(all.p + at, '\n', all.n - at);
	return (struct span){all.p + at, end ? (size_t)(end - all.p) - at : all.n - at};
}

int
items_record(struct answer *a, uint64_t at, struct error *e)
{
	struct span line = line_at(a->config.records, at);

	if (!line.p)
		return error_set(e, ERROR_INPUT, "the records have changed since they were read");
	return record_scan(&a->record, line.p, line.n, e);
}

/* Is the record in a->record of the evidence that is mounted? */
static bool
is_ours(struct answer *a)
{
	struct buffer id = BUFFER_EMPTY;
	bool ours =
		record_text(&a->record, "evidence_id", &id) || span_equal(buffer_span(&id), a->id);

	buffer_release(&id);
	return ours;
}

struct count {
	uint64_t lines, others, broken;
};

static void
add_item(struct answer *a, uint64_t at, struct listing *l, struct count *count)
{
	struct buffer id = BUFFER_EMPTY, mime = BUFFER_EMPTY, name = BUFFER_EMPTY;

	if (!record_is(&a->record, "file"))
		return;
	if (!is_ours(a)) {
		count->others++;
	} else if (record_text(&a->record, "id", &id) == 0) {
		record_text(&a->record, "mime", &mime);
		names_of_item(buffer_span(&id), buffer_span(&mime), &name);
		listing_add(l, buffer_span(&name), NODE_ITEM, DT_REG)->node.address = at;
	}
	buffer_release(&id);
	buffer_release(&mime);
	buffer_release(&name);
}

int
fill_items(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e)
{
	struct span all = a->config.records, line;
	struct count count = {0};
	uint64_t at = 0;

	(void)e;
	while ((line = line_at(all, at)).p) {
		struct error why = {0};

		if (line.n > 0 && record_scan(&a->record, line.p, line.n, &why) == 0)
			add_item(a, at, &l->live, &count);
		else if (line.n > 0)
			count.broken++;
		at += line.n + 1;
		if (++count.lines % ALIVE_LINES == 0)
			a->config.alive(a->config.ctx, folder);
	}
	if (count.others)
		answer_say(a, "%" PRIu64 " items of the records are of other evidence: not shown",
			   count.others);
	if (count.broken)
		answer_say(a, "%" PRIu64 " lines of the records are no records", count.broken);
	return 0;
}

/* ---- Finding ---- */

/* The first child whose name is not before `name`. */
static uint32_t
first_from(const struct answer *a, const struct node *items, const char *name)
{
	uint32_t low = 0, high = items->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct node *child = tree_node(a->config.tree, items->first + middle);

		if (strcmp(tree_name(a->config.tree, child), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* "ID." in the form of a file name: the extension is not known here. */
static void
name_begin(struct span id, struct buffer *out)
{
	names_of_item(id, (struct span){NULL, 0}, out);
	while (out->data[out->n - 1] != '.')
		out->n--;
	buffer_text(out);
}

bool
items_find(struct answer *a, struct span id)
{
	uint32_t number =
		a->config.records.p
			? tree_find(a->config.tree, tree_node(a->config.tree, TREE_ROOT), "items")
			: 0;
	const struct node *items = tree_node(a->config.tree, number);
	struct buffer name = BUFFER_EMPTY;
	struct error ignored = {0};
	bool found = false;

	if (!items || answer_enter(a, number, &ignored))
		return false;
	name_begin(id, &name);
	for (uint32_t i = first_from(a, items, name.data); i < items->count && !found; i++) {
		const struct node *item = tree_node(a->config.tree, items->first + i);
		const char *shown = tree_name(a->config.tree, item);

		if (strncmp(shown, name.data, name.n) != 0)
			break;
		found = !strchr(shown + name.n, '.') &&
			items_record(a, item->address, &ignored) == 0;
	}
	buffer_release(&name);
	return found;
}
