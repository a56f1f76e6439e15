/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-exif --devices. */
#ifndef WINNOW_TOOLS_EXIF_DEVICES_H
#define WINNOW_TOOLS_EXIF_DEVICES_H

#include "tools/tool.h"

/*
 * Reads the inputs and writes a `device` record for each device. Streams whose metadata was read
 * before need no evidence; others run the stages first. Gives the exit status.
 */
int tool_devices(struct tool *tool, const struct stage_use *stages, size_t nstages);

#endif
