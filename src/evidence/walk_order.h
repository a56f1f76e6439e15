/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which folders are walked first: where people keep pictures and films. Names are compared without
 * regard to case (ASCII); the table is in walk_order.c.
 */
#ifndef WINNOW_EVIDENCE_WALK_ORDER_H
#define WINNOW_EVIDENCE_WALK_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include <tsk/libtsk.h>

struct walk_folder {
	TSK_INUM_T address;
	char *path;    /* from the volume's root, with a slash behind */
	unsigned rank; /* row of the table */
};

struct walk_order {
	struct walk_folder *v;
	size_t n, cap;
};

struct walk;

/* Finds the well-known folders of a file system, in the order in which to walk them. */
void walk_order_find(struct walk_order *order, struct walk *w);
void walk_order_release(struct walk_order *order);

#endif
