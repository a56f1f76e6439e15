/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who reads the device. Were all servers to wait at it, the kernel would wake them in turn, one for
 * each request of a program that asks for one thing after another: each then on another processor
 * that sleeps, which takes longer than the answer. So one server has the turn and answers by itself
 * what is known already; it passes the turn on before it does what may take long, and when requests
 * come faster than it answers them.
 */
#include <config.h>
#include <dirent.h>
#include <errno.h>
#include <fuse_lowlevel.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/shared_lock.h"
#include "mount/server_parts.h"

#define AHEAD_NODES 200000u /* that the tree may have when walking ahead ends */
#define AHEAD_DEPTH 64
#define SPIN_US	    60 /* that one who lists folders takes from an answer to the next request */

/* ---- Turns ---- */

static void
take_turn(struct server *s)
{
	if (!s->turn)
		shared_lock_take(&s->config.board->turn);
	s->turn = true;
}

static void
pass_turn(struct server *s)
{
	if (s->turn)
		shared_lock_drop(&s->config.board->turn);
	s->turn = false;
}

static bool
is_known(const struct server *s, uint64_t folder)
{
	const struct node *node = tree_node(s->config.tree, folder);

	return node && tree_state(node) == NODE_KNOWN;
}

/* ls(1) asks of every file for attributes that none has; only those of ours are worth a look. */
static bool
asks_for_fact(const struct fuse_in_header *in)
{
	static const char ours[] = "user.winnow.";
	size_t at = sizeof *in + sizeof(struct fuse_getxattr_in);

	return in->len < at + sizeof ours ||
	       memcmp((const char *)in + at, ours, sizeof ours - 1) == 0;
}

/* Answered from memory, or with an inode at most. */
static bool
is_quick(const struct server *s, const struct fuse_in_header *in)
{
	switch (in->opcode) {
	case FUSE_LOOKUP:
	case FUSE_READDIR:
	case FUSE_READDIRPLUS:
		return is_known(s, in->nodeid);
	case FUSE_GETXATTR:
		return !asks_for_fact(in);
	case FUSE_GETATTR:
	case FUSE_OPEN:
	case FUSE_RELEASE:
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_STATFS:
		return true;
	default:
		return false;
	}
}

static int64_t
microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool
is_waiting(const struct server *s)
{
	struct pollfd fd = {s->config.fuse, POLLIN, 0};

	return poll(&fd, 1, 0) > 0;
}

/*
 * Looks out for the next request for a moment after an answer: to sleep and be woken takes longer
 * than most answers. Whoever else wants this processor has it.
 */
static void
look_out(const struct server *s)
{
	int64_t end = microseconds() + SPIN_US;

	while (!is_waiting(s) && microseconds() < end)
		sched_yield();
}

/* A request for this server, in its slot; false: there is none, look again. */
bool
server_next(struct server *s)
{
	struct slot *slot = s->slot;
	bool crowded;
	ssize_t n;

	if (atomic_load(&slot->request.length) != 0)
		return true; /* what its predecessor died of */
	/* One that has just answered and finds the next request waiting has too much to do. */
	crowded = s->turn && is_waiting(s);
	if (s->turn && !crowded)
		look_out(s);
	take_turn(s);
	n = read(s->config.fuse, slot->request.bytes, SLOT_REQUEST_MAX);
	atomic_store(&slot->heard, board_now());
	if (n < 0 && (errno == EINTR || errno == ENOENT || errno == EAGAIN))
		return false;
	if (n <= 0) {
		atomic_store(&s->config.board->over, true);
		_exit(0); /* unmounted */
	}
	if (crowded || !is_quick(s, (const void *)slot->request.bytes))
		pass_turn(s);
	return true;
}

/* ---- Walking ahead ---- */

/* The folders still to be gone through at a depth: nodes [at, end). */
struct level {
	uint32_t at, end;
};

static bool
is_walked(const struct node *node)
{
	return node->kind == NODE_ENTRY && node->type == DT_DIR &&
	       !(node->flags & (NODE_DEAD | NODE_REPEATED));
}

static bool
has_room(const struct server *s)
{
	return tree_count(s->config.tree) < AHEAD_NODES && !atomic_load(&s->config.board->over);
}

static bool
walk_into(struct server *s, uint32_t folder, struct level *level)
{
	struct error e = {0};
	uint32_t count;
	int r;

	server_check_files(s);
	r = answer_children(s->answer, folder, &level->at, &count, &e);
	level->end = level->at + count;
	if (r && e.kind != ERROR_NONE)
		server_say(s, e.text);
	return r == 0;
}

/*
 * Whoever lists the root of a volume often goes on through all of it, and in the order of the
 * listing: another server reads the folders meanwhile, as far as there are no more than
 * AHEAD_NODES entries, and is done when they are asked for.
 */
void
server_walk_ahead(struct server *s)
{
	struct level levels[AHEAD_DEPTH];
	uint32_t top = s->ahead;
	unsigned n = 0;

	s->ahead = 0;
	if (top == 0 || !s->answer || s->config.board->nslots < 2)
		return;
	pass_turn(s);
	n += walk_into(s, top, &levels[0]);
	while (n > 0 && has_room(s)) {
		struct level *level = &levels[n - 1];
		uint32_t number = level->at++;

		if (number >= level->end)
			n--;
		else if (n < AHEAD_DEPTH && is_walked(tree_node(s->config.tree, number)))
			n += walk_into(s, number, &levels[n]);
	}
}
