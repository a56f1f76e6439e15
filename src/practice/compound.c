/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/compound.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/bits.h"
#include "practice/disk.h"

#define SECTOR	    512u
#define MINI	    64u
#define CUTOFF	    4096u /* smaller streams lie in the mini stream */
#define ENTRY	    128u
#define FAT_MAX	    109u /* sectors of the table that the header itself can name */
#define END	    0xfffffffeu
#define FREE	    0xffffffffu
#define FAT_SECTOR  0xfffffffdu
#define NO_ENTRY    0xffffffffu
#define TYPE_NONE   0
#define TYPE_STREAM 2
#define TYPE_ROOT   5
#define BLACK	    1

void
compound_begin_stream(struct compound *c, const char *name)
{
	struct compound_stream *s;

	if (!(c->n & (c->n - 1)))
		c->streams =
			memory_resize_array(c->streams, c->n ? c->n * 2 : 1, sizeof *c->streams);
	s = &c->streams[c->n++];
	*s = (struct compound_stream){.at = c->bytes.n, .left = NO_ENTRY, .right = NO_ENTRY};
	snprintf(s->name, sizeof s->name, "%s", name);
}

void
compound_release(struct compound *c)
{
	free(c->streams);
	buffer_release(&c->bytes);
	*c = (struct compound)COMPOUND_EMPTY;
}

static void
measure(struct compound *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->streams[i].size =
			(i + 1 < c->n ? c->streams[i + 1].at : c->bytes.n) - c->streams[i].at;
}

/* ---- Sectors ---- */

static void
pad(struct buffer *b, size_t unit)
{
	add_zeros(b, (unit - b->n % unit) % unit);
}

/* A chain of neighbours in a table: its first sector. */
static uint32_t
add_chain(struct buffer *table, size_t sectors)
{
	uint32_t first = (uint32_t)(table->n / 4);

	for (size_t i = 1; i < sectors; i++)
		add_le32(table, first + (uint32_t)i);
	if (sectors)
		add_le32(table, END);
	return sectors ? first : END;
}

/* The bytes in sectors of their own at the file's end. */
static uint32_t
put(struct buffer *out, struct buffer *fat, const char *p, size_t n)
{
	buffer_add(out, p, n);
	pad(out, SECTOR);
	return add_chain(fat, (n + SECTOR - 1) / SECTOR);
}

static void
put_small(struct compound *c, struct buffer *mini, struct buffer *minifat, uint64_t offset)
{
	for (size_t i = 0; i < c->n; i++) {
		struct compound_stream *s = &c->streams[i];

		if (s->size >= CUTOFF)
			continue;
		s->offset = offset + mini->n;
		s->start = add_chain(minifat, (s->size + MINI - 1) / MINI);
		buffer_add(mini, c->bytes.data + s->at, s->size);
		pad(mini, MINI);
	}
}

static void
put_large(struct compound *c, struct buffer *out, struct buffer *fat)
{
	for (size_t i = 0; i < c->n; i++) {
		struct compound_stream *s = &c->streams[i];

		if (s->size < CUTOFF)
			continue;
		s->offset = out->n;
		s->start = put(out, fat, c->bytes.data + s->at, s->size);
	}
}

/* ---- The directory: a red-black tree, by the length of names first ---- */

static int
by_name(const void *x, const void *y)
{
	const struct compound_stream *const *a = x, *const *b = y;
	size_t n = strlen((*a)->name), m = strlen((*b)->name);

	if (n != m)
		return n < m ? -1 : 1;
	for (size_t i = 0; i < n; i++) {
		int left = toupper((unsigned char)(*a)->name[i]);
		int right = toupper((unsigned char)(*b)->name[i]);

		if (left != right)
			return left < right ? -1 : 1;
	}
	return 0;
}

/*
 * Ties n streams in order to a tree, whose levels above `full` have no gap: those below are red.
 * Returns its top's place in the directory, which begins with the root storage.
 */
static uint32_t
tie(struct compound *c, struct compound_stream **order, size_t n, unsigned full)
{
	struct compound_stream *middle;

	if (n == 0)
		return NO_ENTRY;
	middle = order[n / 2];
	middle->red = full == 0;
	full -= full > 0;
	middle->left = tie(c, order, n / 2, full);
	middle->right = tie(c, order + n / 2 + 1, n - n / 2 - 1, full);
	return (uint32_t)(middle - c->streams) + 1;
}

