/* SPDX-License-Identifier: Apache-2.0 */
/* Small text files: read whole, gone through line by line. */
#ifndef WINNOW_SYSTEM_LINES_H
#define WINNOW_SYSTEM_LINES_H

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/span.h"

#define TEXT_FILE_MAX ((size_t)4 << 20)

/* The file's bytes, at most TEXT_FILE_MAX of them. */
void text_file_read(struct bytes *bytes, struct buffer *out);
/* Takes the next line off *rest, without its end; false: there is none. */
bool line_next(struct span *rest, struct span *line);
/* What stands before and behind the first `c` of line, trimmed; false: there is none. */
bool line_split(struct span line, char c, struct span *before, struct span *behind);
/* Without a pair of quotes around it. */
struct span line_unquote(struct span s);

#endif
