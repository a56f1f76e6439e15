/* SPDX-License-Identifier: Apache-2.0 */
/* Reading small files whole: settings, the state files of a case folder. */
#ifndef WINNOW_BASE_SMALL_FILE_H
#define WINNOW_BASE_SMALL_FILE_H

#include "base/buffer.h"
#include "base/error.h"

#define SMALL_FILE_MAX ((size_t)1 << 20)

/*
 * Appends the whole file: 1 read, 0 not there, -1 with *e when it is no regular file, too long or
 * cannot be read. A symbolic link is not followed.
 */
int small_file_read(int dir, const char *name, struct buffer *out, struct error *e);

/*
 * As above for any path, followed as the user gave it (a settings file, say); a missing file is -1.
 */
int small_file_read_path(const char *path, struct buffer *out, struct error *e);

#endif
