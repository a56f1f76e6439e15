/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage: adds `mime`. Formats of media/ are judged by walking their structure, everything else by
 * libmagic on the first 64 KiB; a picture or video that libmagic claims and media/ could have
 * walked is not believed. Truncated and damaged media get `state` and `why`; a name that says
 * something else than the content gets a warning.
 */
#ifndef WINNOW_STAGE_TYPE_H
#define WINNOW_STAGE_TYPE_H

#include "stage/stage.h"

extern const struct stage stage_type; /* takes no config */

#endif
