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
	const char *key = pool_string(f->pool, buffer_span(&c->text));
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
count_picture(struct collector *c, const struct record *r, const json_t *o, struct device_fact *d)
{
	const char *field;
	bool has_offset;
	const char *taken = collect_taken(c, r, &field, &has_offset);
	d->items++;
	fill(&d->lens_serial, member(c, o, "lens_serial"));
	fill(&d->owner, member(c, o, "owner"));
	fill(&d->software, member(c, o, "software"));
	if (!*taken || strncmp(taken, "0000", 4) == 0)
		return; /* a camera whose clock was never set */
	if (!*d->first_taken || strcmp(taken, d->first_taken) < 0)
		d->first_taken = taken;
	if (strcmp(taken, d->last_taken) > 0)
		d->last_taken = taken;
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

const char *
collect_taken(struct collector *c, const struct record *r, const char **field, bool *has_offset)
{
	*field = "";
	*has_offset = false;
	if (!record_value(r, "taken").p)
		return "";
	json_t *v = record_json(r, "taken");
	const char *time = "";
	if (json_is_string(v))
		time = value_json_text(c, v);
	else if (json_is_object(v)) {
		time = value_json_text(c, json_object_get(v, "time"));
		*field = value_json_text(c, json_object_get(v, "field"));
		*has_offset = *value_json_text(c, json_object_get(v, "offset")) != '\0';
	}
	json_decref(v);
	return time;
}
