/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that hold files: archives, documents, caches. One file a format here, one line in
 * holders.c. Like media/, this room knows bytes and never evidence, and believes nothing.
 *
 * A holder is gone through once, member by member, with next(). A member either lies plainly in the
 * holder's own bytes (extents), or has to be unpacked: then its key finds it again at any time, in
 * any process, by find(), and read() gives its bytes from the first on.
 */
#ifndef WINNOW_INSIDE_HOLDER_H
#define WINNOW_INSIDE_HOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

/* Names longer than that are cut and noted. */
#define MEMBER_NAME_MAX ((size_t)4096)
/* A plain member in more pieces than that is given without its data. */
#define MEMBER_EXTENTS_MAX ((size_t)10000)

struct member_extent {
	uint64_t offset, size; /* in the holder's bytes, and within them */
};

enum member_time { MEMBER_MTIME, MEMBER_ATIME, MEMBER_CTIME, MEMBER_CRTIME, MEMBER_TIMES };

enum member_data {
	MEMBER_PLAIN,  /* in extents */
	MEMBER_PACKED, /* find() and read() give it */
	MEMBER_UNREAD, /* not to be had; note says why */
};

struct member {
	struct buffer name; /* as stored; empty: it has none */
	/*
	 * How a person reads the name, where that is not its bytes taken as UTF-8 (a ZIP of the
	 * days of code pages); else empty.
	 */
	struct buffer display;
	bool guessed; /* the holder does not say what code page the name is in: display is one */
	enum member_data data;
	uint64_t size;
	bool sized; /* false: nobody knows the size before it is unpacked */
	uint64_t key;
	struct member_extent *extents; /* owned by the member */
	size_t nextents, extents_cap;
	struct {
		bool set, local; /* local: of a zone that the format does not tell */
		int64_t seconds;
		uint32_t nanoseconds;
	} times[MEMBER_TIMES];
	struct buffer original_path; /* what a cache says its picture was made of; or empty */
	char note[200];		     /* what is odd about it; or "" */
	bool note_is_error;
};

void member_clear(struct member *m); /* keeps memory */
void member_release(struct member *m);
/* Adds an extent, joined to the last where it goes on. */
void member_add_extent(struct member *m, uint64_t offset, uint64_t size);
void member_set_time(struct member *m, enum member_time which, int64_t seconds,
		     uint32_t nanoseconds, bool local);
/* Says what is odd about the member. error: some of it is not given. */
void member_note(struct member *m, bool error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Its data is not to be had. */
void member_unread(struct member *m, bool error, const char *why);
/* Windows FILETIME: 100 ns since 1601; 0 is no time. */
void member_set_filetime(struct member *m, enum member_time which, uint64_t filetime);

struct holder;

struct holder_kind {
	const char *name; /* stands in content.format */
	bool archive;	  /* members are `archive`, else `embedded` */

	/* Could the bytes be of this kind? head: their first n bytes. Cheap. */
	bool (*head)(struct bytes *b, const unsigned char *head, size_t n);
	/* b is borrowed. */
	int (*open)(struct holder **out, struct bytes *b, struct error *e);
	/* 1 a member, 0 no more, -1 it breaks here: what was given stands. */
	int (*next)(struct holder *h, struct member *m, struct error *e);
	/*
	 * NULL where every member is plain. read() then gives its first byte first; *got 0: its
	 * end.
	 */
	int (*find)(struct holder *h, uint64_t key, struct error *e);
	int (*read)(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e);
	/* A finer name, or NULL. */
	const char *(*format)(struct holder *h);
	/* Bytes unpacked on the way so far, those skipped too; NULL: only what was read. */
	uint64_t (*unpacked)(const struct holder *h);
	/*
	 * Once all members are given: the holder's bytes with zeros for what they cover, of kinds
	 * in whose remains something may be found; the holder's own. NULL: nothing is.
	 */
	struct bytes *(*rest)(struct holder *h);
	void (*close)(struct holder *h);
};

/* Embedded first in each kind's own struct. */
struct holder {
	const struct holder_kind *kind;
	struct bytes *bytes;
	char note[200];	     /* what is odd about the holder as a whole; or "" */
	uint64_t generation; /* goes up with each find() and next(): whoever reads sees a move */
};

/* The kind that these bytes are of by their structure, whatever they are called; or NULL. */
const struct holder_kind *holder_recognise(struct bytes *b);
const struct holder_kind *holder_by_name(const char *name);

int holder_open(struct holder **out, const struct holder_kind *kind, struct bytes *b,
		struct error *e);
int holder_next(struct holder *h, struct member *m, struct error *e);
/* "zip" "tar" "7z" …, "raw" for a compressed file alone; known once next() was called. Static. */
const char *holder_format(struct holder *h);
int holder_find(struct holder *h, uint64_t key, struct error *e);
/* Fills buf as far as the member goes; *got < n: that was its end. */
int holder_read(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e);
void holder_close(struct holder **h);

#endif
