/* SPDX-License-Identifier: Apache-2.0 */
/* All segments of an image stay open, and a large disk has more of them than a process may have
 * files. */
#ifndef WINNOW_EVIDENCE_OPEN_FILES_H
#define WINNOW_EVIDENCE_OPEN_FILES_H

#include <stddef.h>

#include "base/error.h"

/* Makes room for n more open files, as far as the hard limit goes. path: for the message. */
int open_files_allow(size_t n, const char *path, struct error *e);

#endif
