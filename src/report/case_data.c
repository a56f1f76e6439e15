/* SPDX-License-Identifier: Apache-2.0 */
#include "report/case_data.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* ---- The table and the values ---- */

static size_t
count_fields(const struct case_field *fields)
{
	size_t n = 0;
	while (fields[n].section)
		n++;
	return n;
}

/* Where a field stands in its table, or the table's length. */
static size_t
find_field(const struct case_field *fields, const char *section, const char *key)
{
	size_t i = 0;
	while (fields[i].section &&
	       (strcmp(fields[i].section, section) != 0 || strcmp(fields[i].key, key) != 0))
		i++;
	return i;
}

struct case_data *
case_data_new(void)
{
	struct case_data *c = memory_zero(1, sizeof *c);
	c->values = memory_zero(count_fields(case_fields), sizeof *c->values);
	return c;
}

static void
free_values(char **values, const struct case_field *fields)
{
	for (size_t i = 0; fields[i].section; i++)
		free(values[i]);
	free(values);
}

static void
free_extras(struct case_extra *extras, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(extras[i].section);
		free(extras[i].key);
		free(extras[i].value);
	}
	free(extras);
}

void
case_data_free(struct case_data **c)
{
	if (!*c)
		return;
	for (size_t i = 0; i < (*c)->nexhibits; i++) {
		struct case_exhibit *x = &(*c)->exhibits[i];
		free(x->name);
		free_values(x->values, case_exhibit_fields);
		free_extras(x->extras, x->nextras);
	}
	free((*c)->exhibits);
	free_values((*c)->values, case_fields);
	free_extras((*c)->extras, (*c)->nextras);
	free(*c);
	*c = NULL;
}

const char *
case_data_get(const struct case_data *c, const char *section, const char *key)
{
	size_t i = find_field(case_fields, section, key);
	assert(case_fields[i].section);
	return c->values[i];
}

const char *
case_exhibit_get(const struct case_exhibit *x, const char *key)
{
	size_t i = find_field(case_exhibit_fields, "exhibit", key);
	assert(case_exhibit_fields[i].section);
	return x->values[i];
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

const struct case_exhibit *
case_data_exhibit(const struct case_data *c, const char *evidence_path, const char *evidence_id)
{
	for (size_t i = 0; i < c->nexhibits; i++) {
		const char *id = case_exhibit_get(&c->exhibits[i], "evidence_id");
		if (id && *id && evidence_id && strncmp(evidence_id, id, strlen(id)) == 0)
			return &c->exhibits[i];
	}
	for (size_t i = 0; evidence_path && i < c->nexhibits; i++) {
		const char *file = case_exhibit_get(&c->exhibits[i], "file");
		if (file && (strcmp(file, evidence_path) == 0 ||
			     strcmp(file, last_part(evidence_path)) == 0))
			return &c->exhibits[i];
	}
	return NULL;
}

/* ---- Parsing ---- */

struct parsing {
	struct case_data *c;
	char *section;		      /* "" before the first */
	struct case_exhibit *exhibit; /* when the section is one; moves when exhibits are added */
	char **last;		      /* the value that an indented line goes on, or NULL */
};

static struct span
trim(struct span s)
{
	while (s.n > 0 && isspace((unsigned char)s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && isspace((unsigned char)s.p[s.n - 1]))
		s.n--;
	return s;
}

static char *
copy_span(struct span s)
{
	char *copy = memory_new(s.n + 1);
	memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}

/* Behind what stands there: a new line of it, or (separator ' ') the same line going on. */
static void
add_to_value(char **value, char separator, struct span more)
{
	struct buffer b = BUFFER_EMPTY;
	if (*value) {
		buffer_add_text(&b, *value);
		buffer_add_byte(&b, separator);
	}
	buffer_add(&b, more.p, more.n);
	free(*value);
	*value = copy_span(buffer_span(&b));
	buffer_release(&b);
}

static int
begin_section(struct parsing *p, struct span name, struct error *e)
{
	static const char exhibit[] = "exhibit";
	name = trim(name);
	free(p->section);
	p->section = copy_span(name);
	p->exhibit = NULL;
	p->last = NULL;
	if (name.n == 0)
		return error_set(e, ERROR_INPUT, "a section has no name");
	const char *rest = p->section + strcspn(p->section, " \t");
	if (strncmp(p->section, exhibit, strlen(exhibit)) != 0 ||
	    rest != p->section + strlen(exhibit))
		return 0;
	struct span number = trim(span_of(rest));
	if (number.n == 0)
		return error_set(e, ERROR_INPUT, "an [exhibit …] has no number");
	struct case_data *c = p->c;
	c->exhibits = memory_resize_array(c->exhibits, c->nexhibits + 1, sizeof *c->exhibits);
	p->exhibit = &c->exhibits[c->nexhibits++];
	*p->exhibit = (struct case_exhibit){
		.name = copy_span(number),
		.values = memory_zero(count_fields(case_exhibit_fields), sizeof(char *)),
	};
	return 0;
}

/* A field of the laboratory's own; given again it gets one more line, as the others do. */
static char **
extra_value(struct case_extra **extras, size_t *n, const char *section, const char *key)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*extras)[i].section, section) == 0 &&
		    strcmp((*extras)[i].key, key) == 0)
			return &(*extras)[i].value;
	*extras = memory_resize_array(*extras, *n + 1, sizeof **extras);
	struct case_extra *x = &(*extras)[(*n)++];
	*x = (struct case_extra){memory_string(section), memory_string(key), NULL};
	return &x->value;
}

