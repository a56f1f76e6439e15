/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/confine.h"

#include <config.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guard/landlock.h"
#include "guard/syscalls.h"

int
confine_early(const char *const *places, struct confinement *got, struct error *e)
{
	int r;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_system(e, "no_new_privs");
	got->no_new_privs = true;
	r = landlock_restrict(places, e);
	if (r < 0)
		return -1;
	got->landlock_abi = r ? landlock_abi() : 0;
	return syscalls_restrict_early(e) < 0 ? -1 : 0;
}

static int
confine_making(const char *const *places, const char *folder, bool threads, struct confinement *got,
	       struct error *e)
{
#ifndef WITH_SANITIZERS
	int r;
#endif

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_system(e, "no_new_privs");
	got->no_new_privs = true;
#ifdef WITH_SANITIZERS
	(void)places; /* the search for leaks at the end starts a process and reads /proc */
	(void)folder;
	(void)threads;
	(void)e;
	return 0;
#else
	r = landlock_restrict_maker(places, folder, e);
	if (r < 0)
		return -1;
	got->landlock_abi = r ? landlock_abi() : 0;
	r = threads ? syscalls_restrict_threads(e) : syscalls_restrict_early(e);
	got->seccomp = r > 0;
	return r < 0 ? -1 : 0;
#endif
}

int
confine_maker(const char *const *places, const char *folder, struct confinement *got,
	      struct error *e)
{
	return confine_making(places, folder, false, got, e);
}

int
confine_maker_threads(const char *const *places, const char *folder, struct confinement *got,
		      struct error *e)
{
	return confine_making(places, folder, true, got, e);
}

/* Sanitizers reserve terabytes of address space as data, so no limit can hold there. */
static int
limit_memory(uint64_t limit, struct confinement *got, struct error *e)
{
#ifdef WITH_SANITIZERS
	limit = 0;
#endif
	if (limit) {
		struct rlimit r = {limit, limit};

		if (setrlimit(RLIMIT_DATA, &r))
			return error_system(e, "memory limit");
	}
	got->memory_limit = limit;
	return 0;
}

static bool
has_folder(void)
{
	struct stat st;

	return fstat(CONFINE_FOLDER_FD, &st) == 0 && S_ISDIR(st.st_mode);
}

int
confine_answering(int write_fd, int device_fd, uint64_t memory_limit, struct confinement *got,
		  struct error *e)
{
	bool folder = has_folder();
	struct rlimit none = {0, 0};
	int r;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_system(e, "no_new_privs");
	got->no_new_privs = true;
	if (limit_memory(memory_limit, got, e) || setrlimit(RLIMIT_CORE, &none))
		return error_system(e, "limits");
	r = folder ? landlock_abi() > 0 : landlock_restrict(NULL, e);
	if (r < 0)
		return -1;
	got->landlock_abi = r ? landlock_abi() : 0;
	r = syscalls_restrict(write_fd, device_fd, folder, e);
	got->seccomp = r > 0;
	return r < 0 ? -1 : 0;
}

int
confine_self(int write_fd, uint64_t memory_limit, struct confinement *got, struct error *e)
{
	return confine_answering(write_fd, -1, memory_limit, got, e);
}

static void
probe_child(int fd, uint64_t memory_limit)
{
	struct confinement got = {0};
	struct error e = {0};

	if (confine_early(NULL, &got, &e) || confine_self(fd, memory_limit, &got, &e))
		_exit(1);
	_exit(write(fd, &got, sizeof got) == (ssize_t)sizeof got ? 0 : 1);
}

int
confine_probe(uint64_t memory_limit, struct confinement *got, struct error *e)
{
	int fd[2], status = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(fd))
		return error_system(e, "pipe");
	pid = fork();
	if (pid == 0)
		probe_child(fd[1], memory_limit);
	close(fd[1]);
	n = pid < 0 ? -1 : read(fd[0], got, sizeof *got);
	close(fd[0]);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return error_system(e, "fork");
	if (n != (ssize_t)sizeof *got)
		return error_set(e, ERROR_SYSTEM,
				 "this kernel refuses to confine a process; "
				 "evidence is not read unconfined");
	return 0;
}

static void
describe_missing(const struct confinement *c, struct buffer *out)
{
	if (c->no_new_privs && c->landlock_abi && c->seccomp && c->memory_limit)
		return;
	buffer_add_text(out, ",\"missing\":[");
	if (!c->no_new_privs)
		buffer_add_text(out, "\"no_new_privs\",");
	if (!c->landlock_abi)
		buffer_add_text(out, "\"landlock\",");
	if (!c->seccomp)
		buffer_add_text(out, "\"seccomp\",");
	if (!c->memory_limit)
		buffer_add_text(out, "\"memory_limit\",");
	out->n--;
	buffer_add_byte(out, ']');
}

void
confine_describe(const struct confinement *c, struct buffer *out)
{
	buffer_add_format(out,
			  "{\"no_new_privs\":%s,\"landlock_abi\":%d,\"seccomp\":%s,"
			  "\"memory_limit\":%llu",
			  c->no_new_privs ? "true" : "false", c->landlock_abi,
			  c->seccomp ? "true" : "false", (unsigned long long)c->memory_limit);
	describe_missing(c, out);
	buffer_add_byte(out, '}');
}
