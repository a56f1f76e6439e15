/* SPDX-License-Identifier: Apache-2.0 */
#include "report/counting.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/small_file.h"
#include "base/text.h"
#include "report/collect.h"

/* ---- Reading ---- */

static const char *
value_of(const struct counting *c, const char *section, const char *key)
{
	for (size_t i = 0; i < c->data->nextras; i++)
		if (strcmp(c->data->extras[i].section, section) == 0 &&
		    strcmp(c->data->extras[i].key, key) == 0)
			return c->data->extras[i].value;
	return "";
}

static int
check_steps(const char *steps, const char *section, struct error *e)
{
	unsigned long long before = 0, step;
	while (*steps) {
		size_t n = strspn(steps, "0123456789");
		if (n == 0 || text_to_u64(steps, n, &step) < 0 || step <= before)
			return error_set(e, ERROR_INPUT,
					 "the steps of [%s] are not growing whole numbers with ';' "
					 "between them",
					 section);
		before = step;
		steps += n;
		steps += strspn(steps, "; ");
	}
	return 0;
}

static int
add_quantity(struct counting *c, const char *section, struct error *e)
{
	static const char *const kinds[] = {"items", "pictures", "videos", "other", "bytes"};
	const char *name = section + strlen("quantity ");
	unsigned long long unit = 1;
	unsigned kind = 0;
	while (kind < 5 && strcmp(kinds[kind], name) != 0)
		kind++;
	if (kind == 5)
		return error_set(e, ERROR_INPUT,
				 "[%s] is not one of items, pictures, videos, other, bytes",
				 section);
	const char *given = value_of(c, section, "unit"), *steps = value_of(c, section, "steps");
	if (*given && (text_to_u64(given, strlen(given), &unit) < 0 || unit == 0))
		return error_set(e, ERROR_INPUT, "the unit of [%s] is not a whole number", section);
	if (check_steps(steps, section, e) < 0)
		return -1;
	c->quantities = memory_resize_array(c->quantities, c->n + 1, sizeof *c->quantities);
	c->quantities[c->n++] = (struct quantity){
		.kind = (enum quantity_kind)kind,
		.label = value_of(c, section, "label"),
		.unit_label = value_of(c, section, "unit_label"),
		.unit = unit,
		.steps = steps,
	};
	return 0;
}

/* Sections come as often as they have fields. */
static bool
is_new_section(const struct case_data *d, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(d->extras[k].section, d->extras[i].section) == 0)
			return false;
	return true;
}

int
counting_parse(struct counting *c, struct span text, struct error *e)
{
	if (case_data_parse(c->data, text, e) < 0)
		return -1;
	for (size_t i = 0; i < c->data->nextras; i++) {
		const char *section = c->data->extras[i].section;
		if (strncmp(section, "quantity ", 9) == 0 && is_new_section(c->data, i) &&
		    add_quantity(c, section, e) < 0)
			return -1;
	}
	c->name = value_of(c, "jurisdiction", "name");
	c->provision = value_of(c, "jurisdiction", "provision");
	c->source = value_of(c, "jurisdiction", "source");
	c->as_of = value_of(c, "jurisdiction", "as_of");
	c->open_points = value_of(c, "jurisdiction", "open_point");
	c->categories = value_of(c, "jurisdiction", "categories");
	if (!*c->name || c->n == 0)
		return error_set(e, ERROR_INPUT,
				 "a [jurisdiction] with a name and at least one [quantity …] are "
				 "needed");
	return 0;
}

struct counting *
counting_new(void)
{
	struct counting *c = memory_zero(1, sizeof *c);
	c->data = case_data_new();
	return c;
}

int
counting_load(struct counting **out, const char *path, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	struct counting *c = counting_new();
	int result = small_file_read_path(path, &text, e);
	if (result == 0) {
		sha256_bytes(buffer_span(&text), c->sha256);
		result = counting_parse(c, buffer_span(&text), e);
		if (result < 0)
			error_prefix(e, "'%s'", path);
	}
	buffer_release(&text);
	if (result < 0)
		counting_free(&c);
	*out = c;
	return result;
}

void
counting_free(struct counting **c)
{
	if (!*c)
		return;
	case_data_free(&(*c)->data);
	free((*c)->quantities);
	free(*c);
	*c = NULL;
}

/* ---- Counting ---- */

/* "us-vics: 1; us-vics: 2", blanks of no meaning. */
static bool
lists(const char *categories, const struct hit_match *m)
{
	struct buffer want = BUFFER_EMPTY, have = BUFFER_EMPTY;
	bool found = false;
	buffer_add_format(&want, "%s:%s", m->scheme, m->category);
	for (const char *p = categories;; p++) {
		if (*p == ';' || *p == '\n' || *p == '\0') {
			found |= span_equal(buffer_span(&have), buffer_text(&want));
			buffer_clear(&have);
		} else if (*p != ' ') {
			buffer_add_byte(&have, *p);
		}
		if (*p == '\0')
			break;
	}
	buffer_release(&want);
	buffer_release(&have);
	return found;
}

static bool
is_counted(const struct counting *c, const struct hit *h, enum quantity_kind kind)
{
	bool picture = strncmp(h->mime, "image/", 6) == 0;
	bool video = strncmp(h->mime, "video/", 6) == 0;
	if ((kind == QUANTITY_PICTURES && !picture) || (kind == QUANTITY_VIDEOS && !video) ||
	    (kind == QUANTITY_OTHER && (picture || video)))
		return false;
	bool any = !*c->categories;
	for (size_t i = 0; i < h->nmatches && !any; i++)
		any = lists(c->categories, &h->matches[i]);
	return any;
}

struct counted
counting_count(const struct counting *c, const struct facts *f, enum quantity_kind kind)
{
	struct index *seen = index_new();
	struct counted n = {0};
	for (size_t i = 0; i < f->nhits; i++) {
		const struct hit *h = &f->hits[i];
		if (!is_counted(c, h, kind))
			continue;
		uint64_t size = h->size == UINT64_MAX ? 0 : h->size;
		uint64_t add = kind == QUANTITY_BYTES ? size : 1;
		n.occurrences = value_sum(n.occurrences, add);
		if (index_find(seen, span_of(h->distinct)) == INDEX_NONE) {
			index_add(seen, span_of(h->distinct), 0);
			n.distinct = value_sum(n.distinct, add);
		}
	}
	index_free(&seen);
	return n;
}
