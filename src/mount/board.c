/* SPDX-License-Identifier: Apache-2.0 */
#include "mount/board.h"

#include <config.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "base/shared_lock.h"

int64_t
board_now(void)
{
	return (int64_t)(clock_monotonic() * 1000);
}

static size_t
board_bytes(unsigned nslots)
{
	return sizeof(struct board) + nslots * sizeof(struct slot);
}

int
board_new(struct board **out, unsigned nslots, struct error *e)
{
	void *p = mmap(NULL, board_bytes(nslots), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	*out = NULL;
	if (p == MAP_FAILED)
		return error_system(e, "memory for requests");
	*out = p;
	(*out)->nslots = nslots;
	return shared_lock_init(&(*out)->turn, e);
}

void
board_free(struct board **board)
{
	if (*board)
		munmap(*board, board_bytes((*board)->nslots));
	*board = NULL;
}
