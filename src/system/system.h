/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a seized device says of itself: operating system, host name, time zone, accounts, times of
 * installation and shutdown, what was connected to it. A table of well-known files (sources.c)
 * names those that tell; each has a reader that turns its bytes into facts (facts.h).
 *
 * system/ knows bytes and paths, never evidence, so its readers are fuzzed without an image.
 */
#ifndef WINNOW_SYSTEM_SYSTEM_H
#define WINNOW_SYSTEM_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "system/facts.h"

enum system_what {
	SYSTEM_FILE,
	SYSTEM_LINK,   /* a symbolic link: what it leads to tells */
	SYSTEM_FOLDER, /* its name tells */
};

#define SYSTEM_LOGS_MAX 3

/* What a reader is given. */
struct system_file {
	struct span path;    /* from the system's root on, display form */
	struct bytes *bytes; /* of a file; NULL for the others */
	struct span target;  /* of a link */
	struct span mtime;   /* as the file's record has it; may be absent */
	/* Of a file that has them: what was written and is not in it yet. */
	struct bytes *logs[SYSTEM_LOGS_MAX];
	size_t nlogs;
};

#define SYSTEM_PARTS_MAX 12 /* of a path in the table */

struct system_source {
	const char *family; /* "windows" "linux" "apple" "android" "portable" */
	enum system_what what;
	/*
	 * Path from the system's root, compared without regard to case (ASCII); a part that
	 * ends in '*' stands for any name that begins so, one that begins with '*' for any that
	 * ends so.
	 */
	const char *path;
	/*
	 * Folders that may stand before it in logical evidence, where systems lie anywhere; names
	 * that are common in other places allow few.
	 */
	unsigned below;
	/*
	 * Facts of nothing else than the file at hand; what is not there is not said. NULL: a log
	 * that goes with the file whose path is this one without ".LOG" and what follows.
	 */
	void (*read)(const struct system_file *file, struct system_facts *out);
};

extern const struct system_source system_sources[];
/* Is the row `log` a log of the row `of`? */
bool system_is_log(size_t log, size_t of);
extern const size_t nsystem_sources;
#define SYSTEM_SOURCES_MAX 160

/* Do the n bytes at `name` match a part of a path in the table, which is pn bytes long? */
bool system_part_matches(const char *part, size_t pn, const char *name, size_t n);

/*
 * The source whose path the end of `path` matches, from `from` on in the table; *root: the bytes
 * before it, a slash at their end included. nsystem_sources: none.
 */
size_t system_source_of(struct span path, enum system_what what, size_t from, size_t *root);

#endif
