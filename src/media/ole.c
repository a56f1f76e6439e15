/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compound files ([MS-CFB]: Word, Excel and PowerPoint to 2003, Outlook's messages, Thumbs.db) as
 * something that can be carved: the sectors of the allocation table are where the header says,
 * each marked in the table as one of it, and the last sector in use ends the file.
 */
#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

#define HEADER	     512u
#define IN_HEADER    109u /* sectors of the table that the header names */
#define SECTOR_FREE  0xffffffffu
#define SECTOR_TABLE 0xfffffffdu
#define SECTOR_LAST  0xfffffffau
#define TABLES_MOST  65536u

static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 64 && memcmp(p, magic, 8) == 0 && le16(p + 28) == 0xfffe &&
	       ((le16(p + 26) == 3 && le16(p + 30) == 9) ||
		(le16(p + 26) == 4 && le16(p + 30) == 12)) &&
	       le16(p + 32) == 6 && le32(p + 44) > 0 && le32(p + 44) <= TABLES_MOST;
}

struct table {
	struct bytes *b;
	uint64_t start;
	unsigned shift;
	uint32_t ntables, highest; /* highest sector in use, from 0 */
	bool past;		   /* some of it lies behind the end of the bytes */
};

static uint64_t
place(const struct table *t, uint32_t sector)
{
	return t->start + (((uint64_t)sector + 1) << t->shift);
}

/* One sector of the table, the i-th. */
static bool
read_table(struct table *t, uint32_t i, uint32_t sector)
{
	uint32_t entries = (uint32_t)1 << (t->shift - 2);
	uint64_t first = (uint64_t)i << (t->shift - 2);
	const unsigned char *p;

	if (sector >= SECTOR_LAST)
		return false;
	p = bytes_exact(t->b, place(t, sector), (size_t)1 << t->shift);
	if (!p) {
		t->past = true;
		return true;
	}
	if (sector >= first && sector - first < entries &&
	    le32(p + 4 * (sector - first)) != SECTOR_TABLE)
		return false;
	for (uint32_t k = entries; k-- > 0;)
		if (le32(p + 4 * k) != SECTOR_FREE) {
			if (first + k > t->highest)
				t->highest = (uint32_t)(first + k);
			break;
		}
	return true;
}

/* Sectors of the table that the header has no room for are named by a chain of its own. */
static bool
read_further(struct table *t, uint32_t sector)
{
	uint32_t each = ((uint32_t)1 << (t->shift - 2)) - 1, i = IN_HEADER;

	while (i < t->ntables) {
		unsigned char copy[4096];

		if (sector >= SECTOR_LAST)
			return false;
		if (bytes_read(t->b, place(t, sector), copy, (size_t)1 << t->shift) <
		    (size_t)1 << t->shift) {
			t->past = true;
			return true;
		}
		for (uint32_t k = 0; k < each && i < t->ntables; k++, i++)
			if (!read_table(t, i, le32(copy + 4 * k)))
				return false;
		sector = le32(copy + 4 * each);
	}
	return true;
}

static bool
read_tables(struct table *t, const unsigned char *header)
{
	for (uint32_t i = 0; i < t->ntables && i < IN_HEADER; i++)
		if (!read_table(t, i, le32(header + 76 + 4 * i)))
			return false;
	return t->ntables <= IN_HEADER || read_further(t, le32(header + 68));
}

/* The first entry of the directory is called "Root Entry". */
static bool
has_root(const struct table *t, uint32_t sector)
{
	const unsigned char *p =
		sector < SECTOR_LAST ? bytes_exact(t->b, place(t, sector), 128) : NULL;

	return p && (p[66] == 5 || memcmp(p, "R\0o\0o\0t\0", 8) == 0);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct table t = {.b = b, .start = start};
	unsigned char header[HEADER];
	uint64_t length;

	verdict_begin(w);
	if (bytes_read(b, start, header, sizeof header) < sizeof header || !head(header, HEADER))
		return;
	t.shift = le16(header + 30);
	t.ntables = le32(header + 44);
	if (!read_tables(&t, header) || (!t.past && !has_root(&t, le32(header + 48))))
		return;
	w->mime = "application/x-ole-storage";
	length = ((uint64_t)t.highest + 2) << t.shift;
	if (t.past || length > b->size - start)
		verdict_truncated(w, b->size - start, 0.6, "sectors in use lie behind the end");
	else
		verdict_whole(w, length, 0.92, "its allocation table is where it has to be");
}

static const struct media_signature signatures[] = {{magic, 8, 0}, {NULL, 0, 0}};

const struct media_format media_ole = {.name = "ole",
				       .extensions = "",
				       .mime = "application/x-ole-storage",
				       .signatures = signatures,
				       .max_length = (uint64_t)4 << 30,
				       .holder = true,
				       .head = head,
				       .walk = walk};
