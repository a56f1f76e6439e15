/* SPDX-License-Identifier: Apache-2.0 */
#include "case/manifest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/new_file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "case/case_folder.h"

#define FOLDERS_DEEP_MAX 32

/* ---- Listing the folder ---- */

struct names {
	char **v; /* relative to the case folder, without "./" */
	size_t n, cap;
};

static void
names_add(struct names *l, const char *name)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->v = memory_resize_array(l->v, l->cap, sizeof *l->v);
	}
	l->v[l->n++] = memory_string(name);
}

static void
names_release(struct names *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
leave_out(struct manifest_written *w, const char *name)
{
	if (w->left_out++ > 0)
		return;
	struct buffer shown = BUFFER_EMPTY;
	text_mask(&shown, name, strlen(name));
	snprintf(w->first_left_out, sizeof w->first_left_out, "%s", buffer_text(&shown));
	buffer_release(&shown);
}

static int list_folder(int dir, struct buffer *prefix, unsigned depth, struct names *l,
		       struct manifest_written *w, struct error *e);

static int
list_entry(int dir, const char *name, struct buffer *prefix, unsigned depth, struct names *l,
	   struct manifest_written *w, struct error *e)
{
	struct stat st;
	size_t before = prefix->n;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return error_system(e, "cannot read '%s' of the case folder", name);
	buffer_add_text(prefix, name);
	int result = 0;
	if (S_ISREG(st.st_mode)) {
		if (strcmp(buffer_text(prefix), CASE_MANIFEST) != 0 && !new_file_is_temporary(name))
			names_add(l, buffer_text(prefix));
	} else if (S_ISDIR(st.st_mode)) {
		int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		buffer_add_byte(prefix, '/');
		result = fd < 0 ? error_system(e, "cannot open '%s' of the case folder", name)
				: list_folder(fd, prefix, depth + 1, l, w, e);
	} else {
		leave_out(w, buffer_text(prefix));
	}
	prefix->n = before;
	return result;
}

/* Closes dir. */
static int
list_folder(int dir, struct buffer *prefix, unsigned depth, struct names *l,
	    struct manifest_written *w, struct error *e)
{
	DIR *d = depth > FOLDERS_DEEP_MAX ? NULL : fdopendir(dir);
	if (!d) {
		close(dir);
		return error_set(
			e, ERROR_SYSTEM,
			"cannot list the folders within the case folder (more than %d deep?)",
			FOLDERS_DEEP_MAX);
	}
	int result = 0;
	for (struct dirent *entry; result == 0 && (entry = readdir(d)) != NULL;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = list_entry(dirfd(d), entry->d_name, prefix, depth, l, w, e);
	closedir(d);
	return result;
}

static int
list_files(int dir, struct names *l, struct manifest_written *w, struct error *e)
{
	struct buffer prefix = BUFFER_EMPTY;
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = copy < 0 ? error_system(e, "cannot read the case folder")
			      : list_folder(copy, &prefix, 0, l, w, e);
	buffer_release(&prefix);
	if (l->n > 1)
		qsort(l->v, l->n, sizeof *l->v, compare_names);
	return result;
}

/* ---- Lines ---- */

/* As sha256sum writes names: escaped, and the line marked by a backslash, only where it must be. */
static void
add_line(struct buffer *out, const char *hex, const char *name)
{
	if (strpbrk(name, "\\\n\r"))
		buffer_add_byte(out, '\\');
	buffer_add_text(out, hex);
	buffer_add_text(out, "  ");
	/* sha256sum takes a bare "-" for its standard input. */
	if (strcmp(name, "-") == 0)
		buffer_add_text(out, "./");
	for (const char *c = name; *c; c++) {
		if (*c == '\\')
			buffer_add_text(out, "\\\\");
		else if (*c == '\n')
			buffer_add_text(out, "\\n");
		else if (*c == '\r')
			buffer_add_text(out, "\\r");
		else
			buffer_add_byte(out, *c);
	}
	buffer_add_byte(out, '\n');
}

/*
 * The name of a line without its newline, unescaped into out: 0, or -1 when it is not of our form.
 */
static int
parse_line(struct span line, char hex[SHA256_HEX_MAX], struct buffer *name)
{
	bool escaped = line.n > 0 && line.p[0] == '\\';
	if (escaped)
		line = (struct span){line.p + 1, line.n - 1};
	if (line.n < 67 || line.p[64] != ' ' || line.p[65] != ' ')
		return -1;
	memcpy(hex, line.p, 64);
	hex[64] = '\0';
	if (strspn(hex, "0123456789abcdef") != 64)
		return -1;
	for (size_t i = 66; i < line.n; i++) {
		char c = line.p[i];
		if (escaped && c == '\\') {
			if (++i == line.n)
				return -1;
			c = line.p[i] == 'n' ? '\n' : line.p[i] == 'r' ? '\r' : '\\';
		}
		buffer_add_byte(name, c);
	}
	return memchr(name->data, '\0', name->n) ? -1 : 0;
}

int
manifest_render(int dir, struct buffer *out, struct manifest_written *written, struct error *e)
{
	struct names l = {0};
	memset(written, 0, sizeof *written);
	int result = list_files(dir, &l, written, e);
	for (size_t i = 0; result == 0 && i < l.n; i++) {
		char hex[SHA256_HEX_MAX];
		result = sha256_file(dir, l.v[i], hex, NULL, e);
		add_line(out, hex, l.v[i]);
	}
	written->files = l.n;
	names_release(&l);
	return result;
}

int
manifest_write(int dir, struct manifest_written *written, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int result = manifest_render(dir, &text, written, e);
	if (result == 0)
		result = new_file_put(dir, CASE_MANIFEST, CASE_FILE_MODE, buffer_span(&text), e);
	buffer_release(&text);
	return result;
}

/* ---- Checking ---- */

struct checking {
	int dir;
	struct names there; /* sorted */
	bool *listed;	    /* for each of `there`: met in the manifest */
	struct manifest_result *result;
};

static void
does_not_hold(struct manifest_result *result, const char *how, const char *name)
{
	if (result->first[0])
		return;
	struct buffer shown = BUFFER_EMPTY;
	text_mask(&shown, name, strlen(name));
	snprintf(result->first, sizeof result->first, "'%s' %s", buffer_text(&shown), how);
	buffer_release(&shown);
}

static int
check_line(struct checking *c, struct span line, struct error *e)
{
	char hex[SHA256_HEX_MAX], now[SHA256_HEX_MAX];
	struct buffer text = BUFFER_EMPTY;
	if (parse_line(line, hex, &text) < 0) {
		buffer_release(&text);
		return error_set(e, ERROR_INPUT, "%s is damaged: a line is not of its form",
				 CASE_MANIFEST);
	}
	const char *name = buffer_text(&text);
	if (strcmp(name, "./-") == 0)
		name += 2;
	char **at = c->there.n == 0 ? NULL
				    : bsearch(&name, c->there.v, c->there.n, sizeof *c->there.v,
					      compare_names);
	int result = 0;
	c->result->files++;
	if (!at) {
		c->result->missing++;
		does_not_hold(c->result, "is missing", name);
	} else if ((result = sha256_file(c->dir, *at, now, NULL, e)) == 0 &&
		   strcmp(now, hex) != 0) {
		c->result->changed++;
		does_not_hold(c->result, "was changed", name);
	}
	if (at)
		c->listed[at - c->there.v] = true;
	buffer_release(&text);
	return result;
}

static int
check_lines(struct checking *c, struct span text, struct error *e)
{
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		if (!end)
			return error_set(e, ERROR_INPUT, "%s is cut off", CASE_MANIFEST);
		size_t n = (size_t)(end - text.p);
		if (check_line(c, (struct span){text.p, n}, e) < 0)
			return -1;
		text = (struct span){end + 1, text.n - n - 1};
	}
	return 0;
}

static int
read_manifest(int dir, struct buffer *out, struct error *e)
{
	int fd = openat(dir, CASE_MANIFEST, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return error_system(e, "cannot open '%s'", CASE_MANIFEST);
	ssize_t n;
	while ((n = read(fd, buffer_reserve(out, 65536), 65536)) > 0)
		out->n += (size_t)n;
	int result = n < 0 ? error_system(e, "cannot read '%s'", CASE_MANIFEST) : 0;
	close(fd);
	return result;
}

int
manifest_check(int dir, struct manifest_result *result, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	struct manifest_written ignored = {0};
	struct checking c = {.dir = dir, .result = result};
	memset(result, 0, sizeof *result);
	int status = read_manifest(dir, &text, e);
	if (status == 0)
		status = list_files(dir, &c.there, &ignored, e);
	c.listed = memory_zero(c.there.n + 1, sizeof *c.listed);
	if (status == 0)
		status = check_lines(&c, buffer_span(&text), e);
	for (size_t i = 0; i < c.there.n; i++)
		if (!c.listed[i]) {
			result->unlisted++;
			does_not_hold(result, "is not in the manifest", c.there.v[i]);
		}
	free(c.listed);
	names_release(&c.there);
	buffer_release(&text);
	return status;
}
