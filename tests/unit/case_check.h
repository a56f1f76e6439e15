/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the case room share: a scratch folder, files in it, programs run in it. */
#ifndef WINNOW_TESTS_UNIT_CASE_CHECK_H
#define WINNOW_TESTS_UNIT_CASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"

struct scratch {
	char path[64];	 /* the folder above the case */
	char folder[80]; /* the case folder; not made */
};

static inline void
scratch_new(struct scratch *s)
{
	snprintf(s->path, sizeof s->path, "/tmp/winnow-test-case.XXXXXX");
	assert_non_null(mkdtemp(s->path));
	snprintf(s->folder, sizeof s->folder, "%s/case", s->path);
}

/* Runs a program in a folder, its output thrown away; the exit status. */
static inline int
run_in(const char *folder, char *const argv[])
{
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		if (chdir(folder) == 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2)
			execvp(argv[0], argv);
		_exit(127);
	}
	int status = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void
scratch_remove(struct scratch *s)
{
	char *argv[] = {(char *)"rm", (char *)"-rf", s->path, NULL};
	assert_int_equal(run_in("/", argv), 0);
}

static inline void
file_write(const char *folder, const char *name, const char *p, size_t n)
{
	char path[400];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), (ssize_t)n);
	close(fd);
}

static inline void
file_read(const char *folder, const char *name, struct buffer *out)
{
	char path[400];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	ssize_t n;
	while ((n = read(fd, buffer_reserve(out, 4096), 4096)) > 0)
		out->n += (size_t)n;
	close(fd);
}

static inline int
open_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	return fd;
}

#endif
