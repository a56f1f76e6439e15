/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/container.h"
#include "evidence/deferred.h"

static bool
holds(struct span s, const char *text)
{
	return memmem(s.p, s.n, text, strlen(text)) != NULL;
}

/* A file of a directory is a member, too, and is read as it lies there. */
static bool
is_packed(struct span content)
{
	return holds(content, "\"member\"") &&
	       (!holds(content, "\"directory\"") || holds(content, "\"in\""));
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
	       (is_packed(content) ? DEFERRED_ARCHIVE : 0u);
}

/* Signatures are compared here and nothing is interpreted, since nothing is confined yet. */
unsigned
deferred_container(const char *path)
{
	unsigned char *head = memory_new(CONTAINER_HEAD);
	struct stat st;
	bool file = stat(path, &st) == 0 && S_ISREG(st.st_mode); /* opening others has effects */
	int fd = file ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
	ssize_t n = fd < 0 ? 0 : pread(fd, head, CONTAINER_HEAD, 0);
	struct container c;

	container_detect(&c, head, n > 0 ? (size_t)n : 0, head, 0);
	if (fd >= 0)
		close(fd);
	free(head);
	return c.kind == CONTAINER_AFF	     ? DEFERRED_TSK
	       : c.kind == CONTAINER_ARCHIVE ? DEFERRED_ARCHIVE
					     : 0u;
}
