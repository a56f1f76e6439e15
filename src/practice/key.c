/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>

#include "practice/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "practice/rng.h"
#include "record/json.h"

#define TOOL "winnow-practice"

struct key {
	const struct build *build;
	const char *image, *container;
	char run_id[40];
	struct buffer *out;
	uint64_t items;
};

/* A UUID that the recipe's digest and seed decide, in the form of version 8 (RFC 9562: custom). */
static void
make_run_id(struct key *k)
{
	struct rng g = rng_named(k->build->recipe->seed, k->build->id);
	uint64_t a = rng_next(&g), b = rng_next(&g);

	snprintf(k->run_id, sizeof k->run_id, "%08x-%04x-8%03x-%04x-%012llx", (unsigned)(a >> 32),
		 (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xfff),
		 (unsigned)((b >> 48 & 0x3fff) | 0x8000), (unsigned long long)(b & 0xffffffffffff));
}

static void
begin(struct key *k, const char *record)
{
	buffer_add_byte(k->out, '{');
	json_member_text(k->out, "record", record);
}

static void
finish(struct key *k)
{
	buffer_add_text(k->out, "}\n");
}

static void
add_text(struct buffer *out, const char *key, const char *text)
{
	if (text && *text)
		json_member_text(out, key, text);
}

static void
add_moment(struct buffer *out, const char *key, const struct moment *m)
{
	char text[CLOCK_TEXT_MAX];

	moment_text(m, text);
	json_member_text(out, key, text);
}

static void
add_evidence(struct key *k)
{
	json_member_text(k->out, "evidence", k->image);
	json_member_text(k->out, "evidence_id", k->build->id);
}

/* ---- run, evidence, volume, end ---- */

static void
write_run(struct key *k)
{
	const struct recipe *r = k->build->recipe;

	begin(k, "run");
	json_member_text(k->out, "run_id", k->run_id);
	json_member_text(k->out, "schema", "winnow-1");
	json_member_text(k->out, "tool", TOOL);
	json_member_text(k->out, "version", PACKAGE_VERSION);
	add_moment(k->out, "started", &r->time);
	json_member_u64(k->out, "seed", r->seed);
	finish(k);
}

static void
write_evidence(struct key *k)
{
	const struct disk *d = &k->build->disk;

	begin(k, "evidence");
	add_evidence(k);
	json_member_u64(k->out, "size", d->size);
	json_member_text(k->out, "container", k->container);
	json_member_u64(k->out, "sector_size", SECTOR);
	finish(k);
}

static void
volume_name(const struct part *p, char out[16])
{
	snprintf(out, 16, "p%u", p->number);
}

static void
write_volume(struct key *k, const struct part *p)
{
	char name[16];

	if (p->spec->fs == FS_GAP)
		return;
	volume_name(p, name);
	begin(k, "volume");
	add_evidence(k);
	json_member_text(k->out, "volume", name);
	json_member_u64(k->out, "offset", p->offset);
	json_member_u64(k->out, "size", p->spec->size);
	json_member_text(k->out, "fs", fs_name(p->spec->fs));
	add_text(k->out, "label", p->spec->label);
	finish(k);
}

static void
write_end(struct key *k)
{
	begin(k, "end");
	json_member_text(k->out, "run_id", k->run_id);
	json_member_text(k->out, "tool", TOOL);
	json_member_u64(k->out, "items", k->items);
	json_member_u64(k->out, "noted", 0);
	add_moment(k->out, "finished", &k->build->recipe->time);
	json_member_u64(k->out, "status", 0);
	finish(k);
}

/* ---- file ---- */

static void
add_id(struct key *k, const struct answer *a)
{
	const struct part *p = &k->build->parts[a->part];
	char id[96], volume[16];

	volume_name(p, volume);
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
	add_text(out, "make", c->make);
	add_text(out, "model", c->model);
	add_text(out, "serial", c->serial);
	add_text(out, "lens_serial", c->lens_serial);
	add_text(out, "owner", c->owner);
	add_text(out, "software", c->software);
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
	add_text(out, "Make", c->make);
	add_text(out, "Model", c->model);
	add_text(out, "Software", c->software);
	if (p->taken.set) {
		taken_text(&p->taken, text);
		json_member_text(out, "DateTimeOriginal", text);
	}
	add_text(out, "CameraOwnerName", c->owner);
	add_text(out, "BodySerialNumber", c->serial);
	add_text(out, "LensModel", c->lens);
	add_text(out, "LensSerialNumber", c->lens_serial);
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

static void
write_file(struct key *k, const struct answer *a)
{
	const struct recipe *r = k->build->recipe;
	const struct plant *p = a->planted.plant;
	const struct picture *picture = content_picture(r, p->content);
	const struct facts *f = &k->build->facts[p->content];

	begin(k, "file");
	add_evidence(k);
	add_id(k, a);
	json_member_text(k->out, "origin", origin_of(k->build, a));
	add_path(k, p);
	json_member_u64(k->out, "size", f->size);
	add_text(k->out, "mtime", a->planted.mtime);
	add_text(k->out, "atime", a->planted.atime);
	add_text(k->out, "ctime", a->planted.ctime);
	add_text(k->out, "crtime", a->planted.crtime);
	add_content(k, a);
	json_member_text(k->out, "state",
			 r->contents[p->content].kind == CONTENT_CUT ? "truncated" : "whole");
	json_member_text(k->out, "mime", content_mime(r, p->content));
	add_hashes(k->out, f);
	if (picture)
		add_picture(k->out, picture);
	add_practice(k, a);
	finish(k);
	k->items++;
}

void
key_write(const struct build *b, const char *image, const char *container, struct buffer *out)
{
	struct key k = {.build = b, .image = image, .container = container, .out = out};

	make_run_id(&k);
	write_run(&k);
	write_evidence(&k);
	for (size_t i = 0; i < b->recipe->nvolumes; i++)
		write_volume(&k, &b->parts[i]);
	for (size_t i = 0; i < b->n; i++)
		if (b->answers[i].planted.plant->kind != PLANT_DIR)
			write_file(&k, &b->answers[i]);
	write_end(&k);
}

/* ---- The list of known digests ---- */

void
known_write(const struct build *b, const char *list_name, struct buffer *out)
{
	size_t n = strlen(list_name);
	bool csv = n >= 4 && !strcmp(list_name + n - 4, ".csv");

	if (csv)
		buffer_add_text(out, "sha256,sha1,md5,size,kind,category,name\n");
	for (size_t i = 0; i < b->recipe->ncontents; i++) {
		const struct content *c = &b->recipe->contents[i];
		const struct facts *f = &b->facts[i];

		if (csv && c->known != KNOWN_NOT)
			buffer_add_format(out, "%s,%s,%s,%llu,%s,%u,%s\n", f->sha256, f->sha1,
					  f->md5, (unsigned long long)f->size, known_name(c->known),
					  c->category, c->name);
		else if (!csv && c->known == KNOWN_ALERT)
			buffer_add_format(out, "%s  %s\n", f->sha256, c->name);
	}
}
