/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tools/set_tool.h"

#define MEMORY_DEFAULT ((uint64_t)384 << 20)

#define ABOUT "owner set-version date licence tlp expires keyed memory"

static const struct set_command commands[] = {
	{"build", 1, 0, set_build, "kind name scheme from " ABOUT},
	{"merge", 1, 0, set_merge, ABOUT},
	{"update", 1, 0, set_update, "kind name scheme from remove " ABOUT},
	{"diff", 2, 2, set_diff, ""},
	{"info", 1, 1, set_info, "json"},
	{"lookup", 1, 0, set_lookup, "key"},
	{"check", 1, 0, set_check, ""},
	{"export", 1, 1, set_export, "format set"},
};
#define COMMANDS "build, merge, update, diff, info, lookup, check, export"

static const struct set_command *
command_named(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static bool
takes(const struct set_command *c, const char *option)
{
	size_t n = strlen(option);
	for (const char *at = c->options; (at = strstr(at, option)); at += n) {
		if ((at == c->options || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	}
	return false;
}

/* An option that a command would ignore is a misunderstanding. */
static bool
is_given(const struct option_spec *o)
{
	switch (o->kind) {
	case OPTION_FLAG:
		return *(const bool *)o->target;
	case OPTION_TEXT:
		return *(const char *const *)o->target != NULL;
	case OPTION_SIZE:
		return *(const uint64_t *)o->target != MEMORY_DEFAULT;
	case OPTION_CHOICE:
		return *(const int *)o->target != 0;
	case OPTION_LIST:
		return ((const struct option_list *)o->target)->n > 0;
	default:
		return false;
	}
}

static void
run(struct tool *tool, const struct set_options *o)
{
	if (tool->noperands == 0) {
		tool_usage(tool, "no command is named (" COMMANDS ")");
		return;
	}
	const struct set_command *c = command_named(tool->operands[0]);
	int n = tool->noperands - 1;
	if (!c) {
		tool_usage(tool, "%s is no command (" COMMANDS ")", tool->operands[0]);
		return;
	}
	for (const struct option_spec *at = tool->options; at->name; at++) {
		if (!is_given(at) || takes(c, at->name))
			continue;
		tool_usage(tool, "%s takes no --%s", c->name, at->name);
		return;
	}
	if (n < c->min_operands || (c->max_operands && n > c->max_operands))
		tool_usage(tool, "%s takes %s", c->name,
			   c->max_operands == 1	  ? "one file"
			   : c->max_operands == 2 ? "two files"
						  : "a file at least");
	else
		c->run(tool, o, n, tool->operands + 1);
}

int
main(int argc, char **argv)
{
	static const char *const formats[] = {"plain", "csv", "hashdeep", "vics", "pdq", NULL};
	struct set_options o = {.memory = MEMORY_DEFAULT};
	const struct option_spec options[] = {
		{0, "kind", "KIND",
		 N_("build: entries are alert (default), ignore or info, if the list does not say"),
		 OPTION_TEXT, &o.kind, NULL, 0, 0},
		{0, "name", "NAME",
		 N_("build: the set's name (default: each list's file name); update: which set"),
		 OPTION_TEXT, &o.name, NULL, 0, 0},
		{0, "scheme", "NAME", N_("build: what the lists' categories mean, or none"),
		 OPTION_TEXT, &o.scheme, NULL, 0, 0},
		{0, "from", "FORMAT", N_("build: the lists' format, where content does not tell"),
		 OPTION_TEXT, &o.from, NULL, 0, 0},
		{0, "owner", "TEXT", N_("build: whose list it is"), OPTION_TEXT, &o.owner, NULL, 0,
		 0},
		{0, "set-version", "TEXT", N_("build: the list's version"), OPTION_TEXT, &o.version,
		 NULL, 0, 0},
		{0, "date", "DATE", N_("build: the list's date, YYYY-MM-DD"), OPTION_TEXT, &o.date,
		 NULL, 0, 0},
		{0, "licence", "TEXT", N_("build: the terms under which it may be used"),
		 OPTION_TEXT, &o.licence, NULL, 0, 0},
		{0, "tlp", "MARK", N_("build: RED, AMBER+STRICT, AMBER, GREEN or CLEAR"),
		 OPTION_TEXT, &o.tlp, NULL, 0, 0},
		{0, "expires", "DATE", N_("build: not to be used after, YYYY-MM-DD"), OPTION_TEXT,
		 &o.expires, NULL, 0, 0},
		{0, "keyed", "KEYFILE",
		 N_("build: keep digests keyed, so that the set gives none away"), OPTION_TEXT,
		 &o.keyed, NULL, 0, 0},
		{0, "memory", "SIZE", N_("build: memory for sorting (default 384M)"), OPTION_SIZE,
		 &o.memory, NULL, 0, 0},
		{0, "remove", "LIST",
		 N_("update: take out what LIST holds; may be given several times"), OPTION_LIST,
		 &o.remove, NULL, 0, 0},
		{0, "key", "KEYFILE", N_("lookup: the key of a keyed set"), OPTION_LIST, &o.keys,
		 NULL, 0, 0},
		{0, "json", NULL, N_("info: as JSON"), OPTION_FLAG, &o.json, NULL, 0, 0},
		{'f', "format", "FORMAT", N_("export: plain (default), csv, hashdeep, vics or pdq"),
		 OPTION_CHOICE, &o.format, formats, 0, 0},
		{0, "set", "NAME", N_("export: only the set of this name"), OPTION_TEXT, &o.set,
		 NULL, 0, 0},
		OPTION_END};
	struct tool tool = {.name = "winnow-set",
			    .summary = N_("Makes sets of known files from lists, and asks them."),
			    .usage = "build -o SET LIST… | merge -o SET SET… | "
				     "update -o SET SET LIST… | diff SET SET | info SET | "
				     "lookup SET [DIGEST]… | check SET… | export SET",
			    .options = options,
			    .libraries = {library_crypto, library_expat, library_sqlite}};

	if (tool_start(&tool, argc, argv) == 0)
		run(&tool, &o);
	option_list_release(&o.remove);
	option_list_release(&o.keys);
	return tool_exit(&tool);
}
