/* SPDX-License-Identifier: Apache-2.0 */
/* Confinement and the pool: what a worker must not be able to do, and what its misfortunes cost. */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "guard/confine.h"
#include "guard/pool.h"

#define MIB ((size_t)1 << 20)

static int
try_socket(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? -1 : connect(fd, (struct sockaddr *)&to, sizeof to);
}

static int
try_eat(void)
{
	for (size_t i = 0; i < 4096; i++) {
		char *p = malloc(MIB);

		if (!p)
			_exit(3);
		memset(p, (int)i, MIB);
	}
	return 0;
}

/* What is tried; 0 means that it could be done. */
static int
attempt(struct span what)
{
	if (span_equal(what, "open"))
		return open("/etc/passwd", O_RDONLY);
	if (span_equal(what, "create"))
		return open("must-not-exist", O_WRONLY | O_CREAT, 0600);
	if (span_equal(what, "unlink"))
		return unlink("victim");
	if (span_equal(what, "connect"))
		return try_socket();
	if (span_equal(what, "exec"))
		return execl("/bin/true", "true", (char *)NULL);
	if (span_equal(what, "fork"))
		return (int)fork();
	if (span_equal(what, "write"))
		return (int)write(STDOUT_FILENO, "x", 1);
	if (span_equal(what, "code"))
		return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			    0) == MAP_FAILED
			       ? -1
			       : 0;
	if (span_equal(what, "crash"))
		raise(SIGSEGV);
	if (span_equal(what, "hang"))
		for (;;)
			;
	if (span_equal(what, "wait"))
		return (int)sleep(3600);
	if (span_equal(what, "nap"))
		return (int)sleep(3);
	if (span_equal(what, "eat"))
		return try_eat();
	return 0;
}

static int
task(void *state, struct span what, struct port *port, struct error *e)
{
	(void)state;
	errno = 0;
	if (attempt(what) >= 0)
		return port_send(port, WIRE_LINES, 0, 0, what, e);
	return error_system(e, "%.*s", (int)what.n, what.p);
}

static int
open_nothing(const void *config, const char *binding, void **state, struct error *e)
{
	struct confinement got = {0};

	(void)config;
	*state = NULL;
	if (strcmp(binding, "broken") == 0)
		return error_set(e, ERROR_INPUT, "there is nothing at broken");
	return confine_early(NULL, &got, e);
}

static const struct worker_role role = {"test", open_nothing, task, NULL, 60};
static const struct worker_role *const roles[] = {&role};

static struct pool_event
outcome(struct pool *pool, const char *binding, const char *what)
{
	struct pool_event event;
	struct error e = {0};

	assert_int_equal(pool_submit(pool, 0, binding, 0, 7, span_of(what), &e), 1);
	do
		assert_int_equal(pool_wait(pool, -1, -1, &event, &e), 0);
	while (event.kind == POOL_FRAME);
	assert_int_equal(event.ticket, 7);
	return event;
}

static void
assert_says(struct pool_event event, const char *word)
{
	if (!memmem(event.bytes.p, event.bytes.n, word, strlen(word)))
		fail_msg("“%.*s” does not say “%s”", (int)event.bytes.n, event.bytes.p, word);
}

static void
test_forbidden_acts_are_refused(void **state)
{
	static const char *const acts[] = {"open", "create", "connect", "exec",
					   "fork", "write",  "unlink",	"code"};
	struct pool *pool = pool_new(roles, 1, 1, 0);

	(void)state;
	close(open("victim", O_WRONLY | O_CREAT, 0600));
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		struct pool_event event = outcome(pool, "", acts[i]);

#ifdef WITH_SANITIZERS
		if (strcmp(acts[i], "code") == 0)
			continue;
#endif
		assert_int_equal(event.kind, POOL_FAILED);
		assert_says(event, acts[i]);
		assert_says(event, strerror(EPERM));
	}
	assert_int_equal(access("victim", F_OK), 0);
	assert_int_equal(access("must-not-exist", F_OK), -1);
	unlink("victim");
	pool_free(&pool);
}

static void
test_probe_tells_what_is_in_force(void **state)
{
	struct confinement got = {0};
	struct error e = {0};

	(void)state;
	assert_int_equal(confine_probe(MIB * 1024, &got, &e), 0);
	assert_true(got.no_new_privs);
	assert_true(got.seccomp);
#ifndef WITH_SANITIZERS
	assert_int_equal(got.memory_limit, MIB * 1024);
#endif
}

/* Two workers, and what one has unpacked halfway is not begun anew by the other. */
static void
test_kin_wait_for_their_worker(void **state)
{
	struct pool *pool = pool_new(roles, 1, 2, 0);
	struct pool_event event;
	struct error e = {0};

	(void)state;
	assert_int_equal(pool_submit(pool, 0, "", 42, 1, span_of("first"), &e), 1);
	assert_false(pool_has_room(pool, 0, "", 42));
	assert_int_equal(pool_submit(pool, 0, "", 42, 2, span_of("second"), &e), 0);
	assert_true(pool_has_room(pool, 0, "", 43));
	assert_true(pool_has_room(pool, 0, "", 0));
	do
		assert_int_equal(pool_wait(pool, -1, -1, &event, &e), 0);
	while (event.kind == POOL_FRAME);
	assert_int_equal(event.kind, POOL_DONE);
	assert_int_equal(pool_submit(pool, 0, "", 42, 2, span_of("second"), &e), 1);
	pool_free(&pool);
}

