/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds its way in an E01 by itself, so that tests can damage what they mean to:
 *
 *	ewf_edit flip FILE CHUNK      inverts bytes in the middle of a chunk
 *	ewf_edit table FILE TYPE      inverts entries of the first section "table" or "table2"
 *	ewf_edit section FILE TYPE    inverts the type of the first section of that type
 *	ewf_edit count FILE           prints how many chunks the tables of this file tell of
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DESCRIPTOR 76
#define HEADER	   24

static void
die(const char *what)
{
	fprintf(stderr, "ewf_edit: %s\n", what);
	exit(2);
}

static uint64_t
number(const unsigned char *p, int n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | p[n];
	return v;
}

static void
get(int fd, uint64_t at, void *p, size_t n)
{
	if (pread(fd, p, n, (off_t)at) != (ssize_t)n)
		die("cannot read there");
}

static void
invert(int fd, uint64_t at, size_t n)
{
	unsigned char p[64];

	get(fd, at, p, n);
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)~p[i];
	if (pwrite(fd, p, n, (off_t)at) != (ssize_t)n)
		die("cannot write there");
}

/* The next section of a type from *at on; false at the end of the chain. */
static int
next(int fd, const char *type, uint64_t *at, uint64_t *here)
{
	unsigned char p[DESCRIPTOR];

	for (;;) {
		uint64_t now = *at;

		get(fd, now, p, sizeof p);
		*at = number(p + 16, 8);
		*here = now;
		if (strncmp((char *)p, type, 16) == 0)
			return 1;
		if (*at <= now)
			return 0;
	}
}

static void
flip(int fd, uint64_t chunk)
{
	uint64_t at = 13, here, n, base, from, to;
	unsigned char p[HEADER], entry[8];

	while (next(fd, "table", &at, &here)) {
		get(fd, here + DESCRIPTOR, p, sizeof p);
		n = number(p, 4);
		base = number(p + 8, 8);
		if (chunk + 1 < n) {
			get(fd, here + DESCRIPTOR + HEADER + chunk * 4, entry, sizeof entry);
			from = base + (number(entry, 4) & 0x7fffffff);
			to = base + (number(entry + 4, 4) & 0x7fffffff);
			invert(fd, from + (to - from) / 2, 2);
			return;
		}
		chunk -= n;
	}
	die("no such chunk");
}

static uint64_t
count(int fd)
{
	uint64_t at = 13, here, n = 0;
	unsigned char p[HEADER];

	while (next(fd, "table", &at, &here)) {
		get(fd, here + DESCRIPTOR, p, sizeof p);
		n += number(p, 4);
	}
	return n;
}

int
main(int argc, char **argv)
{
	int fd = argc > 2 ? open(argv[2], O_RDWR) : -1;
	uint64_t at = 13, here;

	if (fd < 0)
		die("flip|table|section|count FILE [WHAT]");
	if (strcmp(argv[1], "count") == 0)
		printf("%llu\n", (unsigned long long)count(fd));
	else if (argc < 4)
		die("what?");
	else if (strcmp(argv[1], "flip") == 0)
		flip(fd, strtoull(argv[3], NULL, 0));
	else if (!next(fd, argv[3], &at, &here))
		die("no such section");
	else
		invert(fd, strcmp(argv[1], "table") == 0 ? here + DESCRIPTOR + HEADER + 8 : here,
		       8);
	close(fd);
	return 0;
}
