/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/sparse_map.h"

#include <config.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/file_pages.h"

#define SECTOR	    512u
#define HOLE_BLOCKS 65536u /* looked at for one question */
#define BLOCK_MOST  ((uint64_t)256 << 20)

struct sparse_map {
	int fd;
	struct file_pages *pages;
	uint64_t block;	 /* bytes */
	uint64_t blocks; /* that the tables tell of */
	uint64_t table;	 /* where it stands; VMDK: the directory of tables */
	uint64_t every;	 /* VHDX: blocks between two entries of another kind; VMDK: of a table */
	bool (*is_zeros)(struct sparse_map *map, uint64_t block);
};

/* ---- VHD ---- */

#define VHD_DYNAMIC 3u
#define VHD_NONE    0xffffffffu

static bool
vhd_is_zeros(struct sparse_map *map, uint64_t block)
{
	unsigned char p[4];

	return file_pages_read(map->pages, map->table + block * 4, p, sizeof p) &&
	       be32(p) == VHD_NONE;
}

static bool
open_vhd(struct sparse_map *map)
{
	unsigned char p[SECTOR];

	if (file_read(map->fd, 0, p, sizeof p) != sizeof p || memcmp(p, "conectix", 8) != 0 ||
	    be32(p + 60) != VHD_DYNAMIC || file_read(map->fd, be64(p + 16), p, 64) != 64 ||
	    memcmp(p, "cxsparse", 8) != 0)
		return false;
	map->table = be64(p + 16);
	map->blocks = be32(p + 28);
	map->block = be32(p + 32);
	map->is_zeros = vhd_is_zeros;
	return true;
}

/* ---- VHDX ---- */

#define VHDX_REGIONS	 ((uint64_t)192 << 10)
#define VHDX_REGIONS_MAX 2047u
#define VHDX_ITEMS_MAX	 2047u
#define VHDX_HAS_PARENT	 2u
#define VHDX_NOT_PRESENT 0u
#define VHDX_ZERO	 2u

static const unsigned char vhdx_bat[] = {0x66, 0x77, 0xc2, 0x2d, 0x23, 0xf6, 0x00, 0x42,
					 0x9d, 0x64, 0x11, 0x5e, 0x9b, 0xfd, 0x4a, 0x08};
static const unsigned char vhdx_metadata[] = {0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
					      0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e};
static const unsigned char vhdx_parameters[] = {0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d,
						0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b};
static const unsigned char vhdx_sector[] = {0x1d, 0xbf, 0x41, 0x81, 0x6f, 0xa9, 0x09, 0x47,
					    0xba, 0x47, 0xf2, 0x33, 0xa8, 0xfa, 0xab, 0x5f};

static bool
vhdx_is_zeros(struct sparse_map *map, uint64_t block)
{
	unsigned char p[8];
	uint64_t state;

	if (!file_pages_read(map->pages, map->table + (block + block / map->every) * 8, p,
			     sizeof p))
		return false;
	state = le64(p) & 7;
	return state == VHDX_NOT_PRESENT || state == VHDX_ZERO;
}

/* Of n entries of 32 bytes from `at` on, each beginning with an identifier, the one wanted. */
static bool
find_entry(struct sparse_map *map, uint64_t at, unsigned n, const unsigned char *wanted,
	   unsigned char entry[32])
{
	for (unsigned i = 0; i < n; i++, at += 32)
		if (!file_pages_read(map->pages, at, entry, 32))
			return false;
		else if (memcmp(entry, wanted, 16) == 0)
			return true;
	return false;
}

static bool
vhdx_item(struct sparse_map *map, uint64_t metadata, unsigned n, const unsigned char *wanted,
	  unsigned char value[8])
{
	unsigned char entry[32];

	memset(value, 0, 8);
	return find_entry(map, metadata + 32, n, wanted, entry) &&
	       file_pages_read(map->pages, metadata + le32(entry + 16), value,
			       le32(entry + 20) < 8 ? 4 : 8);
}