static void
test_allowed_work_goes_on_after_a_refusal(void **state)
{
	struct pool *pool = pool_new(roles, 1, 1, 0);

	(void)state;
	assert_int_equal(outcome(pool, "", "open").kind, POOL_FAILED);
	assert_int_equal(outcome(pool, "", "nothing special").kind, POOL_DONE);
	assert_int_equal(pool_lost(pool), 0);
	pool_free(&pool);
}

static void
test_a_crash_costs_one_task(void **state)
{
	struct pool *pool = pool_new(roles, 1, 2, 0);
	struct pool_event event = outcome(pool, "", "crash");

	(void)state;
	assert_int_equal(event.kind, POOL_LOST);
#ifndef WITH_SANITIZERS /* they catch the signal themselves */
	assert_says(event, "signal 11");
#endif
	assert_int_equal(outcome(pool, "", "fine").kind, POOL_DONE);
	assert_int_equal(pool_lost(pool), 1);
	pool_free(&pool);
}

static void
assert_ended(const char *act)
{
	const struct worker_role impatient = {"test", open_nothing, task, NULL, 1};
	const struct worker_role *const one[] = {&impatient};
	struct pool *pool = pool_new(one, 1, 1, 0);
	struct pool_event event = outcome(pool, "", act);

	assert_int_equal(event.kind, POOL_LOST);
	assert_says(event, "no sign of life");
	pool_free(&pool);
}

static void
test_a_hang_is_ended(void **state)
{
	(void)state;
	assert_ended("hang");
}

/* It uses no processor, as over a disk that does not answer. */
static void
test_a_wait_without_end_is_ended(void **state)
{
	(void)state;
	assert_ended("wait");
}

/* Seconds of silence, but hardly any work: the machine is busy, not the worker mad. */
static void
test_silence_of_one_that_gets_no_processor_is_borne(void **state)
{
	const struct worker_role impatient = {"test", open_nothing, task, NULL, 1};
	const struct worker_role *const one[] = {&impatient};
	struct pool *pool = pool_new(one, 1, 1, 0);

	(void)state;
	assert_int_equal(outcome(pool, "", "nap").kind, POOL_DONE);
	pool_free(&pool);
}

static void
test_memory_is_bounded(void **state)
{
#ifdef WITH_SANITIZERS
	(void)state;
	skip(); /* they reserve more than any limit */
#else
	struct pool *pool = pool_new(roles, 1, 1, 64 * MIB);
	struct pool_event event = outcome(pool, "", "eat");

	(void)state;
	assert_int_equal(event.kind, POOL_LOST);
	assert_says(event, "memory");
	assert_int_equal(outcome(pool, "", "fine").kind, POOL_DONE);
	pool_free(&pool);
#endif
}

static void
test_what_cannot_be_opened_is_said(void **state)
{
	struct pool *pool = pool_new(roles, 1, 1, 0);
	struct pool_event event = outcome(pool, "broken", "anything");

	(void)state;
	assert_int_equal(event.kind, POOL_UNOPENED);
	assert_says(event, "nothing at broken");
	pool_free(&pool);
}

static void
test_one_worker_serves_many_bindings_in_turn(void **state)
{
	struct pool *pool = pool_new(roles, 1, 1, 0);

	(void)state;
	assert_int_equal(outcome(pool, "one", "fine").kind, POOL_DONE);
	assert_int_equal(outcome(pool, "two", "fine").kind, POOL_DONE);
	assert_int_equal(outcome(pool, "one", "fine").kind, POOL_DONE);
	pool_free(&pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forbidden_acts_are_refused),
		cmocka_unit_test(test_probe_tells_what_is_in_force),
		cmocka_unit_test(test_allowed_work_goes_on_after_a_refusal),
		cmocka_unit_test(test_a_crash_costs_one_task),
		cmocka_unit_test(test_a_hang_is_ended),
		cmocka_unit_test(test_a_wait_without_end_is_ended),
		cmocka_unit_test(test_silence_of_one_that_gets_no_processor_is_borne),
		cmocka_unit_test(test_memory_is_bounded),
		cmocka_unit_test(test_what_cannot_be_opened_is_said),
		cmocka_unit_test(test_kin_wait_for_their_worker),
		cmocka_unit_test(test_one_worker_serves_many_bindings_in_turn),
	};

	/* The acts are tried in a folder of this run's own. */
	char folder[] = "/tmp/winnow-test-pool.XXXXXX";

	if (!mkdtemp(folder) || chdir(folder))
		return 99;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	return chdir("/") || rmdir(folder) ? 99 : failed;
}
