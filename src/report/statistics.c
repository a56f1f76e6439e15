/* SPDX-License-Identifier: Apache-2.0 */
#include "report/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/memory.h"

/* ---- Classes of devices ---- */

static bool
begins(const char *text, const char *with)
{
	return strncasecmp(text, with, strlen(with)) == 0;
}

static bool
begins_any(const char *text, const char *const *with)
{
	for (; *with; with++)
		if (begins(text, *with))
			return true;
	return false;
}

const char *
statistics_device_class(const struct device_fact *x)
{
	static const char *const phones[] = {
		"apple",   "samsung", "huawei",	    "honor",  "xiaomi",	 "redmi",    "poco",
		"oppo",	   "vivo",    "realme",	    "google", "oneplus", "motorola", "nokia",
		"lg",	   "htc",     "zte",	    "tecno",  "infinix", "asus",     "bkav",
		"vsmart",  "sony",    "blackberry", "hmd",    "lenovo",	 "meizu",    "alcatel",
		"nothing", "wiko",    NULL};
	static const char *const cameras[] = {"canon",	    "nikon",	       "fuji",	  "olympus",
					      "om digital", "panasonic",       "pentax",  "ricoh",
					      "leica",	    "casio",	       "kodak",	  "eastman",
					      "sigma",	    "hasselblad",      "minolta", "konica",
					      "polaroid",   "samsung techwin", NULL};
	static const char *const sony_cameras[] = {"DSC",  "ILCE", "ILCA", "SLT",
						   "DSLR", "NEX",  "ZV-",  NULL};
	static const char *const action[] = {"gopro", "dji", "insta360", "arashi", "parrot", NULL};
	if (begins_any(x->make, cameras) || begins_any(x->model, sony_cameras))
		return N_("camera");
	if (begins_any(x->make, action))
		return N_("drone or action camera");
	if (begins_any(x->make, phones))
		return N_("phone or tablet");
	return N_("other device");
}

/* ---- Counting ---- */

struct counting_rows {
	struct stat_table *table;
	struct index *rows, *seen;
	struct text_pool *pool;
};

static struct stat_row *
row_named(struct counting_rows *c, const char *name)
{
	struct stat_table *t = c->table;
	size_t i = index_add(c->rows, span_of(name), t->n);
	if (i < t->n)
		return &t->rows[i];
	t->rows = memory_resize_array(t->rows, t->n + 1, sizeof *t->rows);
	t->rows[t->n] = (struct stat_row){.name = name};
	return &t->rows[t->n++];
}

/* True once for each content in each row. */
static bool
is_first(struct counting_rows *c, const char *row, const char *content)
{
	struct buffer b = BUFFER_EMPTY;
	buffer_add_format(&b, "%s\n%s", row, content);
	const char *key = text_pool_string(c->pool, buffer_span(&b));
	buffer_release(&b);
	if (index_find(c->seen, span_of(key)) != INDEX_NONE)
		return false;
	index_add(c->seen, span_of(key), 0);
	return true;
}

static void
count(struct counting_rows *c, struct stat_row *row, const struct hit *h)
{
	row->occurrences++;
	row->distinct += is_first(c, row->name, h->distinct);
	row->pictures += begins(h->mime, "image/");
	row->videos += begins(h->mime, "video/");
}

#define CATEGORIES_MAX 16 /* of one occurrence */

/* Several sets can list an item in the same category: it is counted there once. */
static void
count_categories(struct counting_rows *c, const struct hit *h)
{
	const char *done[CATEGORIES_MAX];
	struct buffer b = BUFFER_EMPTY;
	size_t n = 0, k;
	for (size_t i = 0; i < h->nmatches && n < CATEGORIES_MAX; i++) {
		const struct hit_match *m = &h->matches[i];
		buffer_clear(&b);
		buffer_add_format(&b, "%s%s%s", m->scheme, *m->scheme ? ": " : "",
				  *m->category ? m->category : N_("no category"));
		const char *name = text_pool_string(c->pool, buffer_span(&b));
		for (k = 0; k < n && strcmp(done[k], name) != 0; k++)
			;
		if (k < n)
			continue;
		done[n++] = name;
		count(c, row_named(c, name), h);
	}
	buffer_release(&b);
}

static void
count_device(struct counting_rows *c, const struct facts *f, const struct hit *h)
{
	const char *class = h->device == FACT_NONE
				    ? N_("no device named")
				    : statistics_device_class(&f->devices[h->device]);
	count(c, row_named(c, class), h);
}

