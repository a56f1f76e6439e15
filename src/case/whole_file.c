/* SPDX-License-Identifier: Apache-2.0 */
#include "case/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)65536)

static int
read_all(int fd, const char *name, struct buffer *out, struct error *e)
{
	struct stat st;
	ssize_t n;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "'%s' is not a regular file", name);
	while ((n = read(fd, buffer_reserve(out, BLOCK), BLOCK)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_system(e, "cannot read '%s'", name);
		out->n += (size_t)n;
	}
	return 1;
}

int
whole_file_read(int dir, const char *name, struct buffer *out, struct error *e)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : error_system(e, "cannot open '%s'", name);
	int result = read_all(fd, name, out, e);
	close(fd);
	return result;
}
