/* SPDX-License-Identifier: Apache-2.0 */
#include "base/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/text.h"

#define LONG_BASE	1000 /* values that getopt_long gives for long options: above any letter */
#define HELP_COLUMN_MAX 34   /* longer forms push their help to the next line */
#define HELP_GAP	3

/* The tables flattened, in the two forms that getopt_long wants. */
struct parser {
	const struct option_spec **specs;
	struct option *longs;
	struct buffer letters;
	size_t n;
};

static bool
is_end(const struct option_spec *s)
{
	return !s->name && !s->letter;
}

static void
parser_add(struct parser *p, const struct option_spec *s)
{
	p->specs = memory_resize_array(p->specs, p->n + 1, sizeof *p->specs);
	p->longs = memory_resize_array(p->longs, p->n + 2, sizeof *p->longs);
	p->specs[p->n] = s;
	p->longs[p->n] = (struct option){s->name ? s->name : "",
					 s->argument ? required_argument : no_argument, NULL,
					 LONG_BASE + (int)p->n};
	p->longs[p->n + 1] = (struct option){0};
	p->n++;
	if (s->letter)
		buffer_add_byte(&p->letters, s->letter);
	if (s->letter && s->argument)
		buffer_add_byte(&p->letters, ':');
}

static void
parser_release(struct parser *p)
{
	free(p->specs);
	free(p->longs);
	buffer_release(&p->letters);
}

static const struct option_spec *
find_spec(const struct parser *p, int value)
{
	if (value >= LONG_BASE)
		return p->specs[value - LONG_BASE];
	for (size_t i = 0; i < p->n; i++) {
		if (p->specs[i]->letter == value)
			return p->specs[i];
	}
	return NULL;
}

static int
set_count(const struct option_spec *s, const char *value, struct error *e)
{
	unsigned long long v;
	uint64_t max = s->max && s->max < UINT32_MAX ? s->max : UINT32_MAX;
	if (text_to_u64(value, strlen(value), &v) < 0)
		return error_set(e, ERROR_USAGE, _("--%s wants a whole number, not '%s'"), s->name,
				 value);
	if (v < s->min || v > max)
		return error_set(e, ERROR_USAGE, _("--%s must be from %llu to %llu, not %s"),
				 s->name, (unsigned long long)s->min, (unsigned long long)max,
				 value);
	*(unsigned *)s->target = (unsigned)v;
	return 0;
}

static int
set_size(const struct option_spec *s, const char *value, struct error *e)
{
	unsigned long long v;
	if (text_to_size(value, strlen(value), &v) < 0)
		return error_set(e, ERROR_USAGE,
				 _("--%s wants a number of bytes such as 512 or 64K, not '%s'"),
				 s->name, value);
	*(uint64_t *)s->target = v;
	return 0;
}

static int
set_choice(const struct option_spec *s, const char *value, struct error *e)
{
	struct buffer all = BUFFER_EMPTY;
	int found = -1;
	for (int i = 0; s->choices[i]; i++) {
		if (strcmp(s->choices[i], value) == 0)
			found = i;
		buffer_add_format(&all, "%s%s", i ? ", " : "", s->choices[i]);
	}
	int result = 0;
	if (found >= 0)
		*(int *)s->target = found;
	else
		result = error_set(e, ERROR_USAGE, _("--%s must be one of %s, not '%s'"), s->name,
				   buffer_text(&all), value);
	buffer_release(&all);
	return result;
}

static void
list_add(struct option_list *l, const char *value)
{
	l->v = memory_resize_array(l->v, l->n + 1, sizeof *l->v);
	l->v[l->n++] = value;
}

