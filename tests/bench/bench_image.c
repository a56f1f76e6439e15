/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_image read|view STEP IMAGE [WORKERS]: goes through an image from start to end and says how
 * fast; several workers take a stretch after the other in turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "evidence/image.h"

#define STRETCH ((uint64_t)64 << 20)

struct bench {
	const char *how, *path;
	size_t step;
	unsigned workers;
};

/* Each page is touched, as any use of the bytes would. */
static unsigned
touch(const unsigned char *p, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i += 4096)
		sum += p[i];
	return sum;
}

static unsigned
go_through(const struct bench *b, struct image *image, unsigned worker, unsigned char *buf)
{
	struct error e = {0};
	unsigned sum = 0;
	size_t got;

	for (uint64_t at = 0; at < image_size(image); at += got) {
		const unsigned char *p = buf;

		got = b->step;
		if (at / STRETCH % b->workers != worker)
			continue;
		if (strcmp(b->how, "view") == 0)
			p = bytes_view(image_bytes(image), at, b->step, &got);
		else if (image_read(image, at, buf, b->step, &got, &e))
			exit(1);
		sum += touch(p, got);
	}
	return sum;
}

static int
work(const struct bench *b, unsigned worker)
{
	unsigned char *buf = memory_new(b->step);
	struct error e = {0};
	struct image *image;
	uint64_t faults;

	if (image_open(&image, b->path, &e)) {
		fprintf(stderr, "bench_image: %s\n", e.text);
		return 2;
	}
	go_through(b, image, worker, buf);
	faults = image_faults(image);
	if (faults)
		fprintf(stderr, "bench_image: %llu bytes unreadable\n", (unsigned long long)faults);
	image_close(&image);
	free(buf);
	return 0;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
	struct bench b = {.workers = 1};
	struct rusage usage;
	double start = clock_monotonic();
	int status, worst = 0;

	if (argc < 4 || argc > 5)
		return 2;
	b.how = argv[1];
	b.step = (size_t)strtoul(argv[2], NULL, 0);
	b.path = argv[3];
	if (argc == 5)
		b.workers = (unsigned)strtoul(argv[4], NULL, 0);
	if (b.step == 0 || b.workers == 0)
		return 2;
	for (unsigned i = 0; i < b.workers; i++)
		if (fork() == 0)
			_exit(work(&b, i));
	while (wait(&status) > 0)
		worst |= status;
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("%.3f %.3f %ld\n", clock_monotonic() - start,
	       seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
	return worst != 0;
}
