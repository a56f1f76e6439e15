/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a case folder that are read whole though they may be long. */
#ifndef WINNOW_CASE_WHOLE_FILE_H
#define WINNOW_CASE_WHOLE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/* Appends it, links not followed: 1 read, 0 not there, -1. */
int whole_file_read(int dir, const char *name, struct buffer *out, struct error *e);

#endif