static int
store(const struct option_spec *s, const char *value, struct error *e)
{
	switch (s->kind) {
	case OPTION_FLAG:
		*(bool *)s->target = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)s->target = value;
		return 0;
	case OPTION_LIST:
		list_add(s->target, value);
		return 0;
	case OPTION_COUNT:
		return set_count(s, value, e);
	case OPTION_SIZE:
		return set_size(s, value, e);
	case OPTION_CHOICE:
		return set_choice(s, value, e);
	}
	return error_set(e, ERROR_USAGE, "option table: unknown kind %d", (int)s->kind);
}

static int
complain(const struct parser *p, int value, char **argv, struct error *e)
{
	const struct option_spec *s = find_spec(p, optopt);
	if (value == ':' && s && optopt < LONG_BASE)
		return error_set(e, ERROR_USAGE, _("-%c needs %s; try --help"), optopt,
				 s->argument);
	if (value == ':' && s)
		return error_set(e, ERROR_USAGE, _("--%s needs %s; try --help"), s->name,
				 s->argument);
	if (optopt >= LONG_BASE && s)
		return error_set(e, ERROR_USAGE, _("--%s takes no value"), s->name);
	if (optopt)
		return error_set(e, ERROR_USAGE, _("unknown option -%c; try --help"), optopt);
	return error_set(e, ERROR_USAGE, _("unknown or ambiguous option %s; try --help"),
			 argv[optind - 1]);
}

static int
parse_all(const struct parser *p, int argc, char **argv, struct error *e)
{
	optind = 0; /* glibc: start anew */
	opterr = 0;
	for (;;) {
		int value = getopt_long(argc, argv, p->letters.data, p->longs, NULL);
		if (value == -1)
			return 0;
		if (value == '?' || value == ':')
			return complain(p, value, argv, e);
		if (store(find_spec(p, value), optarg, e) < 0)
			return -1;
	}
}

int
options_parse(const struct option_spec *const *tables, int argc, char **argv, int *first,
	      struct error *e)
{
	struct parser p = {NULL, NULL, BUFFER_EMPTY, 0};
	buffer_add_byte(&p.letters, ':'); /* tell a missing argument from an unknown option */
	for (size_t t = 0; tables[t]; t++) {
		for (const struct option_spec *s = tables[t]; !is_end(s); s++)
			parser_add(&p, s);
	}
	buffer_text(&p.letters);
	if (!p.longs)
		p.longs = memory_zero(1, sizeof *p.longs);
	int result = parse_all(&p, argc, argv, e);
	*first = optind;
	parser_release(&p);
	return result;
}

static void
compose_form(struct buffer *out, const struct option_spec *s)
{
	buffer_clear(out);
	if (s->letter && s->name)
		buffer_add_format(out, "  -%c, --%s", s->letter, s->name);
	else if (s->letter)
		buffer_add_format(out, "  -%c", s->letter);
	else
		buffer_add_format(out, "      --%s", s->name);
	if (s->argument)
		buffer_add_format(out, " %s", s->argument);
}

static size_t
help_column(const struct option_spec *const *tables, struct buffer *form)
{
	size_t widest = 0;
	for (size_t t = 0; tables[t]; t++) {
		for (const struct option_spec *s = tables[t]; !is_end(s); s++) {
			compose_form(form, s);
			if (form->n > widest && form->n + HELP_GAP <= HELP_COLUMN_MAX)
				widest = form->n;
		}
	}
	return widest + HELP_GAP;
}

void
options_print(const struct option_spec *const *tables, FILE *out)
{
	struct buffer form = BUFFER_EMPTY;
	size_t column = help_column(tables, &form);
	for (size_t t = 0; tables[t]; t++) {
		for (const struct option_spec *s = tables[t]; !is_end(s); s++) {
			compose_form(&form, s);
			bool fits = form.n + HELP_GAP <= column;
			fprintf(out, "%s%s%*s%s\n", buffer_text(&form), fits ? "" : "\n",
				(int)(fits ? column - form.n : column), "", _(s->help));
		}
	}
	buffer_release(&form);
}

void
option_list_release(struct option_list *l)
{
	free(l->v);
	*l = (struct option_list){NULL, 0};
}
