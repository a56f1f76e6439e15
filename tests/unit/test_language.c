/* SPDX-License-Identifier: Apache-2.0 */
/* Catalogues that are part of the program: what they hold, what they lack, plurals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "report/language.h"

static void
test_codes(void **state)
{
	(void)state;
	assert_string_equal(languages[0].code, "en");
	assert_ptr_equal(language_by_code("vi"), &languages[1]);
	assert_null(language_by_code("xx"));
	assert_null(language_by_code(""));
}

static void
test_phrases(void **state)
{
	const struct language *vi = language_by_code("vi");

	(void)state;
	assert_string_equal(language_phrase(vi, "Report"), "Báo cáo");
	assert_string_equal(language_phrase(vi, "no phrase of ours"), "no phrase of ours");
	assert_string_equal(language_phrase(vi, ""), "");
	assert_string_equal(language_phrase(&languages[0], "Report"), "Report");
}

static void
test_plurals(void **state)
{
	const struct language *fr = language_by_code("fr"), *vi = language_by_code("vi");

	(void)state;
	assert_string_equal(language_plural(fr, "%s exhibit", "%s exhibits", 0), "%s scellé");
	assert_string_equal(language_plural(fr, "%s exhibit", "%s exhibits", 1), "%s scellé");
	assert_string_equal(language_plural(fr, "%s exhibit", "%s exhibits", 2), "%s scellés");
	assert_string_equal(language_plural(vi, "%s exhibit", "%s exhibits", 2), "%s vật chứng");
	assert_string_equal(language_plural(&languages[0], "a", "b", 0), "b");
	assert_string_equal(language_plural(&languages[0], "a", "b", 1), "a");
}

static void
test_lists(void **state)
{
	struct language_list l = {.n = 0};
	struct error e = {0};

	(void)state;
	assert_int_equal(language_list_add(&l, "vi, en", &e), 0);
	assert_int_equal(language_list_add(&l, "en,fr ,vi", &e), 0);
	assert_int_equal(l.n, 3);
	assert_string_equal(l.v[0]->code, "vi");
	assert_string_equal(l.v[2]->code, "fr");
	assert_int_equal(language_list_add(&l, "", &e), -1);
	assert_int_equal(e.kind, ERROR_USAGE);
	error_clear(&e);
	assert_int_equal(language_list_add(&l, "en,v", &e), -1);
}

/* Not a plural of the catalogue, but two phrases. */
static void
test_two_phrases(void **state)
{
	const char *one = "%s item is damaged; its digest is that of the bytes as they are.";
	const char *many =
		"%s items are damaged; their digests are those of the bytes as they are.";
	const struct language *fr = language_by_code("fr");

	(void)state;
	assert_non_null(strstr(language_plural(fr, one, many, 1), "élément est"));
	assert_non_null(strstr(language_plural(fr, one, many, 5), "éléments sont"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),	    cmocka_unit_test(test_lists),
		cmocka_unit_test(test_phrases),	    cmocka_unit_test(test_plurals),
		cmocka_unit_test(test_two_phrases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
