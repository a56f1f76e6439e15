/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a rendering goes: standard output, a file that appears whole or not at all, or a device or
 * pipe that stands at the given path and is written to as it is.
 */
#ifndef WINNOW_REPORT_OUTPUT_H
#define WINNOW_REPORT_OUTPUT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"

struct output;

/*
 * path NULL: standard output. Relative to the folder open as `dir` (or AT_FDCWD). A slip of the
 * hand must not cost evidence: block devices, and files that hold a NUL byte near their start and
 * so are no report of ours, are not replaced.
 */
int output_open(struct output **out, int dir, const char *path, struct error *e);
int output_write(struct output *out, struct span text, struct error *e);
/* Hands what was written so far to the file or pipe. */
int output_flush(struct output *out, struct error *e);
/* Everything is written: the file takes its name. Frees *out, also on -1. */
int output_commit(struct output **out, struct error *e);
/* Will it be a file under a name, beside which others can stand? */
bool output_is_file(const struct output *out);
/*
 * Removes the file at `path`, relative to `dir`, if it is a report of winnow-report. True when it
 * is gone. What cannot be removed stays.
 */
bool output_remove_stale(int dir, const char *path);
/* Nothing is kept but what went to a pipe or device. */
void output_abandon(struct output **out);

#endif
