/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and writing whole runs of bytes, whatever the system gives at a time: short writes and
 * reads go on, interruptions are taken again. Callers say in their own words what failed.
 */
#ifndef WINNOW_BASE_WHOLE_IO_H
#define WINNOW_BASE_WHOLE_IO_H

#include <stddef.h>
#include <stdint.h>

/* How many of the n bytes could be written; fewer than n: errno says why. */
size_t write_whole(int fd, const void *p, size_t n);
/* The same at an offset; the descriptor's own position stays. */
size_t write_whole_at(int fd, const void *p, size_t n, uint64_t offset);
/* How many bytes could be read; fewer than n: errno says why, ENODATA: the file ends. */
size_t read_whole_at(int fd, void *p, size_t n, uint64_t offset);

#endif
