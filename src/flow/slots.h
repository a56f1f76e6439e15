/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is under way, in output order: runs of lines that go to one worker together, and marks that
 * say "a job of the plan ends here". A slot whose worker was lost is split into single lines, and
 * these are taken through the stages one by one, so that the loss costs one stage of one item.
 */
#ifndef WINNOW_FLOW_SLOTS_H
#define WINNOW_FLOW_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

enum slot_state { SLOT_WAITING, SLOT_RUNNING, SLOT_DONE };

struct slot {
	struct slot *next;
	enum slot_state state;
	uint64_t ticket;
	char *binding;
	uint64_t kin;	       /* of all its lines, by binding_kin() */
	struct buffer in, out; /* whole lines */
	unsigned lines, files; /* files: those of them that stages look at */
	size_t counted;	       /* what it adds to the queue's bytes */
	uint32_t first, end;   /* the stages it goes through next */
	bool mark;	       /* no lines: job `job` of the plan ends here */
	uint64_t job;
};

struct slot_queue {
	struct slot *head, **tail;
	size_t n, bytes;
};

void slot_queue_init(struct slot_queue *q);
void slot_queue_release(struct slot_queue *q);

/* Appends an empty slot. */
struct slot *slot_add(struct slot_queue *q, const char *binding, uint32_t stages);
struct slot *slot_by_ticket(struct slot_queue *q, uint64_t ticket);
/* Puts the single lines of s in its place, each to go through the stages alone. */
void slot_split(struct slot_queue *q, struct slot *s, uint32_t stages);
/* Removes and frees the first slot. */
void slot_drop_head(struct slot_queue *q);

#endif
