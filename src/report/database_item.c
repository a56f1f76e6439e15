/* SPDX-License-Identifier: Apache-2.0 */
/* One item of the stream as rows. */
#include "report/database_row.h"

static void
put_member(struct database *d, enum table t, const struct record *r, const char *key)
{
	json_t *v = record_json(r, key);

	put_json(d, t, v);
	json_decref(v);
}

/* A member of an object: hashes.md5. */
static void
put_within(struct database *d, enum table t, const struct record *r, const char *object,
	   const char *const *keys)
{
	json_t *o = record_json(r, object);

	for (size_t i = 0; keys[i]; i++)
		put_json(d, t, json_object_get(o, keys[i]));
	json_decref(o);
}

static int
add_file(struct database *d, const struct record *r, struct error *e)
{
	static const char *const plain[] = {
		"evidence_id", "id",	"parent", "origin", "path",	  "size", "mtime",
		"atime",       "ctime", "crtime", "state",  "confidence", "why",  "mime"};
	static const char *const digests[] = {"md5", "sha1", "sha256", NULL};
	static const char *const pdq[] = {"hash", "quality", NULL};
	static const char *const device[] = {"make", "model", "serial", NULL};
	static const char *const gps[] = {"latitude", "longitude", NULL};
	static const char *const taken[] = {"value", NULL};

	row_begin(d);
	put_u64(d, FILE_ITEM, ++d->files);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		put_member(d, FILE_ITEM, r, plain[i]);
	put_within(d, FILE_ITEM, r, "hashes", digests);
	put_within(d, FILE_ITEM, r, "pdq", pdq);
	put_within(d, FILE_ITEM, r, "device", device);
	put_within(d, FILE_ITEM, r, "gps", gps);
	put_within(d, FILE_ITEM, r, "taken", taken);
	put_text(d, FILE_ITEM, r->line);
	return row_end(d, FILE_ITEM, e);
}

/* A row for each object of an array. */
static int
add_rows(struct database *d, const struct record *r, enum table t, const char *key,
	 const char *const *columns, struct error *e)
{
	json_t *array = record_json(r, key), *object;
	int result = 0;
	size_t i;

	json_array_foreach(array, i, object)
	{
		row_begin(d);
		put_u64(d, t, d->files);
		for (size_t k = 0; columns[k]; k++)
			put_json(d, t, json_object_get(object, columns[k]));
		result = row_end(d, t, e);
		if (result)
			break;
	}
	json_decref(array);
	return result;
}

static int
add_exif(struct database *d, const struct record *r, struct error *e)
{
	json_t *exif = record_json(r, "exif"), *value;
	const char *tag;
	int result = 0;

	json_object_foreach(exif, tag, value)
	{
		row_begin(d);
		put_u64(d, EXIF, d->files);
		put(d, EXIF, tag);
		put_json(d, EXIF, value);
		result = row_end(d, EXIF, e);
		if (result)
			break;
	}
	json_decref(exif);
	return result;
}

int
database_item(struct database *d, const struct record *r, struct error *e)
{
	static const char *const runs[] = {"file_offset", "img_offset", "len", NULL};
	static const char *const matches[] = {"set",	  "kind",     "by", "scheme",
					      "category", "distance", NULL};
	static const char *const notes[] = {"tool", "level", "message", NULL};

	if (add_file(d, r, e) || add_rows(d, r, BYTE_RUN, "byte_runs", runs, e) ||
	    add_rows(d, r, MATCH, "matches", matches, e) || add_rows(d, r, NOTE, "notes", notes, e))
		return -1;
	return add_exif(d, r, e);
}
