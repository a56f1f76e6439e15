/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digests of a whole image that its acquisition wrote down: lists of md5sum, sha1sum,
 * sha256sum (both forms), and logs of FTK Imager, Guymager, ewfacquire, dcfldd, dc3dd. Digests of
 * parts of the image (hash windows) are passed over.
 */
#ifndef WINNOW_CASE_HASH_LOG_H
#define WINNOW_CASE_HASH_LOG_H

#include "base/error.h"
#include "base/span.h"

/*
 * Calls fn with each digest that is of the image (lower-case hex, its length says which). image:
 * the file's name, for lists that name several. Gives how many there were.
 */
size_t hash_log_each(struct span text, const char *image,
		     void (*fn)(void *ctx, const char *hex, size_t n), void *ctx);

/* The text of a log, UTF-16 (PowerShell, FTK Imager) made UTF-8. */
struct buffer;
int hash_log_read(const char *path, struct buffer *out, struct error *e);

#endif
