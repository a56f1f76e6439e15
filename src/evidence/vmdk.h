/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a VMDK's descriptor asks for, looked at before libvmdk opens anything: it names further
 * files, and may say that it holds only the difference to another disk. libvmdk reads what was cut
 * off as zeros without a word, so that is looked for as well. Specification: VMware, Virtual Disk
 * Format 1.1.
 */
#ifndef WINNOW_EVIDENCE_VMDK_H
#define WINNOW_EVIDENCE_VMDK_H

#include <stdbool.h>

#include "base/error.h"

struct vmdk {
	unsigned extents; /* files that hold the data; 1 without a descriptor */
	bool cut;	  /* one of them is shorter than what is said to lie in it */
};

/* Fails with a sentence when an extent is missing beside the VMDK or is no plain file. */
int vmdk_check(const char *path, struct vmdk *vmdk, struct error *e);

/* Does a sparse extent point past its own end? False for files of other kinds. */
bool vmdk_extent_is_cut(const char *path);

#endif
