/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/device_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/json.h"
#include "report/text_pool.h"

/* Names in order of appearance, each once. */
struct names {
	const char **v;
	size_t n;
	uint64_t more; /* left out */
};

struct exhibit {
	const char *evidence, *evidence_id;
	struct names volumes;
	uint64_t items;
};

/* A place to a thousandth of a degree, a hundred metres or so. */
struct place {
	double latitude, longitude;
	uint64_t items;
};

struct device {
	const char *make, *model, *serial;
	struct names lenses, owners, software;
	const char *first, *last;
	uint64_t items, videos;
	struct exhibit *exhibits;
	size_t nexhibits;
	struct place *places;
	size_t nplaces;
	uint64_t places_more;
	size_t order;
};

struct device_list {
	struct text_pool *pool;
	struct index *index;
	struct device *v;
	size_t n;
	struct buffer text;
};

struct device_list *
device_list_new(void)
{
	struct device_list *l = memory_zero(1, sizeof *l);

	l->pool = text_pool_new();
	l->index = index_new();
	return l;
}

static void
device_release(struct device *d)
{
	free(d->lenses.v);
	free(d->owners.v);
	free(d->software.v);
	for (size_t i = 0; i < d->nexhibits; i++)
		free(d->exhibits[i].volumes.v);
	free(d->exhibits);
	free(d->places);
}

void
device_list_free(struct device_list **l)
{
	if (!*l)
		return;
	for (size_t i = 0; i < (*l)->n; i++)
		device_release(&(*l)->v[i]);
	free((*l)->v);
	index_free(&(*l)->index);
	text_pool_free(&(*l)->pool);
	buffer_release(&(*l)->text);
	free(*l);
	*l = NULL;
}

/* ---- Gathering ---- */

static const char *
kept(struct device_list *l, const char *s)
{
	return text_pool_string(l->pool, span_of(s));
}

static const char *
member(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

static void
add_name(struct device_list *l, struct names *names, const char *name)
{
	if (!*name)
		return;
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->v[i], name) == 0)
			return;
	if (names->n == DEVICE_NAMES_MAX) {
		names->more++;
		return;
	}
	names->v = memory_resize_array(names->v, names->n + 1, sizeof *names->v);
	names->v[names->n++] = kept(l, name);
}

static struct device *
device_named(struct device_list *l, const json_t *o)
{
	const char *make = member(o, "make"), *model = member(o, "model");
	const char *serial = member(o, "serial");
	size_t i;

	if (!*make && !*model && !*serial)
		return NULL;
	buffer_clear(&l->text);
	buffer_add_format(&l->text, "%s\n%s\n%s", make, model, serial);
	i = index_add(l->index, span_of(kept(l, buffer_text(&l->text))), l->n);
	if (i < l->n)
		return &l->v[i];
	l->v = memory_resize_array(l->v, l->n + 1, sizeof *l->v);
	l->v[l->n] = (struct device){.make = kept(l, make),
				     .model = kept(l, model),
				     .serial = kept(l, serial),
				     .first = "",
				     .last = "",
				     .order = l->n};
	return &l->v[l->n++];
}

static void
add_time(struct device_list *l, struct device *d, const struct record *r)
{
	json_t *taken = record_json(r, "taken");
	const char *value = member(taken, "value");

	if (*value && (!*d->first || strcmp(value, d->first) < 0))
		d->first = kept(l, value);
	if (strcmp(value, d->last) > 0)
		d->last = kept(l, value);
	json_decref(taken);
}

static void
add_place(struct device *d, const struct record *r)
{
	json_t *gps = record_json(r, "gps");
	const json_t *lat = json_object_get(gps, "latitude");
	const json_t *lon = json_object_get(gps, "longitude");
	struct place p = {round(json_number_value(lat) * 1000) / 1000 + 0.0,
			  round(json_number_value(lon) * 1000) / 1000 + 0.0, 1};
	bool stated = json_is_number(lat) && json_is_number(lon);

	json_decref(gps);
	for (size_t i = 0; stated && i < d->nplaces; i++) {
		if (d->places[i].latitude == p.latitude && d->places[i].longitude == p.longitude) {
			d->places[i].items++;
			return;
		}
	}
	if (!stated)
		return;
	if (d->nplaces == DEVICE_PLACES_MAX) {
		d->places_more++;
		return;
	}
	d->places = memory_resize_array(d->places, d->nplaces + 1, sizeof *d->places);
	d->places[d->nplaces++] = p;
}

static struct exhibit *
exhibit_of(struct device_list *l, struct device *d, const struct record *r)
{
	struct buffer path = BUFFER_EMPTY, id = BUFFER_EMPTY;
	struct exhibit *x = NULL;

	record_name(r, "evidence", &path);
	if (record_text(r, "evidence_id", &id))
		buffer_clear(&id);
	for (size_t i = 0; i < d->nexhibits && !x; i++)
		if (strcmp(d->exhibits[i].evidence_id, buffer_text(&id)) == 0 &&
		    (id.n || strcmp(d->exhibits[i].evidence, buffer_text(&path)) == 0))
			x = &d->exhibits[i];
	if (!x) {
		d->exhibits =
			memory_resize_array(d->exhibits, d->nexhibits + 1, sizeof *d->exhibits);
		x = &d->exhibits[d->nexhibits++];
		*x = (struct exhibit){.evidence = kept(l, buffer_text(&path)),
				      .evidence_id = kept(l, buffer_text(&id))};
	}
	buffer_release(&path);
	buffer_release(&id);
	return x;
}

