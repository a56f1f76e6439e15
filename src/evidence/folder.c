/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

#define READ_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* ---- Opening ---- */

/* Paths may come from records: nothing outside the evidence is named by them. */
static bool
stays_inside(const char *path)
{
	if (*path == '/' || *path == '\0')
		return false;
	for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/') {
		size_t n = strcspn(p, "/");

		if (n == 0 || (n <= 2 && memcmp(p, "..", n) == 0))
			return false;
	}
	return true;
}

/* Reading must not change times where that can be had: only the owner of a file may ask for it. */
static int
open_quietly(int folder, const char *path, int flags)
{
	int fd = openat(folder, path, READ_FLAGS | O_NOATIME | flags);

	return fd < 0 && errno == EPERM ? openat(folder, path, READ_FLAGS | flags) : fd;
}

int
folder_open_file(int folder, const char *path, struct stat *st, struct error *e)
{
	int fd;

	if (!stays_inside(path))
		return error_set(e, ERROR_INPUT,
				 "the record names a path that does not lie in its evidence: %s",
				 path);
	if (fstatat(folder, path, st, AT_SYMLINK_NOFOLLOW))
		return error_system(e, "%s", path);
	if (!S_ISREG(st->st_mode))
		return error_set(e, ERROR_INPUT, "%s is no regular file (any more): not opened",
				 path);
	fd = open_quietly(folder, path, 0);
	if (fd < 0)
		return error_system(e, "%s", path);
	if (fstat(fd, st) || !S_ISREG(st->st_mode)) {
		close(fd);
		return error_set(e, ERROR_INPUT, "%s changed while it was opened", path);
	}
	return fd;
}

/* ---- Names of one folder ---- */

struct names {
	struct buffer text; /* NUL behind each */
	char **v;
	size_t n;
};

static void
names_release(struct names *s)
{
	buffer_release(&s->text);
	free(s->v);
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
take_names(struct names *s, const char *p, size_t n)
{
	for (size_t at = 0; at < n;) {
		const struct dirent64 *d = (const struct dirent64 *)(const void *)(p + at);

		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0) {
			buffer_add(&s->text, d->d_name, strlen(d->d_name) + 1);
			s->n++;
		}
		at += d->d_reclen;
	}
}

/* getdents64() itself: opendir() asks for more than a worker may. */
static int
read_names(struct names *s, int folder, const char *path)
{
	int fd = open_quietly(folder, *path ? path : ".", O_DIRECTORY);
	char *buf;
	ssize_t n;
	size_t at = 0;

	*s = (struct names){.n = 0};
	if (fd < 0)
		return -1;
	buf = memory_new((size_t)64 << 10);
	while ((n = getdents64(fd, buf, (size_t)64 << 10)) > 0)
		take_names(s, buf, (size_t)n);
	free(buf);
	close(fd);
	s->v = memory_zero(s->n + 1, sizeof *s->v);
	for (size_t i = 0; i < s->n; i++) {
		s->v[i] = s->text.data + at;
		at += strlen(s->v[i]) + 1;
	}
	if (s->n)
		qsort(s->v, s->n, sizeof *s->v, by_bytes);
	return n < 0 ? -1 : 0;
}

/* ---- All below ---- */

struct level {
	struct names names;
	size_t next, path_n; /* path_n: bytes of the path that name the folder, slash included */
};

struct tour {
	int folder;
	const struct folder_visit *visit;
	struct level *levels; /* FOLDER_DEPTH_MAX of them */
	size_t depth;
	struct buffer path;
};

static void
trouble(struct tour *t, const char *why)
{
	if (t->visit->trouble)
		t->visit->trouble(t->visit->ctx, buffer_text(&t->path), why);
}

static void
enter(struct tour *t)
{
	struct level *l = &t->levels[t->depth];

	if (t->depth == FOLDER_DEPTH_MAX || t->path.n >= FOLDER_PATH_MAX) {
		trouble(t, "nested too deep: not gone into");
		return;
	}
	if (read_names(&l->names, t->folder, buffer_text(&t->path)))
		trouble(t, strerror(errno));
	if (t->path.n)
		buffer_add_byte(&t->path, '/');
	l->path_n = t->path.n;
	l->next = 0;
	t->depth++;
}

static int
visit_next(struct tour *t, struct level *l, struct error *e)
{
	const char *path;
	struct stat st;

	t->path.n = l->path_n;
	buffer_add_text(&t->path, l->names.v[l->next++]);
	path = buffer_text(&t->path);
	if (fstatat(t->folder, path, &st, AT_SYMLINK_NOFOLLOW)) {
		trouble(t, strerror(errno));
		return 0;
	}
	if (t->visit->entry(t->visit->ctx, path, &st, e))
		return -1;
	if (S_ISDIR(st.st_mode))
		enter(t);
	return 0;
}

int
folder_each(int folder, const struct folder_visit *visit, struct error *e)
{
	struct tour t = {.folder = folder, .visit = visit};
	int status = 0;

	t.levels = memory_zero(FOLDER_DEPTH_MAX, sizeof *t.levels);
	enter(&t);
	while (t.depth && status == 0) {
		struct level *l = &t.levels[t.depth - 1];

		if (l->next < l->names.n) {
			status = visit_next(&t, l, e);
		} else {
			names_release(&l->names);
			t.depth--;
		}
	}
	while (t.depth)
		names_release(&t.levels[--t.depth].names);
	buffer_release(&t.path);
	free(t.levels);
	return status;
}

/* ---- Identity and size ---- */

struct identity {
	struct buffer *out;
	unsigned entries;
	bool full;
};

static int
add_entry(void *ctx, const char *path, const struct stat *st, struct error *e)
{
	struct identity *x = ctx;
	char type = S_ISDIR(st->st_mode)   ? 'd'
		    : S_ISREG(st->st_mode) ? 'f'
		    : S_ISLNK(st->st_mode) ? 'l'
					   : 'o';

	(void)e;
	buffer_add(x->out, path, strlen(path) + 1);
	buffer_add_byte(x->out, type);
	for (unsigned i = 0; type == 'f' && i < 8; i++)
		buffer_add_byte(x->out, (char)((uint64_t)st->st_size >> 8 * i));
	x->full = ++x->entries == FOLDER_IDENTITY_ENTRIES;
	return x->full ? -1 : 0;
}

int
folder_identity(int folder, struct buffer *out, struct error *e)
{
	struct identity x = {.out = out};
	const struct folder_visit visit = {add_entry, NULL, &x};

	return folder_each(folder, &visit, e) && !x.full ? -1 : 0;
}

static int
add_size(void *ctx, const char *path, const struct stat *st, struct error *e)
{
	(void)path;
	(void)e;
	if (S_ISREG(st->st_mode) && st->st_size > 0)
		*(uint64_t *)ctx += (uint64_t)st->st_size;
	return 0;
}

uint64_t
folder_bytes(int folder)
{
	uint64_t bytes = 0;
	const struct folder_visit visit = {add_size, NULL, &bytes};
	struct error ignored = {0};

	folder_each(folder, &visit, &ignored);
	return bytes;
}
