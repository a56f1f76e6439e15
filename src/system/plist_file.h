/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property lists of Apple's systems, binary or XML, read through libplist. Paths go through
 * dictionaries: keys with a slash between.
 */
#ifndef WINNOW_SYSTEM_PLIST_FILE_H
#define WINNOW_SYSTEM_PLIST_FILE_H

#include <stdint.h>

#include "system/system.h"

#define PLIST_FILE_MAX ((uint64_t)64 << 20)

struct plist_file;

/* NULL: there is a note why. */
struct plist_file *plist_file_open(struct bytes *bytes, struct system_facts *out);
void plist_file_close(struct plist_file **p);

/*
 * A value in words: text, whole numbers, truth, dates (in UTC, as property lists hold them);
 * replaces what is in *out. An array stands for its first element. -1: there is none.
 */
int plist_file_text(struct plist_file *p, const char *path, struct buffer *out);
/* The same as a fact of the file. */
void plist_file_fact(struct plist_file *p, const char *path, const char *fact,
		     struct system_facts *out);

#endif
