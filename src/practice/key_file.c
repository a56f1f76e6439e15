/* SPDX-License-Identifier: Apache-2.0 */
/* The record of one thing that was planted: where it is, what it is, what it tells of itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "practice/key_parts.h"
#include "record/json.h"

/* ---- Where it is ---- */

static void
add_id(struct key *k, const struct answer *a)
{
	const struct part *p = &k->build->parts[a->part];
	char id[96], volume[16];

	key_volume_name(p, volume);
	if (*a->planted.id)
		snprintf(id, sizeof id, "%s/%s", volume, a->planted.id);
	else
		snprintf(id, sizeof id, "@%llu",
			 (unsigned long long)(p->offset +
					      (a->planted.nruns ? a->planted.runs[0].offset : 0)));
	json_member_text(k->out, "id", id);
}

static void
add_runs(struct key *k, const struct answer *a)
{
	uint64_t base = k->build->parts[a->part].offset;

	json_key(k->out, "byte_runs");
	buffer_add_byte(k->out, '[');
	for (size_t i = 0; i < a->planted.nruns; i++) {
		const struct planted_run *r = &a->planted.runs[i];

		json_comma(k->out);
		buffer_add_byte(k->out, '{');
		json_member_u64(k->out, "file_offset", r->file_offset);
		json_member_u64(k->out, "img_offset", base + r->offset);
		json_member_u64(k->out, "len", r->size);
		buffer_add_byte(k->out, '}');
	}
	buffer_add_byte(k->out, ']');
}

/* NTFS keeps small files inside its own records; their id ends in address, type and attribute. */
static void
add_content(struct key *k, const struct answer *a)
{
	const struct part *p = &k->build->parts[a->part];
	unsigned long long address = 0;
	unsigned type = 0, attribute = 0;

	json_key(k->out, "content");
	if (!a->planted.resident) {
		buffer_add_text(k->out, "{\"how\":\"runs\"}");
		add_runs(k, a);
		return;
	}
	sscanf(a->planted.id, "%llu-%u-%u", &address, &type, &attribute);
	buffer_add_text(k->out, "{\"how\":\"tsk\"");
	json_member_text(k->out, "fs", fs_name(p->spec->fs));
	json_member_u64(k->out, "offset", p->offset);
	json_member_u64(k->out, "addr", address);
	json_member_u64(k->out, "type", type);
	json_member_u64(k->out, "attr", attribute);
	buffer_add_byte(k->out, '}');
}

static void
add_path(struct key *k, const struct plant *p)
{
	struct buffer path = BUFFER_EMPTY;

	if (!p->path)
		return;
	buffer_add_text(&path, p->path);
	if (p->stream)
		buffer_add_format(&path, ":%s", p->stream);
	json_member_span(k->out, "path", buffer_span(&path));
	buffer_release(&path);
}

static const char *
origin_of(const struct build *b, const struct answer *a)
{
	const struct volume_spec *v = b->parts[a->part].spec;

	if (a->planted.plant->kind == PLANT_FREE)
		return "carved";
	for (size_t i = 0; i < v->n; i++)
		if (v->plants[i].kind == PLANT_DELETED &&
		    !strcmp(v->plants[i].path, a->planted.plant->path))
			return "deleted";
	return "allocated";
}

static void
add_hashes(struct buffer *out, const struct facts *f)
{
	json_key(out, "hashes");
	buffer_add_byte(out, '{');
	json_member_text(out, "md5", f->md5);
	json_member_text(out, "sha1", f->sha1);
	json_member_text(out, "sha256", f->sha256);
	buffer_add_byte(out, '}');
}

/* ---- What a picture tells of itself ---- */

static void
add_device(struct buffer *out, const struct camera *c)
{
	json_key(out, "device");
	buffer_add_byte(out, '{');
	key_add_text(out, "make", c->make);
	key_add_text(out, "model", c->model);
	key_add_text(out, "serial", c->serial);
	key_add_text(out, "lens_serial", c->lens_serial);
	key_add_text(out, "owner", c->owner);
	key_add_text(out, "software", c->software);
	buffer_add_byte(out, '}');
}

static void
taken_text(const struct moment *m, char out[32])
{
	struct civil c = moment_civil(m);

	snprintf(out, 32, "%04d:%02d:%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
		 c.second);
}

