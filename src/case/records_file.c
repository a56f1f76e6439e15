/* SPDX-License-Identifier: Apache-2.0 */
#include "case/records_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/whole_io.h"

#define FLUSH_AT ((size_t)1 << 18)

struct records_file {
	int fd;
	char *name; /* for messages */
	struct buffer pending;
	uint64_t written;
	double synced;
};

static char *
shown_name(const struct case_folder *folder)
{
	struct buffer b = BUFFER_EMPTY;
	buffer_add_format(&b, "%s/%s", case_folder_path(folder), CASE_RECORDS);
	buffer_text(&b);
	return b.data;
}

/* A regular file of our own folder; a link put in its place would lead the records elsewhere. */
static int
open_records(const struct case_folder *folder, int flags, struct stat *st, struct error *e)
{
	int fd = openat(case_folder_descriptor(folder), CASE_RECORDS,
			flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, CASE_FILE_MODE);
	if (fd < 0)
		return error_system(e, "cannot open '%s/%s'", case_folder_path(folder),
				    CASE_RECORDS);
	if (fstat(fd, st) < 0 || !S_ISREG(st->st_mode)) {
		close(fd);
		return error_set(e, ERROR_INPUT, "'%s/%s' is not a regular file",
				 case_folder_path(folder), CASE_RECORDS);
	}
	return fd;
}

int
records_file_open(struct records_file **out, struct case_folder *folder, struct error *e)
{
	struct stat st;
	int fd = open_records(folder, O_WRONLY | O_APPEND | O_CREAT, &st, e);
	if (fd < 0)
		return -1;
	struct records_file *f = memory_zero(1, sizeof *f);
	f->fd = fd;
	f->name = shown_name(folder);
	f->written = (uint64_t)st.st_size;
	f->synced = clock_monotonic();
	*out = f;
	return 0;
}

int
records_file_close(struct records_file **file, struct error *e)
{
	struct records_file *f = *file;
	if (!f)
		return 0;
	int result = records_file_sync(f, e);
	if (close(f->fd) < 0 && result == 0) {
		error_system(e, "cannot finish writing '%s'", f->name);
		result = -1;
	}
	buffer_release(&f->pending);
	free(f->name);
	free(f);
	*file = NULL;
	return result;
}

int
records_file_add(struct records_file *f, struct span lines, struct error *e)
{
	buffer_add(&f->pending, lines.p, lines.n);
	return f->pending.n >= FLUSH_AT ? records_file_flush(f, e) : 0;
}

static int
write_error(const struct records_file *f, struct error *e)
{
	error_system(e, "cannot write '%s' (the records before this still stand)", f->name);
	e->kind = ERROR_OUTPUT;
	return -1;
}

int
records_file_flush(struct records_file *f, struct error *e)
{
	size_t done = write_whole(f->fd, f->pending.data, f->pending.n);
	int cause = errno;
	buffer_drop(&f->pending, done);
	f->written += done;
	errno = cause;
	return f->pending.n > 0 ? write_error(f, e) : 0;
}

int
records_file_sync(struct records_file *f, struct error *e)
{
	if (records_file_flush(f, e) < 0)
		return -1;
	if (fdatasync(f->fd) < 0)
		return write_error(f, e);
	f->synced = clock_monotonic();
	return 0;
}

uint64_t
records_file_size(const struct records_file *f)
{
	return f->written + f->pending.n;
}

double
records_file_synced(const struct records_file *f)
{
	return f->synced;
}

/* ---- Mending ---- */

/*
 * Keeps the id of the newest run that has not met its end; a run that resumes it takes its place.
 */
static void
note_bracket(struct records_found *found, const struct record *r)
{
	struct buffer id = BUFFER_EMPTY;
	if (record_text(r, "run_id", &id) == 0 && id.n < sizeof found->open_run) {
		if (record_is(r, "run"))
			memcpy(found->open_run, buffer_text(&id), id.n + 1);
		else if (record_is(r, "end") && strcmp(found->open_run, buffer_text(&id)) == 0)
			found->open_run[0] = '\0';
	}
	buffer_release(&id);
}

struct mending {
	int (*each)(void *ctx, const struct record *r, struct error *e);
	void *ctx;
	struct records_found *found;
	uint64_t trusted;
	const char *name;
};

/* 1: the line is a whole record and was taken; 0: the file is torn here; -1. */
static int
take_line(struct mending *m, struct record *r, struct span line, bool complete, struct error *e)
{
	struct error why = {0};
	if (!complete || record_scan(r, line.p, line.n, &why) < 0) {
		if (m->found->bytes >= m->trusted)
			return 0;
		return error_set(e, ERROR_INPUT,
				 "'%s' is damaged: line %" PRIu64
				 " is not a whole record, though it "
				 "had been written safely",
				 m->name, m->found->records + 1);
	}
	if (record_is(r, "run") || record_is(r, "end"))
		note_bracket(m->found, r);
	if (m->each && m->each(m->ctx, r, e) < 0)
		return -1;
	m->found->records++;
	m->found->bytes += line.n + 1;
	return 1;
}

static int
read_lines(struct mending *m, int fd, struct error *e)
{
	struct line_reader *reader = line_reader_new(fd, m->name);
	struct record r = RECORD_EMPTY;
	struct span line;
	bool complete;
	int result;
	while ((result = line_reader_next(reader, &line, &complete, e)) == 1) {
		result = take_line(m, &r, line, complete, e);
		if (result != 1)
			break;
	}
	record_release(&r);
	line_reader_free(&reader);
	return result;
}

static int
cut_behind(int fd, const struct stat *st, struct records_found *found, const char *name,
	   struct error *e)
{
	found->cut_bytes = (uint64_t)st->st_size - found->bytes;
	if (found->cut_bytes == 0)
		return 0;
	if (ftruncate(fd, (off_t)found->bytes) < 0 || fdatasync(fd) < 0)
		return error_system(e, "cannot cut the torn last line of '%s'", name);
	return 0;
}

int
records_file_mend(struct case_folder *folder, uint64_t trusted,
		  int (*each)(void *ctx, const struct record *r, struct error *e), void *ctx,
		  struct records_found *found, struct error *e)
{
	memset(found, 0, sizeof *found);
	if (faccessat(case_folder_descriptor(folder), CASE_RECORDS, F_OK, AT_SYMLINK_NOFOLLOW) <
		    0 &&
	    errno == ENOENT && trusted == 0)
		return 0;
	struct stat st;
	int fd = open_records(folder, O_RDWR, &st, e);
	if (fd < 0)
		return -1;
	char *name = shown_name(folder);
	struct mending m = {each, ctx, found, trusted, name};
	int result = -1;
	if ((uint64_t)st.st_size < trusted)
		error_set(e, ERROR_INPUT,
			  "'%s' is damaged: %" PRIu64
			  " bytes of it had been written safely, %" PRIu64 " are there",
			  name, trusted, (uint64_t)st.st_size);
	else if (read_lines(&m, fd, e) == 0)
		result = cut_behind(fd, &st, found, name, e);
	free(name);
	close(fd);
	return result;
}
