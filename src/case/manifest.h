/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MANIFEST.sha256: the SHA-256 of every other regular file under the case folder, a line a file,
 * sorted by the bytes of their names, in the form that `sha256sum -c MANIFEST.sha256` checks (a
 * backslash before the line and \\, \n, \r within names that need it). Written last, atomically.
 *
 * What is attached to the manifest (its signature, its time stamp) is made after it and cannot be
 * in it; case/attached.h looks after those files.
 */
#ifndef WINNOW_CASE_MANIFEST_H
#define WINNOW_CASE_MANIFEST_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/sha256.h"

/* ---- A manifest in memory: names and digests, sorted ---- */

struct manifest_file {
	char *name; /* relative to the case folder, without "./" */
	char hex[SHA256_HEX_MAX];
};

struct manifest {
	struct manifest_file *v;
	size_t n, cap;
	uint64_t left_out; /* links, sockets, …: not files whose bytes can be vouched for */
	char first_left_out[256]; /* masked; "" when none */
};

/* clang-format off */
#define MANIFEST_EMPTY {0}
/* clang-format on */

/* Reads every file of the folder open as `dir`. An unreadable file is an error. */
int manifest_take(struct manifest *m, int dir, struct error *e);
/* Reads the text of a manifest; -1 when it is not in the form that manifest_text() gives. */
int manifest_parse(struct manifest *m, struct span text, struct error *e);
/* Reads MANIFEST.sha256 or another of its kind: 1 read, 0 not there, -1. text may be NULL. */
int manifest_read(struct manifest *m, int dir, const char *name, struct buffer *text,
		  struct error *e);
void manifest_release(struct manifest *m);

/* The digest of a name; NULL: it is not listed. */
const char *manifest_digest(const struct manifest *m, const char *name);
void manifest_set(struct manifest *m, const char *name, const char *hex);
void manifest_drop(struct manifest *m, const char *name);

void manifest_text(const struct manifest *m, struct buffer *out);
int manifest_put(const struct manifest *m, int dir, struct error *e);

/* ---- Comparing two ---- */

enum manifest_difference {
	MANIFEST_CHANGED,
	MANIFEST_MISSING, /* listed, not there */
	MANIFEST_ADDED,	  /* there, not listed */
};

/* Calls tell() for each difference in the order of names; gives how many there are. */
uint64_t manifest_compare(const struct manifest *listed, const struct manifest *there,
			  void (*tell)(void *ctx, enum manifest_difference how, const char *name),
			  void *ctx);

/* "was changed", "is missing", "is not in the manifest" */
const char *manifest_difference_phrase(enum manifest_difference how);

/* ---- In one step ---- */

struct manifest_written {
	uint64_t files, left_out;
	char first_left_out[256];
};

/* Takes and puts. The old manifest stands when that fails. */
int manifest_write(int dir, struct manifest_written *written, struct error *e);

struct manifest_result {
	uint64_t files;	   /* listed */
	uint64_t changed;  /* listed, there, another digest */
	uint64_t missing;  /* listed, not there */
	uint64_t unlisted; /* there, not listed */
	char first[300];   /* the first that does not hold, as a masked phrase; "" when all does */
};

/*
 * Compares the manifest with the folder. 0 with *result, -1 when there is no manifest, it is not in
 * the form manifest_write() gives, or something cannot be read.
 */
int manifest_check(int dir, struct manifest_result *result, struct error *e);

#endif
