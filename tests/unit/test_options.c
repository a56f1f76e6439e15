/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"

struct values {
	bool quiet;
	const char *output;
	struct option_list sets;
	unsigned workers;
	uint64_t size;
	int when;
	bool query;
};

static const char *const whens[] = {"auto", "always", "never", NULL};

#define TABLES(v)                                                                                  \
	const struct option_spec own[] = {                                                         \
		{'s', "set", "FILE", "look it up in this set", OPTION_LIST, &(v)->sets, NULL, 0,   \
		 0},                                                                               \
		{0, "size", "BYTES", "read so much", OPTION_SIZE, &(v)->size, NULL, 0, 0},         \
		{0, "a-very-long-option-name-indeed", "ARGUMENT", "far right", OPTION_TEXT,        \
		 &(v)->output, NULL, 0, 0},                                                        \
		OPTION_END};                                                                       \
	const struct option_spec common[] = {                                                      \
		{'q', "quiet", NULL, "say nothing", OPTION_FLAG, &(v)->quiet, NULL, 0, 0},         \
		{0, "query", NULL, "ask", OPTION_FLAG, &(v)->query, NULL, 0, 0},                   \
		{'o', "output", "FILE", "write there", OPTION_TEXT, &(v)->output, NULL, 0, 0},     \
		{'j', "jobs", "N", "workers", OPTION_COUNT, &(v)->workers, NULL, 1, 64},           \
		{0, "progress", "WHEN", "show it", OPTION_CHOICE, &(v)->when, whens, 0, 0},        \
		OPTION_END};                                                                       \
	const struct option_spec *const tables[] = {own, common, NULL}

static int
parse(struct values *v, const char *words, int *first, struct error *e, char **argv, char *copy)
{
	TABLES(v);
	int argc = 1;
	argv[0] = (char *)(uintptr_t) "tool";
	char *rest = copy;
	snprintf(copy, 256, "%s", words);
	for (char *word; (word = strsep(&rest, " "));) {
		if (*word)
			argv[argc++] = word;
	}
	argv[argc] = NULL;
	return options_parse(tables, argc, argv, first, e);
}

static void
test_all_kinds(void **state)
{
	(void)state;
	struct values v = {.workers = 2};
	struct error e = {0};
	char *argv[32], copy[256];
	int first;
	assert_int_equal(parse(&v,
			       "in1 -q -s a.wset --set=b.wset -oout.html --size 64K -j8 in2 "
			       "--progress never -- -x",
			       &first, &e, argv, copy),
			 0);
	assert_true(v.quiet);
	assert_false(v.query);
	assert_string_equal(v.output, "out.html");
	assert_int_equal(v.sets.n, 2);
	assert_string_equal(v.sets.v[0], "a.wset");
	assert_string_equal(v.sets.v[1], "b.wset");
	assert_int_equal(v.size, 65536);
	assert_int_equal(v.workers, 8);
	assert_int_equal(v.when, 2);
	assert_string_equal(argv[first], "in1");
	assert_string_equal(argv[first + 1], "in2");
	assert_string_equal(argv[first + 2], "-x");
	assert_null(argv[first + 3]);
	option_list_release(&v.sets);
	assert_int_equal(v.sets.n, 0);
}

/* A second parse starts anew; abbreviations count when they are unambiguous. */
static void
test_again(void **state)
{
	(void)state;
	struct values v = {0};
	struct error e = {0};
	char *argv[32], copy[256];
	int first;
	for (int i = 0; i < 3; i++) {
		v.quiet = false;
		assert_int_equal(parse(&v, "--quie --out=x op", &first, &e, argv, copy), 0);
		assert_true(v.quiet);
		assert_int_equal(first, 3);
	}
}

static void
test_bad(void **state)
{
	(void)state;
	static const struct {
		const char *words, *says;
	} table[] = {
		{"-x", "unknown option -x; try --help"},
		{"-qx", "unknown option -x; try --help"},
		{"--nope", "unknown or ambiguous option --nope; try --help"},
		{"--qu", "unknown or ambiguous option --qu; try --help"},
		{"-o", "-o needs FILE; try --help"},
		{"--output", "--output needs FILE; try --help"},
		{"--quiet=1", "--quiet takes no value"},
		{"-j 0", "--jobs must be from 1 to 64, not 0"},
		{"-j 65", "--jobs must be from 1 to 64, not 65"},
		{"-j 4294967297", "--jobs must be from 1 to 64, not 4294967297"},
		{"-j x", "--jobs wants a whole number, not 'x'"},
		{"-j -1", "--jobs wants a whole number, not '-1'"},
		{"--size 1X", "--size wants a number of bytes such as 512 or 64K, not '1X'"},
		{"--progress maybe", "--progress must be one of auto, always, never, not 'maybe'"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct values v = {0};
		struct error e = {0};
		char *argv[32], copy[256];
		int first;
		assert_int_equal(parse(&v, table[i].words, &first, &e, argv, copy), -1);
		assert_int_equal(e.kind, ERROR_USAGE);
		assert_string_equal(e.text, table[i].says);
	}
}

static void
test_no_options(void **state)
{
	(void)state;
	const struct option_spec *const none[] = {NULL};
	char tool[] = "tool", operand[] = "a", *argv[] = {tool, operand, NULL};
	struct error e = {0};
	int first;
	assert_int_equal(options_parse(none, 2, argv, &first, &e), 0);
	assert_int_equal(first, 1);
}

static void
test_help(void **state)
{
	(void)state;
	struct values v = {0};
	TABLES(&v);
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	options_print(tables, out);
	fclose(out);
	assert_string_equal(text, "  -s, --set FILE        look it up in this set\n"
				  "      --size BYTES      read so much\n"
				  "      --a-very-long-option-name-indeed ARGUMENT\n"
				  "                        far right\n"
				  "  -q, --quiet           say nothing\n"
				  "      --query           ask\n"
				  "  -o, --output FILE     write there\n"
				  "  -j, --jobs N          workers\n"
				  "      --progress WHEN   show it\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_kinds), cmocka_unit_test(test_again),
		cmocka_unit_test(test_bad),	  cmocka_unit_test(test_no_options),
		cmocka_unit_test(test_help),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
