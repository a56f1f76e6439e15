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

static void
index_log(struct sqlite_pages *p, const unsigned char *head)
{
	uint64_t unit = SQLITE_LOG_FRAME + p->size;
	size_t room = 0;

	p->log = true;
	p->nunits = p->bytes->size < SQLITE_LOG_HEADER
			    ? 0
			    : (p->bytes->size - SQLITE_LOG_HEADER) / unit;
	for (uint64_t i = 0; i < p->nunits; i++) {
		const unsigned char *frame =
			bytes_exact(p->bytes, frame_at(p, i), SQLITE_LOG_FRAME);
		uint32_t number = frame ? be32(frame) : 0;

		/* A page that is farther off than the log could ever tell is left out. */
		if (number == 0 || number > ((uint32_t)1 << 26) || !is_of_round(frame, head))
			continue;
		if (number > room) {
			size_t wider = number + number / 2 + 1024;

			p->places = memory_resize(p->places, wider * sizeof *p->places);
			memset(p->places + room, 0, (wider - room) * sizeof *p->places);
			room = wider;
		}
		p->places[number - 1] = frame_at(p, i) + SQLITE_LOG_FRAME;
		if (number > p->highest)
			p->highest = number;
	}
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

uint64_t
sqlite_page_at(const struct sqlite_pages *p, uint32_t number)
{
	uint64_t at;

	if (number == 0 || number > p->highest)
		return SQLITE_NOWHERE;
	if (!p->log)
		return (uint64_t)(number - 1) * p->size;
	at = p->places[number - 1];
	return at ? at : SQLITE_NOWHERE;
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
