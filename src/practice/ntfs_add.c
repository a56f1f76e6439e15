/* SPDX-License-Identifier: Apache-2.0 */
/* Folders, files and alternate streams of an NTFS volume. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "practice/ntfs.h"
#include "practice/utf16.h"

#define NOT_FOUND ((u64)-1)

static struct ntfs_name
name_of(const char *p, size_t n)
{
	struct ntfs_name name;
	uint16_t units[NTFS_NAME_UNITS_MAX];

	name.n = utf16_from_utf8(p, n, units, NTFS_NAME_UNITS_MAX);
	for (size_t i = 0; i < name.n; i++)
		name.units[i] = cpu_to_le16(units[i]);
	return name;
}

static MFT_REF
reference_of(const ntfs_inode *inode)
{
	return MK_MREF(inode->mft_no, le16_to_cpu(inode->mrec->sequence_number));
}

/* A new file or folder in dir, which stays open; *out is open. */
static int
create(ntfs_inode *dir, const struct ntfs_name *name, mode_t mode, ntfs_inode **out,
       struct error *e)
{
	if (ntfs_inode_lookup_by_name(dir, name->units, (int)name->n) != NOT_FOUND)
		return error_set(e, ERROR_INPUT, "a file or folder of that name is there already");
	*out = ntfs_create(dir, const_cpu_to_le32(0), name->units, (u8)name->n, mode);
	return *out ? 0 : ntfs_failed("make a file or folder", e);
}

static int
make_folder(struct fs *fs, ntfs_inode *dir, const struct ntfs_name *name, const struct times *times,
	    MFT_REF *out, struct error *e)
{
	ntfs_inode *inode;

	if (create(dir, name, S_IFDIR, &inode, e))
		return -1;
	*out = reference_of(inode);
	ntfs_note_folder(fs, *out, times);
	return ntfs_close_dated(&inode, dir, times, e);
}

/* The folder `name` of dir, made where it is missing; dir is closed, the folder open. */
static int
descend(struct fs *fs, ntfs_inode **dir, const struct ntfs_name *name, const struct times *times,
	struct error *e)
{
	u64 found = ntfs_inode_lookup_by_name(*dir, name->units, (int)name->n);
	MFT_REF reference = found;
	int status = 0;

	if (found == NOT_FOUND)
		status = make_folder(fs, *dir, name, times, &reference, e);
	if (ntfs_inode_close(*dir) && !status)
		status = ntfs_failed("write a folder's record", e);
	*dir = status ? NULL : ntfs_inode_open(fs->volume, reference);
	if (!status && !*dir)
		status = ntfs_failed("open a folder", e);
	if (!status && !((*dir)->mrec->flags & MFT_RECORD_IS_DIRECTORY))
		status = error_set(e, ERROR_INPUT, "a part of the path is a file, not a folder");
	return status;
}

/*
 * The open folder that a path lies in; *name is the path's last part. The caller closes
 * *dir if set.
 */
static int
dir_of(struct fs *fs, const char *path, const struct times *times, ntfs_inode **dir,
       struct ntfs_name *name, struct error *e)
{
	const char *slash;

	*dir = ntfs_inode_open(fs->volume, FILE_root);
	if (!*dir)
		return ntfs_failed("open the root", e);
	for (; (slash = strchr(path, '/')); path = slash + 1) {
		*name = name_of(path, (size_t)(slash - path));
		if (descend(fs, dir, name, times, e))
			return -1;
	}
	*name = name_of(path, strlen(path));
	return 0;
}

static void
remember(struct fs *fs, const struct ntfs_file *file)
{
	if (fs->nfiles == fs->cap) {
		fs->cap = fs->cap ? fs->cap * 2 : 16;
		fs->files = memory_resize_array(fs->files, fs->cap, sizeof *fs->files);
	}
	fs->files[fs->nfiles++] = *file;
}

static int
list_runs(const struct fs *fs, ntfs_attr *data, struct planted *out, struct error *e)
{
	uint64_t cluster = fs->volume->cluster_size, size = (uint64_t)data->data_size;

	if (!NAttrNonResident(data)) {
		out->resident = size > 0;
		return 0;
	}
	if (ntfs_attr_map_whole_runlist(data))
		return ntfs_failed("list a file's clusters", e);
	for (const runlist_element *r = data->rl; r->length; r++) {
		uint64_t at = (uint64_t)r->vcn * cluster, n = (uint64_t)r->length * cluster;

		if (r->lcn >= 0 && at < size)
			planted_run_add(out, at, (uint64_t)r->lcn * cluster,
					n < size - at ? n : size - at);
	}
	return 0;
}

static int
write_attribute(ntfs_attr *data, struct span bytes, struct error *e)
{
	for (size_t at = 0; at < bytes.n;) {
		s64 wrote = ntfs_attr_pwrite(data, (s64)at, (s64)(bytes.n - at), bytes.p + at);

		if (wrote <= 0)
			return ntfs_failed("write a file", e);
		at += (size_t)wrote;
	}
	return 0;
}

