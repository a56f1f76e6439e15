/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where results go: new plain files only, written under another name first, so that nothing
 * half-made ever stands under the name asked for and no device or evidence is overwritten
 * by a slip.
 */
#ifndef WINNOW_PRACTICE_OUTPUT_H
#define WINNOW_PRACTICE_OUTPUT_H

#include "base/error.h"
#include "base/span.h"

/* May `path` be written? -1 when it exists and force is not set, or is no plain file. */
int output_check(const char *path, bool force, struct error *e);

/*
 * An empty file beside `path` for what is being made; *part is its name, for free(). -1
 * or the descriptor.
 */
int output_begin(const char *path, char **part, struct error *e);

/* A whole small file (base/new_file.h). */
int output_text(const char *path, struct span text, struct error *e);

#endif
