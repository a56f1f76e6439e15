/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Down the folders of a volume by the paths of system_sources alone, so that a disk of millions of
 * files costs as little as a small one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "evidence/system_round.h"
#include "evidence/walk_parts.h"
#include "record/json.h"
#include "system/system.h"

#define OPENED_MAX 8192u
#define NTFS_DATA  128u

struct search {
	struct walk *walk;
	struct system_tap *tap;
	struct buffer path, line;
	size_t root; /* bytes of the path that are before the system's own */
	unsigned opened;
};

/* The rows that still match on the way down; their next part begins at `at`. */
struct rows {
	uint8_t n;
	uint8_t row[SYSTEM_SOURCES_MAX];
	uint8_t at[SYSTEM_SOURCES_MAX];
};

static void
add_other(struct search *s, size_t row, const char *kind, TSK_INUM_T address, const char *target)
{
	struct buffer *b = &s->line;

	buffer_clear(b);
	buffer_add_byte(b, '{');
	json_member_text(b, "record", kind);
	json_member_text(b, "volume", s->walk->volume->name);
	json_key(b, "id");
	buffer_add_format(b, "\"%s/%" PRIuINUM "\"", s->walk->volume->name, address);
	json_member_span(b, "path", buffer_span(&s->path));
	if (target)
		json_member_text(b, "target", target);
	buffer_add_byte(b, '}');
	system_tap_add(s->tap, row, s->root, buffer_span(b));
}

static void
add_file(struct search *s, size_t row, TSK_INUM_T address)
{
	struct walk_item item = {address, 0, 0, buffer_text(&s->path), "allocated"};
	struct error ignored = {0};
	const TSK_FS_ATTR *data;

	if (TSK_FS_TYPE_ISNTFS(s->walk->fs->ftype)) {
		data = tsk_fs_file_attr_get_type(s->walk->handle, TSK_FS_ATTR_TYPE_NTFS_DATA, 0, 0);
		if (!data)
			return;
		item.type = NTFS_DATA;
		item.attr = data->id;
	}
	buffer_clear(&s->line);
	if (walk_one(s->walk, &item, &s->line, &ignored) == 0 && s->line.n)
		system_tap_add(s->tap, row, s->root, (struct span){s->line.data, s->line.n - 1});
}

/* A name where a row's path ends. */
static void
found(struct search *s, size_t row, TSK_INUM_T address)
{
	const struct system_source *source = &system_sources[row];
	const TSK_FS_META *meta;

	if (!walk_load(s->walk, address))
		return;
	meta = s->walk->handle->meta;
	if (source->what == SYSTEM_LINK && meta->type == TSK_FS_META_TYPE_LNK && meta->link)
		add_other(s, row, "link", address, meta->link);
	else if (source->what == SYSTEM_FOLDER && TSK_FS_IS_DIR_META(meta->type))
		add_other(s, row, "folder", address, NULL);
	else if (source->what == SYSTEM_FILE && meta->type == TSK_FS_META_TYPE_REG)
		add_file(s, row, address);
}

/* Rows that go on below this name; those that end with it are looked at. */
static void
narrow(struct search *s, const struct rows *rows, const TSK_FS_NAME *name, struct rows *left)
{
	size_t n = strlen(name->name);

	left->n = 0;
	for (uint8_t i = 0; i < rows->n; i++) {
		const char *part = system_sources[rows->row[i]].path + rows->at[i];
		size_t pn = strcspn(part, "/");

		if (!system_part_matches(part, pn, name->name, n))
			continue;
		if (!part[pn]) {
			found(s, rows->row[i], name->meta_addr);
			continue;
		}
		left->row[left->n] = rows->row[i];
		left->at[left->n++] = (uint8_t)(rows->at[i] + pn + 1);
	}
}

static bool
is_live(const TSK_FS_NAME *name)
{
	return name && name->name && name->flags & TSK_FS_NAME_FLAG_ALLOC &&
	       !TSK_FS_ISDOT(name->name);
}

/* Recursion ends with the parts of the longest path in the table. */
static void
look_in(struct search *s, TSK_INUM_T address, const struct rows *rows)
{
	const char *ignored; /* the walk proper says it */
	size_t path_n = s->path.n;
	struct rows left;
	TSK_FS_DIR *dir;

	if (s->opened++ >= OPENED_MAX)
		return;
	dir = walk_open_folder(s->walk, address, &ignored);
	for (size_t i = 0; dir && i < tsk_fs_dir_getsize(dir); i++) {
		const TSK_FS_NAME *name = tsk_fs_dir_get_name(dir, i);

		if (!is_live(name))
			continue;
		s->path.n = path_n;
		buffer_add_text(&s->path, name->name);
		narrow(s, rows, name, &left);
		buffer_add_byte(&s->path, '/');
		if (left.n)
			look_in(s, name->meta_addr, &left);
	}
	s->path.n = path_n;
	if (dir)
		tsk_fs_dir_close(dir);
	tsk_error_reset();
}

static void
look_from(struct search *s, TSK_INUM_T address, const char *root)
{
	struct rows all = {.n = 0};

	for (size_t i = 0; i < nsystem_sources; i++)
		all.row[all.n++] = (uint8_t)i;
	memset(all.at, 0, sizeof all.at);
	buffer_clear(&s->path);
	buffer_add_text(&s->path, root);
	s->root = s->path.n;
	look_in(s, address, &all);
}

/* An upgrade leaves the system that was there before in a folder of its own. */
static void
look_in_old(struct search *s)
{
	static const char old[] = "Windows.old";
	const char *ignored;
	TSK_FS_DIR *dir = walk_open_folder(s->walk, s->walk->fs->root_inum, &ignored);
	char root[300];

	for (size_t i = 0; dir && i < tsk_fs_dir_getsize(dir); i++) {
		const TSK_FS_NAME *name = tsk_fs_dir_get_name(dir, i);

		if (!is_live(name) || strncasecmp(name->name, old, sizeof old - 1) != 0 ||
		    strlen(name->name) > 250)
			continue;
		snprintf(root, sizeof root, "%s/", name->name);
		look_from(s, name->meta_addr, root);
	}
	if (dir)
		tsk_fs_dir_close(dir);
	tsk_error_reset();
}

int
walk_system(struct image *image, const struct volume *volume, const char *evidence,
	    const char *evidence_id, struct system_tap *tap, struct error *e)
{
	struct walk *w = walk_open(image, volume, evidence, evidence_id);
	struct search s = {.walk = w, .tap = tap};

	(void)e; /* what cannot be read of a file system is told by winnow-ls */
	if (walk_open_filesystem(w)) {
		look_from(&s, w->fs->root_inum, "");
		look_in_old(&s);
	}
	walk_close(&w);
	buffer_release(&s.path);
	buffer_release(&s.line);
	return 0;
}
