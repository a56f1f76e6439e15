/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An empty NTFS volume: mkntfs formats a file in memory with all times zero, and what it wrote is
 * copied into the disk with the recipe's time and serial put in.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "practice/ntfs.h"

#define CHUNK	   ((size_t)1 << 20)
#define SERIAL_AT  0x48
#define VOLUME_MIN ((uint64_t)2 << 20)
#define UNIX_EPOCH 0x019db1ded53e8000u /* 1970-01-01 as NTFS writes it: what mkntfs -T stamps */

extern char **environ;

static const char *
mkntfs_path(void)
{
	static const char *const places[] = {"/usr/sbin/mkntfs", "/sbin/mkntfs",
					     "/usr/local/sbin/mkntfs", NULL};

	for (size_t i = 0; places[i]; i++)
		if (!access(places[i], X_OK))
			return places[i];
	return NULL;
}

/* Runs it with nothing to read and nowhere to write but the descriptor that it formats. */
static int
spawn(const char *program, char *const *argv, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int status;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	status = posix_spawn(pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return status;
}

static int
run_mkntfs(const struct fs *fs, int fd, struct error *e)
{
	const char *program = mkntfs_path();
	char cluster[16], start[24], path[32];
	const char *label = fs->spec->label ? fs->spec->label : "";
	const char *argv[] = {"mkntfs", "-Q", "-F",    "-T", "-q",  "-s", "512", "-H", "255", "-S",
			      "63",	"-c", cluster, "-p", start, "-L", label, path, NULL};
	int status;
	pid_t pid;

	if (!program)
		return error_set(e, ERROR_SYSTEM,
				 "mkntfs is not installed; it is in the package ntfs-3g");
	snprintf(cluster, sizeof cluster, "%u", fs->spec->cluster ? fs->spec->cluster : 4096);
	snprintf(start, sizeof start, "%llu", (unsigned long long)(fs->region.offset / SECTOR));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	errno = spawn(program, (char *const *)(uintptr_t)argv, &pid);
	if (errno)
		return error_system(e, "cannot start %s", program);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return error_system(e, "cannot wait for %s", program);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return error_set(e, ERROR_INPUT, "mkntfs cannot make a volume of %llu bytes",
				 (unsigned long long)fs->region.size);
	return 0;
}

/* Every time that mkntfs wrote becomes the recipe's. They stand on multiples of four. */
static void
put_times(unsigned char *p, size_t n, uint64_t time)
{
	unsigned char zero_time[8];

	put_le64(zero_time, UNIX_EPOCH);
	for (size_t i = 0; i + 8 <= n; i += 4)
		if (!memcmp(p + i, zero_time, 8))
			put_le64(p + i, time);
}

/* Boot sector and its copy in the volume's last sector. */
static void
put_serial(const struct fs *fs, unsigned char *p, uint64_t at, size_t n)
{
	if (!fs->spec->serial)
		return;
	if (at == 0)
		put_le64(p + SERIAL_AT, fs->spec->serial);
	if (at + n == fs->region.size)
		put_le64(p + n - SECTOR + SERIAL_AT, fs->spec->serial);
}

static int
copy_chunk(const struct fs *fs, int fd, uint64_t at, unsigned char *chunk, struct error *e)
{
	size_t n = fs->region.size - at < CHUNK ? (size_t)(fs->region.size - at) : CHUNK;

	if (pread(fd, chunk, n, (off_t)at) != (ssize_t)n)
		return error_system(e, "cannot read what mkntfs made");
	put_times(chunk, n, moment_ntfs(&fs->recipe->time));
	put_serial(fs, chunk, at, n);
	return region_write_sparse(&fs->region, at, chunk, n, e);
}

/* Only where something was written; the rest is zero on the disk already. */
static int
copy(const struct fs *fs, int fd, struct error *e)
{
	unsigned char *chunk = memory_new(CHUNK);
	int status = 0;

	for (off_t at = 0; at >= 0 && (uint64_t)at < fs->region.size && !status;) {
		at = lseek(fd, at, SEEK_DATA);
		if (at < 0)
			break;
		at -= at % (off_t)CHUNK;
		status = copy_chunk(fs, fd, (uint64_t)at, chunk, e);
		at += (off_t)CHUNK;
	}
	free(chunk);
	return status;
}

int
ntfs_format(const struct fs *fs, struct error *e)
{
	int fd, status;

	if (fs->region.size < VOLUME_MIN)
		return error_set(e, ERROR_INPUT, "an NTFS volume takes at least 2M");
	/* Not closed on exec: mkntfs formats it through its number. */
	fd = memfd_create("ntfs", 0);
	if (fd < 0)
		return error_system(e, "cannot get memory for mkntfs");
	if (ftruncate(fd, (off_t)fs->region.size))
		status = error_system(e, "cannot get memory for mkntfs");
	else
		status = run_mkntfs(fs, fd, e) || copy(fs, fd, e) ? -1 : 0;
	close(fd);
	return status;
}
