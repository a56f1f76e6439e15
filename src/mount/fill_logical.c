/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files/p0 of logical evidence: the files of a directory or an archive, by the paths that they have
 * there, and a directory's folders. Each server lists them once, in the order of their paths; a
 * file's number in that order is the same in all, since the same evidence gives the same records.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/entries.h"
#include "evidence/folder.h"
#include "evidence/inside.h"
#include "evidence/logical.h"
#include "mount/answer_parts.h"

struct logical_file {
	size_t path, path_n; /* in `paths` */
	size_t line, line_n; /* in `lines`; of a further name the first one's path, in `paths` */
	bool further;
};

struct logical_files {
	struct answer *answer;
	uint32_t folder; /* being entered */
	struct buffer paths, lines;
	struct logical_file *v;
	size_t n, cap;
};

/* ---- Listing them all ---- */

/* "a/b" of "./a//b": as folders are gone into. */
static void
add_path(struct buffer *out, struct span path)
{
	size_t start = out->n;

	while (path.n) {
		const char *slash = memchr(path.p, '/', path.n);
		size_t n = slash ? (size_t)(slash - path.p) : path.n;

		if (n && !(n == 1 && path.p[0] == '.')) {
			if (out->n > start)
				buffer_add_byte(out, '/');
			buffer_add(out, path.p, n);
		}
		n += slash != NULL;
		path.p += n;
		path.n -= n;
	}
}

/* A hard link's record names the file by its id, which holds the path that it was met by first. */
static void
take_first_name(struct logical_files *f, struct logical_file *x)
{
	static const char volume[] = LOGICAL_VOLUME "/";
	struct buffer id = BUFFER_EMPTY;

	x->line = f->paths.n;
	if (record_text(&f->answer->record, "id", &id) == 0 && id.n > sizeof volume - 1)
		buffer_add(&f->paths, id.data + sizeof volume - 1, id.n - (sizeof volume - 1));
	x->line_n = f->paths.n - x->line;
	buffer_release(&id);
}

static void
append_file(struct logical_files *f, const struct logical_file *x)
{
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 256;
		f->v = memory_resize_array(f->v, f->cap, sizeof *f->v);
	}
	f->v[f->n++] = *x;
}

static void
add_file(struct logical_files *f, struct span line)
{
	struct logical_file x = {.path = f->paths.n, .line = f->lines.n, .line_n = line.n};
	struct record *r = &f->answer->record;
	struct buffer path = BUFFER_EMPTY;
	struct error ignored = {0};

	if (record_scan(r, line.p, line.n, &ignored) ||
	    !(record_is(r, "file") || record_is(r, "name")) || record_name(r, "path", &path)) {
		buffer_release(&path);
		return;
	}
	add_path(&f->paths, buffer_span(&path));
	buffer_release(&path);
	x.path_n = f->paths.n - x.path;
	x.further = record_is(r, "name");
	if (x.path_n == 0)
		return;
	if (x.further)
		take_first_name(f, &x);
	else
		buffer_add(&f->lines, line.p, line.n);
	append_file(f, &x);
}

static int
take_lines(void *ctx, struct span lines, struct error *e)
{
	struct logical_files *f = ctx;

	(void)e;
	while (lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n = end ? (size_t)(end - lines.p) : lines.n;

		add_file(f, (struct span){lines.p, n});
		n += end != NULL;
		lines.p += n;
		lines.n -= n;
	}
	return 0;
}

static void
alive(void *ctx, uint64_t bytes)
{
	struct logical_files *f = ctx;

	(void)bytes;
	f->answer->config.alive(f->answer->config.ctx, f->folder);
}

static int
list_archive(struct logical_files *f, struct error *e)
{
	const struct answer_config *c = &f->answer->config;
	const struct inside_sink sink = {take_lines, alive, f};
	struct inside *x = inside_new(c->image, NULL, &sink);
	struct buffer notes = BUFFER_EMPTY;
	int r = inside_evidence(x, LOGICAL_VOLUME, c->evidence, f->answer->id, false, &notes, e);

	if (r == 0)
		r = inside_flush(x, e);
	inside_free(&x);
	buffer_release(&notes);
	return r;
}

/* "a/b/": nothing has a name there, but the folder is seen even where no file is in it. */
static int
add_folder(void *ctx, const char *path, const struct stat *st, struct error *e)
{
	struct logical_files *f = ctx;
	struct logical_file x = {.path = f->paths.n};

	(void)e;
	if (!S_ISDIR(st->st_mode))
		return 0;
	add_path(&f->paths, span_of(path));
	buffer_add_byte(&f->paths, '/');
	x.path_n = f->paths.n - x.path;
	append_file(f, &x);
	return 0;
}

static int
list_folders(struct logical_files *f, struct error *e)
{
	const struct folder_visit visit = {add_folder, NULL, f};
	int folder = image_folder(f->answer->config.image);

	return folder < 0 ? 0 : folder_each(folder, &visit, e);
}

