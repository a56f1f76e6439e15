/*
 * Giving up rights. A worker calls confine_self() once it has opened what it needs; from then on it can
 * compute, read what is open, and write to one descriptor, and nothing else.
 */
#ifndef WINNOW_GUARD_CONFINE_H
#define WINNOW_GUARD_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct confinement {
	bool no_new_privs;
	int landlock_abi; /* 0: the kernel has none */
	bool seccomp;
	uint64_t memory_limit; /* RLIMIT_DATA, bytes; 0: off (sanitizer builds) */
};

/* The only descriptor writes are allowed to. memory_limit 0: none. What the kernel could not grant is left out of *got. */
int confine_self(int write_fd, uint64_t memory_limit, struct confinement *got, struct error *e);

/* What confine_self() would get here, found out in a child. */
int confine_probe(struct confinement *got, struct error *e);

/* As the JSON object of the run record. */
void confine_describe(const struct confinement *c, struct buffer *out);

#endif