static bool
open_vhdx(struct sparse_map *map)
{
	unsigned char p[32], value[8];
	uint64_t metadata, sector;
	unsigned n;

	if (file_read(map->fd, 0, p, 8) != 8 || memcmp(p, "vhdxfile", 8) != 0 ||
	    !file_pages_read(map->pages, VHDX_REGIONS, p, 16) || memcmp(p, "regi", 4) != 0)
		return false;
	n = le32(p + 8) < VHDX_REGIONS_MAX ? le32(p + 8) : VHDX_REGIONS_MAX;
	if (!find_entry(map, VHDX_REGIONS + 16, n, vhdx_bat, p))
		return false;
	map->table = le64(p + 16);
	map->blocks = le32(p + 24) / 8;
	if (!find_entry(map, VHDX_REGIONS + 16, n, vhdx_metadata, p))
		return false;
	metadata = le64(p + 16);
	if (!file_pages_read(map->pages, metadata, p, 32) || memcmp(p, "metadata", 8) != 0)
		return false;
	n = le16(p + 10) < VHDX_ITEMS_MAX ? le16(p + 10) : VHDX_ITEMS_MAX;
	if (!vhdx_item(map, metadata, n, vhdx_sector, value))
		return false;
	sector = le32(value);
	if (!vhdx_item(map, metadata, n, vhdx_parameters, value) ||
	    le32(value + 4) & VHDX_HAS_PARENT)
		return false;
	map->block = le32(value);
	map->every = map->block ? (sector << 23) / map->block : 0;
	if (map->every == 0)
		return false;
	map->blocks -= map->blocks / (map->every + 1);
	map->is_zeros = vhdx_is_zeros;
	return true;
}

/* ---- VMDK ---- */

#define VMDK_AT_END UINT64_MAX

static bool
vmdk_is_zeros(struct sparse_map *map, uint64_t block)
{
	unsigned char p[4];

	if (!file_pages_read(map->pages, map->table + block / map->every * 4, p, sizeof p))
		return false;
	if (le32(p) == 0)
		return true;
	return file_pages_read(map->pages, (uint64_t)le32(p) * SECTOR + block % map->every * 4, p,
			       sizeof p) &&
	       le32(p) <= 1;
}

static bool
open_vmdk(struct sparse_map *map)
{
	unsigned char p[SECTOR];
	uint64_t directory, capacity, grain;

	if (file_read(map->fd, 0, p, sizeof p) != sizeof p || memcmp(p, "KDMV", 4) != 0)
		return false;
	capacity = le64(p + 12);
	grain = le64(p + 20);
	directory = le64(p + 56);
	map->every = le32(p + 44);
	if (directory == VMDK_AT_END || directory > INT64_MAX / SECTOR || map->every == 0 ||
	    grain == 0 || grain > BLOCK_MOST / SECTOR)
		return false;
	map->table = directory * SECTOR;
	map->block = grain * SECTOR;
	map->blocks = capacity / grain;
	map->is_zeros = vmdk_is_zeros;
	return true;
}

/* ---- All of them ---- */

struct sparse_map *
sparse_map_open(const char *path)
{
	struct sparse_map *map = memory_zero(1, sizeof *map);
	struct stat st;
	bool good;

	map->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	good = map->fd >= 0 && fstat(map->fd, &st) == 0 && S_ISREG(st.st_mode);
	if (good)
		map->pages = file_pages_new(map->fd, (uint64_t)st.st_size);
	good = good && (open_vhd(map) || open_vhdx(map) || open_vmdk(map)) && map->block > 0 &&
	       map->block <= BLOCK_MOST && map->blocks <= INT64_MAX / map->block;
	if (!good)
		sparse_map_close(&map);
	return map;
}

void
sparse_map_close(struct sparse_map **map)
{
	struct sparse_map *x = *map;

	*map = NULL;
	if (!x)
		return;
	file_pages_free(&x->pages);
	if (x->fd >= 0)
		close(x->fd);
	free(x);
}

uint64_t
sparse_map_hole(struct sparse_map *map, uint64_t offset)
{
	uint64_t first = offset / map->block, block = first;

	while (block < map->blocks && block - first < HOLE_BLOCKS && map->is_zeros(map, block))
		block++;
	return block > first ? block * map->block - offset : 0;
}
