/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values in SQLite databases and their write-ahead logs (Database File Format,
 * sqlite.org/fileformat2.html). Not the trees are followed but every page that is a leaf of a table
 * is read, so that broken databases, and logs without their database, give what they have. A large
 * value goes on in overflow pages anywhere in the file: it is given as the pieces that it lies in.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "inside/kinds.h"
#include "inside/sqlite_parts.h"

#define LEAF		13
#define DATABASE_HEADER 100u
#define VALUE_LEAST	64u  /* of a kind that is known by its first bytes */
#define UNKNOWN_LEAST	512u /* else */
#define COLUMNS_MOST	2000u
#define HEADER_MOST	65536u
#define HOPS_PER_PAGE	4u
#define REST_WINDOW	((size_t)1 << 20)

/* A value of the row at hand, by its place in the row's bytes. */
struct value {
	uint64_t at, size;
	unsigned column;
};

struct database {
	struct holder holder; /* first */
	struct sqlite_pages pages;
	uint32_t page; /* at hand, from 1; 0: none yet */
	size_t nth;    /* of the page that comes next */
	unsigned cell, cells;
	uint64_t row;	       /* its number */
	struct member payload; /* extents of the row at hand */
	struct value *values;
	size_t nvalues, next_value;
	uint64_t hops;	     /* overflow pages that may still be gone through */
	unsigned char *bits; /* of a page */
	struct bytes rest;
	unsigned char *window; /* of the rest */
};

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	(void)b;
	return sqlite_is_database(p, n) || sqlite_is_log(p, n);
}

static int
open_database(struct holder **out, struct bytes *b, struct error *e)
{
	struct database *d = memory_zero(1, sizeof *d);

	*out = &d->holder;
	if (sqlite_pages_open(&d->pages, b, e))
		return -1;
	d->bits = memory_new(d->pages.size);
	d->values = memory_new(COLUMNS_MOST * sizeof *d->values);
	d->hops = (d->pages.nunits + 1024) * HOPS_PER_PAGE;
	return 0;
}

static void
close_database(struct holder *h)
{
	struct database *d = (struct database *)h;

	sqlite_pages_release(&d->pages);
	member_release(&d->payload);
	free(d->bits);
	free(d->values);
	free(d->window);
	free(d);
}

/* ---- Numbers ---- */

/* A number of 1 to 9 bytes at p[*at]; false: it does not end before n. */
static bool
number(const unsigned char *p, size_t n, size_t *at, uint64_t *out)
{
	*out = 0;
	for (unsigned i = 0; i < 9 && *at < n; i++) {
		unsigned char c = p[(*at)++];

		if (i == 8) {
			*out = *out << 8 | c;
			return true;
		}
		*out = *out << 7 | (c & 127);
		if (!(c & 128))
			return true;
	}
	return false;
}

/* ---- A row's bytes ---- */

static uint64_t
local_part(const struct database *d, uint64_t size)
{
	uint64_t usable = d->pages.usable, most = usable - 35;
	uint64_t least = (usable - 12) * 32 / 255 - 23, k;

	if (size <= most)
		return size;
	k = least + (size - least) % (usable - 4);
	return k <= most ? k : least;
}

/* From page to page; the row is then as long as there are pages. */
static void
follow(struct database *d, uint32_t page, uint64_t left)
{
	uint64_t each = d->pages.usable - 4;

	while (left && d->hops) {
		uint64_t at = sqlite_page_at(&d->pages, page), part = left < each ? left : each;
		const unsigned char *p =
			at == SQLITE_NOWHERE ? NULL : bytes_exact(d->pages.bytes, at, 4);

		if (!p || at + 4 + part > d->pages.bytes->size)
			return;
		sqlite_page_use(&d->pages, page);
		member_add_extent(&d->payload, at + 4, part);
		d->payload.size += part;
		left -= part;
		page = be32(p);
		d->hops--;
	}
}

