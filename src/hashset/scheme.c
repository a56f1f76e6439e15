/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/scheme.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

#define SCHEME_FILE_MAX ((size_t)1 << 20)
#define VALUE_MAX	200 /* bytes of a name */

struct parser {
	struct scheme *scheme;
	const char *path;
	unsigned line;
	bool kind_given; /* for the category at hand */
};

static struct span
trim(struct span s)
{
	while (s.n > 0 && strchr(" \t\r", s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && strchr(" \t\r", s.p[s.n - 1]))
		s.n--;
	return s;
}

static int
wrong(const struct parser *p, const char *what, struct error *e)
{
	return error_set(e, ERROR_INPUT, "%s, line %u: %s", p->path, p->line, what);
}

static void
replace(char **old, struct span value)
{
	char *copy = memory_new(value.n + 1);
	memcpy(copy, value.p, value.n);
	copy[value.n] = '\0';
	free(*old);
	*old = copy;
}

static int
end_category(const struct parser *p, struct error *e)
{
	if (p->scheme->n > 0 && !p->kind_given)
		return wrong(p, "the category above has no kind (alert, ignore or info)", e);
	return 0;
}

static int
start_category(struct parser *p, struct span line, struct error *e)
{
	struct scheme *s = p->scheme;
	if (end_category(p, e))
		return -1;
	if (line.n < 3 || line.p[line.n - 1] != ']')
		return wrong(p, "a category is written [1]", e);
	struct span category = trim((struct span){line.p + 1, line.n - 2});
	if (category.n == 0 || category.n > 64)
		return wrong(p, "a category is 1 to 64 bytes long", e);
	if (scheme_find(s, category))
		return wrong(p, "this category stands there twice", e);
	if (s->n == SCHEME_CATEGORIES_MAX)
		return wrong(p, "too many categories", e);
	s->categories = memory_resize_array(s->categories, s->n + 1, sizeof *s->categories);
	struct scheme_category *c = &s->categories[s->n++];
	*c = (struct scheme_category){.kind = VERDICT_INFO};
	replace(&c->category, category);
	replace(&c->name, span_of(""));
	p->kind_given = false;
	return 0;
}

static int
take_kind(struct parser *p, struct span value, struct error *e)
{
	int kind = verdict_kind_of(value);
	if (kind < 0)
		return wrong(p, "kind is alert, ignore or info", e);
	p->scheme->categories[p->scheme->n - 1].kind = (enum verdict_kind)kind;
	p->kind_given = true;
	return 0;
}

static int
take_value(struct parser *p, struct span key, struct span value, struct error *e)
{
	struct scheme *s = p->scheme;
	if (value.n > VALUE_MAX || !text_is_utf8(value.p, value.n))
		return wrong(p, "a value is UTF-8 text of at most 200 bytes", e);
	if (s->n == 0 && span_equal(key, "scheme"))
		replace(&s->name, value);
	else if (s->n == 0 && span_equal(key, "title"))
		replace(&s->title, value);
	else if (s->n > 0 && span_equal(key, "name"))
		replace(&s->categories[s->n - 1].name, value);
	else if (s->n > 0 && span_equal(key, "kind"))
		return take_kind(p, value, e);
	else
		return wrong(p,
			     "only scheme and title may stand before the first [category], "
			     "only name and kind behind one",
			     e);
	return 0;
}

static int
take_line(struct parser *p, struct span line, struct error *e)
{
	line = trim(line);
	if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
		return 0;
	if (line.p[0] == '[')
		return start_category(p, line, e);
	const char *equals = memchr(line.p, '=', line.n);
	if (!equals)
		return wrong(p, "neither [category] nor key = value", e);
	size_t n = (size_t)(equals - line.p);
	return take_value(p, trim((struct span){line.p, n}),
			  trim((struct span){equals + 1, line.n - n - 1}), e);
}

int
scheme_parse(struct scheme *out, struct span text, const char *path, struct error *e)
{
	struct parser p = {.scheme = out, .path = path};
	*out = (struct scheme){.n = 0};
	replace(&out->title, span_of(""));
	while (text.n > 0) {
		const char *newline = memchr(text.p, '\n', text.n);
		size_t n = newline ? (size_t)(newline - text.p) : text.n;
		p.line++;
		if (take_line(&p, (struct span){text.p, n}, e))
			return -1;
		n += newline != NULL;
		text.p += n;
		text.n -= n;
	}
	if (end_category(&p, e))
		return -1;
	if (!out->name || *out->name == '\0' || strpbrk(out->name, ":\t"))
		return error_set(e, ERROR_INPUT, "%s: scheme = NAME is missing (or has a colon)",
				 path);
	return 0;
}

static void
file_of(struct buffer *path, const char *name, const char *folder)
{
	size_t n = strlen(name);
	bool is_path = strchr(name, '/') || (n > 4 && strcmp(name + n - 4, ".ini") == 0);
	if (is_path)
		buffer_add_text(path, name);
	else
		buffer_add_format(path, "%s/%s.ini", folder, name);
	buffer_text(path);
}

static int
read_file(const char *path, struct buffer *text, struct error *e)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return error_system(e, "cannot open the scheme %s", path);
	text->n = fread(buffer_reserve(text, SCHEME_FILE_MAX), 1, SCHEME_FILE_MAX, f);
	int failed = ferror(f) ? error_system(e, "cannot read the scheme %s", path) : 0;
	fclose(f);
	if (text->n == SCHEME_FILE_MAX)
		return error_set(e, ERROR_INPUT, "%s is too long for a scheme", path);
	return failed;
}

int
scheme_load(struct scheme *out, const char *name, const char *folder, struct error *e)
{
	struct buffer path = BUFFER_EMPTY, text = BUFFER_EMPTY;
	*out = (struct scheme){.n = 0};
	file_of(&path, name, folder);
	int status = read_file(path.data, &text, e);
	if (status == 0)
		status = scheme_parse(out, buffer_span(&text), path.data, e);
	if (status)
		scheme_release(out);
	buffer_release(&path);
	buffer_release(&text);
	return status;
}

void
scheme_release(struct scheme *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->categories[i].category);
		free(s->categories[i].name);
	}
	free(s->categories);
	free(s->name);
	free(s->title);
	*s = (struct scheme){.n = 0};
}

const struct scheme_category *
scheme_find(const struct scheme *s, struct span category)
{
	for (size_t i = 0; i < s->n; i++) {
		const char *known = s->categories[i].category;
		if (strlen(known) == category.n && strncasecmp(known, category.p, category.n) == 0)
			return &s->categories[i];
	}
	return NULL;
}
