/* SPDX-License-Identifier: Apache-2.0 */
/*
 * File slack: what live files were given room for and did not fill. From a file's end to the end of
 * its last cluster, or of whatever was set aside for it; on NTFS from where it was written to.
 */
#ifndef WINNOW_EVIDENCE_SLACK_H
#define WINNOW_EVIDENCE_SLACK_H

#include "evidence/extents.h"
#include "evidence/image.h"
#include "evidence/volume.h"

/*
 * Adds the stretches, in order. volume->fs_type must not be 0. -1 when the file system does not
 * open or its files cannot be gone through to the end; what was found until then is in `out`.
 */
int slack_read(struct extents *out, struct image *image, const struct volume *volume,
	       struct error *e);

#endif
