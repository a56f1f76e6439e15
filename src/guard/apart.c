/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/whole_io.h"

static _Noreturn void
work_apart(int (*work)(void *ctx, struct error *e), void *ctx, int told)
{
	struct error e = {0};

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	int result = work(ctx, &e);
	if (result < 0)
		(void)write_whole(told, &e, sizeof e);
	_exit(result < 0);
}

/* The child may have been taken over: its words are taken as words. False: it said nothing. */
static bool
hear(int told, struct error *e)
{
	struct error said;
	size_t n = 0;
	ssize_t r;

	while (n < sizeof said && ((r = read(told, (char *)&said + n, sizeof said - n)) > 0 ||
				   (r < 0 && errno == EINTR)))
		n += r > 0 ? (size_t)r : 0;
	if (n < sizeof said)
		return false;
	said.text[sizeof said.text - 1] = '\0';
	error_set(e, said.kind == ERROR_OUTPUT ? ERROR_OUTPUT : ERROR_SYSTEM, "%s", said.text);
	return true;
}

static int
wait_for(pid_t child, const char *doing, int told, struct error *e)
{
	bool said = hear(told, e);
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return error_system(e, "waiting for the process that was %s", doing);
	if (said)
		return -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFSIGNALED(status))
		return error_set(e, ERROR_SYSTEM, "the process that was %s was ended by signal %d",
				 doing, WTERMSIG(status));
	return error_set(e, ERROR_SYSTEM, "the process that was %s ended without a word", doing);
}

int
apart_run(int (*work)(void *ctx, struct error *e), void *ctx, const char *doing, struct error *e)
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) < 0)
		return error_system(e, "a pipe to the process that is %s", doing);
	pid_t child = fork();
	if (child == 0)
		work_apart(work, ctx, pair[1]);
	close(pair[1]);
	int result = child < 0 ? error_system(e, "a process for %s", doing)
			       : wait_for(child, doing, pair[0], e);
	close(pair[0]);
	return result;
}
