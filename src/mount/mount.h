/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mounting. The keeper, which calls mount_run(), is not confined: it mounts, hands the FUSE device
 * to servers, replaces those that die, and unmounts at the end, for which an ordinary user needs a
 * set-uid program that a confined process cannot run. It never looks at a byte of evidence.
 */
#ifndef WINNOW_MOUNT_MOUNT_H
#define WINNOW_MOUNT_MOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct mount_config {
	const char *evidence; /* as given */
	const char *path;     /* the same, absolute */
	const char *folder;   /* absolute */
	int records;	      /* descriptor of a record stream, a regular file; -1: none */
	unsigned servers;
	unsigned seconds; /* without a sign of life before a server is stopped */
	uint64_t memory;  /* of each server, and of the tree */
	bool allow_other, debug;
	void (*say)(void *ctx, const char *text);
	void (*ready)(void *ctx); /* it is mounted and answers */
	void *ctx;
};

/* Returns when it is unmounted, by whomever or for SIGTERM, SIGINT or SIGHUP. */
int mount_run(const struct mount_config *config, struct error *e);

#endif
