/* SPDX-License-Identifier: Apache-2.0 */
/* Files that appear whole or not at all, and reading and writing whole runs of bytes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/new_file.h"
#include "base/small_file.h"
#include "base/whole_io.h"

#define MUCH ((size_t)1 << 20)

static void
assert_holds(const char *name, const char *wanted)
{
	struct buffer b = BUFFER_EMPTY;
	struct error e = {0};

	assert_int_equal(small_file_read(AT_FDCWD, name, &b, &e), 1);
	assert_string_equal(buffer_text(&b), wanted);
	buffer_release(&b);
}

/* Names in the folder that are not those of finished files. */
static unsigned
leavings(void)
{
	DIR *folder = opendir(".");
	unsigned n = 0;

	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder));)
		n += new_file_is_temporary(entry->d_name);
	closedir(folder);
	return n;
}

static void
test_appears_whole(void **state)
{
	struct error e = {0};
	struct new_file *f;
	struct stat st;

	(void)state;
	assert_int_equal(new_file_open(&f, AT_FDCWD, "whole", 0600, &e), 0);
	assert_int_equal(new_file_write(f, "one", 3, &e), 0);
	assert_int_equal(new_file_flush(f, &e), 0);
	assert_int_equal(access("whole", F_OK), -1);
	assert_int_equal(pwrite(new_file_descriptor(f), "O", 1, 0), 1);
	assert_int_equal(new_file_commit(&f, &e), 0);
	assert_null(f);
	assert_holds("whole", "One");
	assert_int_equal(stat("whole", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(leavings(), 0);
}

static void
test_what_stood_there_stands_until_the_end(void **state)
{
	struct error e = {0};
	struct new_file *f;

	(void)state;
	assert_int_equal(new_file_put(AT_FDCWD, "old", 0600, span_of("old"), &e), 0);
	assert_int_equal(new_file_open(&f, AT_FDCWD, "old", 0600, &e), 0);
	assert_int_equal(new_file_write(f, "new", 3, &e), 0);
	new_file_abandon(&f);
	assert_null(f);
	assert_holds("old", "old");
	assert_int_equal(new_file_put(AT_FDCWD, "old", 0600, span_of("new"), &e), 0);
	assert_holds("old", "new");
	assert_int_equal(leavings(), 0);
}

/* Killed, not ended: no handler, no exit function runs. */
static void
test_a_killed_process_leaves_nothing(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		struct error e = {0};
		struct new_file *f;

		if (new_file_open(&f, AT_FDCWD, "never", 0600, &e) ||
		    new_file_write(f, "x", 1, &e) || new_file_flush(f, &e))
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_int_equal(access("never", F_OK), -1);
	if (leavings() != 0)
		print_message("this file system knows no nameless files\n");
}

static void
test_a_folder_that_is_not_there_is_said(void **state)
{
	struct error e = {0};
	struct new_file *f;

	(void)state;
	assert_int_equal(new_file_open(&f, AT_FDCWD, "nowhere/x", 0600, &e), -1);
	assert_int_equal(e.kind, ERROR_OUTPUT);
	assert_non_null(strstr(e.text, "cannot create 'nowhere/x': No such file or directory"));
}

/* A pipe takes 64 KiB at a time: the rest must follow. */
static void
test_short_writes_go_on(void **state)
{
	char *bytes = malloc(MUCH), *back = malloc(MUCH);
	int ends[2], status;
	size_t got = 0;

	(void)state;
	memset(bytes, 'w', MUCH);
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0)
		_exit(write_whole(ends[1], bytes, MUCH) == MUCH ? 0 : 1);
	close(ends[1]);
	for (ssize_t n; (n = read(ends[0], back + got, MUCH - got)) > 0;)
		got += (size_t)n;
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(got, MUCH);
	assert_memory_equal(bytes, back, MUCH);
	free(bytes);
	free(back);
}

static void
test_failures_are_counted_and_named(void **state)
{
	char back[8];
	int full = open("/dev/full", O_WRONLY), fd = open("short", O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_int_equal(write_whole(full, "abc", 3), 0);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(write_whole_at(fd, "abc", 3, 2), 3);
	assert_int_equal(read_whole_at(fd, back, 8, 1), 4);
	assert_int_equal(errno, ENODATA);
	assert_memory_equal(back, "\0abc", 4);
	close(full);
	close(fd);
}

int
main(void)
{
	static const char *const made[] = {"whole", "old", "short"};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_appears_whole),
		cmocka_unit_test(test_what_stood_there_stands_until_the_end),
		cmocka_unit_test(test_a_killed_process_leaves_nothing),
		cmocka_unit_test(test_a_folder_that_is_not_there_is_said),
		cmocka_unit_test(test_short_writes_go_on),
		cmocka_unit_test(test_failures_are_counted_and_named),
	};
	char folder[] = "/tmp/winnow-test-new-file.XXXXXX";

	if (!mkdtemp(folder) || chdir(folder))
		return 99;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		unlink(made[i]);
	return chdir("/") || rmdir(folder) ? 99 : failed;
}
