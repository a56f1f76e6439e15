/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LVM2 (lvm2, lib/format_text): logical volumes that lie in one piece on the physical volume at
 * hand are volumes like any other; the rest is named.
 */
#ifndef WINNOW_EVIDENCE_LVM_H
#define WINNOW_EVIDENCE_LVM_H

#include "evidence/volume.h"

/* list->v[i] is an LVM2 physical volume: adds those on it, named p2.1, p2.2 … */
void lvm_add_volumes(struct volume_list *list, size_t i, struct image *image);

#endif
