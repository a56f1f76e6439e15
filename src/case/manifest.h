/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MANIFEST.sha256: the SHA-256 of every other regular file under the case folder, a line a file,
 * sorted by the bytes of their names, in the form that `sha256sum -c MANIFEST.sha256` checks (a
 * backslash before the line and \\, \n, \r within names that need it). Written last, atomically.
 */
#ifndef WINNOW_CASE_MANIFEST_H
#define WINNOW_CASE_MANIFEST_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct manifest_written {
	uint64_t files;
	uint64_t left_out; /* links, sockets, …: not files whose bytes can be vouched for */
	char first_left_out[256]; /* masked; "" when none */
};

/*
 * Writes the manifest of the folder open as `dir`. An unreadable file is an error; the old
 * manifest stands then.
 */
int manifest_write(int dir, struct manifest_written *written, struct error *e);

/* The text that manifest_write() would write now. */
int manifest_render(int dir, struct buffer *out, struct manifest_written *written, struct error *e);

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