static void
count_exhibit(struct counting_rows *c, const struct hit *h)
{
	char name[32];
	if (h->evidence == FACT_NONE)
		snprintf(name, sizeof name, "–");
	else
		snprintf(name, sizeof name, "%zu", h->evidence + 1);
	count(c, row_named(c, text_pool_string(c->pool, span_of(name))), h);
}

static void
fill_total(struct stat_row *total, const struct facts *f)
{
	const struct hit_total *t = &f->total;
	*total = (struct stat_row){.name = "",
				   .occurrences = t->occurrences,
				   .distinct = t->distinct,
				   .pictures = t->pictures,
				   .videos = t->videos};
}

static int
compare_rows(const void *left, const void *right)
{
	const struct stat_row *a = left, *b = right;
	return strcmp(a->name, b->name);
}

void
statistics_make(struct statistics *s, const struct facts *f)
{
	static const char *const whats[] = {"category", "device", "exhibit"};
	*s = (struct statistics){0};
	for (size_t k = 0; k < STATISTICS_TABLES; k++) {
		struct stat_table *t = &s->tables[k];
		struct counting_rows c = {t, index_new(), index_new(), f->pool};
		t->what = whats[k];
		for (size_t i = 0; i < f->nhits; i++)
			if (k == 0)
				count_categories(&c, &f->hits[i]);
			else if (k == 1)
				count_device(&c, f, &f->hits[i]);
			else
				count_exhibit(&c, &f->hits[i]);
		index_free(&c.rows);
		index_free(&c.seen);
		if (t->n > 1 && k < 2)
			qsort(t->rows, t->n, sizeof *t->rows, compare_rows);
		fill_total(&t->total, f);
		statistics_suppress(t);
	}
}

void
statistics_release(struct statistics *s)
{
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		free(s->tables[i].rows);
	*s = (struct statistics){0};
}

/* ---- Suppression ---- */

static bool
is_small(uint64_t n)
{
	return n > 0 && n < STATISTICS_LEAST;
}

/* What is neither picture nor video could be told by subtraction. */
static bool
has_small_split(const struct stat_row *r)
{
	return is_small(r->pictures) || is_small(r->videos) ||
	       is_small(r->occurrences - r->pictures - r->videos);
}

static bool
is_small_in(const struct stat_row *r, unsigned column)
{
	return column == STAT_DISTINCT	    ? is_small(r->distinct)
	       : column == STAT_OCCURRENCES ? is_small(r->occurrences)
					    : has_small_split(r);
}

static void
hide_small(struct stat_row *r)
{
	for (unsigned column = 1; column <= STAT_SPLIT; column <<= 1)
		if (is_small_in(r, column))
			r->hidden |= column;
	if (r->hidden & STAT_OCCURRENCES)
		r->hidden = STAT_ALL;
}

static struct stat_row *
smallest_shown(struct stat_table *t, unsigned column)
{
	struct stat_row *best = NULL;
	for (size_t i = 0; i < t->n; i++)
		if (!(t->rows[i].hidden & column) &&
		    (!best || t->rows[i].occurrences < best->occurrences))
			best = &t->rows[i];
	return best;
}

static void
add_row(struct stat_row *sum, const struct stat_row *r)
{
	sum->occurrences += r->occurrences;
	sum->distinct += r->distinct;
	sum->pictures += r->pictures;
	sum->videos += r->videos;
}

/* What is hidden in one column must not be the total less the rest of it. */
static void
hide_complements(struct stat_table *t, unsigned column)
{
	struct stat_row sum = {.name = ""}, *r;
	size_t n = 0;
	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].hidden & column) {
			add_row(&sum, &t->rows[i]);
			n++;
		}
	if (n == 0 || t->total.hidden & column)
		return;
	while ((n == 1 || is_small_in(&sum, column)) && (r = smallest_shown(t, column))) {
		r->hidden |= column == STAT_OCCURRENCES ? STAT_ALL : column;
		add_row(&sum, r);
		n++;
	}
	if (n == 1 || is_small_in(&sum, column)) /* all rows are hidden */
		t->total.hidden |= column;
}

void
statistics_suppress(struct stat_table *t)
{
	hide_small(&t->total);
	for (size_t i = 0; i < t->n; i++)
		hide_small(&t->rows[i]);
	hide_complements(t, STAT_OCCURRENCES);
	hide_complements(t, STAT_DISTINCT);
	hide_complements(t, STAT_SPLIT);
}
