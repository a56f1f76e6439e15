/* SPDX-License-Identifier: Apache-2.0 */
/*
 * winnow-set diff: what one set says of a digest and the other does not. Both have their digests in
 * order, so they are gone through side by side, whatever their size.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "hashset/set.h"
#include "tools/set_export.h"

#define SIDES	     2
#define VERDICTS_MAX 256 /* different ones of one digest that are compared */

struct side {
	const struct hashset *set;
	uint32_t at, n; /* of the kind at hand */
	struct hashset_verdict verdicts[VERDICTS_MAX];
	size_t nverdicts;
};

struct diff {
	struct set_output out;
	struct side side[SIDES];
	enum digest_kind kind;
	uint64_t differences;
};

static bool
same_text(struct span a, struct span b)
{
	return a.n == b.n && (a.p != NULL) == (b.p != NULL) &&
	       (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Sets' names do not count: two versions of a list need not be called the same. */
static bool
same_verdict(const struct hashset_verdict *a, const struct hashset_verdict *b)
{
	return a->kind == b->kind && same_text(a->scheme, b->scheme) &&
	       same_text(a->category, b->category);
}

static bool
says(const struct side *s, const struct hashset_verdict *v)
{
	for (size_t i = 0; i < s->nverdicts; i++) {
		if (same_verdict(&s->verdicts[i], v))
			return true;
	}
	return false;
}

/* Takes all entries of one digest. */
static int
gather(struct side *s, enum digest_kind kind, const unsigned char *key, struct error *e)
{
	s->nverdicts = 0;
	while (s->at < s->n &&
	       memcmp(hashset_key(s->set, kind, s->at), key, digest_size(kind)) == 0) {
		struct hashset_entry entry;
		struct hashset_verdict v;
		if (hashset_entry(s->set, kind, s->at++, &entry, e) ||
		    hashset_verdict(s->set, entry.verdict, &v, e))
			return -1;
		if (!says(s, &v) && s->nverdicts < VERDICTS_MAX)
			s->verdicts[s->nverdicts++] = v;
	}
	return 0;
}

static void
print(struct diff *d, char sign, const unsigned char *key, const struct hashset_verdict *v)
{
	struct buffer *out = &d->out.text;
	buffer_add_byte(out, sign);
	buffer_add_byte(out, '\t');
	text_hex(out, key, digest_size(d->kind));
	buffer_add_byte(out, '\t');
	text_mask(out, v->set_name.p, v->set_name.n);
	buffer_add_format(out, "\t%s\t", verdict_kind_name(v->kind));
	if (v->scheme.p)
		set_export_category(out, v);
	else
		buffer_add_byte(out, '-');
	buffer_add_byte(out, '\n');
	d->differences++;
	set_output_more(&d->out);
}

static void
print_missing(struct diff *d, char sign, int from, const unsigned char *key)
{
	const struct side *mine = &d->side[from], *other = &d->side[1 - from];
	for (size_t i = 0; i < mine->nverdicts; i++) {
		if (!says(other, &mine->verdicts[i]))
			print(d, sign, key, &mine->verdicts[i]);
	}
}

/* The smaller of the two digests at hand. */
static const unsigned char *
next_key(const struct diff *d)
{
	const unsigned char *key = NULL;
	for (int i = 0; i < SIDES; i++) {
		const struct side *s = &d->side[i];
		if (s->at == s->n)
			continue;
		const unsigned char *mine = hashset_key(s->set, d->kind, s->at);
		if (!key || memcmp(mine, key, digest_size(d->kind)) < 0)
			key = mine;
	}
	return key;
}

static int
diff_kind(struct diff *d, enum digest_kind kind, struct error *e)
{
	const unsigned char *key;
	d->kind = kind;
	for (int i = 0; i < SIDES; i++) {
		d->side[i].at = 0;
		d->side[i].n = (uint32_t)hashset_keys(d->side[i].set, kind);
	}
	while ((key = next_key(d)) != NULL) {
		if (gather(&d->side[0], kind, key, e) || gather(&d->side[1], kind, key, e))
			return -1;
		print_missing(d, '-', 0, key);
		print_missing(d, '+', 1, key);
	}
	return 0;
}

static int
open_both(struct hashset *sets[SIDES], char **paths, struct error *e)
{
	for (int i = 0; i < SIDES; i++) {
		if (hashset_open(&sets[i], paths[i], e))
			return -1;
	}
	if (hashset_is_keyed(sets[0]) || hashset_is_keyed(sets[1]))
		return error_set(e, ERROR_INPUT, "keyed sets cannot be compared");
	return 0;
}

void
set_diff(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct hashset *sets[SIDES] = {NULL, NULL};
	struct diff *d = memory_zero(1, sizeof *d);
	int status = open_both(sets, operands, &tool->error);
	(void)o;
	(void)noperands;
	d->side[0].set = sets[0];
	d->side[1].set = sets[1];
	if (status) {
		tool_fail(tool);
	} else if (set_output_open(&d->out, tool) == 0) {
		for (int kind = 0; kind < DIGEST_KINDS && status == 0; kind++)
			status = diff_kind(d, (enum digest_kind)kind, &tool->error);
		if (status)
			tool_fail(tool);
		set_output_close(&d->out);
		if (d->differences > 0)
			tool_worsen(tool, 1);
	}
	hashset_close(&sets[0]);
	hashset_close(&sets[1]);
	free(d);
}
