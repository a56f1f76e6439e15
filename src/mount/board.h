/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the keeper and its servers share besides the tree: for each server a slot with the request
 * it is answering. A request is read from the kernel straight into the slot and stays until it is
 * answered, so that whoever takes the place of a server that died can answer it: the kernel waits
 * for that answer and gives the request to nobody again.
 */
#ifndef WINNOW_MOUNT_BOARD_H
#define WINNOW_MOUNT_BOARD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "evidence/image.h"

#define SLOT_REQUEST_MAX (((size_t)1 << 20) + 65536) /* what the kernel may send at once */

struct slot {
	/* A request begins with its length: 0: there is none. */
	union {
		_Atomic uint32_t length;
		unsigned char bytes[SLOT_REQUEST_MAX];
		uint64_t aligned;
	} request;
	_Atomic uint32_t folder; /* that is being entered, 0: none */
	_Atomic uint32_t tries;	 /* servers that died of this request */
	_Atomic bool ready;	 /* opened and confined */
	_Atomic int64_t heard;	 /* ms, monotonic */
};

enum board_evidence { EVIDENCE_UNSEEN, EVIDENCE_SEEN, EVIDENCE_GONE };

struct board {
	/* Filled by the first server that opens the evidence. */
	char id[IMAGE_ID_MAX];
	char container[32];
	uint64_t size;
	_Atomic int evidence;
	_Atomic int64_t checked;    /* ms, monotonic: when the evidence was last opened */
	_Atomic int32_t backing_id; /* of the image's own file, for the kernel; 0: none */
	char why[ERROR_TEXT_MAX];   /* why it could not be opened */
	pthread_mutex_t turn;	    /* of the server that reads the device */
	_Atomic bool over;	    /* unmounted */
	unsigned nslots;
	struct slot slots[];
};

/* Exit statuses of a server, besides 0 (unmounted) and 3 (out of memory). */
#define SERVER_UNOPENED 4 /* board.why tells */
#define SERVER_RECHECK	5 /* the evidence is to be opened anew, and the request answered then */

int64_t board_now(void);

int board_new(struct board **out, unsigned nslots, struct error *e);
void board_free(struct board **board);

#endif
