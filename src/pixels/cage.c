/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels/cage.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "guard/landlock.h"
#include "stage/pixels_protocol.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What libc and the decoders were seen to need; all else fails with EPERM. */
static const int allowed[] = {
	SCMP_SYS(munmap),	   SCMP_SYS(mremap),
	SCMP_SYS(madvise),	   SCMP_SYS(brk),
	SCMP_SYS(futex),	   SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),	   SCMP_SYS(exit),
	SCMP_SYS(exit_group),	   SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),  SCMP_SYS(rt_sigaction),
	SCMP_SYS(getpid),	   SCMP_SYS(gettid),
	SCMP_SYS(tgkill),	   SCMP_SYS(getrandom),
	SCMP_SYS(sched_yield),	   SCMP_SYS(restart_syscall),
	SCMP_SYS(sysinfo),	   SCMP_SYS(sched_getaffinity),
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(setitimer),
	SCMP_SYS(sigaltstack),	   SCMP_SYS(uname),
	SCMP_SYS(close),
};

/* Those of them that only the keeper needs: decoders are its children. */
static const int keeper_only[] = {
	SCMP_SYS(fork),	     SCMP_SYS(wait4), SCMP_SYS(waitid),	 SCMP_SYS(setrlimit),
	SCMP_SYS(prlimit64), SCMP_SYS(prctl), SCMP_SYS(seccomp),
};

static int
filter_error(struct error *e, int code)
{
	errno = -code;
	return error_system(e, "seccomp filter");
}

static int
add_socket(scmp_filter_ctx filter)
{
	static const int calls[] = {SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write),
				    SCMP_SYS(writev)};
	int r = 0;

	for (size_t i = 0; i < COUNT(calls) && !r; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 1,
				     SCMP_A0(SCMP_CMP_EQ, PIXELS_SOCKET, 0));
	return r;
}

/* No memory that is to be executed. */
static int
add_memory(scmp_filter_ctx filter)
{
	int r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	return r ? r
		 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/*
 * Threads, but no processes. clone3 has its flags in memory, where a filter cannot look; without it
 * glibc falls back on clone.
 */
static int
add_threads(scmp_filter_ctx filter)
{
	int r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	return r ? r
		 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
}

static int
add_keeper(scmp_filter_ctx filter)
{
	int r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 0);

	for (size_t i = 0; i < COUNT(keeper_only) && !r; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, keeper_only[i], 0);
	return r ? r : seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int
load(int (*add_more)(scmp_filter_ctx filter), struct error *e)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r = filter ? 0 : -ENOMEM;

	for (size_t i = 0; i < COUNT(allowed) && !r; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!r)
		r = add_socket(filter);
	if (!r)
		r = add_memory(filter);
	if (!r)
		r = add_more(filter);
	if (!r)
		r = seccomp_load(filter);
	if (filter)
		seccomp_release(filter);
	if (r == -EINVAL || r == -ENOSYS || r == -EOPNOTSUPP)
		return 0; /* a kernel without it: the tool's run record says so */
	return r ? filter_error(e, r) : 0;
}

int
cage_keeper(struct error *e)
{
	const struct rlimit none = {0, 0};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || setrlimit(RLIMIT_CORE, &none) ||
	    setrlimit(RLIMIT_FSIZE, &none))
		return error_system(e, "giving up rights");
	if (landlock_restrict(NULL, e) < 0)
		return -1;
#ifdef WITH_SANITIZERS
	return 0; /* their run-time opens files and starts threads as it likes */
#else
	return load(add_keeper, e);
#endif
}

int
cage_decoder(unsigned long memory, struct error *e)
{
#ifdef WITH_SANITIZERS
	(void)memory;
	(void)e;
	return 0;
#else
	const struct rlimit limit = {memory, memory};

	/* A decoder outlives its keeper by nothing. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || setrlimit(RLIMIT_DATA, &limit))
		return error_system(e, "memory limit");
	return load(add_threads, e);
#endif
}
