/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of all that a set keeps of its entries; and lists of PDQ digests, hash,quality. */
#include <inttypes.h>

#include "base/text.h"
#include "hashset/format.h"
#include "tools/set_export.h"

static int
begin(struct set_export *x, struct error *e)
{
	(void)e;
	buffer_add_text(&x->out.text, "md5,sha1,sha256,size,set,kind,scheme,category,comment,"
				      "category_name,pdq,quality");
	for (int flag = 0; flag < ENTRY_FLAGS; flag++)
		buffer_add_format(&x->out.text, ",%s", entry_flag_name((enum entry_flag)flag));
	buffer_add_text(&x->out.text, ",details\n");
	return 0;
}

static void
add_quoted(struct buffer *out, struct span s)
{
	buffer_add_byte(out, ',');
	if (!s.p)
		return;
	buffer_add_byte(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buffer_add_byte(out, '"');
		buffer_add_byte(out, s.p[i]);
	}
	buffer_add_byte(out, '"');
}

static void
add_flags(struct buffer *out, struct entry_flags flags)
{
	for (int flag = 0; flag < ENTRY_FLAGS; flag++) {
		buffer_add_byte(out, ',');
		if (flags.said & 1U << flag)
			buffer_add_text(out, flags.set & 1U << flag ? "true" : "false");
	}
}

static void
add_pdq(struct buffer *out, const struct each_entry *entry)
{
	buffer_add_byte(out, ',');
	if (entry->pdq)
		text_hex(out, entry->pdq, PDQ_SIZE);
	buffer_add_byte(out, ',');
	if (entry->quality != PDQ_NO_QUALITY)
		buffer_add_format(out, "%u", entry->quality);
}

static int
put(struct set_export *x, const struct each_entry *entry, const struct hashset_verdict *v,
    struct error *e)
{
	struct buffer *out = &x->out.text;
	(void)e;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (kind > 0)
			buffer_add_byte(out, ',');
		if (entry->digest[kind])
			text_hex(out, entry->digest[kind], digest_size((enum digest_kind)kind));
	}
	buffer_add_byte(out, ',');
	if (entry->entry.size != WSET_NO_SIZE)
		buffer_add_format(out, "%" PRIu64, entry->entry.size);
	add_quoted(out, v->set_name);
	buffer_add_format(out, ",%s", verdict_kind_name(v->kind));
	add_quoted(out, v->scheme);
	add_quoted(out, v->category);
	add_quoted(out, entry->entry.comment);
	add_quoted(out, v->label);
	add_pdq(out, entry);
	add_flags(out, entry->entry.flags);
	add_quoted(out, entry->entry.details);
	buffer_add_byte(out, '\n');
	x->written++;
	return 0;
}

const struct set_format set_format_csv = {begin, put, NULL, NULL, NULL};

/* ---- PDQ ---- */

static int
put_pdq(struct set_export *x, const struct each_entry *entry, const struct hashset_verdict *v,
	struct error *e)
{
	(void)v;
	(void)e;
	if (!entry->pdq) {
		x->left_out++;
		return 0;
	}
	text_hex(&x->out.text, entry->pdq, PDQ_SIZE);
	if (entry->quality != PDQ_NO_QUALITY)
		buffer_add_format(&x->out.text, ",%u", entry->quality);
	buffer_add_byte(&x->out.text, '\n');
	x->written++;
	return 0;
}

const struct set_format set_format_pdq = {NULL, put_pdq, NULL, "they have no PDQ digest", NULL};
