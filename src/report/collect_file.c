/* SPDX-License-Identifier: Apache-2.0 */
/* `file` records: counted, and handed on to those who look for devices, notes and matches. */
#include "report/collect.h"

static bool
has(const struct record *r, const char *key)
{
	struct span v = record_value(r, key);
	return v.p && v.n > 2 && v.p[0] != 'n'; /* neither null nor {} nor [] nor "" */
}

static const char *
class_of(const char *mime)
{
	static const char *const classes[][2] = {{"image/", "pictures"},
						 {"video/", "videos"},
						 {"audio/", "sound"},
						 {"text/", "text"}};
	if (!*mime)
		return "not determined";
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (strncmp(mime, classes[i][0], strlen(classes[i][0])) == 0)
			return classes[i][1];
	return "other";
}

/* Archives, documents and databases: formats in which other files are kept. */
static bool
is_container(const char *mime)
{
	static const char *const names[] = {
		"application/zip",	 "application/x-7z-compressed", "application/x-rar",
		"application/vnd.",	 "application/x-tar",		"application/gzip",
		"application/x-gzip",	 "application/x-bzip2",		"application/x-xz",
		"application/pdf",	 "application/msword",		"application/CDFV2",
		"application/x-sqlite3", "application/java-archive",	"message/rfc822",
		"application/zstd",	 "application/x-iso9660-image", "application/epub+zip",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strncmp(mime, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* A time that ends in a digit is a file system's local time: its zone is not recorded anywhere. */
static bool
has_local_time(const struct record *r)
{
	static const char *const keys[] = {"mtime", "crtime", "atime", "ctime"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct span v = record_value(r, keys[i]);
		if (v.n > 3 && v.p[0] == '"' && v.p[v.n - 2] >= '0' && v.p[v.n - 2] <= '9')
			return true;
	}
	return false;
}

/* The file system of the volume that the id begins with: "p2/…". */
static const char *
volume_fs(struct collector *c, size_t evidence, const struct record *r)
{
	const struct facts *f = &c->facts;
	const char *id = value_text(c, r, "id");
	size_t n = strcspn(id, "/");
	for (size_t i = 0; i < f->nvolumes; i++)
		if (f->volumes[i].evidence == evidence && strlen(f->volumes[i].name) == n &&
		    memcmp(f->volumes[i].name, id, n) == 0)
			return f->volumes[i].fs;
	return "";
}

static bool
is_deleted_on_fat(struct collector *c, const struct record *r, const char *origin, size_t evidence)
{
	if (strcmp(origin, "deleted") != 0 && strcmp(origin, "orphan") != 0)
		return false;
	json_t *content = record_json(r, "content");
	const char *fs = value_json_text(c, json_object_get(content, "fs"));
	json_decref(content);
	if (!*fs)
		fs = volume_fs(c, evidence, r);
	return strncmp(fs, "fat", 3) == 0 || strcmp(fs, "exfat") == 0;
}

static void
count_state(struct item_counts *n, const char *state)
{
	n->truncated += strcmp(state, "truncated") == 0;
	n->damaged += strcmp(state, "damaged") == 0;
}

static void
count_taken(struct collector *c, const struct record *r)
{
	struct taken taken;
	if (taken_read(r, &taken) && !*taken.offset)
		c->facts.items.taken_no_offset++;
	taken_release(&taken);
}

static void
count_kind(struct item_counts *n, const char *origin, const char *mime, uint64_t size)
{
	struct tally *const tallies[] = {
		tally_of(&n->by_origin, *origin ? origin : "not stated"),
		tally_of(&n->by_class, class_of(mime)),
		tally_of(&n->by_mime, mime),
	};
	for (size_t i = 0; i < sizeof tallies / sizeof *tallies; i++) {
		tallies[i]->n++;
		tallies[i]->bytes = value_sum(tallies[i]->bytes, size);
	}
}

static void
count_notes(struct item_counts *n, const struct record *r)
{
	json_t *notes = record_json(r, "notes"), *note;
	bool error = false, warning = false;
	size_t i;
	json_array_foreach(notes, i, note)
	{
		const char *level = json_string_value(json_object_get(note, "level"));
		error |= level && strcmp(level, "error") == 0;
		warning |= level && strcmp(level, "warning") == 0;
	}
	n->error_noted += error;
	n->warning_noted += warning;
	json_decref(notes);
}

static void
count_item(struct collector *c, const struct record *r, size_t evidence)
{
	struct item_counts *n = &c->facts.items;
	const char *origin = value_text(c, r, "origin"), *mime = value_text(c, r, "mime");
	uint64_t size = value_u64(r, "size", 0);
	bool hashed = has(r, "hashes");
	n->records++;
	n->bytes = value_sum(n->bytes, size);
	n->hashed += hashed;
	bool skipped = !hashed && has(r, "hash_skipped");
	n->size_skipped += skipped;
	n->not_hashed += !hashed && !skipped && size > 0;
	n->pdq += has(r, "pdq") || has(r, "pdq_frames");
	n->typed += *mime != '\0';
	n->local_times += has_local_time(r);
	n->synthetic += has(r, "synthetic");
	n->fat_deleted += is_deleted_on_fat(c, r, origin, evidence);
	n->containers += is_container(mime);
	n->inside += has(r, "parent") || strcmp(origin, "archive") == 0 ||
		     strcmp(origin, "embedded") == 0;
	count_state(n, value_text(c, r, "state"));
	count_kind(n, origin, mime, size);
	count_taken(c, r);
	if (record_value(r, "notes").p)
		count_notes(n, r);
	if (evidence != FACT_NONE) {
		struct evidence_fact *x = &c->facts.evidence[evidence];
		x->items++;
		x->bytes = value_sum(x->bytes, size);
	}
}

void
collect_file(struct collector *c, const struct record *r)
{
	size_t evidence = collect_exhibit_of(c, r);
	/* The id is not pooled here: there are as many as items. */
	bool again = has(r, "id") && known_items_has(c->items, r);
	if (again) {
		c->facts.items.repeated++;
	} else {
		known_items_add(c->items, r);
		count_item(c, r, evidence);
		if (has(r, "notes"))
			collect_notes(c, r, value_text(c, r, "id"), evidence);
		collect_device(c, r, true);
	}
	if (has(r, "matches"))
		collect_matches(c, r, evidence, again);
}