static int
list_folder(struct logical_files *f, struct error *e)
{
	const struct answer_config *c = &f->answer->config;
	const struct walk_sink sink = {take_lines, f};
	struct buffer notes = BUFFER_EMPTY;
	const struct entries *entries = image_entries(c->image);
	int r = entries ? entries_walk(c->image, entries, c->evidence, f->answer->id, &sink, &notes,
				       e)
			: logical_walk(c->image, c->evidence, f->answer->id, &sink, &notes, e);

	buffer_release(&notes);
	return r ? r : list_folders(f, e);
}

/* What is in a folder comes right behind it: a slash is less than any other byte. */
static int
compare_paths(const char *a, size_t an, const char *b, size_t bn)
{
	for (size_t i = 0; i < an && i < bn; i++) {
		int x = a[i] == '/' ? 0 : (unsigned char)a[i];
		int y = b[i] == '/' ? 0 : (unsigned char)b[i];

		if (x != y)
			return x - y;
	}
	return an < bn ? -1 : an > bn;
}

static int
by_path(const void *a, const void *b, void *ctx)
{
	const struct logical_file *x = a, *y = b;
	const char *paths = ((const struct logical_files *)ctx)->paths.data;
	int order = compare_paths(paths + x->path, x->path_n, paths + y->path, y->path_n);

	return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

/* The first file whose path is not before p[0..n). */
static size_t
first_from(const struct logical_files *f, const char *p, size_t n)
{
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct logical_file *x = &f->v[middle];

		if (compare_paths(f->paths.data + x->path, x->path_n, p, n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Which file a further name is of, itself where that is not found. */
static const struct logical_file *
first_name(const struct logical_files *f, const struct logical_file *x)
{
	size_t at = first_from(f, f->paths.data + x->line, x->line_n);

	return at < f->n && f->v[at].path_n == x->line_n &&
			       memcmp(f->paths.data + f->v[at].path, f->paths.data + x->line,
				      x->line_n) == 0
		       ? &f->v[at]
		       : x;
}

static struct logical_files *
all_files(struct answer *a, uint32_t folder, struct error *e)
{
	struct logical_files *f = a->logical;

	if (f)
		return f;
	f = memory_zero(1, sizeof *f);
	f->answer = a;
	f->folder = folder;
	if (image_folder(a->config.image) >= 0 || image_entries(a->config.image)
		    ? list_folder(f, e)
		    : list_archive(f, e)) {
		logical_files_free(&f);
		return NULL;
	}
	if (f->n)
		qsort_r(f->v, f->n, sizeof *f->v, by_path, f);
	a->logical = f;
	return f;
}

void
logical_files_free(struct logical_files **files)
{
	struct logical_files *f = *files;

	*files = NULL;
	if (!f)
		return;
	buffer_release(&f->paths);
	buffer_release(&f->lines);
	free(f->v);
	free(f);
}

int
logical_record(struct answer *a, uint64_t number, struct error *e)
{
	const struct logical_files *f = all_files(a, 0, e);
	const struct logical_file *x;

	if (!f)
		return -1;
	if (number >= f->n)
		return error_set(e, ERROR_INPUT, "the evidence has fewer files than before");
	x = f->v[number].further ? first_name(f, &f->v[number]) : &f->v[number];
	if (x->further)
		return error_set(e, ERROR_INPUT, "the file that this is another name of is gone");
	return record_scan(&a->record, f->lines.data + x->line, x->line_n, e);
}

/* ---- One folder ---- */

/* The name of a file, or of the folder that it is in, below the first n bytes of its path. */
static struct span
name_below(const struct logical_files *f, const struct logical_file *x, size_t n, bool *folder)
{
	const char *p = f->paths.data + x->path + n;
	const char *slash = memchr(p, '/', x->path_n - n);

	*folder = slash != NULL;
	return (struct span){p, slash ? (size_t)(slash - p) : x->path_n - n};
}

static void
add_children(const struct logical_files *f, const struct buffer *path, uint16_t volume,
	     struct listing *l)
{
	struct span last = {NULL, 0};

	for (size_t i = first_from(f, path->data ? path->data : "", path->n); i < f->n; i++) {
		const struct logical_file *x = &f->v[i];
		struct listing_entry *entry;
		struct span name;
		bool folder;

		if (x->path_n < path->n ||
		    (path->n && memcmp(f->paths.data + x->path, path->data, path->n) != 0))
			break;
		if (x->path_n == path->n)
			continue; /* the folder itself */
		name = name_below(f, x, path->n, &folder);
		if (folder && last.p && last.n == name.n && memcmp(last.p, name.p, name.n) == 0)
			continue;
		entry = listing_add(l, name, folder ? NODE_FOLDER : NODE_MEMBER,
				    folder ? DT_DIR : DT_REG);
		entry->node.address = i;
		entry->node.volume = volume;
		if (folder)
			last = name;
	}
}

int
fill_logical(struct answer *a, uint32_t number, struct folder_lists *l, struct error *e)
{
	const struct node *folder = tree_node(a->config.tree, number);
	const struct logical_files *f = all_files(a, number, e);
	struct buffer path = BUFFER_EMPTY;

	if (!f)
		return -1;
	answer_path(a, folder, &path);
	if (path.n)
		buffer_add_byte(&path, '/');
	add_children(f, &path, folder->volume, &l->live);
	buffer_release(&path);
	return 0;
}
