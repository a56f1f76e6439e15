/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage: adds `exif`, `metadata`, `device`, `gps` and `taken` of pictures. winnow-exif(1) says what
 * each key means.
 */
#ifndef WINNOW_STAGE_EXIF_H
#define WINNOW_STAGE_EXIF_H

#include "stage/stage.h"

extern const struct stage stage_exif; /* takes no config */

#endif