static void
add_exif(struct buffer *out, const struct picture *p)
{
	const struct camera none = {0}, *c = p->camera ? p->camera : &none;
	char text[32];

	json_key(out, "exif");
	buffer_add_byte(out, '{');
	key_add_text(out, "Make", c->make);
	key_add_text(out, "Model", c->model);
	key_add_text(out, "Software", c->software);
	if (p->taken.set) {
		taken_text(&p->taken, text);
		json_member_text(out, "DateTimeOriginal", text);
	}
	key_add_text(out, "CameraOwnerName", c->owner);
	key_add_text(out, "BodySerialNumber", c->serial);
	key_add_text(out, "LensModel", c->lens);
	key_add_text(out, "LensSerialNumber", c->lens_serial);
	buffer_add_byte(out, '}');
}

static void
add_taken(struct buffer *out, const struct moment *m)
{
	char text[32];

	taken_text(m, text);
	json_key(out, "taken");
	buffer_add_byte(out, '{');
	json_member_text(out, "value", text);
	json_member_text(out, "field", "ExifIFD:DateTimeOriginal");
	if (m->zone_given) {
		snprintf(text, sizeof text, "%c%02d:%02d", m->zone < 0 ? '-' : '+',
			 abs(m->zone) / 60, abs(m->zone) % 60);
		json_member_text(out, "offset", text);
	}
	buffer_add_byte(out, '}');
}

/* Units of 10^-places without floating point: the same digits on every machine. */
static void
add_decimal(struct buffer *out, const char *key, int32_t v, unsigned unit, int places)
{
	unsigned u = (unsigned)abs(v);

	json_key(out, key);
	buffer_add_format(out, "%s%u.%0*u", v < 0 ? "-" : "", u / unit, places, u % unit);
}

static void
add_gps(struct buffer *out, const struct position *p)
{
	json_key(out, "gps");
	buffer_add_byte(out, '{');
	add_decimal(out, "latitude", p->latitude, 1000000, 6);
	add_decimal(out, "longitude", p->longitude, 1000000, 6);
	if (p->altitude_set)
		add_decimal(out, "altitude", p->altitude, 100, 2);
	buffer_add_byte(out, '}');
}

static void
add_picture(struct buffer *out, const struct picture *p)
{
	if (p->camera || p->taken.set)
		add_exif(out, p);
	if (p->camera)
		add_device(out, p->camera);
	if (p->position.set)
		add_gps(out, &p->position);
	if (p->taken.set)
		add_taken(out, &p->taken);
}

/* ---- */

/* What only the one who planted it knows. */
static void
add_practice(struct key *k, const struct answer *a)
{
	static const char *const planted[] = {"folder", "file", "deleted", "stream", "free"};
	static const char *const recoveries[] = {"metadata", "carving", "joining"};
	const struct plant *p = a->planted.plant;
	const struct content *c = &k->build->recipe->contents[p->content];
	struct buffer *out = k->out;

	json_key(out, "practice");
	buffer_add_byte(out, '{');
	json_member_text(out, "content", c->name);
	json_member_text(out, "planted", planted[p->kind]);
	json_member_text(out, "recovery", recoveries[a->planted.recovery]);
	if (c->known != KNOWN_NOT) {
		json_member_text(out, "known", known_name(c->known));
		json_member_u64(out, "category", c->category);
	}
	json_member_u64(out, "line", p->line);
	buffer_add_byte(out, '}');
}

void
key_write_file(struct key *k, const struct answer *a)
{
	const struct recipe *r = k->build->recipe;
	const struct plant *p = a->planted.plant;
	const struct picture *picture = content_picture(r, p->content);
	const struct facts *f = &k->build->facts[p->content];

	key_begin(k, "file");
	key_add_evidence(k);
	add_id(k, a);
	json_member_text(k->out, "origin", origin_of(k->build, a));
	add_path(k, p);
	json_member_u64(k->out, "size", f->size);
	key_add_text(k->out, "mtime", a->planted.mtime);
	key_add_text(k->out, "atime", a->planted.atime);
	key_add_text(k->out, "ctime", a->planted.ctime);
	key_add_text(k->out, "crtime", a->planted.crtime);
	add_content(k, a);
	json_member_text(k->out, "state",
			 r->contents[p->content].kind == CONTENT_CUT ? "truncated" : "whole");
	json_member_text(k->out, "mime", content_mime(r, p->content));
	add_hashes(k->out, f);
	if (picture)
		add_picture(k->out, picture);
	add_practice(k, a);
	key_finish(k);
	k->items++;
}
