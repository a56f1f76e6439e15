/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"

/* What the line says, caught from stderr through a pipe. */
struct caught {
	int saved, pipe[2];
	char text[512];
};

static void
catch_start(struct caught *c)
{
	assert_int_equal(pipe(c->pipe), 0);
	fcntl(c->pipe[0], F_SETFL, O_NONBLOCK);
	c->saved = dup(STDERR_FILENO);
	dup2(c->pipe[1], STDERR_FILENO);
}

static const char *
catch_end(struct caught *c)
{
	fflush(stderr);
	dup2(c->saved, STDERR_FILENO);
	ssize_t n = read(c->pipe[0], c->text, sizeof c->text - 1);
	c->text[n > 0 ? n : 0] = '\0';
	close(c->pipe[0]);
	close(c->pipe[1]);
	close(c->saved);
	return c->text;
}

static void
test_line(void **state)
{
	(void)state;
	struct caught c;
	struct progress p;
	catch_start(&c);
	progress_start(&p, PROGRESS_ALWAYS);
	progress_update(&p); /* too early: nothing */
	p.what = "walking p2";
	p.items = 12345;
	p.hits = 3;
	p.bytes = 1288490189;
	p.bytes_total = 8589934592;
	p.started -= 1.8 + 0.3;
	p.last -= 1;
	progress_update(&p);
	assert_true(p.drawn);
	progress_clear(&p);
	progress_clear(&p); /* once is enough */
	assert_string_equal(catch_end(&c), "\rwalking p2  12,345 items  1.2 GiB of 8.0 GiB  3 hits"
					   "  0:12 left\033[K\r\033[K");
}

static void
test_unknown_total(void **state)
{
	(void)state;
	struct caught c;
	struct progress p;
	catch_start(&c);
	progress_start(&p, PROGRESS_ALWAYS);
	p.what = "reading \033[2J";
	p.items = 1000000;
	p.started -= 100;
	p.last -= 1;
	progress_update(&p);
	assert_string_equal(catch_end(&c), "\rreading \\x1B[2J  1,000,000 items  0 hits\033[K");
}

static void
test_not_wanted(void **state)
{
	(void)state;
	struct caught c;
	struct progress p;
	catch_start(&c);
	progress_start(&p, PROGRESS_AUTO); /* a pipe is no terminal */
	p.last -= 1;
	progress_update(&p);
	progress_clear(&p);
	progress_start(&p, PROGRESS_NEVER);
	p.last -= 1;
	progress_update(&p);
	assert_string_equal(catch_end(&c), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_unknown_total),
		cmocka_unit_test(test_not_wanted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
