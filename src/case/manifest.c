/* SPDX-License-Identifier: Apache-2.0 */
#include "case/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/new_file.h"
#include "base/text.h"
#include "case/case_folder.h"
#include "case/listing.h"
#include "case/whole_file.h"

/* ---- The sorted list ---- */

static int
compare_files(const void *a, const void *b)
{
	return strcmp(((const struct manifest_file *)a)->name,
		      ((const struct manifest_file *)b)->name);
}

static struct manifest_file *
append(struct manifest *m, const char *name, const char *hex)
{
	if (m->n == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 64;
		m->v = memory_resize_array(m->v, m->cap, sizeof *m->v);
	}
	m->v[m->n].name = memory_string(name);
	memcpy(m->v[m->n].hex, hex, SHA256_HEX_MAX);
	return &m->v[m->n++];
}

static struct manifest_file *
find(const struct manifest *m, const char *name)
{
	struct manifest_file wanted = {.name = (char *)(uintptr_t)name};
	return m->n == 0 ? NULL : bsearch(&wanted, m->v, m->n, sizeof *m->v, compare_files);
}

void
manifest_release(struct manifest *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->v[i].name);
	free(m->v);
	*m = (struct manifest)MANIFEST_EMPTY;
}

const char *
manifest_digest(const struct manifest *m, const char *name)
{
	const struct manifest_file *f = find(m, name);
	return f ? f->hex : NULL;
}

void
manifest_set(struct manifest *m, const char *name, const char *hex)
{
	struct manifest_file *f = find(m, name);
	if (f) {
		memcpy(f->hex, hex, SHA256_HEX_MAX);
		return;
	}
	append(m, name, hex);
	/* Most come in order. */
	if (m->n > 1 && strcmp(m->v[m->n - 2].name, name) > 0)
		qsort(m->v, m->n, sizeof *m->v, compare_files);
}

void
manifest_drop(struct manifest *m, const char *name)
{
	struct manifest_file *f = find(m, name);
	if (!f)
		return;
	free(f->name);
	m->n--;
	memmove(f, f + 1, (size_t)(m->v + m->n - f) * sizeof *f);
}

/* ---- From the folder ---- */

struct taking {
	struct manifest *m;
	int dir;
};

static int
take_file(void *ctx, const char *name, bool regular, struct error *e)
{
	struct taking *t = ctx;
	char hex[SHA256_HEX_MAX];
	if (!regular) {
		struct buffer shown = BUFFER_EMPTY;
		text_mask(&shown, name, strlen(name));
		if (t->m->left_out++ == 0)
			snprintf(t->m->first_left_out, sizeof t->m->first_left_out, "%s",
				 buffer_text(&shown));
		buffer_release(&shown);
		return 0;
	}
	if (sha256_file(t->dir, name, hex, NULL, e) < 0)
		return -1;
	append(t->m, name, hex);
	return 0;
}

int
manifest_take(struct manifest *m, int dir, struct error *e)
{
	struct taking t = {m, dir};
	*m = (struct manifest)MANIFEST_EMPTY;
	if (listing_each(dir, take_file, &t, e) < 0) {
		manifest_release(m);
		return -1;
	}
	if (m->n > 1)
		qsort(m->v, m->n, sizeof *m->v, compare_files);
	return 0;
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

void
manifest_text(const struct manifest *m, struct buffer *out)
{
	for (size_t i = 0; i < m->n; i++)
		add_line(out, m->v[i].hex, m->v[i].name);
}

/* The name of a line without its newline, unescaped into out. -1: it is not of our form. */
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

static int
parse_lines(struct manifest *m, struct span text, struct error *e)
{
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		if (!end)
			return error_set(e, ERROR_INPUT, "%s is cut off", CASE_MANIFEST);
		size_t n = (size_t)(end - text.p);
		char hex[SHA256_HEX_MAX];
		struct buffer name = BUFFER_EMPTY;
		int result = parse_line((struct span){text.p, n}, hex, &name);
		const char *plain = buffer_text(&name);
		if (result == 0)
			append(m, strcmp(plain, "./-") == 0 ? "-" : plain, hex);
		buffer_release(&name);
		if (result < 0)
			return error_set(e, ERROR_INPUT, "%s is damaged: a line is not of its form",
					 CASE_MANIFEST);
		text = (struct span){end + 1, text.n - n - 1};
	}
	return 0;
}

