/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of a system as they are read from one file, ready for the `system` record: objects of JSON,
 * comma between. Each carries the file that it was read from.
 */
#ifndef WINNOW_SYSTEM_FACTS_H
#define WINNOW_SYSTEM_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/span.h"

#define SYSTEM_FACTS_MAX 2000 /* of one file, of each kind */

struct system_list {
	struct buffer json;
	unsigned n;
};

struct system_facts {
	struct span id, path; /* of the file, borrowed; id may be absent */
	struct system_list facts, users, connected;
	struct buffer notes; /* note objects */
	struct buffer text;  /* scratch of the readers */
};

void system_facts_release(struct system_facts *f);

/*
 * A fact: `name` as winnow-record(5) lists them, the value as it is stored, trimmed; nothing is
 * added for an empty one. where: which part of the file, "" for the file as a whole.
 */
void system_fact(struct system_facts *f, const char *name, struct span value, const char *where);
void system_fact_text(struct system_facts *f, const char *name, const char *value,
		      const char *where);
/* A value that had to be put into words, and beside it what is stored. */
void system_fact_stored(struct system_facts *f, const char *name, struct span value,
			const char *stored, const char *where);
/* A time stored as a number; zone: "Z", or "" for a local one. */
void system_fact_time(struct system_facts *f, const char *name, int64_t seconds,
		      uint32_t nanoseconds, const char *stored, const char *where);
/* The same of a FILETIME (100 ns since 1601, UTC); 0 and times no civil date has: nothing. */
void system_fact_filetime(struct system_facts *f, const char *name, uint64_t filetime,
			  const char *where);

/*
 * An account, or something that was connected. Between begin and end the caller writes members with
 * json_member_*() or those below into the buffer. NULL: there were too many already.
 */
struct buffer *system_begin(struct system_facts *f, struct system_list *list);
void system_end(struct system_facts *f, struct buffer *b, const char *where);
/* A member, trimmed; an empty one is left out. */
void system_member(struct buffer *b, const char *key, struct span value);
void system_member_filetime(struct buffer *b, const char *key, uint64_t filetime);
void system_member_time(struct buffer *b, const char *key, int64_t seconds, uint32_t nanoseconds);

void system_note(struct system_facts *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Without blanks and NULs at its ends. */
struct span system_trim(struct span s);

#endif
