/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <config.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

static void
test_empty(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	assert_int_equal(buffer_span(&b).n, 0);
	assert_non_null(buffer_span(&b).p);
	buffer_add(&b, NULL, 0);
	buffer_drop(&b, 0);
	assert_string_equal(buffer_text(&b), "");
	buffer_release(&b);
	buffer_release(&b);
	assert_null(b.data);
}

/* Byte by byte through many growths, against a plain array. */
static void
test_growth(void **state)
{
	(void)state;
	static char expected[100000];
	struct buffer b = BUFFER_EMPTY;
	for (size_t i = 0; i < sizeof expected; i++) {
		expected[i] = (char)(i * 31);
		buffer_add_byte(&b, expected[i]);
	}
	assert_int_equal(b.n, sizeof expected);
	assert_memory_equal(b.data, expected, sizeof expected);
	assert_true(b.cap < 2 * sizeof expected);
	buffer_drop(&b, 99990);
	assert_int_equal(b.n, 10);
	assert_memory_equal(b.data, expected + 99990, 10);
	buffer_clear(&b);
	assert_int_equal(b.n, 0);
	buffer_release(&b);
}

/* Formatting at every length around the first reservation. */
static void
test_format_lengths(void **state)
{
	(void)state;
	char text[200];
	for (size_t n = 0; n < sizeof text; n++) {
		struct buffer b = BUFFER_EMPTY;
		memset(text, 'y', n);
		text[n] = '\0';
		buffer_add_text(&b, "ab");
		buffer_add_format(&b, "%s%d", text, 7);
		assert_int_equal(b.n, n + 3);
		assert_memory_equal(b.data, "ab", 2);
		assert_memory_equal(b.data + 2, text, n);
		assert_int_equal(b.data[n + 2], '7');
		buffer_release(&b);
	}
}

static void
test_reserve(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	assert_non_null(buffer_reserve(&b, 0));
	memcpy(buffer_reserve(&b, 5000), "x", 1);
	assert_int_equal(b.n, 0);
	assert_true(b.cap >= 5000);
	buffer_release(&b);
}

#ifndef WITH_SANITIZERS

static int
status_of_child(void (*work)(void))
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		close(STDERR_FILENO);
		work();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
allocate_too_much(void)
{
	memory_new(SIZE_MAX / 2);
}

static void
multiply_too_much(void)
{
	memory_resize_array(NULL, SIZE_MAX / 2, 3);
}

static void
reserve_too_much(void)
{
	struct buffer b = BUFFER_EMPTY;
	buffer_add_byte(&b, 'x');
	buffer_reserve(&b, SIZE_MAX);
}

/* Out of memory ends the process with status 3 and nothing else. */
static void
test_out_of_memory(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(allocate_too_much), 3);
	assert_int_equal(status_of_child(multiply_too_much), 3);
	assert_int_equal(status_of_child(reserve_too_much), 3);
}

#else

static void
test_out_of_memory(void **state)
{
	(void)state;
	skip(); /* the sanitizers end the process in their own way */
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),	       cmocka_unit_test(test_growth),
		cmocka_unit_test(test_format_lengths), cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_out_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
