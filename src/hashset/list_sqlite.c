/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite data bases: NSRL's RDS 3 (a table or view FILE, or METADATA), Autopsy's hash sets (.kdb,
 * a table hashes with digests as blobs), and any other with a table whose columns are named after
 * digests.
 *
 * The file is mapped and given to SQLite as memory, so SQLite opens nothing: neither the file again
 * nor journals nor temporary files. What it runs is one SELECT; the authorizer refuses the rest.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"
#include "hashset/columns.h"

#define MAGIC	    "SQLite format 3"
#define COLUMNS_MAX 64
#define STEP	    10000	 /* instructions of SQLite between two looks at the clock of work */
#define WORK_A_BYTE 64		 /* instructions that a byte of the file may cost */
#define WORK_FREE   (1ULL << 22) /* and what is free of charge */

struct data_base {
	struct list *list;
	sqlite3 *db;
	unsigned char *map;
	size_t size;
	uint64_t work, work_max;
	struct buffer query;
	int is[COLUMNS_MAX];
	int columns;
	struct list_record row;
	struct buffer hex;
	bool catalogue;
};

static bool
accepts(struct span head)
{
	return head.n >= sizeof MAGIC && memcmp(head.p, MAGIC, sizeof MAGIC) == 0;
}

static int
refuse(const struct data_base *d, struct error *e)
{
	return error_set(e, ERROR_INPUT, "%s cannot be read as a SQLite data base: %s",
			 d->list->name, d->db ? sqlite3_errmsg(d->db) : "no memory");
}

/* ---- Opening ---- */

/* A view may be made to go on for ever: what it may cost goes with the size of the file. */
static int
on_progress(void *ctx)
{
	struct data_base *d = ctx;
	d->work += STEP;
	return d->work > d->work_max;
}

static int
authorize(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)ctx, (void)a, (void)b, (void)c, (void)d;
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
			       action == SQLITE_RECURSIVE || action == SQLITE_PRAGMA
		       ? SQLITE_OK
		       : SQLITE_DENY;
}

static int
map_file(struct data_base *d, struct error *e)
{
	struct stat st;
	int fd = d->list->lines.fd;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT,
				 "%s is a SQLite data base and must be a file, not a pipe",
				 d->list->name);
	d->size = (size_t)st.st_size;
	void *p = mmap(NULL, d->size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return error_system(e, "cannot map %s", d->list->name);
	d->map = p;
	d->work_max = WORK_FREE + (uint64_t)d->size * WORK_A_BYTE;
	/* "Write-ahead log" becomes "legacy": in this process's copy of the page. A log that lies
	 * beside the file is not looked at either way. */
	if (d->size > 20 && d->map[18] == 2)
		d->map[18] = d->map[19] = 1;
	return 0;
}

static int
open_data_base(struct data_base *d, struct error *e)
{
	if (map_file(d, e))
		return -1;
	if (sqlite3_open_v2(":memory:", &d->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) ||
	    sqlite3_deserialize(d->db, "main", d->map, (sqlite3_int64)d->size,
				(sqlite3_int64)d->size, SQLITE_DESERIALIZE_READONLY))
		return refuse(d, e);
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit(d->db, SQLITE_LIMIT_LENGTH, 1 << 20);
	sqlite3_limit(d->db, SQLITE_LIMIT_ATTACHED, 0);
	if (sqlite3_exec(d->db, "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON", NULL,
			 NULL, NULL))
		return refuse(d, e);
	sqlite3_set_authorizer(d->db, authorize, NULL);
	sqlite3_progress_handler(d->db, STEP, on_progress, d);
	return 0;
}

static void
close_data_base(struct data_base *d)
{
	sqlite3_close(d->db);
	if (d->map)
		munmap(d->map, d->size);
	buffer_release(&d->query);
	buffer_release(&d->hex);
	list_record_release(&d->row);
}

/* ---- Which table ---- */

static void
add_quoted(struct buffer *out, const char *name)
{
	buffer_add_byte(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			buffer_add_byte(out, '"');
		buffer_add_byte(out, *name);
	}
	buffer_add_byte(out, '"');
}

/* How much a table is what we look for: the more digests the better, known names before others. */
static int
worth(struct data_base *d, const char *table)
{
	static const char *const known[] = {"file", "hashes", "metadata"};
	sqlite3_stmt *s = NULL;
	int digests = 0, value = 0;
	buffer_clear(&d->query);
	buffer_add_text(&d->query, "SELECT * FROM ");
	add_quoted(&d->query, table);
	if (sqlite3_prepare_v2(d->db, buffer_text(&d->query), -1, &s, NULL) == SQLITE_OK) {
		for (int i = 0; i < sqlite3_column_count(s); i++)
			digests += column_of(span_of(sqlite3_column_name(s, i))) < DIGEST_KINDS;
	}
	sqlite3_finalize(s);
	for (int i = 0; i < (int)(sizeof known / sizeof *known); i++) {
		if (sqlite3_stricmp(known[i], table) == 0)
			value = 3 - i;
	}
	return digests ? 100 * value + digests : 0;
}

