/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of volume.h put a list together. */
#ifndef WINNOW_EVIDENCE_VOLUME_LIST_H
#define WINNOW_EVIDENCE_VOLUME_LIST_H

#include "evidence/volume.h"

/* Adds a volume (all empty but its name) behind the others; its index. */
size_t volume_add(struct volume_list *list, const char *name);

/* Takes volume i and all behind it away again. */
void volume_drop(struct volume_list *list, size_t i);

/* A note on volume i; i == list->n: on the table as a whole. */
void volume_note(struct volume_list *list, size_t i, enum note_level level, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* What lies in no top-level volume. */
void volumes_find_gaps(struct volume_list *list, uint64_t image_size);

#endif
