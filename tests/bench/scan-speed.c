/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast signatures are looked for on a grid and at every byte, in seconds of the processor.
 *
 *	scan-speed [FILE]...    mapped files, from the page cache;
 *	                        without any: 256 MiB each of zeros, noise, text, and text full of
 *	                        words that begin like a file
 *
 * Beside it memmem(3), which looks for one pattern.
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
	static struct scan_hit v[1024];
	double start = processor_seconds();

	*hits = 0;
	for (size_t at = 0; at < n; at += WINDOW) {
		size_t part = n - at < WINDOW ? n - at : WINDOW, found;

		for (size_t k = 0; k < part;) {
			k = scanner_find(s, p + at, part, k, part, step, v, 1024, &found);
			k += (step - k % step) % step;
			*hits += found;
		}
	}
	return processor_seconds() - start;
}

static double
pass_memmem(const unsigned char *p, size_t n, size_t *hits)
{
	double start = processor_seconds();
	const unsigned char *at = p, *end = p + n;

	*hits = 0;
	while ((at = memmem(at, (size_t)(end - at), "\xff\xd8\xff", 3)) != NULL) {
		++*hits;
		at++;
	}
	return processor_seconds() - start;
}

static void
say(const char *name, const char *how, size_t n, double seconds, size_t hits)
{
	printf("%-8s %-14s %6.2f GB/s  %zu hits\n", name, how, (double)n / seconds / 1e9, hits);
}

static void
measure(const char *name, const unsigned char *p, size_t n)
{
	static const size_t steps[] = {4096, 512, 1};
	static const char *const names[] = {"clusters", "sectors", "every byte"};
	size_t formats = 0, hits;
	double best, seconds;

	while (media_formats[formats])
		formats++;
	struct scanner *s = scanner_new(media_formats, formats, search_formats());
	pass(s, p, n, 512, &hits); /* page tables */
	for (size_t i = 0; i < 3; i++) {
		best = 1e9;
		for (int r = 0; r < REPEATS; r++) {
			seconds = pass(s, p, n, steps[i], &hits);
			best = seconds < best ? seconds : best;
		}
		say(name, names[i], n, best, hits);
	}
	best = 1e9;
	for (int r = 0; r < REPEATS; r++) {
		seconds = pass_memmem(p, n, &hits);
		best = seconds < best ? seconds : best;
	}
	say(name, "memmem: JPEG", n, best, hits);
	scanner_free(&s);
}

/* Words, one after the other. */
static void
write_text(unsigned char *p, const char *const *words, unsigned nwords, unsigned *seed)
{
	for (size_t i = 0; i + 8 < MADE;) {
		*seed = *seed * 1664525u + 1013904223u;
		const char *word = words[(*seed >> 16) % nwords];

		memcpy(p + i, word, strlen(word));
		i += strlen(word);
	}
}

static void
measure_made(void)
{
	static const char *const words[] = {"the ", "case ", "GIF ", "JFIF ", "of ", "a ", "disk "};
	static const char *const near[] = {"the ", "case ", "GIF8 ", "BMW ",	"ftype ", "of ",
					   "a ",   "MM ",   "RIFF ", "number ", "file "};
	unsigned char *p = memory_zero(1, MADE);
	unsigned seed = 1;

	memset(p, 0, MADE);
	measure("zeros", p, MADE);
	for (size_t i = 0; i < MADE; i++) {
		seed = seed * 1664525u + 1013904223u;
		p[i] = (unsigned char)(seed >> 16);
	}
	measure("noise", p, MADE);
	write_text(p, words, 7, &seed);
	measure("text", p, MADE);
	write_text(p, near, 11, &seed);
	measure("near", p, MADE);
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
