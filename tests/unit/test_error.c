/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/error.h"

static void
test_first_error_stays(void **state)
{
	(void)state;
	struct error e = {0};
	assert_int_equal(error_set(&e, ERROR_INPUT, "first %d", 1), -1);
	assert_int_equal(error_set(&e, ERROR_SYSTEM, "second"), -1);
	errno = ENOENT;
	assert_int_equal(error_system(&e, "third"), -1);
	assert_int_equal(e.kind, ERROR_INPUT);
	assert_string_equal(e.text, "first 1");
	error_clear(&e);
	assert_int_equal(e.kind, ERROR_NONE);
	assert_string_equal(e.text, "");
}

static void
test_system_says_why(void **state)
{
	(void)state;
	struct error e = {0};
	errno = ENOENT;
	error_system(&e, "%s cannot be opened", "a.E01");
	assert_int_equal(e.kind, ERROR_SYSTEM);
	assert_string_equal(e.text, "a.E01 cannot be opened: No such file or directory");
}

static void
test_prefix(void **state)
{
	(void)state;
	struct error e = {0};
	error_set(&e, ERROR_INPUT, "a line is too long");
	assert_int_equal(error_prefix(&e, "%s:%d", "stdin", 7), -1);
	assert_string_equal(e.text, "stdin:7: a line is too long");
}

/* Texts that do not fit are cut, never overrun. */
static void
test_long_texts(void **state)
{
	(void)state;
	char text[3 * ERROR_TEXT_MAX];
	size_t lengths[] = {ERROR_TEXT_MAX - 2, ERROR_TEXT_MAX - 1, ERROR_TEXT_MAX,
			    sizeof text - 1};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct error e = {0};
		memset(text, 'x', sizeof text);
		text[lengths[i]] = '\0';
		size_t kept = lengths[i] < ERROR_TEXT_MAX ? lengths[i] : ERROR_TEXT_MAX - 1;
		error_set(&e, ERROR_INPUT, "%s", text);
		assert_int_equal(strlen(e.text), kept);
		error_clear(&e);
		errno = EIO;
		error_system(&e, "%s", text);
		assert_true(strlen(e.text) < ERROR_TEXT_MAX);
		error_prefix(&e, "%s", text);
		assert_int_equal(strlen(e.text), ERROR_TEXT_MAX - 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_error_stays),
		cmocka_unit_test(test_system_says_why),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_long_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
