/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite databases (Database File Format, sqlite.org/fileformat2.html) as something that can be
 * carved: the header tells pages and their size, and each page begins as some kind of page does.
 */
#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

#define HEADER 100u

static const char magic[] = "SQLite format 3";

static uint32_t
page_size(const unsigned char *p)
{
	uint32_t n = be16(p + 16);

	return n == 1 ? 65536 : n;
}

static bool
head(const unsigned char *p, size_t n)
{
	uint32_t page = n >= 24 ? page_size(p) : 0;

	return page >= 512 && (page & (page - 1)) == 0 && memcmp(p, magic, 16) == 0 && p[18] >= 1 &&
	       p[18] <= 2 && p[19] >= 1 && p[19] <= 2 && p[21] == 64 && p[22] == 32 && p[23] == 32;
}

/*
 * Nodes of trees have a kind and, on a leaf, cells behind their head; overflow and free pages begin
 * with the number of a page, pages of the pointer map with a small number.
 */
static bool
is_page(const unsigned char *p, uint32_t pages)
{
	bool node = p[0] == 2 || p[0] == 5 || p[0] == 10 || p[0] == 13;

	return node || p[0] == 0 || be32(p) <= pages || (p[0] <= 5 && be32(p + 1) <= pages);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	uint64_t left = b->size - start, at;
	unsigned char p[HEADER];
	uint32_t page, pages, i;

	verdict_begin(w);
	if (bytes_read(b, start, p, sizeof p) < sizeof p || !head(p, sizeof p))
		return;
	page = page_size(p);
	pages = be32(p + 28);
	if (pages == 0 || be32(p + 24) != be32(p + 92)) /* written by a program that did not tell */
		return;
	w->mime = "application/vnd.sqlite3";
	for (i = 1, at = page; i < pages && at + 8 <= left; i++, at += page) {
		const unsigned char *q = bytes_exact(b, start + at, 8);

		if (!q || !is_page(q, pages)) {
			verdict_damaged(w, at, 0.6, "page %u of %u is none", i + 1, pages);
			return;
		}
	}
	if ((uint64_t)pages * page > left)
		verdict_truncated(w, left, 0.6, "it has %u pages of %u bytes", pages, page);
	else
		verdict_whole(w, (uint64_t)pages * page, 0.92, "%u pages of %u bytes", pages, page);
}

static const struct media_signature signatures[] = {{magic, 16, 0}, {NULL, 0, 0}};

const struct media_format media_sqlite = {.name = "sqlite",
					  .extensions = "",
					  .mime = "application/vnd.sqlite3",
					  .signatures = signatures,
					  .max_length = (uint64_t)64 << 30,
					  .holder = true,
					  .head = head,
					  .walk = walk};
