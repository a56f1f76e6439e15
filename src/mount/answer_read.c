/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of files. Contents that were opened stay so for a while. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "mount/answer_parts.h"

#define LARGE ((size_t)128 << 10)

static void
forget(struct kept_content *kept)
{
	content_close(&kept->content);
	*kept = (struct kept_content){0};
}

static struct kept_content *
oldest(struct answer *a)
{
	struct kept_content *found = &a->contents[0];

	for (size_t i = 1; i < CONTENTS_MAX; i++)
		if (a->contents[i].used < found->used)
			found = &a->contents[i];
	return found;
}

/* The content of an entry or item; NULL and why. */
static struct bytes *
content_of(struct answer *a, uint32_t number, const struct node *node, struct error *e)
{
	struct kept_content *kept = NULL;

	for (size_t i = 0; i < CONTENTS_MAX && !kept; i++)
		if (a->contents[i].number == number)
			kept = &a->contents[i];
	if (!kept) {
		kept = oldest(a);
		forget(kept);
		if (answer_record(a, node, e) ||
		    content_open(&kept->content, a->config.image, &a->record, e))
			return NULL;
		kept->number = number;
	}
	kept->used = ++a->clock;
	return content_bytes(kept->content);
}

/* In one piece where that is there, else put together. */
static void
read_bytes(struct answer *a, struct bytes *bytes, uint64_t offset, size_t n, struct span *out)
{
	size_t got;

	out->p = (const char *)bytes_view(bytes, offset, n, &got);
	out->n = got;
	if (!out->p || got == n || got == bytes->size - offset)
		return;
	if (!a->copy)
		a->copy = memory_new(ANSWER_READ_MAX);
	memcpy(a->copy, out->p, got);
	out->p = (const char *)a->copy;
	out->n = got + bytes_read(bytes, offset + got, a->copy + got, n - got);
}

/*
 * What has to be unpacked is unpacked to where the kernel takes it from: a view would do so by way
 * of the chunks that are kept, which a copy of a disk has no use for.
 */
static bool
read_unpacked(struct answer *a, uint64_t offset, size_t n, struct span *out)
{
	struct error ignored = {0}; /* there are zeros for what cannot be read */
	size_t got;

	if (n < LARGE || strcmp(image_container(a->config.image), "ewf") != 0)
		return false;
	if (!a->copy)
		a->copy = memory_new(ANSWER_READ_MAX);
	if (image_read(a->config.image, offset, a->copy, n, &got, &ignored))
		return false;
	*out = (struct span){(const char *)a->copy, got};
	return true;
}

static struct bytes *
bytes_of(struct answer *a, uint32_t number, const struct node *node, uint64_t *offset, size_t *n,
	 struct error *e)
{
	const struct volume *volume;

	if (node->kind == NODE_ENTRY || node->kind == NODE_ITEM || node->kind == NODE_MEMBER)
		return content_of(a, number, node, e);
	if (node->kind == NODE_VOLUME) {
		if (answer_volumes(a, e) || node->volume >= a->volumes.n)
			return NULL;
		volume = &a->volumes.v[node->volume];
		if (*offset >= volume->size)
			*n = 0;
		else if (*n > volume->size - *offset)
			*n = (size_t)(volume->size - *offset);
		*offset += volume->offset;
	}
	return image_bytes(a->config.image);
}

int
answer_read(struct answer *a, uint64_t number, uint64_t offset, size_t n, struct span *out,
	    uint64_t *unreadable, struct error *e)
{
	const struct node *node = tree_node(a->config.tree, number);
	struct bytes *bytes;

	*out = (struct span){"", 0};
	*unreadable = 0;
	if (!node)
		return ESTALE;
	if (node->type == DT_DIR)
		return EISDIR;
	if (n > ANSWER_READ_MAX)
		n = ANSWER_READ_MAX;
	bytes = bytes_of(a, (uint32_t)number, node, &offset, &n, e);
	if (!bytes)
		return EIO;
	*unreadable = bytes->unreadable;
	if (n > 0 && offset < bytes->size &&
	    !(bytes == image_bytes(a->config.image) && read_unpacked(a, offset, n, out)))
		read_bytes(a, bytes, offset, n, out);
	*unreadable = bytes->unreadable - *unreadable;
	return 0;
}
