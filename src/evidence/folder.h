/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory as evidence. It is opened once; all below it is reached by paths from that
 * descriptor, so that it can go on behind a worker's lock-down. Only folders and regular files
 * are ever opened, no symbolic link is followed, and the order is that of the names' bytes.
 */
#ifndef WINNOW_EVIDENCE_FOLDER_H
#define WINNOW_EVIDENCE_FOLDER_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"

#define FOLDER_DEPTH_MAX 200
#define FOLDER_PATH_MAX	 4000 /* of a path from the evidence on; the kernel takes 4095 */

/* How many entries make up the identity. */
#define FOLDER_IDENTITY_ENTRIES 20000

struct folder_visit {
	/* path: relative, NUL-terminated. -1 ends the walk. */
	int (*entry)(void *ctx, const char *path, const struct stat *st, struct error *e);
	/* What could not be gone into; may be NULL. */
	void (*trouble)(void *ctx, const char *path, const char *why);
	void *ctx;
};

/*
 * Gives every entry below the folder, folders before what is in them. Loops cannot occur, since no
 * link is followed.
 */
int folder_each(int folder, const struct folder_visit *visit, struct error *e);

/* A descriptor of the regular file, or -1. */
int folder_open_file(int folder, const char *path, struct stat *st, struct error *e);

/*
 * The first FOLDER_IDENTITY_ENTRIES entries in order: path, NUL, a letter for the type (d f l o)
 * and of files the size (8 bytes, little-endian), appended.
 */
int folder_identity(int folder, struct buffer *out, struct error *e);

/* Bytes of all regular files. */
uint64_t folder_bytes(int folder);

#endif
