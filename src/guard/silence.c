/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/silence.h"

#include <time.h>

#include "base/clock.h"

/* Seconds of a processor that it has used; 0 when it cannot be told. */
static double
processor_time(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &used))
		return 0;
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

void
silence_end(struct silence *s, pid_t pid)
{
	s->since = clock_monotonic();
	s->used = processor_time(pid);
}

bool
silence_is_too_long(const struct silence *s, pid_t pid, unsigned limit, struct buffer *how)
{
	double waited = clock_monotonic() - s->since, used;

	if (waited <= limit)
		return false;
	used = processor_time(pid) - s->used;
	if (used <= limit && waited <= (double)limit * SILENCE_WAITING)
		return false;
	if (how && used > limit)
		buffer_add_format(how, "gave no sign of life for %.0f seconds of processor time",
				  used);
	else if (how)
		buffer_add_format(how,
				  "gave no sign of life for %.0f seconds, of which it worked %.0f",
				  waited, used);
	return true;
}
