/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Volumes known by a signature alone: file systems and volume managers that libtsk does not read,
 * and encryption that says its name. They are named, so that what was not examined is on record.
 */
#ifndef WINNOW_EVIDENCE_RECOGNISE_H
#define WINNOW_EVIDENCE_RECOGNISE_H

#include "evidence/volume.h"

/*
 * Looks at the first and last blocks of a volume. Fills fs, label, serial, encrypted and fs_found
 * where they are empty; false when nothing was recognised.
 */
bool recognise(struct volume *v, struct bytes *image);

/* What the first sectors say about the disk as a whole, as a sentence, or NULL. */
const char *recognise_disk(struct bytes *image);

#endif
