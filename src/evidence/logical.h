/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logical evidence: a directory, or an archive such as the extraction of a phone. It has one
 * volume, "p0", whose files have their paths for addresses: p0/DCIM/a.jpg.
 */
#ifndef WINNOW_EVIDENCE_LOGICAL_H
#define WINNOW_EVIDENCE_LOGICAL_H

#include "evidence/volume.h"
#include "evidence/walk.h"

#define LOGICAL_VOLUME "p0"

/* The one volume of an image that is logical. */
void logical_volumes(struct volume_list *list, const struct image *image);

/* Every file of a directory, as walk_volume() gives those of a file system. */
int logical_walk(struct image *image, const char *evidence, const char *evidence_id,
		 const struct walk_sink *sink, struct buffer *notes, struct error *e);

#endif