int
manifest_parse(struct manifest *m, struct span text, struct error *e)
{
	*m = (struct manifest)MANIFEST_EMPTY;
	if (parse_lines(m, text, e) < 0) {
		manifest_release(m);
		return -1;
	}
	/* A changed one may be in any order; it is compared all the same. */
	if (m->n > 1)
		qsort(m->v, m->n, sizeof *m->v, compare_files);
	return 0;
}

int
manifest_read(struct manifest *m, int dir, const char *name, struct buffer *text, struct error *e)
{
	struct buffer own = BUFFER_EMPTY, *b = text ? text : &own;
	*m = (struct manifest)MANIFEST_EMPTY;
	int result = whole_file_read(dir, name, b, e);
	if (result == 1 && manifest_parse(m, buffer_span(b), e) < 0)
		result = -1;
	buffer_release(&own);
	return result;
}

int
manifest_put(const struct manifest *m, int dir, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	manifest_text(m, &text);
	int result = new_file_put(dir, CASE_MANIFEST, CASE_FILE_MODE, buffer_span(&text), e);
	buffer_release(&text);
	return result;
}

int
manifest_write(int dir, struct manifest_written *written, struct error *e)
{
	struct manifest m;
	memset(written, 0, sizeof *written);
	if (manifest_take(&m, dir, e) < 0)
		return -1;
	written->files = m.n;
	written->left_out = m.left_out;
	memcpy(written->first_left_out, m.first_left_out, sizeof m.first_left_out);
	int result = manifest_put(&m, dir, e);
	manifest_release(&m);
	return result;
}

/* ---- Comparing ---- */

const char *
manifest_difference_phrase(enum manifest_difference how)
{
	return how == MANIFEST_CHANGED	 ? "was changed"
	       : how == MANIFEST_MISSING ? "is missing"
					 : "is not in the manifest";
}

uint64_t
manifest_compare(const struct manifest *listed, const struct manifest *there,
		 void (*tell)(void *ctx, enum manifest_difference how, const char *name), void *ctx)
{
	uint64_t n = 0;
	for (size_t i = 0, k = 0; i < listed->n || k < there->n;) {
		int order = i == listed->n  ? 1
			    : k == there->n ? -1
					    : strcmp(listed->v[i].name, there->v[k].name);
		if (order < 0)
			tell(ctx, MANIFEST_MISSING, listed->v[i].name);
		else if (order > 0)
			tell(ctx, MANIFEST_ADDED, there->v[k].name);
		else if (strcmp(listed->v[i].hex, there->v[k].hex) != 0)
			tell(ctx, MANIFEST_CHANGED, listed->v[i].name);
		else
			n--;
		n++;
		i += order <= 0;
		k += order >= 0;
	}
	return n;
}

static void
count_difference(void *ctx, enum manifest_difference how, const char *name)
{
	struct manifest_result *r = ctx;
	if (how == MANIFEST_CHANGED)
		r->changed++;
	else if (how == MANIFEST_MISSING)
		r->missing++;
	else
		r->unlisted++;
	if (r->first[0])
		return;
	struct buffer shown = BUFFER_EMPTY;
	text_mask(&shown, name, strlen(name));
	snprintf(r->first, sizeof r->first, "'%s' %s", buffer_text(&shown),
		 manifest_difference_phrase(how));
	buffer_release(&shown);
}

int
manifest_check(int dir, struct manifest_result *result, struct error *e)
{
	struct manifest listed, there;
	memset(result, 0, sizeof *result);
	int found = manifest_read(&listed, dir, CASE_MANIFEST, NULL, e);
	if (found == 0)
		return error_set(e, ERROR_INPUT, "there is no %s", CASE_MANIFEST);
	if (found < 0)
		return -1;
	int status = manifest_take(&there, dir, e);
	if (status == 0) {
		result->files = listed.n;
		manifest_compare(&listed, &there, count_difference, result);
		manifest_release(&there);
	}
	manifest_release(&listed);
	return status;
}
