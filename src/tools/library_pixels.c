/* SPDX-License-Identifier: Apache-2.0 */
/* The helper is a program of its own: asked for its version like any other. */
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/json.h"
#include "stage/pixels_link.h"
#include "tools/libraries.h"

_Noreturn static void
become_helper(const char *path, int out)
{
	static char name[] = PIXELS_PROGRAM, question[] = "--version";
	char *const argv[] = {name, question, NULL};

	if (dup2(out, STDOUT_FILENO) >= 0)
		execv(path, argv);
	_exit(127);
}

static void
ask(const char *path, char *line, size_t n)
{
	int ends[2];
	ssize_t got;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return;
	pid = fork();
	if (pid == 0)
		become_helper(path, ends[1]);
	close(ends[1]);
	got = pid > 0 ? read(ends[0], line, n - 1) : 0;
	close(ends[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	line[got > 0 ? got : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
}

void
library_pixels(struct buffer *out)
{
	struct buffer path = BUFFER_EMPTY;
	struct error e = {0};
	char line[1024] = "";

	if (pixels_path(&path, &e) == 0)
		ask(buffer_text(&path), line, sizeof line);
	json_add_text(out, "winnow-pixels");
	buffer_add_byte(out, ':');
	json_add_text(out, *line ? line : "not there");
	buffer_release(&path);
}
