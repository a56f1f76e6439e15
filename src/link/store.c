/* SPDX-License-Identifier: Apache-2.0 */
#include "link/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/whole_io.h"

#define WAITING_MAX ((size_t)1 << 18)

struct store {
	int fd;
	uint64_t written; /* to the file; what waits comes behind */
	struct buffer waiting;
	void *map;
	size_t mapped;
};

int
store_open(struct store **out, const char *folder, struct error *e)
{
	struct buffer path = BUFFER_EMPTY;
	struct store *s = memory_zero(1, sizeof *s);

	buffer_add_format(&path, "%s/winnow-link-XXXXXX", folder);
	buffer_text(&path);
	s->fd = mkostemp(path.data, O_CLOEXEC);
	if (s->fd >= 0)
		unlink(path.data);
	else
		error_system(e, "a scratch file in %s (set TMPDIR to a folder with room)", folder);
	buffer_release(&path);
	*out = s;
	return s->fd < 0 ? -1 : 0;
}

void
store_close(struct store **s)
{
	if (!*s)
		return;
	if ((*s)->map)
		munmap((*s)->map, (*s)->mapped);
	if ((*s)->fd >= 0)
		close((*s)->fd);
	buffer_release(&(*s)->waiting);
	free(*s);
	*s = NULL;
}

static int
flush(struct store *s, struct error *e)
{
	size_t n = s->waiting.n;

	if (n == 0)
		return 0;
	if (write_whole(s->fd, s->waiting.data, n) < n)
		return error_system(e, "a scratch file (set TMPDIR to a folder with room)");
	s->written += n;
	buffer_clear(&s->waiting);
	return 0;
}

int
store_add(struct store *s, struct span text, uint64_t *offset, struct error *e)
{
	*offset = s->written + s->waiting.n;
	buffer_add(&s->waiting, text.p, text.n);
	return s->waiting.n >= WAITING_MAX ? flush(s, e) : 0;
}

int
store_read(struct store *s, uint64_t offset, size_t n, struct buffer *out, struct error *e)
{
	size_t got = 0;

	if (flush(s, e))
		return -1;
	while (got < n) {
		ssize_t r =
			pread(s->fd, buffer_reserve(out, n - got), n - got, (off_t)(offset + got));

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return error_system(e, "a scratch file");
		out->n += (size_t)r;
		got += (size_t)r;
	}
	return 0;
}

int
store_map(struct store *s, const unsigned char **out, struct error *e)
{
	*out = NULL;
	if (flush(s, e))
		return -1;
	if (!s->map && s->written > 0) {
		void *map = mmap(NULL, (size_t)s->written, PROT_READ, MAP_SHARED, s->fd, 0);

		if (map == MAP_FAILED)
			return error_system(e, "a scratch file");
		s->map = map;
		s->mapped = (size_t)s->written;
	}
	*out = s->map;
	return 0;
}

uint64_t
store_size(const struct store *s)
{
	return s->written + s->waiting.n;
}
