/* SPDX-License-Identifier: Apache-2.0 */
/* Reading single values of records into the facts. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "report/collect.h"

static const char *
pooled(struct collector *c)
{
	return text_pool_string(c->facts.pool, buffer_span(&c->text));
}

/* Numbers keep the digits they were written with; true and false their words. */
static bool
is_bare_word(struct span v)
{
	return v.n > 0 && v.p[0] != '"' && v.p[0] != '{' && v.p[0] != '[' && v.p[0] != 'n';
}

const char *
value_text(struct collector *c, const struct record *r, const char *key)
{
	struct span v = record_value(r, key);
	buffer_clear(&c->text);
	if (!v.p)
		return "";
	if (is_bare_word(v))
		return text_pool_string(c->facts.pool, v);
	return record_unquote(v, &c->text) == 0 ? pooled(c) : "";
}

const char *
value_json_text(struct collector *c, const json_t *v)
{
	if (json_is_string(v))
		return text_pool_string(c->facts.pool,
					(struct span){json_string_value(v), json_string_length(v)});
	if (!v || json_is_null(v))
		return "";
	char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
	if (!text)
		return "";
	const char *kept = text_pool_string(c->facts.pool, span_of(text));
	free(text);
	return kept;
}

uint64_t
value_u64(const struct record *r, const char *key, uint64_t otherwise)
{
	uint64_t v;
	return record_u64(r, key, &v) == 0 ? v : otherwise;
}

uint64_t
value_first_offset(const struct record *r)
{
	uint64_t first = UINT64_MAX;
	json_t *runs = record_json(r, "byte_runs");
	const json_t *v = json_object_get(json_array_get(runs, 0), "img_offset");
	if (json_is_integer(v) && json_integer_value(v) >= 0)
		first = (uint64_t)json_integer_value(v);
	json_decref(runs);
	return first;
}

void
pair_add(struct pair_list *l, const char *key, const char *value)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 8;
		l->v = memory_resize_array(l->v, l->cap, sizeof *l->v);
	}
	l->v[l->n++] = (struct pair){key, value};
}

const char *
pair_find(const struct pair_list *l, const char *key)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].key, key) == 0)
			return l->v[i].value;
	return NULL;
}

void
value_pairs(struct collector *c, const json_t *object, struct pair_list *out)
{
	void *at;
	for (at = json_object_iter((json_t *)object); at;
	     at = json_object_iter_next((json_t *)object, at)) {
		const char *value = value_json_text(c, json_object_iter_value(at));
		if (*value)
			pair_add(out,
				 text_pool_string(c->facts.pool, span_of(json_object_iter_key(at))),
				 value);
	}
}

uint64_t
value_sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

struct tally *
tally_of(struct tally_list *l, const char *key)
{
	if (!l->index)
		l->index = index_new();
	size_t i = index_add(l->index, span_of(key), l->n);
	if (i < l->n)
		return &l->v[i];
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 16;
		l->v = memory_resize_array(l->v, l->cap, sizeof *l->v);
	}
	l->v[l->n++] = (struct tally){.key = key};
	return &l->v[i];
}

void
tally_release(struct tally_list *l)
{
	index_free(&l->index);
	free(l->v);
	*l = (struct tally_list){0};
}
