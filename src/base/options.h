/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table of options feeds the command line, --help and (through --help) the checks against the
 * man page. Tables are built in main with pointers to where each value goes, so nothing is global.
 */
#ifndef WINNOW_BASE_OPTIONS_H
#define WINNOW_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

enum option_kind {
	OPTION_FLAG,   /* bool *      set to true */
	OPTION_TEXT,   /* const char **  the last one given; borrowed from argv */
	OPTION_LIST,   /* struct option_list *  every one given, in order */
	OPTION_COUNT,  /* unsigned *  a whole number; min..max in the table */
	OPTION_SIZE,   /* uint64_t *  bytes, with K M G T */
	OPTION_CHOICE, /* int *       index into choices */
};

struct option_list {
	const char **v; /* borrowed strings; the array is freed by option_list_release() */
	size_t n;
};

struct option_spec {
	char letter;	      /* 0: long form only */
	const char *name;     /* long form, without dashes */
	const char *argument; /* metavariable, NULL for flags */
	const char *help;     /* one line, untranslated (N_) */
	enum option_kind kind;
	void *target;
	const char *const *choices; /* OPTION_CHOICE: NULL-terminated */
	uint64_t min, max;	    /* OPTION_COUNT: bounds, both inclusive; max 0: no bound */
};

/* clang-format off */
#define OPTION_END {0, NULL, NULL, NULL, OPTION_FLAG, NULL, NULL, 0, 0}
/* clang-format on */

/*
 * Parses argv[1..] by the tables (NULL-terminated array of OPTION_END-terminated tables) with
 * getopt rules: options and operands mix, "--" ends options, long names may be abbreviated when
 * unambiguous. *first is the index in argv (permuted) of the first operand. -1 with ERROR_USAGE on
 * a bad option.
 */
int options_parse(const struct option_spec *const *tables, int argc, char **argv, int *first,
		  struct error *e);

/* The options part of --help: a line an option, aligned, in table order. */
void options_print(const struct option_spec *const *tables, FILE *out);

void option_list_release(struct option_list *l);

#endif
