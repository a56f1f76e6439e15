/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small reads all over the tables of a container: a few pages of the file are kept, so that a table
 * of any size costs little memory and few calls.
 */
#ifndef WINNOW_EVIDENCE_FILE_PAGES_H
#define WINNOW_EVIDENCE_FILE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file_pages;

struct file_pages *file_pages_new(int fd, uint64_t size); /* fd and size: of the file; borrowed */
void file_pages_free(struct file_pages **pages);

/* Exactly n bytes; false when the file ends before or cannot be read. */
bool file_pages_read(struct file_pages *pages, uint64_t offset, void *out, size_t n);

/* The same without keeping anything, for data: how many of the n bytes there are. */
size_t file_read(int fd, uint64_t offset, void *out, size_t n);

#endif
