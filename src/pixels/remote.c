/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels/remote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/memory.h"

#define PAGE ((size_t)PIXELS_PAYLOAD_MAX)

int
remote_receive(int fd, struct pixels_head *head, unsigned char *payload, size_t most)
{
	struct iovec parts[] = {{head, sizeof *head}, {payload, most}};
	ssize_t r;

	do {
		r = readv(fd, parts, 2);
	} while (r < 0 && errno == EINTR);
	if (r == 0)
		return 0;
	return r >= (ssize_t)sizeof *head && head->size == (size_t)r - sizeof *head ? 1 : -1;
}

int
remote_send(int fd, struct pixels_head head, const void *payload, size_t n)
{
	struct iovec parts[] = {{&head, sizeof head}, {(void *)payload, n}};
	ssize_t r;

	head.size = (uint32_t)n;
	do {
		r = writev(fd, parts, n ? 2 : 1);
	} while (r < 0 && errno == EINTR);
	return r == (ssize_t)(sizeof head + n) ? 0 : -1;
}

/* ---- Pages ---- */

static bool
fetch(struct remote *r, struct remote_page *page, uint64_t start)
{
	struct pixels_head head = {PIXELS_READ, 0, start, PAGE, 0};

	if (!page->bytes)
		page->bytes = memory_new(PAGE);
	page->n = 0;
	if (remote_send(r->fd, head, NULL, 0) ||
	    remote_receive(r->fd, &head, page->bytes, PAGE) <= 0 || head.kind != PIXELS_BYTES) {
		r->broken = true;
		return false;
	}
	page->start = start;
	page->n = head.size;
	return page->n > 0;
}

/* The page of a byte: in hand, or in place of the one not used for longest. NULL: not to be had. */
static struct remote_page *
page_of(struct remote *r, uint64_t offset)
{
	uint64_t start = offset - offset % PAGE;
	struct remote_page *oldest = &r->page[0];

	if (r->broken)
		return NULL;
	for (size_t i = 0; i < REMOTE_PAGES; i++) {
		struct remote_page *page = &r->page[i];

		if (page->n && page->start == start) {
			page->used = ++r->clock;
			return page;
		}
		if (page->used < oldest->used)
			oldest = page;
	}
	oldest->used = ++r->clock;
	return fetch(r, oldest, start) ? oldest : NULL;
}

static const unsigned char *
stitch(struct remote *r, uint64_t offset, size_t want, size_t *got)
{
	if (!r->seam)
		r->seam = memory_new(BYTES_WINDOW);
	*got = 0;
	while (*got < want) {
		struct remote_page *page = page_of(r, offset + *got);
		size_t skip = (size_t)((offset + *got) % PAGE), part;

		if (!page || skip >= page->n)
			break;
		part = page->n - skip < want - *got ? page->n - skip : want - *got;
		memcpy(r->seam + *got, page->bytes + skip, part);
		*got += part;
	}
	return *got ? r->seam : NULL;
}

static const unsigned char *
remote_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct remote *r = (struct remote *)self;
	struct remote_page *page;
	size_t skip = (size_t)(offset % PAGE);

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	if (want > self->size - offset)
		want = (size_t)(self->size - offset);
	page = page_of(r, offset);
	if (!page || skip >= page->n)
		return NULL;
	*got = page->n - skip;
	if (*got >= want || *got >= BYTES_WINDOW) {
		*got = *got < want ? *got : want;
		return page->bytes + skip;
	}
	return stitch(r, offset, want < BYTES_WINDOW ? want : BYTES_WINDOW, got);
}

void
remote_init(struct remote *r, int fd)
{
	*r = (struct remote){.bytes = {0, remote_view, 0}, .fd = fd};
}

void
remote_item(struct remote *r, uint64_t size)
{
	r->bytes.size = size;
	r->bytes.unreadable = 0;
	for (size_t i = 0; i < REMOTE_PAGES; i++)
		r->page[i].n = 0;
}

void
remote_release(struct remote *r)
{
	for (size_t i = 0; i < REMOTE_PAGES; i++)
		free(r->page[i].bytes);
	free(r->seam);
}
