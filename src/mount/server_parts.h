/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of server.h share; nobody outside server*.c includes it. */
#ifndef WINNOW_MOUNT_SERVER_PARTS_H
#define WINNOW_MOUNT_SERVER_PARTS_H

#include <sys/types.h>

#include "base/buffer.h"
#include "mount/answer.h"
#include "mount/server.h"

struct fuse_conn_info;
struct fuse_lowlevel_ops;
struct iovec;

#define EVIDENCE_FILES_MAX 16 /* looked at for a change of size; of more, the first */

struct server {
	struct server_config config;
	struct slot *slot;
	struct image *image;
	struct answer *answer; /* NULL: the evidence is gone */
	bool patch_init;       /* the next reply is the keeper's to INIT */
	uint32_t offered;      /* flags2 of the kernel's INIT */
	struct evidence_file {
		int fd;
		off_t size;
	} files[EVIDENCE_FILES_MAX];
	unsigned nfiles;
	bool turn;	/* it is this one's to read the device */
	uint32_t ahead; /* a volume's root to walk ahead in, 0: none */
	struct buffer reply;
	struct buffer text;
	char said[ERROR_TEXT_MAX]; /* last: not said twice in a row */
};

extern const struct fuse_lowlevel_ops server_operations;

/* A line for people, by way of the keeper. */
void server_say(struct server *s, const char *text);
/*
 * Ends this server, request in hand, if the evidence has not been opened for a while: the next one
 * opens it anew and so finds out whether it is still there.
 */
void server_recheck(struct server *s);
/* The same at once when a file of the evidence has another size than at the start. */
void server_check_files(struct server *s);

/* Who reads the device, and what the others do (server_turns.c). */
bool server_next(struct server *s);
void server_walk_ahead(struct server *s);

/* Passes what the kernel has for INIT beyond this libfuse through to it (server_init.c). */
void server_wants(struct fuse_conn_info *conn);
ssize_t server_writev(int fd, struct iovec *iov, int count, void *userdata);
ssize_t server_read(int fd, void *buf, size_t n, void *userdata);

#endif
