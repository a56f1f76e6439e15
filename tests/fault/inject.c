/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loaded by LD_PRELOAD: makes the n-th call fail, so that paths which no healthy machine takes are
 * tested.
 *
 *	INJECT=write:3    the third write() fails with ENOSPC (read: EIO, malloc: ENOMEM)
 *	INJECT=kill:3     the process is killed before the third call that changes what lasts on the
 *	                  disk (fsync, fdatasync, linkat, renameat, unlinkat, mkdirat, ftruncate)
 *	INJECT_IN=parent  (default) only in the process that was started;
 *	INJECT_IN=child   only in those it forks
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_realloc(void *p, size_t n);

static struct {
	int ready;
	const char *call;
	size_t n;
	long countdown;
	int in_child;
	pid_t started;
	ssize_t (*read)(int, void *, size_t);
	ssize_t (*write)(int, const void *, size_t);
	int (*fsync)(int);
	int (*fdatasync)(int);
	int (*linkat)(int, const char *, int, const char *, int);
	int (*renameat)(int, const char *, int, const char *);
	int (*unlinkat)(int, const char *, int);
	int (*mkdirat)(int, const char *, mode_t);
	int (*ftruncate)(int, off_t);
} plan;

__attribute__((constructor)) static void
prepare(void)
{
	const char *text = getenv("INJECT"), *where = getenv("INJECT_IN");
	const char *colon = text ? strchr(text, ':') : NULL;

	*(void **)&plan.read = dlsym(RTLD_NEXT, "read");
	*(void **)&plan.write = dlsym(RTLD_NEXT, "write");
	*(void **)&plan.fsync = dlsym(RTLD_NEXT, "fsync");
	*(void **)&plan.fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	*(void **)&plan.linkat = dlsym(RTLD_NEXT, "linkat");
	*(void **)&plan.renameat = dlsym(RTLD_NEXT, "renameat");
	*(void **)&plan.unlinkat = dlsym(RTLD_NEXT, "unlinkat");
	*(void **)&plan.mkdirat = dlsym(RTLD_NEXT, "mkdirat");
	*(void **)&plan.ftruncate = dlsym(RTLD_NEXT, "ftruncate");
	plan.started = getpid();
	plan.in_child = where && strcmp(where, "child") == 0;
	if (!colon)
		return;
	plan.call = text;
	plan.n = (size_t)(colon - text);
	plan.countdown = strtol(colon + 1, NULL, 10);
	plan.ready = 1;
}

static int
due(const char *call)
{
	if (!plan.ready || strlen(call) != plan.n || memcmp(call, plan.call, plan.n) != 0)
		return 0;
	if ((getpid() != plan.started) != plan.in_child)
		return 0;
	return --plan.countdown == 0;
}

ssize_t
read(int fd, void *p, size_t n)
{
	if (due("read")) {
		errno = EIO;
		return -1;
	}
	return plan.read(fd, p, n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	if (due("write")) {
		errno = ENOSPC;
		return -1;
	}
	return plan.write(fd, p, n);
}

void *
malloc(size_t n)
{
	if (due("malloc")) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(n);
}

void *
realloc(void *p, size_t n)
{
	if (due("malloc")) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_realloc(p, n);
}

static void
step(void)
{
	if (due("kill"))
		kill(getpid(), SIGKILL);
}

int
fsync(int fd)
{
	step();
	return plan.fsync(fd);
}

int
fdatasync(int fd)
{
	step();
	return plan.fdatasync(fd);
}

int
linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	step();
	return plan.linkat(from_dir, from, to_dir, to, flags);
}

int
renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	step();
	return plan.renameat(from_dir, from, to_dir, to);
}

int
unlinkat(int dir, const char *name, int flags)
{
	step();
	return plan.unlinkat(dir, name, flags);
}

int
mkdirat(int dir, const char *name, mode_t mode)
{
	step();
	return plan.mkdirat(dir, name, mode);
}

int
ftruncate(int fd, off_t size)
{
	step();
	return plan.ftruncate(fd, size);
}
