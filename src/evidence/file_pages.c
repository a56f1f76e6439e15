/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/file_pages.h"

#include <config.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

#define PAGE  ((size_t)4096)
#define PAGES 64

struct page {
	uint64_t number;
	size_t n; /* bytes there are; 0: empty */
	unsigned char bytes[PAGE];
};

struct file_pages {
	int fd;
	uint64_t size;
	struct page v[PAGES];
};

struct file_pages *
file_pages_new(int fd, uint64_t size)
{
	struct file_pages *p = memory_zero(1, sizeof *p);

	p->fd = fd;
	p->size = size;
	return p;
}

void
file_pages_free(struct file_pages **pages)
{
	free(*pages);
	*pages = NULL;
}

size_t
file_read(int fd, uint64_t offset, void *out, size_t n)
{
	size_t done = 0;

	while (done < n && offset <= (uint64_t)INT64_MAX - n) {
		ssize_t r = pread(fd, (char *)out + done, n - done, (off_t)(offset + done));

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			break;
		done += (size_t)r;
	}
	return done;
}

static const struct page *
page_of(struct file_pages *p, uint64_t number)
{
	struct page *page = &p->v[number % PAGES];

	if (page->n == 0 || page->number != number) {
		page->number = number;
		page->n = file_read(p->fd, number * PAGE, page->bytes, PAGE);
	}
	return page;
}

bool
file_pages_read(struct file_pages *pages, uint64_t offset, void *out, size_t n)
{
	if (offset > pages->size || pages->size - offset < n)
		return false;
	while (n) {
		const struct page *page = page_of(pages, offset / PAGE);
		size_t in = (size_t)(offset % PAGE), part = PAGE - in < n ? PAGE - in : n;

		if (in + part > page->n)
			return false;
		memcpy(out, page->bytes + in, part);
		out = (char *)out + part;
		offset += part;
		n -= part;
	}
	return true;
}
