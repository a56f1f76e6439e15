/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A progress line on stderr for people. Drawn only when wanted and, with PROGRESS_AUTO, only where
 * stderr is a terminal; redrawn at most ten times a second; always cleared before other messages.
 */
#ifndef WINNOW_BASE_PROGRESS_H
#define WINNOW_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum progress_when { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct progress {
	bool shown;
	bool drawn; /* something stands on the line now */
	double started, last;
	uint64_t items, hits, bytes;
	uint64_t bytes_total; /* 0: unknown, no time left is shown */
	const char *what;     /* "walking p2" */
};

void progress_start(struct progress *p, enum progress_when when);
/* Redraws if it is time to. */
void progress_update(struct progress *p);
void progress_clear(struct progress *p);

#endif
