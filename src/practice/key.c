/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>

#include "practice/key.h"

#include <stdio.h>

#include "practice/key_parts.h"
#include "practice/rng.h"
#include "record/json.h"

#define TOOL "winnow-practice"

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

void
key_begin(struct key *k, const char *record)
{
	buffer_add_byte(k->out, '{');
	json_member_text(k->out, "record", record);
}

void
key_finish(struct key *k)
{
	buffer_add_text(k->out, "}\n");
}

void
key_add_text(struct buffer *out, const char *key, const char *text)
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

const char *
key_recovery(enum recovery recovery)
{
	static const char *const names[] = {"metadata", "carving", "joining"};

	return names[recovery];
}

void
key_add_evidence(struct key *k)
{
	json_member_text(k->out, "evidence", k->image);
	json_member_text(k->out, "evidence_id", k->build->id);
}

/* ---- run, evidence, volume, end ---- */

static void
write_run(struct key *k)
{
	const struct recipe *r = k->build->recipe;

	key_begin(k, "run");
	json_member_text(k->out, "run_id", k->run_id);
	json_member_text(k->out, "schema", "winnow-1");
	json_member_text(k->out, "tool", TOOL);
	json_member_text(k->out, "version", PACKAGE_VERSION);
	add_moment(k->out, "started", &r->time);
	json_member_u64(k->out, "seed", r->seed);
	key_finish(k);
}

static void
write_evidence(struct key *k)
{
	const struct disk *d = &k->build->disk;

	key_begin(k, "evidence");
	key_add_evidence(k);
	json_member_u64(k->out, "size", d->size);
	json_member_text(k->out, "container", k->container);
	json_member_u64(k->out, "sector_size", SECTOR);
	key_finish(k);
}

void
key_volume_name(const struct part *p, char out[16])
{
	snprintf(out, 16, "p%u", p->number);
}

static void
write_volume(struct key *k, const struct part *p)
{
	char name[16];

	if (p->spec->fs == FS_GAP)
		return;
	key_volume_name(p, name);
	key_begin(k, "volume");
	key_add_evidence(k);
	json_member_text(k->out, "volume", name);
	json_member_u64(k->out, "offset", p->offset);
	json_member_u64(k->out, "size", p->spec->size);
	json_member_text(k->out, "fs", fs_name(p->spec->fs));
	key_add_text(k->out, "label", p->spec->label);
	key_finish(k);
}

/* Of many files no record each: what they are, and how many. */
static void
write_many(struct key *k, const struct part *part)
{
	for (size_t i = 0; i < part->spec->n; i++) {
		const struct plant *p = &part->spec->plants[i];
		char volume[16];

		if (p->kind != PLANT_MANY)
			continue;
		key_volume_name(part, volume);
		key_begin(k, "practice");
		key_add_evidence(k);
		json_member_text(k->out, "volume", volume);
		json_member_text(k->out, "path", p->path);
		json_member_u64(k->out, "files", p->count);
		json_member_u64(k->out, "folders", (p->count + p->each - 1) / p->each);
		json_member_u64(k->out, "written", (p->count + p->written - 1) / p->written);
		json_member_u64(k->out, "size", k->build->facts[p->content].size);
		json_member_text(k->out, "sha256", k->build->facts[p->content].sha256);
		json_member_u64(k->out, "line", p->line);
		key_finish(k);
	}
}

static void
write_end(struct key *k)
{
	key_begin(k, "end");
	json_member_text(k->out, "run_id", k->run_id);
	json_member_text(k->out, "tool", TOOL);
	json_member_u64(k->out, "items", k->items);
	json_member_u64(k->out, "noted", 0);
	add_moment(k->out, "finished", &k->build->recipe->time);
	json_member_u64(k->out, "status", 0);
	key_finish(k);
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
	for (size_t i = 0; i < b->recipe->nvolumes; i++)
		write_many(&k, &b->parts[i]);
	for (size_t i = 0; i < b->n; i++)
		if (b->answers[i].planted.plant->kind != PLANT_DIR)
			key_write_file(&k, &b->answers[i]);
	write_end(&k);
}
