/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which container a file is, judged by its signatures and never by its name: a format that cannot
 * be read is refused by name, so that its envelope is never searched as if it were the disk.
 */
#ifndef WINNOW_EVIDENCE_CONTAINER_H
#define WINNOW_EVIDENCE_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* How much of a file's start and end the signatures may need. */
#define CONTAINER_HEAD ((size_t)65536)
#define CONTAINER_TAIL ((size_t)65536)

enum container_kind {
	CONTAINER_RAW, /* nothing recognised */
	CONTAINER_EWF,
	CONTAINER_AFF,
	CONTAINER_VMDK,
	CONTAINER_VHD,
	CONTAINER_ARCHIVE, /* logical evidence, if it is an archive and no compressed disk */
	CONTAINER_VHDX,
	CONTAINER_QCOW2,
	CONTAINER_VDI,
	CONTAINER_DMG,
	CONTAINER_EWF2,
	CONTAINER_L01, /* logical evidence of EWF, either version */
	CONTAINER_REFUSED,
};

struct container {
	enum container_kind kind;
	const char *name;   /* "QCOW2"; static */
	const char *advice; /* when refused: what to do, a format with up to two %s for the path */
};

/* Fails with the sentence that refuses the file at path. */
int container_refuse(const struct container *c, const char *path, struct error *e);

/* The first head_n bytes of the file and its last tail_n (which may overlap). */
void container_detect(struct container *c, const unsigned char *head, size_t head_n,
		      const unsigned char *tail, size_t tail_n);

#endif
