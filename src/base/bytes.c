/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <assert.h>
#include <string.h>

size_t
bytes_read(struct bytes *b, uint64_t offset, void *out, size_t n)
{
	size_t done = 0;
	while (done < n) {
		uint64_t at;
		if (__builtin_add_overflow(offset, done, &at))
			break;
		size_t got;
		const unsigned char *p = bytes_view(b, at, n - done, &got);
		if (!p)
			break;
		memcpy((unsigned char *)out + done, p, got);
		done += got;
	}
	return done;
}

const unsigned char *
bytes_exact(struct bytes *b, uint64_t offset, size_t n)
{
	assert(n <= BYTES_WINDOW);
	size_t got;
	const unsigned char *p = bytes_view(b, offset, n, &got);
	return p && got >= n ? p : NULL;
}

static const unsigned char *
memory_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct bytes_memory *m = (struct bytes_memory *)self;
	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	uint64_t rest = self->size - offset;
	*got = want < rest ? want : (size_t)rest;
	return m->data + offset;
}

void
bytes_memory_init(struct bytes_memory *m, const void *data, size_t n)
{
	*m = (struct bytes_memory){{n, memory_view, 0}, data};
}

static const unsigned char *
slice_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct bytes_slice *s = (struct bytes_slice *)self;
	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	uint64_t rest = self->size - offset;
	uint64_t before = s->inner->unreadable;
	const unsigned char *p =
		bytes_view(s->inner, s->start + offset, want < rest ? want : (size_t)rest, got);
	self->unreadable += s->inner->unreadable - before;
	return p;
}

void
bytes_slice_init(struct bytes_slice *s, struct bytes *inner, uint64_t start, uint64_t size)
{
	uint64_t rest = start < inner->size ? inner->size - start : 0;
	*s = (struct bytes_slice){{size < rest ? size : rest, slice_view, 0}, inner, start};
}
