/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the mount answers: folders, attributes, bytes and facts of the nodes of a tree, read from
 * one image. Knows nothing of FUSE. One server has one, in its confined process; what is entered in
 * the tree is seen by all.
 *
 *	image.raw             the whole decoded device
 *	volumes/p2.raw        a volume of it
 *	files/p2/…            the live tree of a volume's file system, or of logical evidence
 *	deleted/p2/…          what is deleted, by path; $OrphanFiles; by-address/
 *	items/ID.EXT          what the records tell of
 *
 * Functions give 0 or an errno; *e says why where there is more to say than the errno does.
 */
#ifndef WINNOW_MOUNT_ANSWER_H
#define WINNOW_MOUNT_ANSWER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"
#include "evidence/image.h"
#include "mount/tree.h"

#define ANSWER_READ_MAX ((size_t)1 << 20) /* bytes at a time */

struct answer;

struct answer_config {
	struct tree *tree;
	struct image *image;  /* borrowed */
	const char *evidence; /* as given */
	struct span records;  /* a record stream in memory; p NULL: none */
	time_t mounted;	      /* the time of what has none of its own */
	/* What people should hear of; may be called often with the same text. */
	void (*say)(void *ctx, const char *text);
	/* A sign of life within long work; `folder` is what is being entered, 0: nothing. */
	void (*alive)(void *ctx, uint32_t folder);
	void *ctx;
};

/* config is copied; what it points to is borrowed. */
int answer_open(struct answer **out, const struct answer_config *config, struct error *e);
void answer_close(struct answer **answer);

/* The child of that name. Enters the folder if nobody has yet. */
int answer_lookup(struct answer *a, uint64_t folder, const char *name, uint32_t *child,
		  struct error *e);
/* Its children are nodes [*first, *first + *count). Enters the folder if nobody has yet. */
int answer_children(struct answer *a, uint64_t folder, uint32_t *first, uint32_t *count,
		    struct error *e);

/* The number that stands in a listing: st_ino of answer_stat(). */
ino_t answer_inode(const struct node *node, uint64_t number);
int answer_stat(struct answer *a, uint64_t number, struct stat *st, struct error *e);

/*
 * Up to n (at most ANSWER_READ_MAX) bytes, fewer at the end; they are valid until the next call.
 * *unreadable: how many of them are zeros that stand for what could not be read.
 */
int answer_read(struct answer *a, uint64_t number, uint64_t offset, size_t n, struct span *out,
		uint64_t *unreadable, struct error *e);

/*
 * A symbolic link's target, changed where it could lead out of its volume: an absolute one is taken
 * from the volume's root, and ".." goes no higher than that.
 */
int answer_target(struct answer *a, uint64_t number, struct buffer *out, struct error *e);

/*
 * Facts as extended attributes, "user.winnow.id" and the like: the value, or the names of all that
 * there are, each terminated.
 */
int answer_fact(struct answer *a, uint64_t number, const char *name, struct buffer *out,
		struct error *e);
int answer_facts(struct answer *a, uint64_t number, struct buffer *out, struct error *e);

#endif
