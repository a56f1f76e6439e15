/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tsk/libtsk.h>

#include "base/memory.h"
#include "evidence/volume_list.h"

static const struct {
	TSK_VS_TYPE_ENUM type;
	const char *name;
} kinds[] = {
	{TSK_VS_TYPE_GPT, "gpt"}, {TSK_VS_TYPE_MAC, "mac"}, {TSK_VS_TYPE_BSD, "bsd"},
	{TSK_VS_TYPE_SUN, "sun"}, {TSK_VS_TYPE_DOS, "dos"},
};

static void
add_partition(struct table *t, const TSK_VS_INFO *vs, const TSK_VS_PART_INFO *part)
{
	struct partition *p;

	if (part->start > UINT64_MAX / 4 / vs->block_size ||
	    part->len > UINT64_MAX / 4 / vs->block_size || t->n >= VOLUMES_MAX)
		return;
	t->v = memory_resize_array(t->v, t->n + 1, sizeof *t->v);
	p = &t->v[t->n++];
	p->offset = vs->offset + part->start * vs->block_size;
	p->size = part->len * vs->block_size;
	snprintf(p->description, sizeof p->description, "%s", part->desc ? part->desc : "");
}

static int
by_offset(const void *a, const void *b)
{
	const struct partition *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->size < y->size ? -1 : x->size > y->size;
}

static bool
load(struct table *t, struct image *image, uint64_t offset, size_t kind)
{
	TSK_VS_INFO *vs = tsk_vs_open(image_tsk(image), (TSK_DADDR_T)offset, kinds[kind].type);
	bool sane = false;

	if (!vs) {
		tsk_error_reset();
		return false;
	}
	for (const TSK_VS_PART_INFO *p = vs->part_list; p; p = p->next)
		if (p->flags == TSK_VS_PART_FLAG_ALLOC)
			add_partition(t, vs, p);
	tsk_vs_close(vs);
	if (t->n)
		qsort(t->v, t->n, sizeof *t->v, by_offset);
	for (size_t i = 0; i < t->n && !sane; i++)
		sane = t->v[i].size && t->v[i].offset < image_size(image);
	t->name = kinds[kind].name;
	if (!sane)
		table_release(t);
	return sane;
}

void
table_read(struct table *t, struct image *image, struct volume_list *list)
{
	(void)list;
	*t = (struct table){0};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (load(t, image, 0, i))
			return;
}

void
table_release(struct table *t)
{
	free(t->v);
	*t = (struct table){0};
}
