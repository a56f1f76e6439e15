/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast signatures are looked for on a grid and at every byte, in seconds of the processor.
 *
 *	scan-speed [FILE]...    mapped files, from the page cache;
 *	                        without any: 256 MiB each of zeros, noise and text
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "carve/scan.h"
#include "carve/search.h"

#define MADE	((size_t)256 << 20)
#define WINDOW	((size_t)4 << 20)
#define REPEATS 3

/* Of this process alone: others on the machine do not count. */
static double
processor_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
pass(const struct scanner *s, const unsigned char *p, size_t n, size_t step, size_t *hits)
{
	double start = processor_seconds();
	uint64_t formats;

	*hits = 0;
	for (size_t at = 0; at < n; at += WINDOW) {
		size_t part = n - at < WINDOW ? n - at : WINDOW;

		for (size_t k = 0; (k = scanner_next(s, p + at, part, k, step, &formats)) < part;
		     k += step)
			++*hits;
	}
	return processor_seconds() - start;
}

static void
measure(const char *name, const unsigned char *p, size_t n)
{
	static const size_t steps[] = {4096, 512, 1};
	size_t formats = 0, hits;

	while (media_formats[formats])
		formats++;
	struct scanner *s = scanner_new(media_formats, formats, search_formats());
	pass(s, p, n, 512, &hits); /* page tables */
	for (size_t i = 0; i < 3; i++) {
		double best = 1e9;

		for (int r = 0; r < REPEATS; r++) {
			double seconds = pass(s, p, n, steps[i], &hits);

			best = seconds < best ? seconds : best;
		}
		printf("%-8s step %4zu  %6.2f GB/s  %zu hits\n", name, steps[i],
		       (double)n / best / 1e9, hits);
	}
	scanner_free(&s);
}

static void
measure_made(void)
{
	static const char *const words[] = {"the ", "case ", "GIF ", "JFIF ", "of ", "a ", "disk "};
	unsigned char *p = memory_zero(1, MADE);
	unsigned seed = 1;

	memset(p, 0, MADE);
	measure("zeros", p, MADE);
	for (size_t i = 0; i < MADE; i++) {
		seed = seed * 1664525u + 1013904223u;
		p[i] = (unsigned char)(seed >> 16);
	}
	measure("noise", p, MADE);
	for (size_t i = 0; i + 8 < MADE;) {
		seed = seed * 1664525u + 1013904223u;
		const char *word = words[(seed >> 16) % 7];

		memcpy(p + i, word, strlen(word));
		i += strlen(word);
	}
	measure("text", p, MADE);
	free(p);
}

static int
measure_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || st.st_size == 0) {
		fprintf(stderr, "scan-speed: %s cannot be read\n", path);
		return 3;
	}
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return 3;
	const char *slash = strrchr(path, '/');
	measure(slash ? slash + 1 : path, p, (size_t)st.st_size);
	munmap(p, (size_t)st.st_size);
	close(fd);
	return 0;
}

int
main(int argc, char **argv)
{
	int status = 0;

	if (argc == 1)
		measure_made();
	for (int i = 1; i < argc && status == 0; i++)
		status = measure_file(argv[i]);
	return status;
}
