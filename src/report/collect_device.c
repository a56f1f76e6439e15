/* SPDX-License-Identifier: Apache-2.0 */
/* `device` and `taken`: which device made a picture, by its own metadata, and when. */
#include "base/memory.h"
#include "report/collect.h"

/* A plain value, or one that stands beside the tag it came from. */
static const char *
member(struct collector *c, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	if (json_is_object(v))
		v = json_object_get(v, "value");
	return value_json_text(c, v);
}

static size_t
device_named(struct collector *c, const char *make, const char *model, const char *serial)
{
	struct facts *f = &c->facts;
	buffer_clear(&c->text);
	buffer_add_format(&c->text, "%s\n%s\n%s", make, model, serial);
	const char *key = text_pool_string(f->pool, buffer_span(&c->text));
	size_t i = index_add(c->devices, span_of(key), f->ndevices);
	if (i < f->ndevices)
		return i;
	f->devices = memory_resize_array(f->devices, f->ndevices + 1, sizeof *f->devices);
	f->devices[f->ndevices++] = (struct device_fact){
		.make = make,
		.model = model,
		.serial = serial,
		.first_taken = "",
		.last_taken = "",
		.lens_serial = "",
		.owner = "",
		.software = "",
	};
	return i;
}

static void
fill(const char **to, const char *from)
{
	if (!**to)
		*to = from;
}

static void
see_on(struct device_fact *d, size_t evidence)
{
	size_t i = 0;
	while (i < d->nexhibits && d->exhibits[i] != evidence)
		i++;
	if (i == d->nexhibits && i < DEVICE_EXHIBITS && evidence != FACT_NONE)
		d->exhibits[d->nexhibits++] = evidence;
}

static void
count_picture(struct collector *c, const struct record *r, const json_t *o, struct device_fact *d)
{
	struct taken taken;
	d->items++;
	see_on(d, collect_exhibit_of(c, r));
	fill(&d->lens_serial, member(c, o, "lens_serial"));
	fill(&d->owner, member(c, o, "owner"));
	fill(&d->software, member(c, o, "software"));
	if (taken_read(r, &taken)) {
		const char *time = taken.time;
		if (!*d->first_taken || strcmp(time, d->first_taken) < 0)
			d->first_taken = text_pool_string(c->facts.pool, span_of(time));
		if (strcmp(time, d->last_taken) > 0)
			d->last_taken = text_pool_string(c->facts.pool, span_of(time));
	}
	taken_release(&taken);
}

size_t
collect_device(struct collector *c, const struct record *r, bool count)
{
	if (!record_value(r, "device").p)
		return FACT_NONE;
	json_t *o = record_json(r, "device");
	const char *make = member(c, o, "make"), *model = member(c, o, "model");
	const char *serial = member(c, o, "serial");
	size_t i = FACT_NONE;
	if (*make || *model || *serial)
		i = device_named(c, make, model, serial);
	if (i != FACT_NONE && count)
		count_picture(c, r, o, &c->facts.devices[i]);
	json_decref(o);
	return i;
}

static const char *
string_of(const json_t *v)
{
	const char *s = json_string_value(v);
	return s ? s : "";
}

bool
taken_read(const struct record *r, struct taken *out)
{
	*out = (struct taken){"", "", "", NULL};
	if (!record_value(r, "taken").p)
		return false;
	out->value = record_json(r, "taken");
	if (json_is_object(out->value)) {
		out->time = string_of(json_object_get(out->value, "value"));
		out->offset = string_of(json_object_get(out->value, "offset"));
		out->field = string_of(json_object_get(out->value, "field"));
	} else {
		out->time = string_of(out->value);
	}
	return *out->time != '\0';
}

void
taken_release(struct taken *t)
{
	json_decref(t->value);
	*t = (struct taken){"", "", "", NULL};
}
