/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/open_files.h"

#include <config.h>
#include <sys/resource.h>

#define OTHERS 64 /* what the process has open anyway, generously */

int
open_files_allow(size_t n, const char *path, struct error *e)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == RLIM_INFINITY ||
	    n + OTHERS <= limit.rlim_cur)
		return 0;
	if (limit.rlim_max != RLIM_INFINITY && n + OTHERS > limit.rlim_max)
		return error_set(e, ERROR_SYSTEM,
				 "%s has %zu segments, but only %llu files may be open: raise the "
				 "limit (ulimit -Hn)",
				 path, n, (unsigned long long)limit.rlim_max);
	limit.rlim_cur = n + OTHERS;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		return error_system(e, "%s has %zu segments, and no more files may be open", path,
				    n);
	return 0;
}
