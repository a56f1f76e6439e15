/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that appears whole or not at all: written without a name in the folder that it goes to
 * (under a temporary one where the file system knows no nameless files), flushed to the disk, and
 * only then given its name. A process that dies midway, however it dies, leaves what stood there.
 */
#ifndef WINNOW_BASE_NEW_FILE_H
#define WINNOW_BASE_NEW_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/span.h"

struct new_file;

/* path is relative to the open folder `dir` (or AT_FDCWD); its own folder must be there. */
int new_file_open(struct new_file **out, int dir, const char *path, mode_t mode, struct error *e);
/* Buffered: what is written shows in the descriptor after new_file_flush(). */
int new_file_write(struct new_file *f, const void *p, size_t n, struct error *e);
int new_file_flush(struct new_file *f, struct error *e);
/* Open for reading and writing, owned by f: to read back, or to fill in a header at the end. */
int new_file_descriptor(const struct new_file *f);
/*
 * Flushes, fsyncs, renames into place; frees *f. On -1 the temporary file is gone and the
 * old one stands.
 */
int new_file_commit(struct new_file **f, struct error *e);
/* Removes the temporary file and frees *f. Does nothing when *f is NULL. */
void new_file_abandon(struct new_file **f);

/* The four in one. */
int new_file_put(int dir, const char *path, mode_t mode, struct span content, struct error *e);

/* Is this name one that a crash may have left behind? */
bool new_file_is_temporary(const char *name);

#endif
