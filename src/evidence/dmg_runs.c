/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_BZ2
#include <bzlib.h>
#endif

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/dmg.h"

#define MISH_HEADER 204
#define MISH_RUN    40
#define MARK	    0xffffffffu /* the last run */
#define COMMENT	    0x7ffffffeu
#define RUNS_MAX    ((size_t)1 << 20) /* a quarter of a TiB at the usual size of runs */

/* ---- Tables of runs ---- */

static bool
is_read(uint32_t type)
{
	switch (type) {
	case DMG_ZERO:
	case DMG_RAW:
	case DMG_IGNORE:
	case (uint32_t)DMG_ADC:
	case (uint32_t)DMG_ZLIB:
#ifdef HAVE_BZ2
	case (uint32_t)DMG_BZIP2:
#endif
		return true;
	default:
		return false;
	}
}

static bool
to_bytes(uint64_t sectors, uint64_t *bytes)
{
	return !__builtin_mul_overflow(sectors, DMG_SECTOR, bytes) && *bytes <= INT64_MAX;
}

static void
add(struct dmg_runs *runs, const struct dmg_run *run)
{
	bool packed = run->type != DMG_ZERO && run->type != DMG_RAW && run->type != DMG_IGNORE;

	if (run->size == 0)
		return;
	if (run->start > INT64_MAX - run->size || runs->n >= RUNS_MAX ||
	    (packed && (run->size > DMG_RUN_MAX || run->stored > 2 * DMG_RUN_MAX))) {
		runs->dropped++;
		return;
	}
	if (runs->n == runs->cap) {
		runs->cap = runs->cap ? runs->cap * 2 : 256;
		runs->v = memory_resize_array(runs->v, runs->cap, sizeof *runs->v);
	}
	runs->v[runs->n++] = *run;
}

static bool
add_run(struct dmg_runs *runs, const unsigned char *p, uint64_t first, uint64_t data)
{
	struct dmg_run run = {.type = be32(p), .stored = be64(p + 32)};
	uint64_t sector = be64(p + 8);

	if (__builtin_add_overflow(sector, first, &sector) || !to_bytes(sector, &run.start) ||
	    !to_bytes(be64(p + 16), &run.size) ||
	    __builtin_add_overflow(be64(p + 24), data, &run.offset))
		return false;
	add(runs, &run);
	return true;
}

bool
dmg_runs_add(struct dmg_runs *runs, const unsigned char *mish, size_t n, uint64_t data)
{
	uint64_t first, shift, count;

	if (n < MISH_HEADER || memcmp(mish, "mish", 4) != 0)
		return false;
	first = be64(mish + 8);
	shift = be64(mish + 24);
	count = be32(mish + 200);
	if (count > (n - MISH_HEADER) / MISH_RUN || __builtin_add_overflow(data, shift, &data))
		return false;
	for (uint64_t i = 0; i < count; i++) {
		const unsigned char *p = mish + MISH_HEADER + i * MISH_RUN;

		if (be32(p) == MARK)
			break;
		if (be32(p) != COMMENT && !add_run(runs, p, first, data))
			return false;
	}
	return true;
}

void
dmg_runs_release(struct dmg_runs *runs)
{
	free(runs->v);
	*runs = (struct dmg_runs){0};
}

/* ---- The property list ---- */

static int
value_of(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Base64 with white space; how many bytes. */
static size_t
decode(const char *p, size_t n, unsigned char *out)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t done = 0;

	for (size_t i = 0; i < n && p[i] != '='; i++) {
		int v = value_of(p[i]);

		if (v < 0)
			continue;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[done++] = (unsigned char)(bits >> have);
		}
	}
	return done;
}

static const char *
find(const char *from, const char *end, const char *words)
{
	return from && from < end ? memmem(from, (size_t)(end - from), words, strlen(words)) : NULL;
}

