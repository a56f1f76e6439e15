/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a VMDK's descriptor asks for, looked at before libvmdk opens anything: it names further
 * files, and may say that it holds only the difference to another disk.
 */
#ifndef WINNOW_EVIDENCE_VMDK_H
#define WINNOW_EVIDENCE_VMDK_H

#include "base/error.h"

/*
 * Fails with a sentence when an extent is missing beside the VMDK or is no plain file, and for
 * snapshots. *extents: how many files hold the data (1 without a descriptor).
 */
int vmdk_check(const char *path, unsigned *extents, struct error *e);

#endif
