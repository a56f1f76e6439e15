/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of ours for containers other than EWF. The first byte says which: 0 QCOW2, 1 VDI, 2 DMG,
 * 3 one table of runs of a DMG, 4 ADC, 5 the tables of VHD or VMDK that tell what is not stored, 6
 * those of VHDX, from their first region on.
 */
#include <config.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/dmg.h"
#include "evidence/reader.h"
#include "evidence/sparse_map.h"

#define PLACES	     24
#define VHDX_REGIONS (192 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_places(struct reader *r)
{
	unsigned char buf[4096];
	struct reader_facts facts = {.segments = 1};
	struct buffer out = BUFFER_EMPTY;

	for (uint64_t i = 0; i < PLACES; i++) {
		uint64_t at = r->size / PLACES * i, left = r->size - at;

		r->kind->read(r, at, buf, left < sizeof buf ? (size_t)left : sizeof buf);
		if (r->hole)
			r->hole(r, at);
	}
	r->kind->read(r, r->size - 1, buf, 1);
	faults_text(&r->faults, 0, 0, UINT64_MAX, &out);
	r->kind->facts(r, &facts);
	r->kind->close(r);
	buffer_release(&facts.notes);
	buffer_release(&out);
}

static void
open_file(unsigned kind, const uint8_t *data, size_t size)
{
	static const char *const heads[] = {"QFI\xfb", "", ""};
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct reader *r = NULL;
	struct error e = {0};
	char path[64];
	int failed;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		return;
	if (pwrite(fd, heads[kind], strlen(heads[kind]), 0) < 0)
		return;
	failed = kind == 0   ? reader_open_qcow2(&r, fd, path, 0, &e)
		 : kind == 1 ? reader_open_vdi(&r, fd, path, &e)
			     : reader_open_dmg(&r, fd, path, &e);
	if (!failed)
		read_places(r);
}

static void
ask_for_holes(const uint8_t *data, size_t size, const char *head, off_t at)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct sparse_map *map = NULL;
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (fd >= 0 && pwrite(fd, head, strlen(head), 0) >= 0 &&
	    pwrite(fd, data, size, at) == (ssize_t)size)
		map = sparse_map_open(path);
	for (uint64_t where = 0; map && where < UINT64_MAX / 2; where = where * 2 + 511)
		sparse_map_hole(map, where);
	if (map)
		sparse_map_close(&map);
	close(fd);
}

static void
unpack_adc(const uint8_t *data, size_t size)
{
	unsigned char *out = memory_new(65536);

	dmg_unpack_adc(data, size, out, 65536);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dmg_runs runs = {0};

	if (size < 2)
		return 0;
	switch (data[0] % 7) {
	case 3:
		dmg_runs_add(&runs, data + 1, size - 1, 0);
		dmg_runs_release(&runs);
		break;
	case 4:
		unpack_adc(data + 1, size - 1);
		break;
	case 5:
		ask_for_holes(data + 1, size - 1, "", 0);
		break;
	case 6:
		ask_for_holes(data + 1, size - 1, "vhdxfile", VHDX_REGIONS);
		break;
	default:
		open_file(data[0] % 7, data + 1, size - 1);
	}
	return 0;
}
