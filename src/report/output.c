/* SPDX-License-Identifier: Apache-2.0 */
#include "report/output.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/new_file.h"
#include "base/whole_io.h"
#include "report/database.h"

#define FLUSH_AT ((size_t)1 << 16)
#define MODE	 0600 /* a report names files of a case: it is its owner's to share */

struct output {
	struct new_file *file; /* or */
	int fd;
	bool owned;	       /* fd is to be closed */
	struct buffer pending; /* for fd */
	char *name;
};

static struct output *
output_of(const char *name)
{
	struct output *out = memory_zero(1, sizeof *out);
	out->fd = -1;
	out->name = memory_string(name);
	return out;
}

static int
open_as_it_is(struct output *o, int dir, const struct stat *st, struct error *e)
{
	if (S_ISBLK(st->st_mode) || S_ISDIR(st->st_mode))
		return error_set(e, ERROR_USAGE, "'%s' is a %s; a report goes to a file or a pipe",
				 o->name, S_ISBLK(st->st_mode) ? "block device" : "folder");
	o->fd = openat(dir, o->name, O_WRONLY | O_CLOEXEC);
	o->owned = true;
	return o->fd < 0 ? error_system(e, "cannot open '%s' for writing", o->name) : 0;
}

/* A PDF, or a database that carries our mark (report/database.h). */
static bool
is_binary_report(const char *start, size_t n)
{
	return (n > 5 && memcmp(start, "%PDF-", 5) == 0) ||
	       (n > 72 && memcmp(start, "SQLite format 3", 16) == 0 &&
		memcmp(start + 68, DATABASE_MARK, 4) == 0);
}

static int
may_replace(const char *path, int dir, struct error *e)
{
	char start[4096];
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, start, sizeof start);
	if (n < 0)
		error_system(e, "cannot read '%s', which stands where the report is to go", path);
	else if (!is_binary_report(start, (size_t)n) && memchr(start, '\0', (size_t)n))
		error_set(e, ERROR_USAGE,
			  "'%s' is there and is not a report; remove it first if it is not needed",
			  path);
	if (fd >= 0)
		close(fd);
	return e->kind == ERROR_NONE ? 0 : -1;
}

int
output_open(struct output **out, int dir, const char *path, struct error *e)
{
	struct output *o = output_of(path ? path : "standard output");
	struct stat st;
	int result = 0;
	bool there = path && fstatat(dir, path, &st, 0) == 0;
	if (!path)
		o->fd = STDOUT_FILENO;
	else if (there && !S_ISREG(st.st_mode))
		result = open_as_it_is(o, dir, &st, e);
	else if (there && may_replace(path, dir, e) < 0)
		result = -1;
	else
		result = new_file_open(&o->file, dir, path, MODE, e);
	if (result < 0)
		output_abandon(&o);
	*out = o;
	return result;
}

static int
flush(struct output *out, struct error *e)
{
	if (write_whole(out->fd, out->pending.data, out->pending.n) < out->pending.n) {
		error_system(e, "cannot write to %s", out->name);
		e->kind = ERROR_OUTPUT;
		return -1;
	}
	buffer_clear(&out->pending);
	return 0;
}

int
output_write(struct output *out, struct span text, struct error *e)
{
	if (out->file)
		return new_file_write(out->file, text.p, text.n, e);
	buffer_add(&out->pending, text.p, text.n);
	return out->pending.n >= FLUSH_AT ? flush(out, e) : 0;
}

int
output_flush(struct output *out, struct error *e)
{
	return out->file ? new_file_flush(out->file, e) : flush(out, e);
}

static void
release(struct output **out)
{
	buffer_release(&(*out)->pending);
	free((*out)->name);
	free(*out);
	*out = NULL;
}

int
output_commit(struct output **out, struct error *e)
{
	struct output *o = *out;
	int result = 0;
	if (o->file)
		result = new_file_commit(&o->file, e);
	else
		result = flush(o, e);
	if (o->owned && close(o->fd) < 0 && result == 0)
		result = error_system(e, "cannot finish writing '%s'", o->name);
	release(out);
	return result;
}

bool
output_is_file(const struct output *out)
{
	return out->file != NULL;
}

/* Every page and document names its maker near its beginning. */
static bool
is_ours(int fd)
{
	static const char maker[] = "winnow-report";
	char start[4096];
	struct stat st;
	ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, start, sizeof start) : -1;
	return n > 0 && memmem(start, (size_t)n, maker, sizeof maker - 1);
}

bool
output_remove_stale(int dir, const char *path)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool ours = fd >= 0 && is_ours(fd);
	if (fd >= 0)
		close(fd);
	return ours && unlinkat(dir, path, 0) == 0;
}

void
output_abandon(struct output **out)
{
	if (!*out)
		return;
	new_file_abandon(&(*out)->file);
	if ((*out)->owned && (*out)->fd >= 0)
		close((*out)->fd);
	release(out);
}
