/* SPDX-License-Identifier: Apache-2.0 */
/* What is on one volume: file systems, an APFS pool, something recognised only, cipher text. */
#ifndef WINNOW_EVIDENCE_PROBE_H
#define WINNOW_EVIDENCE_PROBE_H

#include "evidence/volume.h"

/*
 * Fills list->v[i] from what lies at its offset. Further answers (a second file system, the volumes
 * of an APFS pool) are added behind the others. False: nothing was recognised.
 */
bool probe_volume(struct volume_list *list, size_t i, struct image *image);

#endif
