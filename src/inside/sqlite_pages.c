/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "inside/sqlite_parts.h"

static bool
is_page_size(uint32_t n)
{
	return n >= 512 && n <= 65536 && (n & (n - 1)) == 0;
}

static uint32_t
database_page_size(const unsigned char *head)
{
	return be16(head + 16) == 1 ? 65536 : be16(head + 16);
}

bool
sqlite_is_database(const unsigned char *head, size_t n)
{
	return n >= 100 && memcmp(head, "SQLite format 3", 16) == 0 &&
	       is_page_size(database_page_size(head));
}

bool
sqlite_is_log(const unsigned char *head, size_t n)
{
	return n >= SQLITE_LOG_HEADER && (be32(head) & ~1u) == 0x377f0682 &&
	       be32(head + 4) == 3007000 && is_page_size(be32(head + 8));
}

/* ---- A write-ahead log ---- */

static uint64_t
frame_at(const struct sqlite_pages *p, uint64_t i)
{
	return SQLITE_LOG_HEADER + i * (SQLITE_LOG_FRAME + p->size);
}

/* Frames of an earlier round have other salts: what they hold was written over. */
static bool
is_of_round(const unsigned char *frame, const unsigned char *head)
{
	return memcmp(frame + 8, head + 16, 8) == 0;
}

static int
by_number(const void *a, const void *b)
{
	const struct sqlite_place *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Of the frames of one page the last one counts. */
static void
keep_last(struct sqlite_pages *p)
{
	size_t n = 0;

	if (p->nplaces)
		qsort(p->places, p->nplaces, sizeof *p->places, by_number);
	for (size_t i = 0; i < p->nplaces; i++)
		if (i + 1 == p->nplaces || p->places[i + 1].number != p->places[i].number)
			p->places[n++] = p->places[i];
	p->nplaces = n;
}

static void
index_log(struct sqlite_pages *p, const unsigned char *head)
{
	uint64_t unit = SQLITE_LOG_FRAME + p->size;
	size_t cap = 0;

	p->log = true;
	p->nunits = p->bytes->size < SQLITE_LOG_HEADER
			    ? 0
			    : (p->bytes->size - SQLITE_LOG_HEADER) / unit;
	for (uint64_t i = 0; i < p->nunits; i++) {
		const unsigned char *frame =
			bytes_exact(p->bytes, frame_at(p, i), SQLITE_LOG_FRAME);

		if (!frame || be32(frame) == 0 || !is_of_round(frame, head))
			continue;
		if (p->nplaces == cap) {
			cap = cap ? 2 * cap : 256;
			p->places = memory_resize_array(p->places, cap, sizeof *p->places);
		}
		p->places[p->nplaces++] =
			(struct sqlite_place){be32(frame), frame_at(p, i) + SQLITE_LOG_FRAME};
	}
	keep_last(p);
}

/* ---- Both ---- */

int
sqlite_pages_open(struct sqlite_pages *p, struct bytes *b, struct error *e)
{
	unsigned char head[100];
	size_t n = bytes_read(b, 0, head, sizeof head);

	*p = (struct sqlite_pages){.bytes = b};
	if (sqlite_is_log(head, n)) {
		p->size = p->usable = be32(head + 8);
		index_log(p, head);
	} else if (sqlite_is_database(head, n)) {
		p->size = database_page_size(head);
		p->usable = p->size - head[20];
		p->nunits = b->size / p->size;
		p->highest = p->nunits < UINT32_MAX ? (uint32_t)p->nunits : UINT32_MAX;
	} else {
		return error_set(e, ERROR_INPUT, "the head of the database is broken");
	}
	if (p->usable < 480)
		return error_set(e, ERROR_INPUT, "the pages of the database are too small");
	p->used = memory_zero((size_t)(p->nunits / 8 + 1), 1);
	return 0;
}

void
sqlite_pages_release(struct sqlite_pages *p)
{
	free(p->places);
	free(p->used);
}

uint32_t
sqlite_page_nth(const struct sqlite_pages *p, size_t i)
{
	if (p->log)
		return i < p->nplaces ? p->places[i].number : 0;
	return i < p->highest ? (uint32_t)i + 1 : 0;
}

uint64_t
sqlite_page_at(const struct sqlite_pages *p, uint32_t number)
{
	size_t low = 0, high = p->nplaces;

	if (!p->log)
		return number && number <= p->highest ? (uint64_t)(number - 1) * p->size
						      : SQLITE_NOWHERE;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->places[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->nplaces && p->places[low].number == number ? p->places[low].at
								   : SQLITE_NOWHERE;
}

void
sqlite_page_use(struct sqlite_pages *p, uint32_t number)
{
	uint64_t at = sqlite_page_at(p, number), unit;

	if (at == SQLITE_NOWHERE)
		return;
	unit = p->log ? (at - SQLITE_LOG_HEADER) / (SQLITE_LOG_FRAME + p->size) : number - 1;
	if (unit < p->nunits)
		p->used[unit / 8] |= (unsigned char)(1u << (unit % 8));
}
