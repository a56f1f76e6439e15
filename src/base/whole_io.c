/* SPDX-License-Identifier: Apache-2.0 */
#include "base/whole_io.h"

#include <errno.h>
#include <unistd.h>

size_t
write_whole(int fd, const void *p, size_t n)
{
	const char *from = p;
	size_t done = 0;

	while (done < n) {
		ssize_t wrote = write(fd, from + done, n - done);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			break;
		done += (size_t)wrote;
	}
	return done;
}

size_t
write_whole_at(int fd, const void *p, size_t n, uint64_t offset)
{
	const char *from = p;
	size_t done = 0;

	while (done < n) {
		ssize_t wrote = pwrite(fd, from + done, n - done, (off_t)(offset + done));
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			break;
		done += (size_t)wrote;
	}
	return done;
}

size_t
read_whole_at(int fd, void *p, size_t n, uint64_t offset)
{
	char *to = p;
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, to + done, n - done, (off_t)(offset + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = ENODATA;
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	return done;
}