static int
choose_table(struct data_base *d, struct buffer *table, struct error *e)
{
	sqlite3_stmt *s = NULL;
	int best = 0, r;
	if (sqlite3_prepare_v2(d->db,
			       "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
			       "LIMIT 1000",
			       -1, &s, NULL) != SQLITE_OK)
		return refuse(d, e);
	while ((r = sqlite3_step(s)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0);
		int value = name ? worth(d, name) : 0;
		if (name &&
		    (sqlite3_stricmp(name, "pkg") == 0 || sqlite3_stricmp(name, "mfg") == 0))
			d->catalogue = true;
		if (value <= best)
			continue;
		best = value;
		buffer_clear(table);
		buffer_add_text(table, name);
	}
	sqlite3_finalize(s);
	if (r != SQLITE_DONE)
		return refuse(d, e);
	if (best == 0)
		return error_set(e, ERROR_INPUT, "%s has no table with a column of digests",
				 d->list->name);
	return 0;
}

/* ---- Rows ---- */

static struct span
cell_of(struct data_base *d, sqlite3_stmt *s, int i)
{
	if (sqlite3_column_type(s, i) != SQLITE_BLOB) {
		const char *text = (const char *)sqlite3_column_text(s, i);
		return (struct span){text ? text : "", (size_t)sqlite3_column_bytes(s, i)};
	}
	const void *blob = sqlite3_column_blob(s, i);
	size_t n = (size_t)sqlite3_column_bytes(s, i);
	buffer_clear(&d->hex);
	if (blob && n <= DIGEST_MAX)
		text_hex(&d->hex, blob, n);
	return buffer_span(&d->hex);
}

static int
take_row(struct data_base *d, sqlite3_stmt *s, struct error *e)
{
	struct list_record *r = &d->row;
	struct buffer texts[COLUMNS_MAX];
	memset(texts, 0, sizeof texts);
	list_record_clear(r);
	d->list->record++;
	for (int i = 0; i < d->columns; i++) {
		if (d->is[i] == COLUMN_OTHER)
			continue;
		struct span cell = list_trim(cell_of(d, s, i));
		if (!column_is_digest(d->is[i]) && cell.p == d->hex.data) {
			buffer_add(&texts[i], cell.p, cell.n); /* the next blob takes its place */
			cell = buffer_span(&texts[i]);
		}
		column_take(r, d->is[i], cell);
	}
	int status = list_record_give(d->list, r, e);
	for (int i = 0; i < d->columns; i++)
		buffer_release(&texts[i]);
	return status;
}

/* Kinds and sets are words of ours; nobody else's data base means them by these names. */
static void
name_columns(struct data_base *d, sqlite3_stmt *s)
{
	d->columns = sqlite3_column_count(s);
	if (d->columns > COLUMNS_MAX)
		d->columns = COLUMNS_MAX;
	for (int i = 0; i < d->columns; i++) {
		int is = column_of(span_of(sqlite3_column_name(s, i)));
		bool used = column_is_digest(is) || is == COLUMN_SIZE || is == COLUMN_CATEGORY ||
			    is == COLUMN_COMMENT || is == COLUMN_QUALITY;
		d->is[i] = used ? is : COLUMN_OTHER;
	}
}

static bool
has(const struct data_base *d, int column)
{
	for (int i = 0; i < d->columns; i++) {
		if (d->is[i] == column)
			return true;
	}
	return false;
}

static int
take_rows(struct data_base *d, sqlite3_stmt *s, struct error *e)
{
	int r = SQLITE_DONE;
	name_columns(d, s);
	struct list_header header = {.has_category = has(d, COLUMN_CATEGORY),
				     .never_alert = d->catalogue};
	if (list_header(d->list, &header, e))
		return -1;
	while ((r = sqlite3_step(s)) == SQLITE_ROW) {
		if (take_row(d, s, e))
			return -1;
	}
	if (d->work > d->work_max)
		return error_set(e, ERROR_INPUT,
				 "%s gives rows without end: it is made to be read for ever",
				 d->list->name);
	return r == SQLITE_DONE ? 0 : refuse(d, e);
}

static int
read_table(struct data_base *d, const char *table, struct error *e)
{
	sqlite3_stmt *s = NULL;
	buffer_clear(&d->query);
	buffer_add_text(&d->query, "SELECT * FROM ");
	add_quoted(&d->query, table);
	if (sqlite3_prepare_v2(d->db, buffer_text(&d->query), -1, &s, NULL) != SQLITE_OK)
		return refuse(d, e);
	snprintf(d->list->title, sizeof d->list->title, "%s",
		 d->catalogue				 ? "NSRL RDS 3 (SQLite)"
		 : sqlite3_stricmp(table, "hashes") == 0 ? "Autopsy hash set (SQLite)"
							 : "SQLite table");
	int status = take_rows(d, s, e);
	sqlite3_finalize(s);
	return status;
}

static int
import(struct list *l, struct error *e)
{
	struct data_base d = {.list = l};
	struct buffer table = BUFFER_EMPTY;
	int status = open_data_base(&d, e);
	if (status == 0)
		status = choose_table(&d, &table, e);
	if (status == 0)
		status = read_table(&d, buffer_text(&table), e);
	buffer_release(&table);
	close_data_base(&d);
	return status;
}

const struct list_format list_sqlite = {"sqlite", "SQLite", accepts, import, "row"};
