/* SPDX-License-Identifier: Apache-2.0 */
/* The record of one item, asked for by its address. */
#include <inttypes.h>

#include "evidence/walk_parts.h"

static int
take_line(void *ctx, struct span line, struct error *e)
{
	(void)e;
	buffer_add(ctx, line.p, line.n);
	return 0;
}

/* NULL is right for an NTFS file without data. */
static const TSK_FS_ATTR *
attribute_of(struct walk *w, const struct walk_item *item)
{
	if (item->type != 0)
		return tsk_fs_file_attr_get_type(w->handle, (TSK_FS_ATTR_TYPE_ENUM)item->type,
						 (uint16_t)item->attr, 1);
	return TSK_FS_TYPE_ISNTFS(w->fs->ftype) ? NULL : walk_content_attribute(w);
}

int
walk_one(struct walk *w, const struct walk_item *item, struct buffer *line, struct error *e)
{
	const struct walk_sink sink = {take_line, line};
	const TSK_FS_ATTR *attr;
	int status;

	if (!walk_open_filesystem(w) || !walk_load(w, item->address))
		return error_set(e, ERROR_INPUT, "%s/%" PRIu64 " cannot be read: %s",
				 w->volume->name, item->address, filesystem_tsk_error());
	attr = attribute_of(w, item);
	if (item->type != 0 && !attr)
		return error_set(e, ERROR_INPUT, "%s/%" PRIu64 " has no attribute %u-%u",
				 w->volume->name, item->address, item->type, item->attr);
	buffer_clear(&w->path);
	buffer_add_text(&w->path, item->path);
	w->sink = &sink;
	status = walk_emit_file(w, attr, NULL, item->origin, e);
	w->sink = NULL;
	tsk_error_reset();
	return status;
}
