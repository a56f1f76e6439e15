/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/syscalls.h"

#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "guard/confine.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const int denied_early[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(socket),
	SCMP_SYS(socketpair),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(listen),
	SCMP_SYS(accept),
	SCMP_SYS(accept4),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(ptrace),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(bpf),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(process_vm_writev),
};

/* What libc, libtsk, libewf, libmagic and libexif were seen to need once everything is open. */
static const int allowed[] = {
	SCMP_SYS(read),
	SCMP_SYS(pread64),
	SCMP_SYS(preadv),
	SCMP_SYS(readv),
	SCMP_SYS(lseek),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(close),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(brk),
	SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(tgkill),
	SCMP_SYS(getrandom),
	SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(fadvise64),
	SCMP_SYS(sysinfo),
	SCMP_SYS(poll),
#ifdef WITH_SANITIZERS
	SCMP_SYS(sigaltstack),
	SCMP_SYS(getrlimit),
	SCMP_SYS(prlimit64),
	SCMP_SYS(sched_getaffinity),
#endif
};

/* What reading a directory's files takes besides. */
static const int allowed_folder[] = {SCMP_SYS(getdents64)};

/* Flags of openat() by which something could come to be, be emptied or be written. */
#define OPEN_CHANGES (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))

static int
filter_error(struct error *e, int code)
{
	errno = -code;
	return error_system(e, "seccomp filter");
}

/* newfstatat with an empty path is glibc's fstat(); with a path it only answers what stat would. */
static int
add_limited(scmp_filter_ctx filter, int write_fd, int vector_fd)
{
	int r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
				 SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)write_fd, 0));

	r = r ? r
	      : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
				 SCMP_A0(SCMP_CMP_EQ, CONFINE_SIDE_FD, 0));
	if (vector_fd >= 0 && !r)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(writev), 1,
				     SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)vector_fd, 0));
#ifdef WITH_SANITIZERS
	r = r ? r
	      : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
				 SCMP_A0(SCMP_CMP_EQ, 2, 0));
#endif
	r = r ? r
	      : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return r ? r
		 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

static int
add_folder(scmp_filter_ctx filter)
{
	int r = 0;

	for (size_t i = 0; i < COUNT(allowed_folder) && !r; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_folder[i], 0);
	return r ? r
		 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 2,
				    SCMP_A0(SCMP_CMP_EQ, CONFINE_FOLDER_FD, 0),
				    SCMP_A2(SCMP_CMP_MASKED_EQ, OPEN_CHANGES, 0));
}

static int
load(scmp_filter_ctx filter, int r, struct error *e)
{
	if (!r)
		r = seccomp_load(filter);
	seccomp_release(filter);
	if (r == -EINVAL || r == -ENOSYS || r == -EOPNOTSUPP)
		return 0; /* a kernel without it: said in the run record */
	return r ? filter_error(e, r) : 1;
}

/*
 * No new processes; with `threads`, those. What clone3() is asked for lies in memory, where no
 * filter sees it: without it, glibc makes its threads with clone().
 */
static int
deny_clone(scmp_filter_ctx filter, bool threads)
{
	int r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(threads ? ENOSYS : EPERM), SCMP_SYS(clone3),
				 0);

	if (r)
		return r;
	if (!threads)
		return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 0);
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
}

static int
restrict_early(bool threads, struct error *e)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r = 0;

	if (!filter)
		return filter_error(e, -ENOMEM);
	for (size_t i = 0; i < COUNT(denied_early) && !r; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied_early[i], 0);
	return load(filter, r ? r : deny_clone(filter, threads), e);
}

int
syscalls_restrict_early(struct error *e)
{
	return restrict_early(false, e);
}

int
syscalls_restrict_threads(struct error *e)
{
	return restrict_early(true, e);
}

int
syscalls_restrict(int write_fd, int vector_fd, bool folder, struct error *e)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r = 0;

	if (!filter)
		return filter_error(e, -ENOMEM);
	for (size_t i = 0; i < COUNT(allowed) && !r; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!r && folder)
		r = add_folder(filter);
	return load(filter, r ? r : add_limited(filter, write_fd, vector_fd), e);
}
