/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A database of the case, to be asked with sqlite3 or any program that reads SQLite: a table a kind
 * of fact, every item a row, and views for what is asked most. Items go in as they pass, in one
 * transaction; the file is built nameless in the folder for scratch files and copied out when it is
 * whole, so that it may also go to a pipe.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/memory.h"
#include "report/database.h"
#include "report/renderer.h"

#define BLOCK ((size_t)1 << 16)

struct sqlite {
	struct database *database;
	int fd; /* of its file */
};

/* ---- Opening ---- */

static int
begin(struct rendering *r, struct error *e)
{
	char path[] = P_tmpdir "/winnow-case-XXXXXX";
	struct sqlite *s = memory_zero(1, sizeof *s);
	int result;

	r->state = s;
	s->fd = mkostemp(path, O_CLOEXEC);
	if (s->fd < 0)
		return error_system(e, "a scratch file for the database in " P_tmpdir);
	result = database_open(&s->database, path, e);
	/* SQLite holds it open; whatever happens now, nothing stays behind. */
	unlink(path);
	return result;
}

static void
end(struct rendering *r)
{
	struct sqlite *s = r->state;

	if (!s)
		return;
	database_close(&s->database);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

static int
item(struct rendering *r, const struct record *record, struct error *e)
{
	struct sqlite *s = r->state;

	return database_item(s->database, record, e);
}

/* ---- Copying out ---- */

static int
copy_out(struct sqlite *s, struct output *to, struct error *e)
{
	char *block = memory_new(BLOCK);
	off_t at = 0;
	ssize_t n;

	while ((n = pread(s->fd, block, BLOCK, at)) > 0) {
		if (output_write(to, (struct span){block, (size_t)n}, e)) {
			free(block);
			return -1;
		}
		at += n;
	}
	free(block);
	return n < 0 ? error_system(e, "reading the database back") : 0;
}

static int
finish(struct rendering *r, const struct facts *facts, struct error *e)
{
	struct sqlite *s = r->state;

	if (database_facts(s->database, facts, e) || database_end(s->database, e))
		return -1;
	return copy_out(s, r->output, e);
}

const struct renderer renderer_sqlite = {
	.name = "sqlite",
	.file = "report.sqlite",
	.extensions = "sqlite sqlite3 db",
	.help = N_("every item and fact as an SQLite database, to be queried"),
	.begin = begin,
	.item = item,
	.finish = finish,
	.close = end,
};
