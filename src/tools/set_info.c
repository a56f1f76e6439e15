/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-set info: what a set file holds, for people or as JSON. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "hashset/bloom.h"
#include "hashset/set.h"
#include "record/json.h"
#include "tools/set_tool.h"

/* Verdicts of one set: fn for each. */
static int
each_verdict(const struct hashset *s, uint32_t set,
	     void (*fn)(struct buffer *out, const struct hashset_verdict *v), struct buffer *out,
	     struct error *e)
{
	struct hashset_verdict v;
	for (uint32_t i = 0; i < hashset_verdicts(s); i++) {
		if (hashset_verdict(s, i, &v, e))
			return -1;
		if (v.set == set && v.entries > 0)
			fn(out, &v);
	}
	return 0;
}

/* ---- JSON ---- */

static void
verdict_json(struct buffer *out, const struct hashset_verdict *v)
{
	json_comma(out);
	buffer_add_byte(out, '{');
	json_member_text(out, "kind", verdict_kind_name(v->kind));
	if (v->scheme.p)
		json_member_span(out, "scheme", v->scheme);
	if (v->category.p)
		json_member_span(out, "category", v->category);
	if (v->label.p)
		json_member_span(out, "category_name", v->label);
	json_member_u64(out, "entries", v->entries);
	buffer_add_byte(out, '}');
}

static void
metadata_json(struct buffer *out, struct span metadata)
{
	struct record r = RECORD_EMPTY;
	struct error ignored = {0};
	if (metadata.n > 0 && record_scan(&r, metadata.p, metadata.n, &ignored) == 0)
		json_member_raw(out, "metadata", metadata);
	record_release(&r);
}

static int
set_json(const struct hashset *s, uint32_t number, struct buffer *out, struct error *e)
{
	struct hashset_name name;
	if (hashset_name(s, number, &name, e))
		return -1;
	json_comma(out);
	buffer_add_byte(out, '{');
	json_member_span(out, "set", name.name);
	metadata_json(out, name.metadata);
	json_key(out, "verdicts");
	buffer_add_byte(out, '[');
	if (each_verdict(s, number, verdict_json, out, e))
		return -1;
	buffer_add_text(out, "]}");
	return 0;
}

static void
digest_hex(const struct hashset *s, struct buffer *hex)
{
	text_hex(hex, hashset_digest(s), 32);
	buffer_text(hex);
}

static int
info_json(const struct hashset *s, struct buffer *out, struct error *e)
{
	const unsigned char *values;
	struct buffer hex = BUFFER_EMPTY;
	digest_hex(s, &hex);
	buffer_add_byte(out, '{');
	json_member_path(out, "file", hashset_path(s));
	json_member_u64(out, "bytes", hashset_bytes(s));
	json_member_text(out, "sha256", hex.data);
	json_key(out, "digests");
	buffer_add_byte(out, '{');
	for (int kind = 0; kind < DIGEST_KINDS; kind++)
		json_member_u64(out, digest_name((enum digest_kind)kind),
				hashset_keys(s, (enum digest_kind)kind));
	json_member_u64(out, "pdq", hashset_pdq(s, &values));
	buffer_add_byte(out, '}');
	json_member_bool(out, "keyed", hashset_is_keyed(s));
	json_member_bool(out, "sizes_complete", hashset_sizes_complete(s));
	json_key(out, "sets");
	buffer_add_byte(out, '[');
	buffer_release(&hex);
	for (uint32_t i = 0; i < hashset_sets(s); i++) {
		if (set_json(s, i, out, e))
			return -1;
	}
	buffer_add_text(out, "]}\n");
	return 0;
}

/* ---- Text ---- */

static void
add_line(struct buffer *out, const char *label, struct span value)
{
	buffer_add_format(out, "  %-12s ", label);
	text_mask(out, value.p, value.n);
	buffer_add_byte(out, '\n');
}

static void
verdict_text(struct buffer *out, const struct hashset_verdict *v)
{
	buffer_add_format(out, "  %-12s %" PRIu64, verdict_kind_name(v->kind), v->entries);
	if (v->scheme.p) {
		buffer_add_text(out, "  ");
		text_mask(out, v->scheme.p, v->scheme.n);
		buffer_add_byte(out, ':');
		text_mask(out, v->category.p, v->category.n);
	}
	if (v->label.p) {
		buffer_add_text(out, " (");
		text_mask(out, v->label.p, v->label.n);
		buffer_add_byte(out, ')');
	}
	buffer_add_byte(out, '\n');
}

static void
metadata_text(struct buffer *out, struct span metadata)
{
	static const char *const keys[] = {"owner", "version", "date",	 "licence",
					   "tlp",   "expires", "scheme", "built"};
	struct record r = RECORD_EMPTY;
	struct error ignored = {0};
	struct buffer value = BUFFER_EMPTY;
	if (metadata.n == 0 || record_scan(&r, metadata.p, metadata.n, &ignored)) {
		record_release(&r);
		return;
	}
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		buffer_clear(&value);
		if (record_text(&r, keys[i], &value) == 0)
			add_line(out, keys[i], buffer_span(&value));
	}
	buffer_release(&value);
	record_release(&r);
}

static int
set_text(const struct hashset *s, uint32_t number, struct buffer *out, struct error *e)
{
	struct hashset_name name;
	if (hashset_name(s, number, &name, e))
		return -1;
	buffer_add_text(out, "\nset ");
	text_mask(out, name.name.p, name.name.n);
	buffer_add_byte(out, '\n');
	metadata_text(out, name.metadata);
	return each_verdict(s, number, verdict_text, out, e);
}

static int
info_text(const struct hashset *s, struct buffer *out, struct error *e)
{
	const unsigned char *values;
	struct buffer hex = BUFFER_EMPTY;
	digest_hex(s, &hex);
	text_mask(out, hashset_path(s), strlen(hashset_path(s)));
	buffer_add_format(out, "\n  %-12s ", "size");
	text_human_size(out, hashset_bytes(s));
	buffer_add_format(out, "\n  %-12s %s\n", "sha256", hex.data);
	buffer_release(&hex);
	for (int kind = 0; kind < DIGEST_KINDS; kind++)
		buffer_add_format(out, "  %-12s %" PRIu64 " digests\n",
				  digest_name((enum digest_kind)kind),
				  hashset_keys(s, (enum digest_kind)kind));
	buffer_add_format(out, "  %-12s %" PRIu64 " digests\n", "pdq", hashset_pdq(s, &values));
	if (hashset_is_keyed(s))
		buffer_add_text(out, "  keyed: to be asked with its key only\n");
	for (uint32_t i = 0; i < hashset_sets(s); i++) {
		if (set_text(s, i, out, e))
			return -1;
	}
	return 0;
}

void
set_info(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct hashset *s = NULL;
	struct set_output out;
	(void)noperands;
	bool filter = bloom_is(operands[0]);
	if (!filter && hashset_open(&s, operands[0], &tool->error)) {
		tool_fail(tool);
		return;
	}
	if (set_output_open(&out, tool) == 0) {
		int status = filter    ? set_bloom_info(tool, operands[0], o->json, &out.text)
			     : o->json ? info_json(s, &out.text, &tool->error)
				       : info_text(s, &out.text, &tool->error);
		if (status) {
			buffer_clear(&out.text);
			tool_fail(tool);
		}
		set_output_close(&out);
	}
	hashset_close(&s);
}
