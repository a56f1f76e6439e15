/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a set file from lists and other sets: what build, merge and update have in common, from
 * the check of the options to the account of what was kept.
 */
#ifndef WINNOW_TOOLS_SET_MAKE_H
#define WINNOW_TOOLS_SET_MAKE_H

#include "hashset/intake.h"
#include "hashset/set.h"
#include "tools/set_tool.h"

struct made_set {
	uint32_t number;
	char *name;
	struct buffer lists; /* JSON objects, comma between: what it was made from */
	struct buffer base;  /* the metadata of the set that it comes from; empty: it is new */
	unsigned left_out;   /* lists for which there was no room */
};

struct set_make {
	struct tool *tool;
	const struct set_options *o;
	struct scheme scheme;	  /* --scheme; no name: none */
	struct scheme implied[4]; /* of lists that tell theirs */
	size_t nimplied;
	struct set_key *key; /* --keyed */
	struct builder *builder;
	enum verdict_kind kind;
	struct made_set *sets;
	size_t nsets;
	const char *into; /* update: the set that lists go into; NULL: by --name or their files */
	uint64_t kept;
};

/* All -1: tool->error says why. */
int set_make_open(struct set_make *m, struct tool *tool, const struct set_options *o);
/*
 * Gives up what making the set does not need, before the first list is looked at: the network,
 * programs, and all files but these and those of the output's folder. paths: as given on the
 * command line, "-" among them.
 */
int set_make_confine(struct set_make *m, const char *const *paths, size_t n);
/* A list, or a set file with all sets that it holds; remove: what it holds is taken back. */
int set_make_add(struct set_make *m, const char *path, bool remove);
/* The sets of a set file, under their own names. */
int set_make_add_set(struct set_make *m, const struct hashset *from);
int set_make_finish(struct set_make *m);
void set_make_close(struct set_make *m);

/* ---- set_make_sets.c: the sets within the file and what is said of them ---- */

/* By name; made when it is not there yet. */
struct made_set *set_make_named(struct set_make *m, struct span name);
/* What a list gave is said to the person and remembered in the set. */
void set_make_report(struct set_make *m, const char *path, const struct list *l);
void set_make_remember(struct made_set *set, const char *path, const struct list *l);
/* Metadata of each set, and how many entries it has. */
void set_make_describe(struct set_make *m);

#endif
