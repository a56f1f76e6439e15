/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the reader of SQLite databases share. */
#ifndef WINNOW_INSIDE_SQLITE_PARTS_H
#define WINNOW_INSIDE_SQLITE_PARTS_H

#include "inside/holder.h"

#define SQLITE_NOWHERE	  UINT64_MAX
#define SQLITE_LOG_HEADER 32u
#define SQLITE_LOG_FRAME  24u

/* Pages of a database, or those that its write-ahead log holds, each where it was written last. */
struct sqlite_pages {
	struct bytes *bytes;
	uint32_t size, usable; /* bytes of a page */
	uint32_t highest;      /* the highest number that there is; they begin with 1 */
	bool log;
	uint64_t *places; /* of a log: where page i + 1 lies; 0: not in it */
	/* A bit for each unit (a page, or a frame of the log) that belongs to what was given. */
	unsigned char *used;
	uint64_t nunits;
};

bool sqlite_is_database(const unsigned char *head, size_t n);
bool sqlite_is_log(const unsigned char *head, size_t n);

int sqlite_pages_open(struct sqlite_pages *p, struct bytes *b, struct error *e);
void sqlite_pages_release(struct sqlite_pages *p);
/* Where the page lies, whole; SQLITE_NOWHERE. */
uint64_t sqlite_page_at(const struct sqlite_pages *p, uint32_t number);
void sqlite_page_use(struct sqlite_pages *p, uint32_t number);

#endif
