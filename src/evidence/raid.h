/* SPDX-License-Identifier: Apache-2.0 */
/* Linux software RAID (md, super block version 1.x): a mirror's half is a volume by itself. */
#ifndef WINNOW_EVIDENCE_RAID_H
#define WINNOW_EVIDENCE_RAID_H

#include "evidence/volume.h"

/* list->v[i] is a part of a RAID: adds what a mirror holds, as p2.1. */
void raid_add_volume(struct volume_list *list, size_t i, struct image *image);

#endif
