/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server: a confined process that reads requests from the kernel's FUSE device and answers them.
 * It opens the evidence itself, as any worker does, and has no way to unmount or to start anything.
 */
#ifndef WINNOW_MOUNT_SERVER_H
#define WINNOW_MOUNT_SERVER_H

#include <time.h>

#include "mount/board.h"
#include "mount/tree.h"

struct fuse_session;

struct server_config {
	const char *evidence; /* as given */
	const char *path;     /* the same, absolute: servers are started at any time */
	int records;	      /* descriptor of the record stream, -1: none */
	uint64_t memory;
	time_t mounted;
	struct tree *tree;
	struct board *board;
	int say;  /* the end of a pipe for messages, one a line */
	int fuse; /* the device, once it is open */
};

/*
 * The operations of a session, and what it wants of the kernel. Its user data is the server; the
 * keeper answers the first request (INIT) itself with it.
 */
struct server;
struct server *server_new(const struct server_config *config);
void server_free(struct server **server);
struct fuse_session *server_session(struct server *server, const char *options, bool debug);

void server_set_device(struct server *server, int fuse);

/* The body of a server process; does not return. */
void server_run(struct server *server, struct fuse_session *session, struct slot *slot)
	__attribute__((noreturn));

#endif
