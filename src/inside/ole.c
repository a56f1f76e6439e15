/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OLE2 compound files ([MS-CFB]): old Office documents, Thumbs.db, Outlook messages. Every stream
 * is given by the sectors that it lies in, so nothing has to read it again, which no library tells.
 * Streams that no storage leads to any more (deleted ones) are given, too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf16.h"
#include "inside/kinds.h"
#include "inside/ole_parts.h"

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	return n >= OLE_HEADER && b->size > OLE_HEADER &&
	       memcmp(p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0 && p[28] == 0xfe &&
	       p[29] == 0xff;
}

/* ---- Sectors ---- */

static uint64_t
sector_at(const struct ole *o, uint32_t sector)
{
	return ((uint64_t)sector + 1) << o->shift;
}

/* The sector behind this one; OLE_END where there is none that could be. */
static uint32_t
next_sector(const struct ole *o, uint32_t sector)
{
	uint32_t per = 1u << (o->shift - 2), index = sector / per;
	const unsigned char *p;

	if (index >= o->nfat)
		return OLE_END;
	p = bytes_exact(o->bytes, sector_at(o, o->fat[index]) + (sector % per) * 4, 4);
	return p ? le32(p) : OLE_END;
}

static void
add_fat_sector(struct ole *o, uint32_t sector)
{
	if (sector >= OLE_MAX || o->nfat >= o->most)
		return;
	if ((o->nfat & (o->nfat + 1)) == 0)
		o->fat = memory_resize_array(o->fat, 2 * ((size_t)o->nfat + 1), sizeof *o->fat);
	o->fat[o->nfat++] = sector;
}

/*
 * The list of the sectors that the allocation table is in: 109 in the header, the rest in a
 * chain.
 */
static void
read_fat(struct ole *o, const unsigned char *header)
{
	uint32_t per = (1u << (o->shift - 2)) - 1, sector = le32(header + 68);

	for (size_t i = 0; i < 109; i++)
		add_fat_sector(o, le32(header + 76 + 4 * i));
	for (uint64_t left = o->most; sector < OLE_MAX && left; left--) {
		const unsigned char *p =
			bytes_exact(o->bytes, sector_at(o, sector), (size_t)1 << o->shift);

		if (!p)
			return;
		for (uint32_t i = 0; i < per; i++)
			add_fat_sector(o, le32(p + 4 * (size_t)i));
		sector = le32(p + 4 * (size_t)per);
	}
}

/* ---- Where a stream lies ---- */

/* Adds up to *left bytes from `at` on, as far as the file goes. */
static void
add_piece(const struct ole *o, struct member *m, uint64_t at, uint64_t n, uint64_t *left)
{
	if (n > *left)
		n = *left;
	if (at >= o->bytes->size)
		return;
	if (n > o->bytes->size - at)
		n = o->bytes->size - at;
	member_add_extent(m, at, n);
	*left -= n;
}

/* Skips *skip bytes of the chain first. *left: what is still missing at the end. */
static void
follow(const struct ole *o, uint32_t sector, uint64_t *skip, uint64_t *left, struct member *m)
{
	uint64_t size = (uint64_t)1 << o->shift;

	for (uint64_t i = 0; i < o->most && sector < OLE_MAX && *left; i++) {
		if (sector_at(o, sector) >= o->bytes->size)
			return;
		if (*skip >= size) {
			*skip -= size;
		} else {
			add_piece(o, m, sector_at(o, sector) + *skip, size - *skip, left);
			*skip = 0;
		}
		sector = next_sector(o, sector);
	}
}

/* Small streams lie in 64-byte sectors of the root's stream, which is kept as extents. */
static void
follow_mini(const struct ole *o, uint32_t sector, uint64_t *skip, uint64_t *left, struct member *m)
{
	const uint64_t size = OLE_MINI;

	for (uint64_t i = 0; i < o->most * 8 && sector < OLE_MAX && *left; i++) {
		uint64_t at = (uint64_t)sector * size;
		struct bytes *map = o->minifat.bytes.size ? (struct bytes *)&o->minifat : NULL;
		unsigned char entry[4];

		if (*skip >= size) {
			*skip -= size;
		} else {
			uint64_t image = ole_mini_place(o, at + *skip);

			if (image == UINT64_MAX)
				return;
			add_piece(o, m, image, size - *skip, left);
			*skip = 0;
		}
		if (!map || bytes_read(map, (uint64_t)sector * 4, entry, 4) < 4)
			return;
		sector = le32(entry);
	}
}

/* ---- The directory ---- */

static void
read_entry(struct ole *o, const unsigned char *p)
{
	struct ole_entry *x;
	size_t name_n = le16(p + 64);

	if ((o->nentries & (o->nentries + 1)) == 0)
		o->entries = memory_resize_array(o->entries, 2 * ((size_t)o->nentries + 1),
						 sizeof *o->entries);
	x = &o->entries[o->nentries++];
	*x = (struct ole_entry){.type = p[66],
				.left = le32(p + 68),
				.right = le32(p + 72),
				.child = le32(p + 76),
				.created = le64(p + 100),
				.modified = le64(p + 108),
				.start = le32(p + 116),
				.size = le64(p + 120),
				.parent = OLE_NONE};
	if (o->shift == 9)
		x->size &= UINT32_MAX; /* version 3 leaves rubbish in the upper half */
	if (name_n >= 2 && name_n <= 64)
		memcpy(x->name, p, name_n - 2);
	x->name_n = name_n >= 2 && name_n <= 64 ? (uint8_t)(name_n - 2) : 0;
}