/* The cell's row: where its bytes lie. false: it is broken, or has nothing of interest. */
static bool
read_cell(struct database *d, uint64_t page_at, size_t cell)
{
	uint64_t size, local;
	size_t at = cell;

	member_clear(&d->payload);
	d->payload.size = 0;
	if (!number(d->bits, d->pages.usable, &at, &size) ||
	    !number(d->bits, d->pages.usable, &at, &d->row) || size < VALUE_LEAST)
		return false;
	local = local_part(d, size);
	if (local > d->pages.usable - at)
		return false;
	member_add_extent(&d->payload, page_at + at, local);
	d->payload.size = local;
	if (size > local) {
		if (d->pages.usable - at - local < 4)
			return false;
		follow(d, be32(d->bits + at + local), size - local);
	}
	return true;
}

/* Up to n bytes of the row from `at` on. */
static size_t
read_row(const struct database *d, uint64_t at, unsigned char *out, size_t n)
{
	size_t done = 0;

	for (size_t i = 0; i < d->payload.nextents && done < n; i++) {
		const struct member_extent *x = &d->payload.extents[i];
		size_t part;

		if (at >= x->size) {
			at -= x->size;
			continue;
		}
		part = x->size - at < n - done ? (size_t)(x->size - at) : n - done;
		if (bytes_read(d->pages.bytes, x->offset + at, out + done, part) < part)
			break;
		done += part;
		at = 0;
	}
	return done;
}

/* ---- Its values ---- */

static bool
has_known_head(const unsigned char *p, size_t n)
{
	static const struct {
		const char *bytes;
		size_t n, at;
	} heads[] = {{"\xff\xd8\xff", 3, 0}, {"\x89PNG", 4, 0}, {"GIF8", 4, 0},	 {"RIFF", 4, 0},
		     {"ftyp", 4, 4},	     {"II*\0", 4, 0},	{"MM\0*", 4, 0}, {"PK\3\4", 4, 0},
		     {"\x1f\x8b\x08", 3, 0}, {"%PDF", 4, 0}};

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (n >= heads[i].at + heads[i].n &&
		    memcmp(p + heads[i].at, heads[i].bytes, heads[i].n) == 0)
			return true;
	return false;
}

static bool
is_worth(const struct database *d, uint64_t at, uint64_t size)
{
	unsigned char first[16];
	size_t n = read_row(d, at, first, sizeof first);

	return size >= UNKNOWN_LEAST || has_known_head(first, n);
}

/* BLOBs have even types from 12 on, texts odd ones; numbers are in a table. */
static uint64_t
size_of_type(uint64_t type)
{
	static const unsigned char sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

	return type < 12 ? sizes[type] : (type - 12) / 2;
}

static void
read_values(struct database *d)
{
	unsigned char first[9];
	size_t n = read_row(d, 0, first, sizeof first), at = 0;
	uint64_t header, type, value;
	unsigned char *p;

	d->nvalues = d->next_value = 0;
	if (!number(first, n, &at, &header) || header > HEADER_MOST || header < at)
		return;
	p = memory_new((size_t)header + 1);
	n = read_row(d, 0, p, (size_t)header);
	value = header;
	for (unsigned i = 0; i < COLUMNS_MOST && number(p, n, &at, &type); i++) {
		uint64_t size = size_of_type(type);

		if (value > d->payload.size || size > UINT32_MAX)
			break;
		if (type >= 12 && type % 2 == 0 && size >= VALUE_LEAST && is_worth(d, value, size))
			d->values[d->nvalues++] = (struct value){value, size, i + 1};
		value += size;
	}
	free(p);
}

static void
give(struct database *d, const struct value *v, struct member *m)
{
	uint64_t skip = v->at, left = v->size, given = 0;

	for (size_t i = 0; i < d->payload.nextents && left; i++) {
		const struct member_extent *x = &d->payload.extents[i];
		uint64_t part;

		if (skip >= x->size) {
			skip -= x->size;
			continue;
		}
		part = x->size - skip < left ? x->size - skip : left;
		member_add_extent(m, x->offset + skip, part);
		left -= part;
		given += part;
		skip = 0;
	}
	m->data = MEMBER_PLAIN;
	m->size = given;
	m->sized = true;
	m->key = m->nextents ? m->extents[0].offset : 0;
	buffer_add_format(&m->name, "page-%u-row-%llu-column-%u", d->page,
			  (unsigned long long)d->row, v->column);
	if (left)
		member_note(m, true,
			    "%llu of its %llu bytes lie in pages that are not in this file",
			    (unsigned long long)left, (unsigned long long)v->size);
}

