/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "evidence/deferred.h"

static bool
holds(struct span s, const char *text)
{
	return memmem(s.p, s.n, text, strlen(text)) != NULL;
}

unsigned
deferred_needs(const struct record *r)
{
	struct span content = record_value(r, "content");

	if (!content.p)
		return 0;
	if (holds(content,
		  "\\")) /* words may be spelled in escapes: rather too much than too little */
		return DEFERRED_TSK | DEFERRED_ARCHIVE;
	return (holds(content, "\"tsk\"") ? DEFERRED_TSK : 0u) |
	       (holds(content, "\"member\"") && !holds(content, "\"directory\"") ? DEFERRED_ARCHIVE
										 : 0u);
}

unsigned
deferred_container(const char *path)
{
	static const char aff[] = {'A', 'F', 'F'};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char head[sizeof aff] = {0};
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof head, 0);

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)sizeof head && memcmp(head, aff, sizeof aff) == 0 ? DEFERRED_TSK : 0;
}