static char **
value_of(struct parsing *p, const char *key)
{
	struct case_exhibit *x = p->exhibit;
	const struct case_field *fields = x ? case_exhibit_fields : case_fields;
	size_t i = find_field(fields, x ? "exhibit" : p->section, key);
	if (fields[i].section)
		return x ? &x->values[i] : &p->c->values[i];
	return x ? extra_value(&x->extras, &x->nextras, "exhibit", key)
		 : extra_value(&p->c->extras, &p->c->nextras, p->section, key);
}

/* As begin_section(), but an exhibit that is there is gone on with. */
static int
reopen_section(struct parsing *p, struct span name, struct error *e)
{
	size_t before = p->c->nexhibits;
	if (begin_section(p, name, e) < 0)
		return -1;
	for (size_t i = 0; p->exhibit && i < before; i++) {
		struct case_exhibit *x = &p->c->exhibits[i];
		if (strcmp(x->name, p->exhibit->name) != 0)
			continue;
		free(p->exhibit->name);
		free_values(p->exhibit->values, case_exhibit_fields);
		p->c->nexhibits--;
		p->exhibit = x;
	}
	return 0;
}

static int
take_field(struct parsing *p, struct span line, struct error *e)
{
	const char *equals = memchr(line.p, '=', line.n);
	struct span key = trim((struct span){line.p, equals ? (size_t)(equals - line.p) : 0});
	if (!equals || key.n == 0)
		return error_set(e, ERROR_INPUT,
				 "neither a [section], a 'key = value' nor a # comment");
	struct span value = trim((struct span){equals + 1, line.n - (size_t)(equals + 1 - line.p)});
	p->last = NULL;
	if (value.n == 0)
		return 0; /* as the template has it: not provided */
	char *name = copy_span(key);
	char **at = value_of(p, name);
	free(name);
	add_to_value(at, '\n', value);
	p->last = at;
	return 0;
}

static int
take_line(struct parsing *p, struct span line, struct error *e)
{
	bool indented = line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
	line = trim(line);
	if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
		return 0;
	if (indented && p->last) {
		add_to_value(p->last, ' ', line);
		return 0;
	}
	if (line.p[0] != '[')
		return take_field(p, line, e);
	if (line.p[line.n - 1] != ']')
		return error_set(e, ERROR_INPUT, "a section name is not closed with ]");
	return begin_section(p, (struct span){line.p + 1, line.n - 2}, e);
}

static int
take_lines(struct parsing *p, struct span text, struct error *e)
{
	for (unsigned number = 1; text.n > 0; number++) {
		const char *newline = memchr(text.p, '\n', text.n);
		size_t n = newline ? (size_t)(newline - text.p) : text.n;
		if (take_line(p, (struct span){text.p, n}, e) < 0)
			return error_prefix(e, "line %u", number);
		size_t taken = n + (newline ? 1 : 0);
		text = (struct span){text.p + taken, text.n - taken};
	}
	return 0;
}

int
case_data_parse(struct case_data *c, struct span text, struct error *e)
{
	if (!text_is_utf8(text.p, text.n) || memchr(text.p, '\0', text.n))
		return error_set(e, ERROR_INPUT, "the case file is not UTF-8 text");
	if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
		text = (struct span){text.p + 3, text.n - 3};
	struct parsing p = {.c = c, .section = memory_string("")};
	int result = take_lines(&p, text, e);
	free(p.section);
	return result;
}

int
case_data_set(struct case_data *c, const char *assignment, struct error *e)
{
	const char *equals = strchr(assignment, '='), *dot = equals;
	struct parsing p = {.c = c, .section = memory_string("")};
	int result = -1;
	while (dot && dot > assignment && *dot != '.')
		dot--;
	if (!equals || *dot != '.' || dot == assignment || dot + 1 == equals ||
	    strpbrk(assignment, "\n\r") || !text_is_utf8(assignment, strlen(assignment)))
		error_set(e, ERROR_USAGE, "'%s' is not SECTION.KEY=VALUE", assignment);
	else
		result = reopen_section(&p, (struct span){assignment, (size_t)(dot - assignment)},
					e);
	if (result == 0) {
		struct span key = trim((struct span){dot + 1, (size_t)(equals - dot - 1)});
		char *name = copy_span(key), **at = value_of(&p, name);
		free(*at);
		*at = copy_span(trim(span_of(equals + 1)));
		free(name);
	}
	free(p.section);
	return result;
}