/* ---- Pages ---- */

/* The next leaf of a table into d->bits; false: no more pages. */
static bool
next_leaf(struct database *d, uint64_t *at)
{
	while ((d->page = sqlite_page_nth(&d->pages, d->nth)) != 0) {
		size_t start;

		d->nth++;
		*at = sqlite_page_at(&d->pages, d->page);
		if (*at == SQLITE_NOWHERE ||
		    bytes_read(d->pages.bytes, *at, d->bits, d->pages.size) < d->pages.size)
			continue;
		start = d->page == 1 ? DATABASE_HEADER : 0;
		if (d->bits[start] != LEAF)
			continue;
		d->cells = be16(d->bits + start + 3);
		d->cell = 0;
		if (start + 8 + 2u * d->cells > d->pages.usable)
			continue;
		sqlite_page_use(&d->pages, d->page);
		return true;
	}
	return false;
}

/* The next row that holds values worth giving. */
static bool
next_row(struct database *d)
{
	uint64_t at = d->page ? sqlite_page_at(&d->pages, d->page) : 0;

	for (;;) {
		while (d->cell < d->cells) {
			size_t start = d->page == 1 ? DATABASE_HEADER : 0;
			size_t cell = be16(d->bits + start + 8 + 2u * d->cell++);

			if (cell < d->pages.usable && read_cell(d, at, cell)) {
				read_values(d);
				if (d->nvalues)
					return true;
			}
		}
		if (!next_leaf(d, &at))
			return false;
	}
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct database *d = (struct database *)h;

	(void)e;
	if (d->next_value >= d->nvalues && !next_row(d)) {
		if (d->hops == 0)
			snprintf(h->note, sizeof h->note,
				 "its overflow pages lead in circles: what they hold is not all "
				 "listed");
		return 0;
	}
	give(d, &d->values[d->next_value++], m);
	return 1;
}

/* ---- What no row holds: free pages, and what was written over in a log ---- */

static void
blank_used(const struct database *d, uint64_t offset, unsigned char *out, size_t n)
{
	const struct sqlite_pages *p = &d->pages;
	uint64_t first = p->log ? SQLITE_LOG_HEADER : 0;
	uint64_t each = p->log ? p->size + SQLITE_LOG_FRAME : p->size;
	uint64_t unit = offset < first ? 0 : (offset - first) / each;

	for (; unit < p->nunits && first + unit * each < offset + n; unit++) {
		uint64_t at = first + unit * each, end = at + each;

		if (!(p->used[unit / 8] >> (unit % 8) & 1))
			continue;
		at = at < offset ? offset : at;
		end = end > offset + n ? offset + n : end;
		memset(out + (at - offset), 0, (size_t)(end - at));
	}
}

static const unsigned char *
view_rest(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct database *d = (struct database *)((char *)self - offsetof(struct database, rest));

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	if (want > REST_WINDOW)
		want = REST_WINDOW;
	if (!d->window)
		d->window = memory_new(REST_WINDOW);
	*got = bytes_read(d->pages.bytes, offset, d->window, want);
	blank_used(d, offset, d->window, *got);
	return *got ? d->window : NULL;
}

static struct bytes *
rest(struct holder *h)
{
	struct database *d = (struct database *)h;

	d->rest = (struct bytes){.size = d->pages.bytes->size, .view = view_rest};
	return &d->rest;
}

const struct holder_kind holder_sqlite = {.name = "sqlite",
					  .head = head,
					  .open = open_database,
					  .next = next,
					  .rest = rest,
					  .close = close_database};
