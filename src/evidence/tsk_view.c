/* SPDX-License-Identifier: Apache-2.0 */
/* The image as libtsk sees it. */
#include <stdlib.h>
#include <tsk/libtsk.h>

#include "base/memory.h"
#include "evidence/image_state.h"

struct tsk_view {
	TSK_IMG_INFO info; /* first: libtsk hands it back to us */
	struct image *image;
};

static ssize_t
view_read(TSK_IMG_INFO *info, TSK_OFF_T offset, char *buf, size_t n)
{
	struct tsk_view *view = (struct tsk_view *)info;
	struct error e = {0};
	size_t got = 0;

	if (offset < 0 || image_read(view->image, (uint64_t)offset, buf, n, &got, &e))
		return -1;
	return (ssize_t)got;
}

static void
view_close(TSK_IMG_INFO *info)
{
	free(info);
}

static void
view_stat(TSK_IMG_INFO *info, FILE *out)
{
	(void)info;
	(void)out;
}

struct TSK_IMG_INFO *
tsk_view_new(struct image *image)
{
	struct tsk_view *view = memory_zero(1, sizeof *view);

	view->image = image;
	view->info.tag = TSK_IMG_INFO_TAG;
	return tsk_img_open_external(view, (TSK_OFF_T)image->reader->size,
				     image->reader->sector_size, view_read, view_close, view_stat);
}

struct image *
tsk_view_image(struct TSK_IMG_INFO *tsk)
{
	return ((struct tsk_view *)tsk)->image;
}

void
tsk_view_forget(struct TSK_IMG_INFO *tsk)
{
	for (size_t i = 0; i < TSK_IMG_INFO_CACHE_NUM; i++)
		tsk->cache_len[i] = 0;
}

void
tsk_view_free(struct TSK_IMG_INFO *tsk)
{
	if (tsk)
		tsk_img_close(tsk);
}
