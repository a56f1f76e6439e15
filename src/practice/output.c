/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/new_file.h"

int
output_check(const char *path, bool force, struct error *e)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : error_system(e, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_OUTPUT, "%s is no plain file; it is never written", path);
	if (!force)
		return error_set(e, ERROR_OUTPUT,
				 "%s exists; give another name, or --force to replace it", path);
	return 0;
}

int
output_begin(const char *path, char **part, struct error *e)
{
	struct buffer name = BUFFER_EMPTY;
	int fd;

	buffer_add_format(&name, "%s.part", path);
	*part = memory_string(buffer_text(&name));
	buffer_release(&name);
	unlink(*part);
	fd = open(*part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd >= 0)
		return fd;
	error_system(e, "cannot make %s", *part);
	free(*part);
	*part = NULL;
	return -1;
}

int
output_text(const char *path, struct span text, struct error *e)
{
	return new_file_put(AT_FDCWD, path, 0666, text, e);
}
