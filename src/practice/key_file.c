/* SPDX-License-Identifier: Apache-2.0 */
/* The record of one thing that was planted: where it is, what it is, what it tells of itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/key_parts.h"
#include "practice/picture.h"
#include "record/json.h"

/* ---- Where it is ---- */

static void
add_id(struct key *k, const struct answer *a, char id[96])
{
	const struct part *p = &k->build->parts[a->part];
	char volume[16];

	key_volume_name(p, volume);
	if (*a->planted.id)
		snprintf(id, 96, "%s/%s", volume, a->planted.id);
	else
		snprintf(id, 96, "@%llu",
			 (unsigned long long)(p->offset +
					      (a->planted.nruns ? a->planted.runs[0].offset : 0)));
	json_member_text(k->out, "id", id);
}

void
key_add_runs(struct buffer *out, const struct planted_run *runs, size_t n)
{
	json_key(out, "byte_runs");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < n; i++) {
		json_comma(out);
		buffer_add_byte(out, '{');
		json_member_u64(out, "file_offset", runs[i].file_offset);
		json_member_u64(out, "img_offset", runs[i].offset);
		json_member_u64(out, "len", runs[i].size);
		buffer_add_byte(out, '}');
	}
	buffer_add_byte(out, ']');
}

void
key_runs_content(struct buffer *out, const struct planted_run *runs, size_t n, uint64_t size)
{
	buffer_add_text(out, "{\"how\":\"runs\"");
	key_add_runs(out, runs, n);
	json_member_u64(out, "size", size);
	buffer_add_byte(out, '}');
}

/* Where an answer's bytes lie in the image; for free(). */
static struct planted_run *
image_runs(const struct key *k, const struct answer *a)
{
	struct planted_run *runs = memory_zero(a->planted.nruns + 1, sizeof *runs);

	for (size_t i = 0; i < a->planted.nruns; i++) {
		runs[i] = a->planted.runs[i];
		runs[i].offset += k->build->parts[a->part].offset;
	}
	return runs;
}

/* NTFS keeps small files inside its own records; their id ends in address, type and attribute. */
static void
tsk_content(const struct key *k, const struct answer *a, struct buffer *out)
{
	const struct part *p = &k->build->parts[a->part];
	unsigned long long address = 0;
	unsigned type = 0, attribute = 0;

	sscanf(a->planted.id, "%llu-%u-%u", &address, &type, &attribute);
	buffer_add_text(out, "{\"how\":\"tsk\"");
	json_member_text(out, "fs", fs_name(p->spec->fs));
	json_member_u64(out, "offset", p->offset);
	json_member_u64(out, "addr", address);
	json_member_u64(out, "type", type);
	json_member_u64(out, "attr", attribute);
	buffer_add_byte(out, '}');
}

static void
add_content(struct key *k, const struct answer *a, const struct planted_run *runs)
{
	json_key(k->out, "content");
	if (a->planted.resident) {
		tsk_content(k, a, k->out);
		return;
	}
	buffer_add_text(k->out, "{\"how\":\"runs\"}");
	key_add_runs(k->out, runs, a->planted.nruns);
}

static void
path_of(const struct plant *p, struct buffer *path)
{
	buffer_add_text(path, p->path ? p->path : "");
	if (p->stream)
		buffer_add_format(path, ":%s", p->stream);
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

/* ---- What only the one who planted it knows ---- */

void
key_begin_practice(struct key *k, size_t content, const char *planted, const char *recovery)
{
	const struct content *c = &k->build->recipe->contents[content];
	struct buffer *out = k->out;

	json_key(out, "practice");
	buffer_add_byte(out, '{');
	json_member_text(out, "content", c->name);
	json_member_text(out, "planted", planted);
	json_member_text(out, "recovery", recovery);
	if (c->known != KNOWN_NOT) {
		json_member_text(out, "known", known_name(c->known));
		json_member_u64(out, "category", c->category);
	}
}

static void
add_seconds(struct buffer *out, const char *key, int64_t seconds)
{
	json_key(out, key);
	buffer_add_format(out, "%lld", (long long)seconds);
}

static void
add_clock(struct buffer *out, const struct picture *p)
{
	char text[CLOCK_TEXT_MAX];
	int zone;
	bool said = picture_zone(p, &zone);

	if (!p->taken.set || (!p->clock && p->zone_said == ZONE_AS_TYPED && !p->gps_time.set))
		return;
	json_key(out, "clock");
	buffer_add_byte(out, '{');
	moment_text(&p->taken, text);
	json_member_text(out, "true_time", text);
	add_seconds(out, "clock_offset", p->clock);
	if (said && zone != p->taken.zone)
		add_seconds(out, "zone_offset", (zone - p->taken.zone) * 60);
	if (p->gps_time.set) {
		moment_text(&p->gps_time, text);
		json_member_text(out, "gps_time", text);
	}
	buffer_add_byte(out, '}');
}

static void
add_changes(struct buffer *out, const struct picture *p, const struct picture *of)
{
	const struct alteration *a = &p->alteration;
	const struct {
		const char *word;
		bool is;
	} changes[] = {{"redrawn", !a->of},
		       {"cropped", a->cropped},
		       {"scaled", a->scaled && a->scaled != 100},
		       {"mirrored", a->mirrored},
		       {"greyed", a->greyed},
		       {"recompressed", a->of && p->quality != of->quality},
		       {"converted", p->format != of->format}};

	json_key(out, "changes");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		if (changes[i].is) {
			json_comma(out);
			json_add_text(out, changes[i].word);
		}
	}
	buffer_add_byte(out, ']');
}

