/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-set export: the entries as text again. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/text.h"
#include "hashset/format.h"
#include "hashset/set.h"
#include "tools/set_tool.h"

struct export
{
	const struct hashset *set;
	struct set_output out;
	/* Where each row's digests stand, by kind, plus one; 0: it has none of that kind. */
	uint32_t *position[DIGEST_KINDS];
	size_t mapped;
};

static void
add_key(struct buffer *out, const struct hashset *s, enum digest_kind kind, uint32_t at)
{
	text_hex(out, hashset_key(s, kind, at), digest_size(kind));
}

/* ---- Plain: every digest, a line each ---- */

static int
export_plain(struct export *x, struct error *e)
{
	(void)e;
	for (int k = 0; k < DIGEST_KINDS; k++) {
		enum digest_kind kind = (enum digest_kind)k;
		const unsigned char *last = NULL;
		for (uint32_t at = 0; at < hashset_keys(x->set, kind); at++) {
			const unsigned char *key = hashset_key(x->set, kind, at);
			if (last && memcmp(last, key, digest_size(kind)) == 0)
				continue;
			last = key;
			add_key(&x->out.text, x->set, kind, at);
			buffer_add_byte(&x->out.text, '\n');
			set_output_more(&x->out);
		}
	}
	return 0;
}

/* ---- CSV: a line an entry ---- */

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

static int
add_rest(struct export *x, const struct hashset_entry *entry, struct error *e)
{
	struct buffer *out = &x->out.text;
	struct hashset_verdict v;
	if (hashset_verdict(x->set, entry->verdict, &v, e))
		return -1;
	buffer_add_byte(out, ',');
	if (entry->size != WSET_NO_SIZE)
		buffer_add_format(out, "%" PRIu64, entry->size);
	add_quoted(out, v.set_name);
	buffer_add_format(out, ",%s", verdict_kind_name(v.kind));
	add_quoted(out, v.scheme);
	add_quoted(out, v.category);
	add_quoted(out, entry->comment);
	buffer_add_byte(out, '\n');
	set_output_more(&x->out);
	return 0;
}

/* Notes where the digests of rows stand; entries of one bare digest are printed at once. */
static int
go_through_kind(struct export *x, enum digest_kind kind, struct error *e)
{
	struct hashset_entry entry;
	for (uint32_t at = 0; at < hashset_keys(x->set, kind); at++) {
		if (hashset_entry(x->set, kind, at, &entry, e))
			return -1;
		if (entry.row) {
			x->position[kind][entry.number] = at + 1;
			continue;
		}
		for (int k = 0; k < DIGEST_KINDS; k++) {
			if (k > 0)
				buffer_add_byte(&x->out.text, ',');
			if (k == (int)kind)
				add_key(&x->out.text, x->set, kind, at);
		}
		if (add_rest(x, &entry, e))
			return -1;
	}
	return 0;
}

static int
export_row(struct export *x, uint64_t row, struct error *e)
{
	struct hashset_entry entry;
	int known = -1;
	for (int k = 0; k < DIGEST_KINDS; k++) {
		uint32_t at = x->position[k][row];
		if (k > 0)
			buffer_add_byte(&x->out.text, ',');
		if (at == 0)
			continue;
		add_key(&x->out.text, x->set, (enum digest_kind)k, at - 1);
		known = k;
	}
	if (known < 0)
		return error_set(e, ERROR_INPUT, "%s has an entry without digests",
				 hashset_path(x->set));
	if (hashset_entry(x->set, (enum digest_kind)known, x->position[known][row] - 1, &entry, e))
		return -1;
	return add_rest(x, &entry, e);
}

/* As much address space as there are rows; it is not sure to be memory. */
static int
map_positions(struct export *x, struct error *e)
{
	x->mapped = (size_t)(hashset_rows(x->set) + 1) * sizeof **x->position;
	for (int k = 0; k < DIGEST_KINDS; k++) {
		void *p = mmap(NULL, x->mapped, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p == MAP_FAILED)
			return error_system(e, "no memory to put the entries in order");
		x->position[k] = p;
	}
	return 0;
}

static int
export_csv(struct export *x, struct error *e)
{
	buffer_add_text(&x->out.text, "md5,sha1,sha256,size,set,kind,scheme,category,comment\n");
	int status = map_positions(x, e);
	for (int k = 0; k < DIGEST_KINDS && status == 0; k++)
		status = go_through_kind(x, (enum digest_kind)k, e);
	for (uint64_t row = 0; row < hashset_rows(x->set) && status == 0; row++)
		status = export_row(x, row, e);
	for (int k = 0; k < DIGEST_KINDS; k++) {
		if (x->position[k])
			munmap(x->position[k], x->mapped);
	}
	return status;
}

void
set_export(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct hashset *s = NULL;
	struct export x = {.mapped = 0};
	(void)noperands;
	if (hashset_open(&s, operands[0], &tool->error)) {
		tool_fail(tool);
		return;
	}
	x.set = s;
	if (set_output_open(&x.out, tool) == 0) {
		bool csv = o->format == SET_EXPORT_CSV;
		if ((csv ? export_csv : export_plain)(&x, &tool->error))
			tool_fail(tool);
		set_output_close(&x.out);
	}
	hashset_close(&s);
}
