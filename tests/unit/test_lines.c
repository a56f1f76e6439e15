/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/stream.h"

/* A descriptor to read this text from. */
static int
file_with(const char *p, size_t n)
{
	char name[] = "/tmp/winnow-lines-XXXXXX";
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	unlink(name);
	for (size_t done = 0; done < n;) {
		ssize_t wrote = write(fd, p + done, n - done);
		assert_true(wrote > 0);
		done += (size_t)wrote;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void
test_small(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned lines;
		const char *last;
		bool complete;
	} table[] = {
		{"", 0, NULL, false},	   {"\n", 1, "", true},	     {"a\n", 1, "a", true},
		{"a", 1, "a", false},	   {"a\nb\n", 2, "b", true}, {"a\n\nb", 3, "b", false},
		{"a\r\n", 1, "a\r", true}, {"\n\n\n", 3, "", true},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		int fd = file_with(table[i].text, strlen(table[i].text));
		struct line_reader *r = line_reader_new(fd, "test");
		struct span line = {NULL, 0};
		struct error e = {0};
		bool complete = false;
		unsigned n = 0;
		while (line_reader_next(r, &line, &complete, &e) == 1) {
			n++;
			if (n == table[i].lines) {
				assert_true(span_equal(line, table[i].last));
				assert_true(complete == table[i].complete);
			} else {
				assert_true(complete);
			}
		}
		assert_int_equal(n, table[i].lines);
		assert_int_equal(line_reader_count(r), n);
		assert_int_equal(line_reader_next(r, &line, &complete, &e), 0);
		assert_int_equal(e.kind, ERROR_NONE);
		line_reader_free(&r);
		assert_null(r);
		close(fd);
	}
}

/* Lines of drawn lengths, many buffers long, come out as they went in. */
static void
test_many(void **state)
{
	(void)state;
	struct buffer text = BUFFER_EMPTY;
	uint64_t random = 1;
	for (int i = 0; i < 20000; i++) {
		random = random * 6364136223846793005U + 1442695040888963407U;
		size_t n = random >> 40 & 0x1FF;
		if (i % 1000 == 0)
			n += 700000; /* longer than the first buffer */
		memset(buffer_reserve(&text, n + 1), 'a' + i % 26, n);
		text.n += n;
		buffer_add_byte(&text, '\n');
	}
	int fd = file_with(text.data, text.n);
	struct line_reader *r = line_reader_new(fd, "test");
	struct span line;
	struct error e = {0};
	bool complete;
	const char *at = text.data;
	while (line_reader_next(r, &line, &complete, &e) == 1) {
		assert_true(complete);
		assert_memory_equal(line.p, at, line.n);
		assert_int_equal(at[line.n], '\n');
		at += line.n + 1;
	}
	assert_ptr_equal(at, text.data + text.n);
	line_reader_free(&r);
	close(fd);
	buffer_release(&text);
}

/* With its newline a line may have RECORD_LINE_MAX bytes, and not one more. */
static void
test_longest(void **state)
{
	(void)state;
	static const struct {
		size_t n;
		bool newline;
		int result;
	} table[] = {
		{RECORD_LINE_MAX - 1, true, 1},	 {RECORD_LINE_MAX - 1, false, 1},
		{RECORD_LINE_MAX, true, -1},	 {RECORD_LINE_MAX, false, -1},
		{3 * RECORD_LINE_MAX, true, -1},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t n = table[i].n;
		char *text = malloc(n + 4);
		memcpy(text, "{}\n", 3);
		memset(text + 3, 'x', n);
		text[n + 3] = '\n';
		int fd = file_with(text, n + 3 + table[i].newline);
		struct line_reader *r = line_reader_new(fd, "the stream");
		struct span line;
		struct error e = {0};
		bool complete;
		assert_int_equal(line_reader_next(r, &line, &complete, &e), 1);
		assert_int_equal(line_reader_next(r, &line, &complete, &e), table[i].result);
		if (table[i].result < 0)
			assert_string_equal(
				e.text, "the stream: line 2 is longer than 16 MiB, the most that a "
					"record may have; is this a winnow-1 stream?");
		else
			assert_int_equal(line.n, n);
		line_reader_free(&r);
		close(fd);
		free(text);
	}
}

/* Ready means: a whole line is here. */
static void
test_ready(void **state)
{
	(void)state;
	int ends[2];
	struct span line;
	struct error e = {0};
	bool complete;
	assert_int_equal(pipe(ends), 0);
	struct line_reader *r = line_reader_new(ends[0], "pipe");
	assert_false(line_reader_ready(r));
	assert_int_equal(write(ends[1], "a\nb\nc", 5), 5);
	assert_false(line_reader_ready(r)); /* nothing was read yet */
	assert_int_equal(line_reader_next(r, &line, &complete, &e), 1);
	assert_true(line_reader_ready(r));
	assert_int_equal(line_reader_next(r, &line, &complete, &e), 1);
	assert_false(line_reader_ready(r));
	assert_int_equal(write(ends[1], "d\n", 2), 2);
	assert_int_equal(line_reader_next(r, &line, &complete, &e), 1);
	assert_true(span_equal(line, "cd"));
	close(ends[1]);
	assert_int_equal(line_reader_next(r, &line, &complete, &e), 0);
	line_reader_free(&r);
	close(ends[0]);
}

/* A descriptor that does not block is waited for. */
static void
test_nonblocking(void **state)
{
	(void)state;
	int ends[2], status;
	struct span line;
	struct error e = {0};
	bool complete;
	assert_int_equal(pipe(ends), 0);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	pid_t child = fork();
	if (child == 0) {
		usleep(50000);
		_exit(write(ends[1], "late\n", 5) == 5 ? 0 : 1);
	}
	struct line_reader *r = line_reader_new(ends[0], "pipe");
	assert_int_equal(line_reader_next(r, &line, &complete, &e), 1);
	assert_true(span_equal(line, "late"));
	waitpid(child, &status, 0);
	line_reader_free(&r);
	close(ends[0]);
	close(ends[1]);
}

static void
test_unreadable(void **state)
{
	(void)state;
	int fd = open("/tmp", O_RDONLY | O_DIRECTORY);
	struct line_reader *r = line_reader_new(fd, "/tmp");
	struct span line;
	struct error e = {0};
	bool complete;
	assert_int_equal(line_reader_next(r, &line, &complete, &e), -1);
	assert_int_equal(e.kind, ERROR_SYSTEM);
	assert_string_equal(e.text, "/tmp could not be read after line 0: Is a directory");
	line_reader_free(&r);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),	    cmocka_unit_test(test_many),
		cmocka_unit_test(test_longest),	    cmocka_unit_test(test_ready),
		cmocka_unit_test(test_nonblocking), cmocka_unit_test(test_unreadable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
