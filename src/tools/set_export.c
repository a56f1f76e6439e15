/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-set export: the entries as text again. */
#include "tools/set_export.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

void
set_export_category(struct buffer *out, const struct hashset_verdict *v)
{
	if (!v->scheme.p)
		return;
	text_mask(out, v->scheme.p, v->scheme.n);
	buffer_add_byte(out, ':');
	text_mask(out, v->category.p, v->category.n);
}

/* ---- Plain: every digest, a line each ---- */

static bool
is_wanted(const struct set_export *x, const struct hashset_verdict *v)
{
	return !x->only || span_equal(v->set_name, x->only);
}

/* 1: the digest at a position belongs to a set that is wanted; 0; -1. */
static int
key_is_wanted(const struct set_export *x, enum digest_kind kind, uint32_t at, struct error *e)
{
	struct hashset_entry entry;
	struct hashset_verdict v;
	if (!x->only)
		return 1;
	if (hashset_entry(x->set, kind, at, &entry, e) ||
	    hashset_verdict(x->set, entry.verdict, &v, e))
		return -1;
	return is_wanted(x, &v);
}

static int
plain_kind(struct set_export *x, enum digest_kind kind, struct error *e)
{
	const unsigned char *last = NULL;
	size_t width = digest_size(kind);
	for (uint32_t at = 0; at < hashset_keys(x->set, kind); at++) {
		const unsigned char *key = hashset_key(x->set, kind, at);
		if (last && memcmp(last, key, width) == 0)
			continue;
		int wanted = key_is_wanted(x, kind, at, e);
		if (wanted < 0)
			return -1;
		if (!wanted)
			continue;
		last = key;
		text_hex(&x->out.text, key, width);
		buffer_add_byte(&x->out.text, '\n');
		set_output_more(&x->out);
		x->written++;
	}
	return 0;
}

static int
export_plain(struct set_export *x, struct error *e)
{
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (plain_kind(x, (enum digest_kind)kind, e))
			return -1;
	}
	return 0;
}

/* ---- The others, entry by entry ---- */

struct walk {
	struct set_export *x;
	const struct set_format *format;
};

static int
put_entry(void *ctx, const struct each_entry *entry, struct error *e)
{
	const struct walk *w = ctx;
	struct hashset_verdict v;
	if (hashset_verdict(w->x->set, entry->entry.verdict, &v, e))
		return -1;
	if (!is_wanted(w->x, &v))
		return 0;
	if (w->format->entry(w->x, entry, &v, e))
		return -1;
	set_output_more(&w->x->out);
	return 0;
}

static int
export_entries(struct set_export *x, const struct set_format *format, struct error *e)
{
	struct walk w = {x, format};
	if ((format->begin && format->begin(x, e)) || hashset_each(x->set, put_entry, &w, e))
		return -1;
	if (format->end)
		format->end(x);
	return 0;
}

static int export(struct set_export *x, int which, struct error *e)
{
	static const struct set_format *const formats[] = {
		[SET_EXPORT_CSV] = &set_format_csv,
		[SET_EXPORT_HASHDEEP] = &set_format_hashdeep,
		[SET_EXPORT_VICS] = &set_format_vics,
		[SET_EXPORT_PDQ] = &set_format_pdq,
	};
	const struct set_format *format = formats[which];
	if (!format)
		return export_plain(x, e);
	if (export_entries(x, format, e))
		return -1;
	if (x->left_out > 0)
		tool_warn(x->out.tool, "%" PRIu64 " entries are left out: %s", x->left_out,
			  format->left_out);
	if (x->less > 0)
		tool_warn(x->out.tool, "%" PRIu64 " entries are written, but %s", x->less,
			  format->less);
	return 0;
}

static int
open_set(struct hashset **s, const char *path, const char *only, struct error *e)
{
	struct hashset_name name;
	if (hashset_open(s, path, e))
		return -1;
	if (hashset_is_keyed(*s))
		return error_set(e, ERROR_INPUT,
				 "%s holds keyed digests: it can be asked, not read", path);
	for (uint32_t i = 0; only && i < hashset_sets(*s); i++) {
		if (hashset_name(*s, i, &name, e))
			return -1;
		if (span_equal(name.name, only))
			return 0;
	}
	return only ? error_set(e, ERROR_USAGE, "%s holds no set %s", path, only) : 0;
}

void
set_export(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct hashset *s = NULL;
	struct set_export x = {.only = o->set};
	(void)noperands;
	if (open_set(&s, operands[0], o->set, &tool->error)) {
		tool_fail(tool);
		hashset_close(&s);
		return;
	}
	x.set = s;
	if (set_output_open(&x.out, tool) == 0) {
		if (export(&x, o->format, &tool->error))
			tool_fail(tool);
		set_output_close(&x.out);
	}
	hashset_close(&s);
}
