/* SPDX-License-Identifier: Apache-2.0 */
/*
 * winnow-pixels: decodes pictures and videos for a worker of winnow-pdq and winnow triage, which
 * starts it. Nobody runs it by hand but to ask for its version.
 *
 * The program itself never looks at a byte of evidence. It keeps one decoder going, a child that
 * does the work; when a picture kills that, the worker is told and the next child stands ready.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pixels/cage.h"
#include "pixels/remote.h"
#include "pixels/serve.h"
#include "pixels/versions.h"

#define DECODER_MEMORY (2ul << 30)

static int
usage(void)
{
	fputs("winnow-pixels: decodes pictures for winnow-pdq, which starts it; by hand it knows "
	      "--version only\n",
	      stderr);
	return 2;
}

static int
version(void)
{
	char text[1024];

	versions_describe(text, sizeof text);
	puts(text);
	return fflush(stdout) ? 3 : 0;
}

_Noreturn static void
decoder(void)
{
	struct error e = {0};

	if (cage_decoder(DECODER_MEMORY, &e))
		_exit(3);
	_exit(serve(PIXELS_SOCKET) ? 3 : 0);
}

/* Keeps a decoder going until the worker hangs up or one ends in order. */
static int
keep(void)
{
	for (;;) {
		struct pixels_head died = {.kind = PIXELS_DIED};
		int status;
		pid_t pid = fork();

		if (pid == 0)
			decoder();
		if (pid < 0 || waitpid(pid, &status, 0) < 0)
			return 3;
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		died.a = (uint64_t)WTERMSIG(status);
		if (remote_send(PIXELS_SOCKET, died, NULL, 0))
			return 0; /* nobody is there any more */
	}
}

int
main(int argc, char **argv)
{
	int type;
	socklen_t n = sizeof type;
	struct error e = {0};

	if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
		return version();
	if (argc != 1 || getsockopt(PIXELS_SOCKET, SOL_SOCKET, SO_TYPE, &type, &n) ||
	    type != SOCK_SEQPACKET)
		return usage();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	versions_warm_up();
	if (cage_keeper(&e)) {
		fprintf(stderr, "winnow-pixels: %s\n", e.text);
		return 3;
	}
	_exit(keep()); /* nothing is open that would need an orderly end */
}
