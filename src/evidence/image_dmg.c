/* SPDX-License-Identifier: Apache-2.0 */
/* DMG (UDIF): a trailer, a property list with tables of runs, and the runs themselves (dmg.h). */
#include <config.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/dmg.h"
#include "evidence/file_pages.h"
#include "evidence/reader.h"

#define TRAILER	  512
#define XML_MAX	  ((uint64_t)64 << 20)
#define CACHE_MAX ((size_t)16 << 20)
#define SLOTS	  16
#define NONE	  SIZE_MAX

struct slot {
	size_t run; /* NONE: empty */
	bool bad;
	unsigned char *bytes;
};

struct dmg {
	struct reader reader;
	int fd;
	struct dmg_runs runs;
	struct slot slots[SLOTS];
	size_t nslots;
	uint64_t stored_max, size_max; /* of packed runs */
	unsigned char *stored;
};

/* ---- Reading ---- */

/* The run that holds an offset, or the next one; n: none. */
static size_t
run_at(const struct dmg_runs *runs, uint64_t offset)
{
	size_t low = 0, high = runs->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (runs->v[middle].start + runs->v[middle].size <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct slot *
unpacked(struct dmg *d, size_t i)
{
	const struct dmg_run *run = &d->runs.v[i];
	struct slot *slot = &d->slots[i % d->nslots];

	if (slot->run == i)
		return slot;
	if (!slot->bytes)
		slot->bytes = memory_new((size_t)d->size_max);
	slot->run = i;
	slot->bad = file_read(d->fd, run->offset, d->stored, (size_t)run->stored) != run->stored ||
		    !dmg_unpack(run->type, d->stored, (size_t)run->stored, slot->bytes,
				(size_t)run->size);
	return slot;
}

static void
read_run(struct dmg *d, size_t i, uint64_t offset, unsigned char *buf, size_t n)
{
	const struct dmg_run *run = &d->runs.v[i];
	uint64_t in = offset - run->start;
	const struct slot *slot;
	size_t got = 0;

	if (run->type == DMG_ZERO || run->type == DMG_IGNORE) {
		memset(buf, 0, n);
		return;
	}
	if (run->type == DMG_RAW) {
		uint64_t left = in < run->stored ? run->stored - in : 0;

		got = file_read(d->fd, run->offset + in, buf, left < n ? (size_t)left : n);
	} else {
		slot = unpacked(d, i);
		if (!slot->bad) {
			memcpy(buf, slot->bytes + in, n);
			got = n;
		}
	}
	memset(buf + got, 0, n - got);
	faults_add(&d->reader.faults, offset + got, n - got);
}

static void
dmg_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct dmg *d = (struct dmg *)r;
	size_t i = run_at(&d->runs, offset);

	while (n) {
		uint64_t start = i < d->runs.n ? d->runs.v[i].start : UINT64_MAX, left;
		size_t part;

		if (offset < start) { /* no run tells of it: free space */
			left = start - offset;
			part = left < n ? (size_t)left : n;
			memset(buf, 0, part);
		} else {
			left = start + d->runs.v[i].size - offset;
			part = left < n ? (size_t)left : n;
			read_run(d, i, offset, buf, part);
			i += part == left;
		}
		offset += part;
		buf += part;
		n -= part;
	}
}

static void
dmg_facts(struct reader *r, struct reader_facts *facts)
{
	const struct dmg *d = (const struct dmg *)r;

	facts->segments = 1;
	if (d->runs.dropped)
		facts_note(facts, NOTE_ERROR,
			   "%zu runs of the DMG lie over others or are too long to be true: what "
			   "they hold reads as zeros",
			   d->runs.dropped);
}

/* ---- Opening and closing ---- */

static void
dmg_close(struct reader *r)
{
	struct dmg *d = (struct dmg *)r;

	for (size_t i = 0; i < SLOTS; i++)
		free(d->slots[i].bytes);
	dmg_runs_release(&d->runs);
	free(d->stored);
	close(d->fd);
	free(d);
}

static int
refuse(const char *path, const char *why, struct error *e)
{
	return error_set(
		e, ERROR_INPUT,
		"%s is a DMG (UDIF) %s: make it a plain image first, on a Mac with: hdiutil "
		"convert %s -format UDTO -o %s",
		path, why, path, path);
}

static int
read_list(struct dmg *d, const unsigned char *trailer, uint64_t size, const char *path,
	  struct error *e)
{
	uint64_t at = be64(trailer + 216), n = be64(trailer + 224);
	char *xml;
	int r;

	if (n == 0)
		return refuse(path, "of the old kind, whose list of blocks is a resource fork", e);
	if (n > XML_MAX || at > size || n > size - at)
		return refuse(path, "whose list of blocks is damaged", e);
	xml = memory_new((size_t)n);
	r = file_read(d->fd, at, xml, (size_t)n) == n
		    ? dmg_runs_read(&d->runs, xml, (size_t)n, be64(trailer + 24), path, e)
		    : error_system(e, "%s: cannot read its list of blocks", path);
	free(xml);
	return r;
}

static int
read_trailer(struct dmg *d, uint64_t size, const char *path, struct error *e)
{
	unsigned char t[TRAILER];
	uint64_t sectors, most;

	if (size < TRAILER || file_read(d->fd, size - TRAILER, t, TRAILER) != TRAILER)
		return refuse(path, "that cannot be read", e);
	if (be32(t + 60) > 1)
		return refuse(path, "in several segments", e);
	if (read_list(d, t, size, path, e))
		return -1;
	sectors = be64(t + 492);
	most = d->runs.end;
	/* More than the runs tell of is believed, but no hole that is larger than they are. */
	if (sectors <= INT64_MAX / DMG_SECTOR && sectors * DMG_SECTOR > most &&
	    sectors * DMG_SECTOR - most <= most)
		most = sectors * DMG_SECTOR;
	if (most == 0)
		return refuse(path, "of size 0", e);
	reader_init(&d->reader, d->reader.kind, "dmg", most, BYTES_WINDOW);
	return 0;
}

static void
make_room(struct dmg *d)
{
	for (size_t i = 0; i < d->runs.n; i++) {
		const struct dmg_run *run = &d->runs.v[i];

		if (run->type == DMG_ZERO || run->type == DMG_RAW || run->type == DMG_IGNORE)
			continue;
		d->size_max = run->size > d->size_max ? run->size : d->size_max;
		d->stored_max = run->stored > d->stored_max ? run->stored : d->stored_max;
	}
	d->stored = memory_new((size_t)d->stored_max + 1);
	d->nslots = d->size_max ? CACHE_MAX / (size_t)d->size_max : 1;
	d->nslots = d->nslots == 0 ? 1 : d->nslots > SLOTS ? SLOTS : d->nslots;
	for (size_t i = 0; i < SLOTS; i++)
		d->slots[i].run = NONE;
}

int
reader_open_dmg(struct reader **out, int fd, const char *path, struct error *e)
{
	static const struct reader_kind kind = {dmg_read, NULL, dmg_facts, dmg_close};
	struct dmg *d = memory_zero(1, sizeof *d);
	struct stat st;

	d->reader.kind = &kind;
	d->fd = fd;
	if (fstat(fd, &st) || read_trailer(d, (uint64_t)st.st_size, path, e)) {
		dmg_close(&d->reader);
		return -1;
	}
	make_room(d);
	*out = &d->reader;
	return 0;
}
