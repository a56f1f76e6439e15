/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hashdeep's own format. Its columns are the same for the whole file, so there is one for each kind
 * of digest that the set holds at all; in place of a file's name stands what the set says of it.
 */
#include <inttypes.h>

#include "base/text.h"
#include "hashset/format.h"
#include "tools/set_export.h"

static int
begin(struct set_export *x, struct error *e)
{
	struct buffer *out = &x->out.text;
	(void)e;
	buffer_add_text(out, "%%%% HASHDEEP-1.0\n%%%% size");
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (hashset_keys(x->set, (enum digest_kind)kind) > 0)
			buffer_add_format(out, ",%s", digest_name((enum digest_kind)kind));
	}
	buffer_add_text(out, ",filename\n## Written by winnow-set export\n##\n");
	return 0;
}

static int
put(struct set_export *x, const struct each_entry *entry, const struct hashset_verdict *v,
    struct error *e)
{
	struct buffer *out = &x->out.text;
	(void)e;
	if (!entry->entry.digests) {
		x->left_out++;
		return 0;
	}
	if (entry->entry.size != WSET_NO_SIZE)
		buffer_add_format(out, "%" PRIu64, entry->entry.size);
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (hashset_keys(x->set, (enum digest_kind)kind) == 0)
			continue;
		buffer_add_byte(out, ',');
		if (entry->digest[kind])
			text_hex(out, entry->digest[kind], digest_size((enum digest_kind)kind));
	}
	buffer_add_byte(out, ',');
	text_mask(out, v->set_name.p, v->set_name.n);
	buffer_add_format(out, " %s ", verdict_kind_name(v->kind));
	set_export_category(out, v);
	while (out->data[out->n - 1] == ' ')
		out->n--;
	buffer_add_byte(out, '\n');
	x->written++;
	return 0;
}

const struct set_format set_format_hashdeep = {begin, put, NULL, "they have a PDQ digest only",
					       NULL};
