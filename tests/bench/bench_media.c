/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast media/ walks and checks files: bench_media FILE…
 * A line a file: format, state, length, why; then the rates over all of them, from memory, and how
 * long that took in all, in processor time.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "media/media.h"

struct totals {
	double bytes, walk, check;
};

static double
processor_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
measure(const char *path, const void *data, size_t n, struct totals *t)
{
	const struct media_format *f;
	struct bytes_memory m;
	struct media_walk w;
	double start = processor_time();

	bytes_memory_init(&m, data, n);
	f = media_identify(&m.bytes, 0, &w);
	if (!f) {
		printf("%s\t-\n", path);
		return;
	}
	t->walk += processor_time() - start;
	start = processor_time();
	if (f->check)
		f->check(&m.bytes, 0, &w);
	t->check += processor_time() - start;
	t->bytes += (double)n;
	printf("%s\t%s\t%s\t%llu of %zu\t%.2f\t%s\n", path, w.mime, media_state_name(w.state),
	       (unsigned long long)w.length, n, w.confidence, w.why);
}

static void
measure_file(const char *path, struct totals *t)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0 || fstat(fd, &st) || st.st_size == 0) {
		perror(path);
		exit(3);
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (p == MAP_FAILED) {
		perror(path);
		exit(3);
	}
	measure(path, p, (size_t)st.st_size, t);
	munmap(p, (size_t)st.st_size);
	close(fd);
}

int
main(int argc, char **argv)
{
	struct totals t = {0};

	for (int i = 1; i < argc; i++)
		measure_file(argv[i], &t);
	fprintf(stderr, "%.1f MB: walk %.0f MB/s, check %.0f MB/s; %.2f s\n", t.bytes / 1e6,
		t.bytes / 1e6 / t.walk, t.bytes / 1e6 / t.check, t.walk + t.check);
	return 0;
}
