/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/wire.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "base/whole_io.h"

void
wire_add(struct buffer *out, enum wire_kind kind, uint64_t a, uint64_t b, struct span bytes)
{
	struct wire_head head = {(uint32_t)kind, (uint32_t)bytes.n, a, b};

	assert(bytes.n <= WIRE_SIZE_MAX);
	buffer_add(out, &head, sizeof head);
	buffer_add(out, bytes.p, bytes.n);
}

int
wire_take(const char *p, size_t n, size_t *at, struct wire_head *head, struct span *bytes)
{
	size_t left = n - *at;

	if (left < sizeof *head)
		return 0;
	memcpy(head, p + *at, sizeof *head);
	if (head->kind < WIRE_TASK || head->kind > WIRE_UNOPENED || head->size > WIRE_SIZE_MAX)
		return -1;
	if (left - sizeof *head < head->size)
		return 0;
	*bytes = (struct span){p + *at + sizeof *head, head->size};
	*at += sizeof *head + head->size;
	return 1;
}

int
wire_write(int fd, struct span bytes, struct error *e)
{
	if (write_whole(fd, bytes.p, bytes.n) < bytes.n)
		return error_system(e, "pipe between worker and parent");
	return 0;
}
