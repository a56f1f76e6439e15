/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first words with the kernel. libfuse 3.14 does not know two things that Linux has had since
 * 6.6 and 6.9: files read past the page cache that can be mapped all the same, and files whose
 * reads the kernel takes from another file by itself (passthrough). They are put into the reply
 * that libfuse makes.
 */
#include <config.h>
#include <errno.h>
#include <fuse_lowlevel.h>
#include <linux/fuse.h>
#include <sys/uio.h>
#include <unistd.h>

#include "mount/server_parts.h"

/* include/uapi/linux/fuse.h, in the second word of flags */
#define INIT_EXT	 (1u << 30)
#define PASSTHROUGH	 (1u << (37 - 32))
#define STACK_DEPTH	 1  /* the evidence's file system is no stacked one itself */
#define BACKGROUND	 64 /* requests that the kernel reads ahead with */
#define BACKGROUND_DENSE 48

void
server_wants(struct fuse_conn_info *conn)
{
	conn->want &=
		~(unsigned)(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE |
			    FUSE_CAP_ATOMIC_O_TRUNC | FUSE_CAP_AUTO_INVAL_DATA |
			    FUSE_CAP_POSIX_LOCKS | FUSE_CAP_FLOCK_LOCKS | FUSE_CAP_WRITEBACK_CACHE |
			    FUSE_CAP_READDIRPLUS_AUTO);
	conn->want |= conn->capable &
		      (FUSE_CAP_ASYNC_READ | FUSE_CAP_PARALLEL_DIROPS | FUSE_CAP_READDIRPLUS |
		       FUSE_CAP_NO_OPENDIR_SUPPORT | FUSE_CAP_CACHE_SYMLINKS | FUSE_CAP_ASYNC_DIO);
	conn->max_read = ANSWER_READ_MAX;
	conn->max_background = BACKGROUND;
	conn->congestion_threshold = BACKGROUND_DENSE;
}

static void
patch(struct server *s, struct iovec *iov, int count)
{
	struct fuse_init_out *out;

	if (count != 2 || iov[1].iov_len < sizeof *out)
		return;
	out = iov[1].iov_base;
	if (!(s->offered & PASSTHROUGH))
		return;
	out->flags |= INIT_EXT;
	out->flags2 |= PASSTHROUGH;
	out->unused[0] = STACK_DEPTH; /* max_stack_depth since 7.40 */
}

ssize_t
server_writev(int fd, struct iovec *iov, int count, void *userdata)
{
	struct server *s = userdata;

	if (s->patch_init)
		patch(s, iov, count);
	s->patch_init = false;
	return writev(fd, iov, count);
}

ssize_t
server_read(int fd, void *buf, size_t n, void *userdata)
{
	struct server *s = userdata;
	ssize_t r = read(fd, buf, n);
	const struct fuse_in_header *header = buf;
	const struct fuse_init_in *in = (const void *)(header + 1);

	if (r < (ssize_t)(sizeof *header + sizeof *in) || header->opcode != FUSE_INIT)
		return r;
	s->patch_init = true;
	s->offered = in->flags & INIT_EXT ? in->flags2 : 0;
	return r;
}