/* "MFT record-128-attribute", as The Sleuth Kit has it. */
static int
describe(ntfs_inode *inode, const struct ntfs_name *stream, struct planted *out, struct error *e)
{
	ntfs_attr_search_ctx *search = ntfs_attr_get_search_ctx(inode, NULL);
	int status = 0;

	if (!search)
		return ntfs_failed("look at a file", e);
	if (ntfs_attr_lookup(AT_DATA, stream->n ? (ntfschar *)(uintptr_t)stream->units : AT_UNNAMED,
			     (u32)stream->n, CASE_SENSITIVE, 0, NULL, 0, search))
		status = ntfs_failed("find a file's data", e);
	else
		snprintf(out->id, sizeof out->id, "%llu-%u-%u", (unsigned long long)inode->mft_no,
			 le32_to_cpu(AT_DATA), le16_to_cpu(search->attr->instance));
	ntfs_attr_put_search_ctx(search);
	return status;
}

static int
fill_data(struct fs *fs, ntfs_inode *inode, struct ntfs_name *stream, struct span bytes,
	  const struct layout *layout, struct planted *out, struct error *e)
{
	ntfs_attr *data;
	int status;

	if (stream->n && ntfs_attr_add(inode, AT_DATA, stream->units, (u8)stream->n, NULL, 0))
		return ntfs_failed("make a stream", e);
	data = ntfs_attr_open(inode, AT_DATA, stream->n ? stream->units : AT_UNNAMED,
			      (u32)stream->n);
	if (!data)
		return ntfs_failed("open a file's data", e);
	status = layout->n ? ntfs_place(fs, data, layout, e) : 0;
	if (!status)
		status = write_attribute(data, bytes, e);
	if (!status && layout->n && ntfs_attr_truncate(data, (s64)bytes.n))
		status = ntfs_failed("cut a file to its size", e);
	if (!status)
		status = list_runs(fs, data, out, e);
	ntfs_attr_close(data);
	return status ? -1 : describe(inode, stream, out, e);
}

static void
set_times(const struct times *t, struct planted *out)
{
	moment_text(&t->modified, out->mtime);
	moment_text(&t->accessed, out->atime);
	moment_text(&t->changed, out->ctime);
	moment_text(&t->created, out->crtime);
}

static int
add_file(struct fs *fs, ntfs_inode *dir, struct ntfs_file *file, struct span bytes,
	 const struct layout *layout, struct planted *out, struct error *e)
{
	struct ntfs_name unnamed = {.n = 0};
	struct times times;
	ntfs_inode *inode;
	int status;

	if (create(dir, &file->name, S_IFREG, &inode, e))
		return -1;
	file->reference = reference_of(inode);
	file->dir = reference_of(dir);
	remember(fs, file);
	times = plant_times(file->plant, fs->recipe);
	status = fill_data(fs, inode, &unnamed, bytes, layout, out, e);
	/* So that what is planned next does not fill the gaps between these pieces. */
	if (layout->n && !file->plant->at_set)
		fs->go_on = layout->end / fs->volume->cluster_size;
	return ntfs_close_dated(&inode, dir, &times, e) || status ? -1 : 0;
}

static int
add_named(struct fs *fs, const struct plant *plant, struct span bytes, const struct layout *layout,
	  struct planted *out, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct ntfs_file file = {.plant = plant};
	ntfs_inode *dir;
	MFT_REF made;
	int status = dir_of(fs, plant->path, &times, &dir, &file.name, e);

	if (!status && plant->kind == PLANT_DIR)
		status = make_folder(fs, dir, &file.name, &times, &made, e);
	else if (!status)
		status = add_file(fs, dir, &file, bytes, layout, out, e);
	if (dir && ntfs_inode_close(dir) && !status)
		status = ntfs_failed("write a folder's record", e);
	set_times(&times, out);
	return status;
}

/* The file that a stream hangs on: planted above, by the same path. */
static const struct ntfs_file *
host_of(const struct fs *fs, const struct plant *plant)
{
	for (size_t i = 0; i < fs->nfiles; i++)
		if (!strcmp(fs->files[i].plant->path, plant->path))
			return &fs->files[i];
	return NULL;
}

static int
add_stream(struct fs *fs, const struct plant *plant, struct span bytes, struct planted *out,
	   struct error *e)
{
	struct ntfs_name stream = name_of(plant->stream, strlen(plant->stream));
	const struct layout anywhere = {.n = 0};
	const struct ntfs_file *host = host_of(fs, plant);
	ntfs_inode *inode;
	struct times times;
	int status;

	if (!host)
		return error_set(e, ERROR_INPUT, "only files can have a stream here, not folders");
	if (!(inode = ntfs_inode_open(fs->volume, host->reference)))
		return ntfs_failed("open a file", e);
	times = plant_times(host->plant, fs->recipe);
	status = fill_data(fs, inode, &stream, bytes, &anywhere, out, e);
	set_times(&times, out);
	return ntfs_close_dated(&inode, NULL, &times, e) || status ? -1 : 0;
}

int
ntfs_add(struct fs *fs, const struct plant *plant, struct span data, const struct layout *layout,
	 struct planted *out, struct error *e)
{
	return plant->kind == PLANT_STREAM ? add_stream(fs, plant, data, out, e)
					   : add_named(fs, plant, data, layout, out, e);
}

int
ntfs_folders(struct fs *fs, const struct plant *plant, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct ntfs_name name;
	ntfs_inode *dir;
	int status = dir_of(fs, plant->path, &times, &dir, &name, e);

	if (dir && ntfs_inode_close(dir) && !status)
		status = ntfs_failed("write a folder's record", e);
	return status;
}