static uint32_t
tie_all(struct compound *c)
{
	struct compound_stream **order = memory_zero(c->n + 1, sizeof(struct compound_stream *));
	unsigned full = 0;
	uint32_t root;

	while ((c->n + 1) >> (full + 1))
		full++;
	for (size_t i = 0; i < c->n; i++)
		order[i] = &c->streams[i];
	qsort(order, c->n, sizeof(struct compound_stream *), by_name);
	root = tie(c, order, c->n, full);
	free(order);
	return root;
}

static void
add_entry(struct buffer *out, unsigned char type, const struct compound_stream *s, uint32_t child)
{
	unsigned char p[ENTRY] = {0};
	size_t n = strlen(s->name);

	for (size_t i = 0; i < n; i++)
		p[2 * i] = (unsigned char)s->name[i];
	put_le16(p + 64, (uint32_t)(n ? 2 * (n + 1) : 0));
	p[66] = type;
	p[67] = s->red ? 0 : BLACK;
	put_le32(p + 68, s->left);
	put_le32(p + 72, s->right);
	put_le32(p + 76, child);
	put_le32(p + 116, s->start);
	put_le32(p + 120, (uint32_t)s->size);
	buffer_add(out, p, sizeof p);
}

static void
add_directory(struct compound *c, struct buffer *out, uint32_t mini, size_t mini_size)
{
	const struct compound_stream none = {.left = NO_ENTRY, .right = NO_ENTRY};
	struct compound_stream root = {.name = "Root Entry", .left = NO_ENTRY, .right = NO_ENTRY};

	root.start = mini;
	root.size = mini_size;
	add_entry(out, TYPE_ROOT, &root, tie_all(c));
	for (size_t i = 0; i < c->n; i++)
		add_entry(out, TYPE_STREAM, &c->streams[i], NO_ENTRY);
	while (out->n % SECTOR)
		add_entry(out, TYPE_NONE, &none, NO_ENTRY);
}

/* ---- The whole ---- */

/* The allocation table names its own sectors, too. */
static int
put_fat(struct buffer *out, struct buffer *fat, uint32_t *first, size_t *sectors, struct error *e)
{
	const size_t per = SECTOR / 4, used = fat->n / 4;

	for (*sectors = 0; *sectors * per < used + *sectors;)
		++*sectors;
	if (*sectors > FAT_MAX)
		return error_set(e, ERROR_INPUT,
				 "a compound file of more than 6 MB is not written");
	*first = (uint32_t)used;
	for (size_t i = 0; i < *sectors; i++)
		add_le32(fat, FAT_SECTOR);
	while (fat->n % SECTOR)
		add_le32(fat, FREE);
	buffer_add(out, fat->data, fat->n);
	return 0;
}

struct starts {
	uint32_t directory, minifat, fat;
	size_t minifat_sectors, fat_sectors;
};

static void
fill_header(struct buffer *out, const struct starts *s)
{
	static const unsigned char signature[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
	unsigned char *p = (unsigned char *)out->data;

	memcpy(p, signature, sizeof signature);
	put_le16(p + 24, 0x3e);
	put_le16(p + 26, 3);
	put_le16(p + 28, 0xfffe);
	put_le16(p + 30, 9);
	put_le16(p + 32, 6);
	put_le32(p + 44, (uint32_t)s->fat_sectors);
	put_le32(p + 48, s->directory);
	put_le32(p + 56, CUTOFF);
	put_le32(p + 60, s->minifat);
	put_le32(p + 64, (uint32_t)s->minifat_sectors);
	put_le32(p + 68, END);
	for (uint32_t i = 0; i < FAT_MAX; i++)
		put_le32(p + 76 + 4 * (size_t)i, i < s->fat_sectors ? s->fat + i : FREE);
}

int
compound_write(struct compound *c, struct buffer *out, struct error *e)
{
	struct buffer fat = BUFFER_EMPTY, mini = BUFFER_EMPTY, minifat = BUFFER_EMPTY,
		      directory = BUFFER_EMPTY;
	struct starts s = {0};
	uint32_t start;
	int status;

	measure(c);
	add_zeros(out, SECTOR); /* the header, filled in at the end */
	put_small(c, &mini, &minifat, out->n);
	start = put(out, &fat, mini.data, mini.n);
	put_large(c, out, &fat);
	while (minifat.n % SECTOR)
		add_le32(&minifat, FREE);
	s.minifat_sectors = minifat.n / SECTOR;
	s.minifat = put(out, &fat, minifat.data, minifat.n);
	add_directory(c, &directory, start, mini.n);
	s.directory = put(out, &fat, directory.data, directory.n);
	status = put_fat(out, &fat, &s.fat, &s.fat_sectors, e);
	if (!status)
		fill_header(out, &s);
	buffer_release(&fat);
	buffer_release(&mini);
	buffer_release(&minifat);
	buffer_release(&directory);
	return status;
}
