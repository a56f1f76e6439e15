/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_view.h"

#include <stdlib.h>
#include <string.h>
#include <tsk/libtsk.h>

#include "base/memory.h"

#define PRETENDED_SIZE ((TSK_OFF_T)1 << 62)

struct opened {
	TSK_IMG_INFO info; /* first: libtsk hands it back to us */
	struct image *image;
	struct table_view view;
};

/* The part of [start, end) that falls into [offset, offset + n); false: none. */
static bool
meet(uint64_t *start, uint64_t *end, uint64_t offset, size_t n)
{
	*start = *start > offset ? *start : offset;
	*end = *end < offset + n ? *end : offset + n;
	return *start < *end;
}

static void
show_sector(struct opened *x, uint64_t offset, char *buf, size_t n)
{
	uint64_t start = x->view.shown_at, end = start + x->view.sector_size;
	struct error ignored = {0};
	size_t got;

	if (x->view.taken_from == 0 || !meet(&start, &end, offset, n))
		return;
	image_read(x->image, x->view.taken_from + (start - x->view.shown_at),
		   buf + (start - offset), (size_t)(end - start), &got, &ignored);
}

static void
show_protection(struct opened *x, uint64_t offset, char *buf, size_t n)
{
	static const unsigned char entry[16] = {0, 0, 2, 0, 0xee, 0xff, 0xff, 0xff,
						1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};
	unsigned char sector[512] = {[510] = 0x55, [511] = 0xaa};
	uint64_t start = 0, end = sizeof sector;

	if (!x->view.protect || !meet(&start, &end, offset, n))
		return;
	memcpy(sector + 446, entry, sizeof entry);
	memcpy(buf + (start - offset), sector + start, (size_t)(end - start));
}

static ssize_t
opened_read(TSK_IMG_INFO *info, TSK_OFF_T offset, char *buf, size_t n)
{
	struct opened *x = (struct opened *)info;
	struct error ignored = {0};
	size_t got = 0;

	if (offset < 0 || image_read(x->image, (uint64_t)offset, buf, n, &got, &ignored))
		return -1;
	memset(buf + got, 0, n - got);
	show_sector(x, (uint64_t)offset, buf, n);
	show_protection(x, (uint64_t)offset, buf, n);
	return (ssize_t)n;
}

static void
opened_close(TSK_IMG_INFO *info)
{
	free(info);
}

static void
opened_stat(TSK_IMG_INFO *info, FILE *out)
{
	(void)info;
	(void)out;
}

struct TSK_IMG_INFO *
table_view_open(struct image *image, const struct table_view *view)
{
	struct opened *x = memory_zero(1, sizeof *x);

	x->image = image;
	x->view = *view;
	x->info.tag = TSK_IMG_INFO_TAG;
	return tsk_img_open_external(x, PRETENDED_SIZE, view->sector_size, opened_read,
				     opened_close, opened_stat);
}