/* The tables in the array behind the key "blkx". */
static bool
read_tables(struct dmg_runs *runs, const char *xml, size_t n, uint64_t data)
{
	const char *end = xml + n, *p = find(xml, end, "<key>blkx</key>");
	unsigned char *mish = memory_new(n / 4 * 3 + 3);
	const char *close = find(p, end, "</array>");
	size_t tables = 0;

	if (close)
		end = close;
	while ((p = find(p, end, "<data>"))) {
		const char *stop = find(p, end, "</data>");

		if (!stop)
			break;
		p += strlen("<data>");
		tables += dmg_runs_add(runs, mish, decode(p, (size_t)(stop - p), mish), data);
		p = stop;
	}
	free(mish);
	return tables > 0;
}

static int
by_start(const void *a, const void *b)
{
	const struct dmg_run *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* What lies over a run before it is dropped. */
static void
put_in_order(struct dmg_runs *runs)
{
	size_t kept = 0;

	if (runs->n)
		qsort(runs->v, runs->n, sizeof *runs->v, by_start);
	for (size_t i = 0; i < runs->n; i++) {
		if (runs->v[i].start < runs->end) {
			runs->dropped++;
			continue;
		}
		runs->v[kept++] = runs->v[i];
		runs->end = runs->v[i].start + runs->v[i].size;
	}
	runs->n = kept;
}

static const char *
name_of(uint32_t type)
{
	switch (type) {
	case (uint32_t)DMG_BZIP2:
		return "bzip2";
	case (uint32_t)DMG_LZFSE:
		return "LZFSE";
	case (uint32_t)DMG_LZMA:
		return "LZMA";
	default:
		return "an unknown method";
	}
}

int
dmg_runs_read(struct dmg_runs *runs, const char *xml, size_t n, uint64_t data, const char *path,
	      struct error *e)
{
	if (!read_tables(runs, xml, n, data))
		return error_set(
			e, ERROR_INPUT,
			"%s is a DMG (UDIF) whose list of blocks cannot be read: it may be "
			"damaged; try qemu-img convert -O raw %s %s.raw",
			path, path, path);
	put_in_order(runs);
	for (size_t i = 0; i < runs->n; i++)
		if (!is_read(runs->v[i].type))
			return error_set(
				e, ERROR_INPUT,
				"%s is a DMG (UDIF) compressed with %s, which is not read: "
				"make it a plain image first, on a Mac with: hdiutil convert "
				"%s -format UDTO -o %s, or with qemu-img convert -O raw %s "
				"%s.raw",
				path, name_of(runs->v[i].type), path, path, path, path);
	return 0;
}

/* ---- Unpacking ---- */

static bool
unpack_zlib(const unsigned char *in, size_t n, unsigned char *out, size_t size)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	size_t got = 0;
	bool good =
		d && libdeflate_zlib_decompress(d, in, n, out, size, &got) == LIBDEFLATE_SUCCESS;

	if (d)
		libdeflate_free_decompressor(d);
	return good && got == size;
}

#ifdef HAVE_BZ2
static bool
unpack_bzip2(const unsigned char *in, size_t n, unsigned char *out, size_t size)
{
	unsigned got = (unsigned)size;

	return n <= UINT32_MAX && size <= UINT32_MAX &&
	       BZ2_bzBuffToBuffDecompress((char *)out, &got, (char *)(uintptr_t)in, (unsigned)n, 0,
					  0) == BZ_OK &&
	       got == size;
}
#endif

bool
dmg_unpack(uint32_t type, const unsigned char *in, size_t n, unsigned char *out, size_t size)
{
	switch (type) {
	case (uint32_t)DMG_ADC:
		return dmg_unpack_adc(in, n, out, size);
	case (uint32_t)DMG_ZLIB:
		return unpack_zlib(in, n, out, size);
#ifdef HAVE_BZ2
	case (uint32_t)DMG_BZIP2:
		return unpack_bzip2(in, n, out, size);
#endif
	default:
		return false;
	}
}
