/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files by the million, for trying speed: each folder is written and forgotten before the next one,
 * so that memory does not grow with their number.
 */
#include <stdio.h>

#include "practice/exfat.h"

/* One file's clusters; its bytes, or as many zeros, which take no room. */
static int
add_bytes(struct fs *fs, struct span data, bool written, uint32_t *first, struct error *e)
{
	uint32_t count = (uint32_t)((data.n + fs->cluster - 1) / fs->cluster);

	*first = count ? exfat_find_run(fs, fs->next, count) : 0;
	if (count && !*first)
		return error_set(e, ERROR_INPUT, "the volume is full");
	for (uint32_t i = 0; i < count; i++)
		exfat_mark(fs, *first + i, true);
	if (!count)
		return 0;
	fs->next = *first + count;
	return written ? region_write(&fs->region, exfat_offset(fs, *first), data.p, data.n, e) : 0;
}

static int
add_file(struct fs *fs, const struct plant *plant, struct span data, struct exfat_dir *dir,
	 unsigned number, struct error *e)
{
	struct exfat_stream stream = {EXFAT_ATTR_ARCHIVE, EXFAT_ALLOCATED, 0, data.n};
	struct times times = plant_times(plant, fs->recipe);
	struct buffer entries = BUFFER_EMPTY;
	char name[16];
	size_t at;
	int status;

	if (add_bytes(fs, data, number % plant->written == 0, &stream.cluster, e))
		return -1;
	stream.flags |= data.n ? EXFAT_NO_CHAIN : 0;
	snprintf(name, sizeof name, "%08u.dat", number);
	exfat_entries(name, &times, &stream, &entries);
	status = exfat_dir_append(fs, dir, &entries, &at, e);
	buffer_release(&entries);
	return status;
}

static int
add_folder(struct fs *fs, const struct plant *plant, struct span data, struct exfat_dir *parent,
	   unsigned first, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct exfat_dir *dir;
	char name[16];
	int n = snprintf(name, sizeof name, "%05u", first / plant->each);

	if (exfat_dir_make(fs, parent, name, (size_t)n, &times, &dir, e))
		return -1;
	for (unsigned i = first; i < plant->count && i - first < plant->each; i++)
		if (add_file(fs, plant, data, dir, i, e))
			return -1;
	if (exfat_write_dir(fs, dir, e))
		return -1;
	buffer_release(&dir->entries);
	return 0;
}

int
exfat_many(struct fs *fs, const struct plant *plant, struct span data, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct exfat_dir *parent, *dir;
	const char *name;

	if (exfat_dir_of(fs, plant->path, &times, &parent, &name, e))
		return -1;
	if (exfat_dir_find(fs, parent, name, strlen(name)))
		return error_set(e, ERROR_INPUT, "'%s' is there already", name);
	if (exfat_dir_make(fs, parent, name, strlen(name), &times, &dir, e))
		return -1;
	for (unsigned first = 0; first < plant->count; first += plant->each)
		if (add_folder(fs, plant, data, dir, first, e))
			return -1;
	return 0;
}
