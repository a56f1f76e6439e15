/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the reader of SQLite databases share. */
#ifndef WINNOW_INSIDE_SQLITE_PARTS_H
#define WINNOW_INSIDE_SQLITE_PARTS_H

#include "inside/holder.h"

#define SQLITE_NOWHERE	  UINT64_MAX
#define SQLITE_LOG_HEADER 32u
#define SQLITE_LOG_FRAME  24u

struct sqlite_place {
	uint32_t number;
	uint64_t at;
};

/* Pages of a database, or those that its write-ahead log holds, each where it was written last. */
struct sqlite_pages {
	struct bytes *bytes;
	uint32_t size, usable; /* bytes of a page */
	uint32_t highest;      /* of a database: the highest number; they begin with 1 */
	bool log;
	struct sqlite_place *places; /* of a log: in the order of their numbers */
	size_t nplaces;
	/* A bit for each unit (a page, or a frame of the log) that belongs to what was given. */
	unsigned char *used;
	uint64_t nunits;
};

bool sqlite_is_database(const unsigned char *head, size_t n);
bool sqlite_is_log(const unsigned char *head, size_t n);

int sqlite_pages_open(struct sqlite_pages *p, struct bytes *b, struct error *e);
void sqlite_pages_release(struct sqlite_pages *p);
/* The number of the i-th page that there is, from 0; 0: no more. */
uint32_t sqlite_page_nth(const struct sqlite_pages *p, size_t i);
/* Where the page lies, whole; SQLITE_NOWHERE. */
uint64_t sqlite_page_at(const struct sqlite_pages *p, uint32_t number);
void sqlite_page_use(struct sqlite_pages *p, uint32_t number);

#endif
