/* SPDX-License-Identifier: Apache-2.0 */
#include "report/database.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/json.h"
#include "report/database_row.h"

static const char schema[] =
	"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;"
	"PRAGMA user_version=1; PRAGMA application_id=0x77696e6e;" /* DATABASE_MARK */
	"CREATE TABLE fact(name TEXT PRIMARY KEY, value);"
	"CREATE TABLE evidence(evidence_id TEXT, evidence TEXT, exhibit TEXT, container TEXT,"
	" size INTEGER, sector_size INTEGER);"
	"CREATE TABLE volume(evidence_id TEXT, volume TEXT, offset INTEGER, size INTEGER, fs TEXT,"
	" label TEXT, serial TEXT, encrypted TEXT);"
	"CREATE TABLE run(run_id TEXT, tool TEXT, version TEXT, command TEXT, started TEXT,"
	" finished TEXT, user TEXT, host TEXT, status INTEGER);"
	"CREATE TABLE hash_set(name TEXT, file TEXT, sha256 TEXT, entries INTEGER);"
	"CREATE TABLE device(make TEXT, model TEXT, serial TEXT, owner TEXT, items INTEGER,"
	" hit_items INTEGER, first_taken TEXT, last_taken TEXT);"
	"CREATE TABLE file(file INTEGER PRIMARY KEY, evidence_id TEXT, id TEXT, parent TEXT,"
	" origin TEXT, path TEXT, size INTEGER, mtime TEXT, atime TEXT, ctime TEXT, crtime TEXT,"
	" state TEXT, confidence REAL, why TEXT, mime TEXT, md5 TEXT, sha1 TEXT, sha256 TEXT,"
	" pdq TEXT, pdq_quality INTEGER, make TEXT, model TEXT, serial TEXT, latitude REAL,"
	" longitude REAL, taken TEXT, record TEXT);"
	"CREATE TABLE byte_run(file INTEGER, file_offset INTEGER, img_offset INTEGER,"
	" len INTEGER);"
	"CREATE TABLE match(file INTEGER, hash_set TEXT, kind TEXT, by TEXT, scheme TEXT,"
	" category TEXT, distance INTEGER);"
	"CREATE TABLE note(file INTEGER, tool TEXT, level TEXT, message TEXT);"
	"CREATE TABLE exif(file INTEGER, tag TEXT, value);"
	"BEGIN;";

static const char ending[] =
	"CREATE INDEX file_id ON file(id);"
	"CREATE INDEX file_sha256 ON file(sha256);"
	"CREATE INDEX file_md5 ON file(md5);"
	"CREATE INDEX match_file ON match(file);"
	"CREATE INDEX note_file ON note(file);"
	"CREATE INDEX exif_file ON exif(file);"
	"CREATE INDEX byte_run_file ON byte_run(file);"
	"CREATE VIEW hit AS SELECT file.*, hash_set, kind, by, scheme, category, distance"
	" FROM match JOIN file USING (file) WHERE kind = 'alert';"
	"CREATE VIEW camera AS SELECT make, model, serial, count(*) AS items, min(taken) AS first,"
	" max(taken) AS last FROM file WHERE make NOTNULL OR model NOTNULL OR serial NOTNULL"
	" GROUP BY make, model, serial;"
	"COMMIT;";

static const char *const inserts[TABLES] = {
	[FACT] = "INSERT INTO fact VALUES(?,?)",
	[EVIDENCE] = "INSERT INTO evidence VALUES(?,?,?,?,?,?)",
	[VOLUME] = "INSERT INTO volume VALUES(?,?,?,?,?,?,?,?)",
	[RUN] = "INSERT INTO run VALUES(?,?,?,?,?,?,?,?,?)",
	[HASH_SET] = "INSERT INTO hash_set VALUES(?,?,?,?)",
	[DEVICE] = "INSERT INTO device VALUES(?,?,?,?,?,?,?,?)",
	[FILE_ITEM] = "INSERT INTO file VALUES"
		      "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[BYTE_RUN] = "INSERT INTO byte_run VALUES(?,?,?,?)",
	[MATCH] = "INSERT INTO match VALUES(?,?,?,?,?,?,?)",
	[NOTE] = "INSERT INTO note VALUES(?,?,?,?)",
	[EXIF] = "INSERT INTO exif VALUES(?,?,?)",
};

int
database_broken(struct database *d, struct error *e)
{
	return error_set(e, ERROR_OUTPUT, "the database of the case: %s",
			 sqlite3_errmsg(d->handle));
}

int
database_open(struct database **out, const char *path, struct error *e)
{
	struct database *d = memory_zero(1, sizeof *d);

	*out = d;
	if (sqlite3_open_v2(path, &d->handle, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_exec(d->handle, schema, NULL, NULL, NULL) != SQLITE_OK)
		return database_broken(d, e);
	for (int i = 0; i < TABLES; i++)
		if (sqlite3_prepare_v2(d->handle, inserts[i], -1, &d->insert[i], NULL) != SQLITE_OK)
			return database_broken(d, e);
	return 0;
}

void
database_close(struct database **d)
{
	if (!*d)
		return;
	for (int i = 0; i < TABLES; i++)
		sqlite3_finalize((*d)->insert[i]);
	sqlite3_close((*d)->handle);
	free(*d);
	*d = NULL;
}

/* ---- Rows ---- */

void
row_begin(struct database *d)
{
	d->column = 0;
}

void
put_text(struct database *d, enum table t, struct span text)
{
	sqlite3_bind_text64(d->insert[t], ++d->column, text.p, text.n, SQLITE_TRANSIENT,
			    SQLITE_UTF8);
}

void
put_null(struct database *d, enum table t)
{
	sqlite3_bind_null(d->insert[t], ++d->column);
}

void
put(struct database *d, enum table t, const char *text)
{
	if (text && *text)
		put_text(d, t, span_of(text));
	else
		put_null(d, t);
}

void
put_u64(struct database *d, enum table t, uint64_t v)
{
	if (v > INT64_MAX)
		put_null(d, t);
	else
		sqlite3_bind_int64(d->insert[t], ++d->column, (sqlite3_int64)v);
}

void
put_json(struct database *d, enum table t, const json_t *v)
{
	struct buffer text = BUFFER_EMPTY;

	if (json_is_string(v))
		put_text(d, t, (struct span){json_string_value(v), json_string_length(v)});
	else if (json_is_integer(v))
		sqlite3_bind_int64(d->insert[t], ++d->column, json_integer_value(v));
	else if (json_is_real(v))
		sqlite3_bind_double(d->insert[t], ++d->column, json_real_value(v));
	else if (!v || json_is_null(v))
		put_null(d, t);
	else {
		json_add_value(&text, v);
		put_text(d, t, buffer_span(&text));
	}
	buffer_release(&text);
}

int
row_end(struct database *d, enum table t, struct error *e)
{
	int r = sqlite3_step(d->insert[t]) == SQLITE_DONE ? 0 : database_broken(d, e);

	sqlite3_reset(d->insert[t]);
	return r;
}

int
database_end(struct database *d, struct error *e)
{
	return sqlite3_exec(d->handle, ending, NULL, NULL, NULL) == SQLITE_OK
		       ? 0
		       : database_broken(d, e);
}