static void
read_directory(struct ole *o, uint32_t sector)
{
	for (uint64_t i = 0; i < o->most && sector < OLE_MAX; i++) {
		for (size_t at = 0; at < (size_t)1 << o->shift; at += OLE_ENTRY) {
			const unsigned char *p =
				bytes_exact(o->bytes, sector_at(o, sector) + at, OLE_ENTRY);

			if (p && o->nentries < OLE_ENTRIES_MAX)
				read_entry(o, p);
		}
		sector = next_sector(o, sector);
	}
}

/* Who is in which storage: each entry is met once, however the tree is tied. */
static void
find_parents(struct ole *o)
{
	uint32_t *stack = memory_new(((size_t)o->nentries + 1) * sizeof *stack);
	size_t n = 0;

	if (o->nentries) {
		o->entries[0].parent = 0;
		stack[n++] = 0;
	}
	while (n) {
		const uint32_t at = stack[--n];
		const struct ole_entry *x = &o->entries[at];
		const uint32_t to[] = {x->left, x->right, x->child};

		for (size_t i = 0; i < 3; i++) {
			if (to[i] >= o->nentries || o->entries[to[i]].parent != OLE_NONE)
				continue;
			o->entries[to[i]].parent = i == 2 ? at : x->parent;
			stack[n++] = to[i];
		}
	}
	free(stack);
}

/* ---- Opening ---- */

static void
close_ole(struct holder *h)
{
	struct ole *o = (struct ole *)h;

	member_release(&o->mini);
	free(o->minimap);
	free(o->fat);
	free(o->entries);
	free(o->mini_starts);
	buffer_release(&o->catalog);
	free(o);
}

static int
open_ole(struct holder **out, struct bytes *b, struct error *e)
{
	struct ole *o = memory_zero(1, sizeof *o);
	unsigned char header[OLE_HEADER];
	uint64_t skip = 0, left;

	*out = &o->holder;
	o->bytes = b;
	if (bytes_read(b, 0, header, sizeof header) < sizeof header)
		return error_set(e, ERROR_INPUT, "the compound file ends in its header");
	o->shift = le16(header + 30);
	if (o->shift != 9 && o->shift != 12)
		return error_set(e, ERROR_INPUT, "the compound file has sectors of 2^%u bytes",
				 o->shift);
	o->cutoff = le32(header + 56);
	o->most = (b->size >> o->shift) + 1;
	read_fat(o, header);
	read_directory(o, le32(header + 48));
	find_parents(o);
	left = o->nentries ? o->entries[0].size : 0;
	if (o->nentries)
		follow(o, o->entries[0].start, &skip, &left, &o->mini);
	ole_mini_index(o);
	skip = 0;
	left = (uint64_t)le32(header + 64) << o->shift;
	ole_read_minifat(o, le32(header + 60), left, follow);
	ole_read_catalog(o);
	return 0;
}

/* ---- Streams ---- */

void
ole_stream(const struct ole *o, const struct ole_entry *x, uint64_t skip, struct member *m)
{
	uint64_t left = x->size > skip ? x->size - skip : 0;

	m->size = left;
	if (x->size < o->cutoff)
		follow_mini(o, x->start, &skip, &left, m);
	else
		follow(o, x->start, &skip, &left, m);
	m->size -= left;
	m->sized = true;
	m->data = MEMBER_PLAIN;
	if (left)
		member_note(m, true, "%llu of its bytes are not where the sector table says",
			    (unsigned long long)left);
	if (m->nextents > MEMBER_EXTENTS_MAX)
		member_unread(m, true, "in too many pieces");
}

static void
add_path(const struct ole *o, uint32_t at, unsigned depth, struct buffer *out)
{
	const struct ole_entry *x = &o->entries[at];

	if (x->parent != OLE_NONE && x->parent != 0 && depth < 32) {
		add_path(o, x->parent, depth + 1, out);
		buffer_add_byte(out, '/');
	}
	utf16_add(out, x->name, x->name_n);
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct ole *o = (struct ole *)h;

	(void)e;
	while (o->next < o->nentries) {
		uint32_t at = o->next++;
		const struct ole_entry *x = &o->entries[at];

		if (x->type != OLE_STREAM || x->size == 0)
			continue;
		m->key = at;
		add_path(o, at, 0, &m->name);
		ole_stream(o, x, 0, m);
		ole_name_picture(o, x, m);
		member_set_filetime(m, MEMBER_CRTIME, x->created);
		member_set_filetime(m, MEMBER_MTIME, x->modified);
		return 1;
	}
	return 0;
}

const struct holder_kind holder_ole = {
	.name = "ole", .head = head, .open = open_ole, .next = next, .close = close_ole};
