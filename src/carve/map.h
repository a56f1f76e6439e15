/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of an image is searched: the free space of every file system (one region a volume, its files
 * on the sector grid), and at every byte the slack behind a file system, volumes without one that
 * we know, and what lies in no volume. Encrypted volumes are left out. No byte is in the map twice,
 * however the partition tables lie.
 */
#ifndef WINNOW_CARVE_MAP_H
#define WINNOW_CARVE_MAP_H

#include "carve/space.h"
#include "evidence/image.h"
#include "evidence/volume.h"

/*
 * Adds the regions to the plan in order of their first byte. What was left out or could not be read
 * is noted on the volumes in `list`, in the name of `tool`. slack: file slack too, as a region of
 * its own for each volume.
 */
void map_build(struct space_plan *plan, struct image *image, struct volume_list *list,
	       const char *tool, bool slack);

#endif
