/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage COMMAND…: runs it and prints "WALL PROCESSORS LARGEST ALL": seconds, processor seconds, and
 * in MB the memory of the largest process below it and of all of them together at the worst moment.
 * Memory is what is no file's: pages of a mapped set come and go as the machine has room. What
 * processes share is counted once, as far as the kernel tells (smaps_rollup, for whoever may
 * read it).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_EVERY 500000000 /* nanoseconds */
#define PROCESSES  256

struct memory {
	long largest, all; /* KiB */
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void
read_whole(pid_t pid, const char *name, char *text, size_t n)
{
	char path[64];
	size_t got = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
	if ((f = fopen(path, "r"))) {
		got = fread(text, 1, n - 1, f);
		fclose(f);
	}
	text[got] = '\0';
}

static long
field(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtol(at + strlen(name), NULL, 10) : 0;
}

static void
add_process(pid_t pid, struct memory *m)
{
	char text[8192];
	long own, share;

	read_whole(pid, "status", text, sizeof text);
	own = field(text, "\nRssAnon:") + field(text, "\nRssShmem:");
	read_whole(pid, "smaps_rollup", text, sizeof text);
	share = strstr(text, "Pss_Anon:") ? field(text, "Pss_Anon:") + field(text, "Pss_Shmem:")
					  : own;
	m->all += share;
	if (own > m->largest)
		m->largest = own;
}

/* All processes below one, as many as there is room for. */
static size_t
find_below(pid_t pid, pid_t *found, size_t n)
{
	char name[64], text[4096], *at = text, *end;

	snprintf(name, sizeof name, "task/%ld/children", (long)pid);
	read_whole(pid, name, text, sizeof text);
	for (long next; n < PROCESSES && (next = strtol(at, &end, 10)) > 0; at = end) {
		found[n++] = (pid_t)next;
		n = find_below((pid_t)next, found, n);
	}
	return n;
}

static void
look(struct memory *worst)
{
	pid_t found[PROCESSES];
	size_t n = find_below(getpid(), found, 0);
	struct memory m = {0, 0};

	for (size_t i = 0; i < n; i++)
		add_process(found[i], &m);
	if (m.largest > worst->largest)
		worst->largest = m.largest;
	if (m.all > worst->all)
		worst->all = m.all;
}

int
main(int argc, char **argv)
{
	double begun = now();
	struct memory worst = {0, 0};
	struct rusage used;
	int status;
	pid_t child, done;

	if (argc < 2)
		return 2;
	child = fork();
	if (child == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (child < 0)
		return 3;
	while ((done = waitpid(child, &status, WNOHANG)) == 0) {
		look(&worst);
		nanosleep(&(struct timespec){0, LOOK_EVERY}, NULL);
	}
	if (done < 0 || getrusage(RUSAGE_CHILDREN, &used) < 0)
		return 3;
	printf("%.2f %.2f %ld %ld\n", now() - begun,
	       seconds(used.ru_utime) + seconds(used.ru_stime), worst.largest / 1024,
	       worst.all / 1024);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
