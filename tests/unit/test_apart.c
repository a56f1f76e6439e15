/* SPDX-License-Identifier: Apache-2.0 */
/* Work in a process apart: what comes back of it, and what it can no longer do once confined. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guard/apart.h"
#include "guard/confine.h"

static int
write_word(void *ctx, struct error *e)
{
	const int *fd = ctx;

	(void)e;
	return write(*fd, "word", 4) == 4 ? 0 : -1;
}

static int
come_short(void *ctx, struct error *e)
{
	return error_set(e, ERROR_OUTPUT, "no room for %s", (const char *)ctx);
}

static int
die(void *ctx, struct error *e)
{
	(void)ctx;
	(void)e;
	return raise(SIGKILL);
}

static int
stop_silently(void *ctx, struct error *e)
{
	(void)ctx;
	(void)e;
	_exit(7);
}

static void
test_results(void **state)
{
	struct error e = {0};
	char text[8] = "";
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(apart_run(write_word, &fds[1], "writing", &e), 0);
	assert_int_equal(read(fds[0], text, 4), 4);
	assert_string_equal(text, "word");
	close(fds[0]);
	close(fds[1]);

	assert_int_equal(apart_run(come_short, "all", "failing", &e), -1);
	assert_int_equal(e.kind, ERROR_OUTPUT);
	assert_string_equal(e.text, "no room for all");
	error_clear(&e);
	assert_int_equal(apart_run(die, NULL, "dying", &e), -1);
	assert_string_equal(e.text, "the process that was dying was ended by signal 9");
	error_clear(&e);
	assert_int_equal(apart_run(stop_silently, NULL, "stopping", &e), -1);
	assert_non_null(strstr(e.text, "ended without a word"));
}

static void *
nothing(void *ctx)
{
	return ctx;
}

/* Answers with an error that names the first thing that could be done and should not. */
static int
try_rights(void *ctx, struct error *e)
{
	const char *places[] = {ctx, NULL};
	struct confinement got = {0};
	pthread_t thread;

	if (confine_maker_threads(places, ctx, &got, e) < 0)
		return -1;
	if (pthread_create(&thread, NULL, nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
		return error_set(e, ERROR_SYSTEM, "no thread");
	if (got.seccomp && (fork() >= 0 || socket(AF_INET, SOCK_STREAM, 0) >= 0))
		return error_set(e, ERROR_SYSTEM, "a process or a socket");
	if (got.landlock_abi > 0 && (open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES))
		return error_set(e, ERROR_SYSTEM, "a file");
	return 0;
}

static void
test_rights(void **state)
{
	char folder[] = "/tmp/winnow-test.XXXXXX";
	struct error e = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	int result = apart_run(try_rights, folder, "trying", &e);
	rmdir(folder);
	assert_string_equal(e.text, "");
	assert_int_equal(result, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_rights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
