/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
slot_queue_init(struct slot_queue *q)
{
	*q = (struct slot_queue){.tail = &q->head};
}

void
slot_queue_release(struct slot_queue *q)
{
	while (q->head)
		slot_drop_head(q);
}

static struct slot *
slot_new(const char *binding, uint32_t stages)
{
	struct slot *s = memory_zero(1, sizeof *s);

	s->binding = memory_string(binding);
	s->end = stages;
	return s;
}

static void
slot_free(struct slot *s)
{
	free(s->binding);
	buffer_release(&s->in);
	buffer_release(&s->out);
	free(s);
}

struct slot *
slot_add(struct slot_queue *q, const char *binding, uint32_t stages)
{
	struct slot *s = slot_new(binding, stages);

	*q->tail = s;
	q->tail = &s->next;
	q->n++;
	return s;
}

struct slot *
slot_by_ticket(struct slot_queue *q, uint64_t ticket)
{
	struct slot *s = q->head;

	while (s && (s->state != SLOT_RUNNING || s->ticket != ticket))
		s = s->next;
	return s;
}

void
slot_split(struct slot_queue *q, struct slot *s, uint32_t stages)
{
	struct buffer lines = s->in;
	struct slot *after = s->next;
	struct span left = buffer_span(&lines);

	s->in = (struct buffer)BUFFER_EMPTY;
	for (;;) {
		const char *end = memchr(left.p, '\n', left.n);
		size_t n = (size_t)(end - left.p) + 1;

		buffer_add(&s->in, left.p, n);
		buffer_clear(&s->out);
		s->lines = 1;
		s->first = 0;
		s->end = stages < 1 ? 0 : 1;
		s->state = SLOT_WAITING;
		left.p += n;
		left.n -= n;
		if (!left.n)
			break;
		s->next = slot_new(s->binding, stages);
		s->next->kin = s->kin;
		s = s->next;
		q->n++;
	}
	s->next = after;
	if (!after)
		q->tail = &s->next;
	buffer_release(&lines);
}

void
slot_drop_head(struct slot_queue *q)
{
	struct slot *s = q->head;

	q->head = s->next;
	if (!q->head)
		q->tail = &q->head;
	q->bytes -= s->counted;
	q->n--;
	slot_free(s);
}
