/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/verdict.h"

#include <stdbool.h>
#include <stdlib.h>
#include <strings.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "hashset/format.h"
#include "hashset/pack.h"

static const struct {
	enum verdict_kind kind;
	const char *name;
} kinds[] = {
	{VERDICT_ALERT, "alert"},
	{VERDICT_IGNORE, "ignore"},
	{VERDICT_INFO, "info"},
};

const char *
verdict_kind_name(enum verdict_kind kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (kinds[i].kind == kind)
			return kinds[i].name;
	}
	return NULL;
}

int
verdict_kind_of(struct span name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strlen(kinds[i].name) == name.n &&
		    strncasecmp(kinds[i].name, name.p, name.n) == 0)
			return (int)kinds[i].kind;
	}
	return -1;
}

uint32_t
strings_add(struct buffer *strings, struct span s)
{
	if (!s.p)
		return WSET_NO_STRING;
	unsigned char length[4];
	uint32_t at = (uint32_t)strings->n;
	pack_le32(length, (uint32_t)s.n);
	buffer_add(strings, length, sizeof length);
	buffer_add(strings, s.p, s.n);
	return at;
}

struct verdict_row {
	uint32_t set, kind, scheme, category, label;
	uint64_t entries;
};

struct verdict_table {
	struct buffer *strings;
	struct verdict_row *rows;
	size_t n, cap;
	uint32_t *slots; /* hash table, twice WSET_VERDICTS_MAX: row number + 1, or 0 */
	uint32_t last;	 /* the one asked for last: lists repeat themselves */
};

#define SLOTS (2 * WSET_VERDICTS_MAX)

struct verdict_table *
verdict_table_new(struct buffer *strings)
{
	struct verdict_table *t = memory_zero(1, sizeof *t);
	t->strings = strings;
	t->slots = memory_zero(SLOTS, sizeof *t->slots);
	return t;
}

void
verdict_table_free(struct verdict_table **t)
{
	if (!*t)
		return;
	free((*t)->rows);
	free((*t)->slots);
	free(*t);
	*t = NULL;
}

static uint32_t
mix(uint32_t hash, const void *p, size_t n)
{
	const unsigned char *at = p;
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ at[i]) * UINT32_C(16777619); /* FNV-1a */
	return hash;
}

static uint32_t
key_hash(const struct verdict_key *key)
{
	uint32_t number[2] = {key->set, (uint32_t)key->kind};
	uint32_t hash = mix(UINT32_C(2166136261), number, sizeof number);
	hash = mix(hash, key->scheme.p, key->scheme.n);
	return mix(hash, key->category.p, key->category.n);
}

static bool
same_string(const struct verdict_table *t, uint32_t at, struct span s)
{
	if (at == WSET_NO_STRING || !s.p)
		return at == WSET_NO_STRING && !s.p;
	const unsigned char *p = (const unsigned char *)t->strings->data + at;
	return le32(p) == s.n && memcmp(p + 4, s.p, s.n) == 0;
}

static bool
same(const struct verdict_table *t, const struct verdict_row *row, const struct verdict_key *key)
{
	return row->set == key->set && row->kind == (uint32_t)key->kind &&
	       same_string(t, row->category, key->category) &&
	       same_string(t, row->scheme, key->scheme) && same_string(t, row->label, key->label);
}

static uint32_t
append(struct verdict_table *t, const struct verdict_key *key)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 16;
		t->rows = memory_resize_array(t->rows, t->cap, sizeof *t->rows);
	}
	t->rows[t->n] = (struct verdict_row){.set = key->set,
					     .kind = (uint32_t)key->kind,
					     .scheme = strings_add(t->strings, key->scheme),
					     .category = strings_add(t->strings, key->category),
					     .label = strings_add(t->strings, key->label)};
	return (uint32_t)t->n++;
}

uint32_t
verdict_number(struct verdict_table *t, const struct verdict_key *key)
{
	if (t->last < t->n && same(t, &t->rows[t->last], key))
		return t->last;
	uint32_t slot = key_hash(key) % SLOTS;
	while (t->slots[slot] != 0 && !same(t, &t->rows[t->slots[slot] - 1], key))
		slot = (slot + 1) % SLOTS;
	if (t->slots[slot] == 0) {
		if (t->n == WSET_VERDICTS_MAX)
			return UINT32_MAX;
		t->slots[slot] = append(t, key) + 1;
	}
	t->last = t->slots[slot] - 1;
	return t->last;
}

size_t
verdict_count(const struct verdict_table *t)
{
	return t->n;
}

uint32_t
verdict_set(const struct verdict_table *t, uint32_t number)
{
	return t->rows[number].set;
}

void
verdict_add_entries(struct verdict_table *t, uint32_t number, uint64_t entries)
{
	t->rows[number].entries += entries;
}

void
verdict_rows(const struct verdict_table *t, struct buffer *out)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct verdict_row *row = &t->rows[i];
		unsigned char raw[WSET_VERDICT_ROW];
		pack_le32(raw, row->set);
		pack_le32(raw + 4, row->kind);
		pack_le32(raw + 8, row->scheme);
		pack_le32(raw + 12, row->category);
		pack_le32(raw + 16, row->label);
		pack_le32(raw + 20, 0);
		pack_le64(raw + 24, row->entries);
		buffer_add(out, raw, sizeof raw);
	}
}