/* The volume is what stands before the slash of the id; what was carved has none. */
static void
add_exhibit(struct device_list *l, struct device *d, const struct record *r)
{
	struct exhibit *x = exhibit_of(l, d, r);
	struct buffer id = BUFFER_EMPTY;
	char *slash;

	x->items++;
	if (record_text(r, "id", &id) == 0 && buffer_text(&id)[0] != '@' &&
	    (slash = strchr(id.data, '/'))) {
		*slash = '\0';
		add_name(l, &x->volumes, id.data);
	}
	buffer_release(&id);
}

static void
count_kind(struct device *d, const struct record *r)
{
	struct buffer mime = BUFFER_EMPTY;

	d->items++;
	record_text(r, "mime", &mime);
	d->videos += strncmp(buffer_text(&mime), "video/", 6) == 0;
	buffer_release(&mime);
}

void
device_list_add(struct device_list *l, const struct record *r)
{
	json_t *o = record_is(r, "file") && record_value(r, "device").p ? record_json(r, "device")
									: NULL;
	struct device *d = o ? device_named(l, o) : NULL;

	if (d) {
		count_kind(d, r);
		add_name(l, &d->lenses, member(o, "lens_serial"));
		add_name(l, &d->owners, member(o, "owner"));
		add_name(l, &d->software, member(o, "software"));
		add_time(l, d, r);
		add_place(d, r);
		add_exhibit(l, d, r);
	}
	json_decref(o);
}

/* ---- Writing ---- */

static void
write_text(struct buffer *out, const char *key, const char *s)
{
	if (*s)
		json_member_text(out, key, s);
}

static void
write_names(struct buffer *out, const char *key, const struct names *names)
{
	if (names->n == 0)
		return;
	json_key(out, key);
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < names->n; i++) {
		json_comma(out);
		json_add_text(out, names->v[i]);
	}
	buffer_add_byte(out, ']');
}

static void
write_places(struct buffer *out, const struct device *d)
{
	if (d->nplaces == 0)
		return;
	json_key(out, "places");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < d->nplaces; i++) {
		json_comma(out);
		buffer_add_byte(out, '{');
		json_key(out, "latitude");
		json_add_double(out, d->places[i].latitude);
		json_key(out, "longitude");
		json_add_double(out, d->places[i].longitude);
		json_member_u64(out, "items", d->places[i].items);
		buffer_add_byte(out, '}');
	}
	buffer_add_byte(out, ']');
	if (d->places_more)
		json_member_u64(out, "items_elsewhere", d->places_more);
}

static void
write_exhibits(struct buffer *out, const struct device *d)
{
	json_key(out, "exhibits");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < d->nexhibits; i++) {
		const struct exhibit *x = &d->exhibits[i];

		json_comma(out);
		buffer_add_byte(out, '{');
		json_member_path(out, "evidence", x->evidence);
		write_text(out, "evidence_id", x->evidence_id);
		write_names(out, "volumes", &x->volumes);
		json_member_u64(out, "items", x->items);
		buffer_add_byte(out, '}');
	}
	buffer_add_byte(out, ']');
}

static void
write_device(struct buffer *out, const struct device *d)
{
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "device");
	write_text(out, "make", d->make);
	write_text(out, "model", d->model);
	write_text(out, "serial", d->serial);
	write_names(out, "lens_serials", &d->lenses);
	write_names(out, "owners", &d->owners);
	write_names(out, "software", &d->software);
	json_member_u64(out, "items", d->items);
	json_member_u64(out, "pictures", d->items - d->videos);
	json_member_u64(out, "videos", d->videos);
	write_text(out, "first_taken", d->first);
	write_text(out, "last_taken", d->last);
	write_places(out, d);
	write_exhibits(out, d);
	json_member_text(out, "meaning",
			 *d->serial ? "consistent with the same device; metadata can be altered"
				    : "consistent with devices of the same model; no serial "
				      "number is stored; metadata can be altered");
	buffer_add_text(out, "}\n");
}

static int
compare(const void *left, const void *right)
{
	const struct device *a = left, *b = right;

	if (a->items != b->items)
		return a->items > b->items ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

int
device_list_write(struct device_list *l, int (*put)(void *ctx, struct span line, struct error *e),
		  void *ctx, struct error *e)
{
	int r = 0;

	if (l->n)
		qsort(l->v, l->n, sizeof *l->v, compare);
	for (size_t i = 0; i < l->n && r == 0; i++) {
		buffer_clear(&l->text);
		write_device(&l->text, &l->v[i]);
		r = put(ctx, buffer_span(&l->text), e);
	}
	return r;
}
