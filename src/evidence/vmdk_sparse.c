/* SPDX-License-Identifier: Apache-2.0 */
/* Sparse extents: a directory of tables of grains, each a sector number in the file. */
#include <config.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/vmdk.h"

#define SECTOR	      512
#define TABLES_MAX    8192 /* looked at: 16 MiB of them, for a disk of 256 GiB */
#define ENTRIES_MAX   512
#define FLAG_COMPRESS 0x10000u

struct sparse {
	int fd;
	uint64_t sectors; /* of the file */
	uint64_t grain, directory, ntables;
	uint32_t entries; /* a table */
};

static bool
read_header(struct sparse *s)
{
	unsigned char p[SECTOR];
	uint64_t capacity, covered;

	if (pread(s->fd, p, sizeof p, 0) != (ssize_t)sizeof p || memcmp(p, "KDMV", 4) != 0 ||
	    le32(p + 8) & FLAG_COMPRESS)
		return false;
	capacity = le64(p + 12);
	s->grain = le64(p + 20);
	s->entries = le32(p + 44);
	s->directory = le64(p + 56);
	if (s->grain == 0 || s->grain > 1u << 20 || s->entries == 0 || s->entries > ENTRIES_MAX)
		return false;
	covered = s->grain * s->entries;
	s->ntables = capacity / covered + (capacity % covered != 0);
	return true;
}

static bool
table_is_cut(const struct sparse *s, uint64_t at)
{
	unsigned char table[ENTRIES_MAX * 4];
	size_t n = (size_t)s->entries * 4;

	if (at >= s->sectors || pread(s->fd, table, n, (off_t)(at * SECTOR)) != (ssize_t)n)
		return true;
	for (size_t i = 0; i < n; i += 4) {
		uint64_t grain = le32(table + i);

		if (grain > 1 && grain + s->grain > s->sectors)
			return true;
	}
	return false;
}

static bool
directory_is_cut(const struct sparse *s)
{
	uint64_t n = s->ntables < TABLES_MAX ? s->ntables : TABLES_MAX;
	unsigned char *directory = memory_new((size_t)n * 4 + 1);
	bool cut = s->directory >= s->sectors ||
		   pread(s->fd, directory, (size_t)n * 4, (off_t)(s->directory * SECTOR)) !=
			   (ssize_t)(n * 4);

	for (uint64_t i = 0; i < n && !cut; i++)
		if (le32(directory + i * 4))
			cut = table_is_cut(s, le32(directory + i * 4));
	free(directory);
	return cut;
}

bool
vmdk_extent_is_cut(const char *path)
{
	struct sparse s = {.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
	bool cut = false;
	struct stat st;

	if (s.fd < 0)
		return false;
	if (fstat(s.fd, &st) == 0 && S_ISREG(st.st_mode)) {
		s.sectors = ((uint64_t)st.st_size + SECTOR - 1) / SECTOR;
		cut = read_header(&s) && directory_is_cut(&s);
	}
	close(s.fd);
	return cut;
}
