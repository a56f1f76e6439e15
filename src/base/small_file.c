/* SPDX-License-Identifier: Apache-2.0 */
#include "base/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int
read_all(int fd, const char *name, struct buffer *out, struct error *e)
{
	struct stat st;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "'%s' is not a regular file", name);
	for (size_t total = 0;;) {
		ssize_t n = read(fd, buffer_reserve(out, 4096), 4096);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_system(e, "cannot read '%s'", name);
		if (n == 0)
			return 0;
		out->n += (size_t)n;
		total += (size_t)n;
		if (total > SMALL_FILE_MAX)
			return error_set(e, ERROR_INPUT, "'%s' is longer than %zu bytes", name,
					 SMALL_FILE_MAX);
	}
}

int
small_file_read(int dir, const char *name, struct buffer *out, struct error *e)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return error_system(e, "cannot open '%s'", name);
	int result = read_all(fd, name, out, e);
	close(fd);
	return result < 0 ? -1 : 1;
}

int
small_file_read_path(const char *path, struct buffer *out, struct error *e)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return error_system(e, "cannot open '%s'", path);
	int result = read_all(fd, path, out, e);
	close(fd);
	return result;
}
