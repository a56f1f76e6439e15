/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-set build, merge and update: set files from lists and from other set files. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hashset/format.h"
#include "tools/set_make.h"

static int
add_all(struct set_make *m, int n, char **paths)
{
	if (n > WSET_SETS_MAX)
		return error_set(&m->tool->error, ERROR_USAGE, "too many lists");
	for (int i = 0; i < n; i++) {
		if (set_make_add(m, paths[i], false))
			return -1;
	}
	return 0;
}

void
set_build(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct set_make m;
	if (set_make_open(&m, tool, o) ||
	    set_make_confine(&m, (const char *const *)operands, (size_t)noperands) ||
	    add_all(&m, noperands, operands) || set_make_finish(&m))
		tool_fail(tool);
	set_make_close(&m);
}

/* ---- Merge ---- */

static int
add_set(struct set_make *m, const char *path)
{
	struct hashset *s = NULL;
	int status = hashset_open(&s, path, &m->tool->error);
	if (status == 0)
		status = set_make_add_set(m, s);
	hashset_close(&s);
	return status;
}

void
set_merge(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct set_make m;
	int status = set_make_open(&m, tool, o);
	if (status == 0)
		status = set_make_confine(&m, (const char *const *)operands, (size_t)noperands);
	for (int i = 0; i < noperands && status == 0; i++)
		status = add_set(&m, operands[i]);
	if (status || set_make_finish(&m))
		tool_fail(tool);
	set_make_close(&m);
}

/* ---- Update ---- */

/* Which of its sets the lists are about: the only one, or the one that --name names. */
static int
choose_set(struct set_make *m, const struct hashset *s, char **name)
{
	struct error *e = &m->tool->error;
	struct hashset_name at;
	for (uint32_t i = 0; i < hashset_sets(s); i++) {
		if (hashset_name(s, i, &at, e))
			return -1;
		if (m->o->name ? !span_equal(at.name, m->o->name) : hashset_sets(s) > 1)
			continue;
		*name = memory_new(at.name.n + 1);
		memcpy(*name, at.name.p, at.name.n);
		(*name)[at.name.n] = '\0';
		m->into = *name;
		return 0;
	}
	if (m->o->name)
		return error_set(e, ERROR_USAGE, "%s holds no set %s", hashset_path(s), m->o->name);
	return error_set(e, ERROR_USAGE, "%s holds several sets; say with --name which one",
			 hashset_path(s));
}

static int
update(struct set_make *m, const struct hashset *s, int n, char **lists, char **name)
{
	const struct option_list *removed = &m->o->remove;
	if (n == 0 && removed->n == 0)
		return error_set(&m->tool->error, ERROR_USAGE,
				 "update takes a set and lists, or --remove LIST");
	if (choose_set(m, s, name) || set_make_add_set(m, s))
		return -1;
	for (size_t i = 0; i < removed->n; i++) {
		if (set_make_add(m, removed->v[i], true))
			return -1;
	}
	return add_all(m, n, lists);
}

void
set_update(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct set_make m;
	struct hashset *s = NULL;
	char *name = NULL;
	int status = set_make_open(&m, tool, o);
	if (status == 0)
		status = set_make_confine(&m, (const char *const *)operands, (size_t)noperands);
	if (status == 0)
		status = hashset_open(&s, operands[0], &tool->error);
	if (status == 0)
		status = update(&m, s, noperands - 1, operands + 1, &name);
	if (status || set_make_finish(&m))
		tool_fail(tool);
	set_make_close(&m);
	hashset_close(&s);
	free(name);
}