static void
add_near(struct key *k, size_t content)
{
	const struct content *c = &k->build->recipe->contents[content],
			     *of = content_original(k->build->recipe, content);
	const struct likeness *mine = &k->build->facts[content].likeness, *its;
	unsigned distance;

	if (!of)
		return;
	its = &k->build->facts[c->from].likeness;
	json_key(k->out, "near");
	buffer_add_byte(k->out, '{');
	json_member_text(k->out, "of", of->name);
	add_changes(k->out, &c->picture, &of->picture);
	if (mine->known && its->known) {
		distance = pdq_distance(mine->pdq.bits, its->pdq.bits);
		json_member_u64(k->out, "distance", distance);
		json_member_text(k->out, "expect",
				 distance <= LIKENESS_NEAR &&
						 mine->pdq.quality >= PDQ_QUALITY_MATCHED &&
						 its->pdq.quality >= PDQ_QUALITY_MATCHED
					 ? "near"
					 : "far");
	}
	buffer_add_byte(k->out, '}');
}

void
key_add_hidden(struct key *k, size_t content)
{
	const struct content *c = &k->build->recipe->contents[content];
	const struct picture *picture = content_picture(k->build->recipe, content);

	if (c->kind == CONTENT_MOVIE)
		picture = &c->picture;
	if (picture)
		add_clock(k->out, picture);
	add_near(k, content);
}

static void
add_practice(struct key *k, const struct answer *a)
{
	static const char *const planted[] = {"folder", "file", "deleted",
					      "stream", "free", "many"};
	const struct plant *p = a->planted.plant;

	key_begin_practice(k, p->content, planted[p->kind], key_recovery(a->planted.recovery));
	key_add_hidden(k, p->content);
	json_member_u64(k->out, "line", p->line);
	buffer_add_byte(k->out, '}');
}

/* ---- */

static void
add_likeness(struct buffer *out, const struct likeness *l)
{
	char hex[PDQ_HEX + 1];

	if (!l->known)
		return;
	pdq_to_hex(l->pdq.bits, hex);
	json_key(out, "pdq");
	buffer_add_byte(out, '{');
	json_member_text(out, "hash", hex);
	json_member_u64(out, "quality", l->pdq.quality);
	buffer_add_byte(out, '}');
}

void
key_add_facts(struct key *k, size_t content)
{
	const struct recipe *r = k->build->recipe;
	const struct picture *picture = content_picture(r, content);
	bool cut = r->contents[content].kind == CONTENT_CUT;

	json_member_text(k->out, "state", cut ? "truncated" : "whole");
	json_member_text(k->out, "mime", content_mime(r, content));
	add_hashes(k->out, &k->build->facts[content]);
	if (picture)
		key_add_picture(k->out, picture);
	if (r->contents[content].kind == CONTENT_MOVIE)
		key_add_movie(k->out, &r->contents[content], &r->time);
	if (picture && !cut)
		add_likeness(k->out, &k->build->facts[content].likeness);
}

static void
write_inside(struct key *k, const struct answer *a, const struct planted_run *runs, const char *id,
	     struct buffer *path)
{
	const struct content *c = &k->build->recipe->contents[a->planted.plant->content];
	struct buffer content = BUFFER_EMPTY;

	if (a->planted.resident)
		tsk_content(k, a, &content);
	else
		key_runs_content(&content, runs, a->planted.nruns,
				 k->build->facts[a->planted.plant->content].size);
	if (c->kind == CONTENT_ARCHIVE)
		key_write_members(k, a->planted.plant->content,
				  &(struct held){.id = id,
						 .path = buffer_text(path),
						 .recovery = key_recovery(a->planted.recovery),
						 .runs = a->planted.resident ? NULL : runs,
						 .nruns = a->planted.nruns,
						 .content = buffer_text(&content)});
	buffer_release(&content);
}

void
key_write_file(struct key *k, const struct answer *a)
{
	struct planted_run *runs = image_runs(k, a);
	const struct plant *p = a->planted.plant;
	struct buffer path = BUFFER_EMPTY;
	char id[96];

	path_of(p, &path);
	key_begin(k, "file");
	key_add_evidence(k);
	add_id(k, a, id);
	json_member_text(k->out, "origin", origin_of(k->build, a));
	key_add_text(k->out, "path", buffer_text(&path));
	json_member_u64(k->out, "size", k->build->facts[p->content].size);
	key_add_text(k->out, "mtime", a->planted.mtime);
	key_add_text(k->out, "atime", a->planted.atime);
	key_add_text(k->out, "ctime", a->planted.ctime);
	key_add_text(k->out, "crtime", a->planted.crtime);
	add_content(k, a, runs);
	key_add_facts(k, p->content);
	add_practice(k, a);
	key_finish(k);
	k->items++;
	write_inside(k, a, runs, id, &path);
	buffer_release(&path);
	free(runs);
}
