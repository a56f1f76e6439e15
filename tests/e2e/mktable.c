/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a partition table into an existing file, so that tests need no partitioning program.
 *
 *	mktable dos FILE [ENTRY]…       0:START:SECTORS:TYPE, x:START:SECTORS (extended) or
 *	                                l:START:SECTORS:TYPE (inside it)
 *	mktable gpt FILE [ENTRY]…       0:START:SECTORS:NAME
 *	mktable mac FILE [ENTRY]…       0:START:SECTORS:TYPENAME
 *	mktable bsd FILE@SECTOR [ENTRY]…
 *	                                SLOT:START:SECTORS:FSTYPE; the label comes after SECTOR
 *	mktable sun FILE [ENTRY]…       SLOT:CYLINDER:SECTORS:TAG (64 sectors a cylinder)
 *	mktable poke FILE OFFSET HEX    plain bytes at an offset
 *
 * Numbers are decimal or 0x…; sectors have 512 bytes.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define SECTOR	    512
#define GPT_ENTRIES 128

struct entry {
	char kind;
	unsigned slot;
	uint64_t start, sectors;
	const char *rest;
};

static void
die(const char *what)
{
	fprintf(stderr, "mktable: %s\n", what);
	exit(2);
}

static void
le(unsigned char *p, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static void
be(unsigned char *p, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		p[i] = (unsigned char)(v >> 8 * (n - 1 - i));
}

static void
put(int fd, uint64_t offset, const void *p, size_t n)
{
	if (pwrite(fd, p, n, (off_t)offset) != (ssize_t)n)
		die("cannot write");
}

static void
get(int fd, uint64_t offset, void *p, size_t n)
{
	if (pread(fd, p, n, (off_t)offset) != (ssize_t)n)
		die("cannot read: is the file long enough?");
}

static struct entry
parse(char *text)
{
	struct entry e = {text[0], (unsigned)strtoul(text, NULL, 0), 0, 0, ""};
	char *p = strchr(text, ':');

	if (!p)
		die("bad entry");
	e.start = strtoull(p + 1, &p, 0);
	if (*p != ':')
		die("bad entry");
	e.sectors = strtoull(p + 1, &p, 0);
	if (*p == ':')
		e.rest = p + 1;
	return e;
}

static void
dos_entry(unsigned char *p, unsigned type, uint64_t start, uint64_t sectors)
{
	memset(p, 0, 16);
	p[4] = (unsigned char)type;
	memset(p + 1, 0xfe, 3);
	memset(p + 5, 0xfe, 3);
	le(p + 8, start, 4);
	le(p + 12, sectors, 4);
}

/*
 * The boot record of each logical partition lies one sector before it; the first opens
 * the extended one.
 */
static void
dos_logical(int fd, const struct entry *e, size_t n, uint64_t extended)
{
	uint64_t record = extended;

	for (size_t i = 0; i < n; i++) {
		unsigned char sector[SECTOR] = {0};

		if (i)
			record = e[i].start - 1;
		dos_entry(sector + 446, (unsigned)strtoul(e[i].rest, NULL, 0), e[i].start - record,
			  e[i].sectors);
		if (i + 1 < n)
			dos_entry(sector + 462, 5, e[i + 1].start - 1 - extended,
				  e[i + 1].sectors + 1);
		le(sector + 510, 0xaa55, 2);
		put(fd, record * SECTOR, sector, SECTOR);
	}
}

static void
dos(int fd, const struct entry *e, size_t n)
{
	unsigned char sector[SECTOR];
	struct entry logical[64];
	size_t nlogical = 0, slot = 0;
	uint64_t extended = 0;

	get(fd, 0, sector, SECTOR);
	memset(sector + 446, 0, 64);
	for (size_t i = 0; i < n; i++) {
		unsigned type = e[i].kind == 'x' ? 5 : (unsigned)strtoul(e[i].rest, NULL, 0);

		if (e[i].kind == 'l') {
			logical[nlogical++] = e[i];
			continue;
		}
		if (e[i].kind == 'x')
			extended = e[i].start;
		dos_entry(sector + 446 + 16 * slot++, type, e[i].start, e[i].sectors);
	}
	le(sector + 510, 0xaa55, 2);
	put(fd, 0, sector, SECTOR);
	dos_logical(fd, logical, nlogical, extended);
}

static void
gpt_header(int fd, uint64_t own, uint64_t other, uint64_t entries_at, uint64_t sectors,
	   const unsigned char *entries)
{
	unsigned char h[SECTOR] = "EFI PART";

	le(h + 8, 0x10000, 4);
	le(h + 12, 92, 4);
	le(h + 24, own, 8);
	le(h + 32, other, 8);
	le(h + 40, 34, 8);
	le(h + 48, sectors - 34, 8);
	memset(h + 56, 0x5a, 16);
	le(h + 72, entries_at, 8);
	le(h + 80, GPT_ENTRIES, 4);
	le(h + 84, 128, 4);
	le(h + 88, crc32(0, entries, GPT_ENTRIES * 128), 4);
	le(h + 16, crc32(0, h, 92), 4);
	put(fd, own * SECTOR, h, SECTOR);
	put(fd, entries_at * SECTOR, entries, GPT_ENTRIES * 128);
}

static void
gpt(int fd, const struct entry *e, size_t n)
{
	/* Basic data, EBD0A0A2-B9E5-4433-87C0-68B6B72699C7. */
	static const unsigned char type[16] = {0xa2, 0xa0, 0xd0, 0xeb, 0xe5, 0xb9, 0x33, 0x44,
					       0x87, 0xc0, 0x68, 0xb6, 0xb7, 0x26, 0x99, 0xc7};
	static unsigned char entries[GPT_ENTRIES * 128];
	unsigned char sector[SECTOR] = {0};
	struct stat st;
	uint64_t sectors;

	fstat(fd, &st);
	sectors = (uint64_t)st.st_size / SECTOR;
	dos_entry(sector + 446, 0xee, 1, sectors - 1);
	le(sector + 510, 0xaa55, 2);
	put(fd, 0, sector, SECTOR);
	for (size_t i = 0; i < n; i++) {
		unsigned char *p = entries + 128 * i;

		memcpy(p, type, 16);
		memset(p + 16, (int)(0x10 + i), 16);
		le(p + 32, e[i].start, 8);
		le(p + 40, e[i].start + e[i].sectors - 1, 8);
		for (size_t k = 0; k < 36 && e[i].rest[k]; k++)
			p[56 + 2 * k] = (unsigned char)e[i].rest[k];
	}
	gpt_header(fd, 1, sectors - 1, 2, sectors, entries);
	gpt_header(fd, sectors - 1, 1, sectors - 33, sectors, entries);
}

static void
mac(int fd, const struct entry *e, size_t n)
{
	unsigned char sector[SECTOR] = "ER";
	struct stat st;

	fstat(fd, &st);
	be(sector + 2, SECTOR, 2);
	be(sector + 4, (uint64_t)st.st_size / SECTOR, 4);
	put(fd, 0, sector, SECTOR);
	for (size_t i = 0; i <= n; i++) {
		unsigned char p[SECTOR] = "PM";
		uint64_t start = i ? e[i - 1].start : 1, sectors = i ? e[i - 1].sectors : 63;

		be(p + 4, n + 1, 4);
		be(p + 8, start, 4);
		be(p + 12, sectors, 4);
		snprintf((char *)p + 16, 32, "part%zu", i);
		snprintf((char *)p + 48, 32, "%s", i ? e[i - 1].rest : "Apple_partition_map");
		be(p + 84, sectors, 4);
		be(p + 88, 0x37, 4);
		put(fd, (1 + i) * SECTOR, p, SECTOR);
	}
}

static void
bsd(int fd, uint64_t base, const struct entry *e, size_t n)
{
	unsigned char p[SECTOR] = {0};
	unsigned sum = 0;

	le(p, 0x82564557, 4);
	le(p + 40, SECTOR, 4);
	le(p + 44, 63, 4);
	le(p + 48, 16, 4);
	le(p + 52, 1000, 4);
	le(p + 56, 1008, 4);
	le(p + 60, 1008000, 4);
	le(p + 132, 0x82564557, 4);
	le(p + 138, 8, 2);
	for (size_t i = 0; i < n; i++) {
		unsigned char *x = p + 148 + 16 * (e[i].slot & 7);

		le(x, e[i].sectors, 4);
		le(x + 4, e[i].start, 4);
		x[12] = (unsigned char)strtoul(e[i].rest, NULL, 0);
	}
	for (size_t i = 0; i < 276; i += 2)
		sum ^= (unsigned)(p[i] | p[i + 1] << 8);
	le(p + 136, sum, 2);
	put(fd, (base + 1) * SECTOR, p, SECTOR);
}

static void
sun(int fd, const struct entry *e, size_t n)
{
	unsigned char p[SECTOR] = "test disk";
	unsigned sum = 0;

	be(p + 128, 1, 4);
	be(p + 140, 8, 2);
	be(p + 188, 0x600ddeee, 4);
	be(p + 432, 1000, 2); /* cylinders */
	be(p + 436, 1, 2);    /* heads */
	be(p + 438, 64, 2);   /* sectors a track */
	for (size_t i = 0; i < n; i++) {
		unsigned slot = e[i].slot & 7;

		be(p + 142 + 4 * slot, strtoul(e[i].rest, NULL, 0), 2);
		be(p + 444 + 8 * slot, e[i].start, 4);
		be(p + 448 + 8 * slot, e[i].sectors, 4);
	}
	be(p + 508, 0xdabe, 2);
	for (size_t i = 0; i < 510; i += 2)
		sum ^= (unsigned)(p[i] << 8 | p[i + 1]);
	be(p + 510, sum, 2);
	put(fd, 0, p, SECTOR);
}

/* Two hex digits a byte; returns how many bytes. */
static size_t
from_hex(const char *hex, unsigned char *out, size_t max)
{
	unsigned value;
	size_t n = 0;

	for (; n < max && sscanf(hex, "%2x", &value) == 1 && hex[1]; hex += 2)
		out[n++] = (unsigned char)value;
	return n;
}

static void
poke(int fd, const char *offset, const char *hex)
{
	unsigned char bytes[4096];

	put(fd, strtoull(offset, NULL, 0), bytes, from_hex(hex, bytes, sizeof bytes));
}

/*
 * Sections stand in a chain: 76 bytes of descriptor (type, offset of the next), then data. Volume
 * and data sections hold the same 1048 bytes and their Adler-32.
 */
static void
ewf(int fd, const char *offset, const char *hex)
{
	unsigned char descriptor[76], data[1052];
	uint64_t at = 13, next = 0;

	for (;; at = next) {
		const char *type = (char *)descriptor;

		get(fd, at, descriptor, sizeof descriptor);
		next = 0;
		for (int i = 7; i >= 0; i--)
			next = next << 8 | descriptor[16 + i];
		if (strcmp(type, "done") == 0 || strcmp(type, "next") == 0 || next <= at)
			return;
		if (strcmp(type, "volume") != 0 && strcmp(type, "disk") != 0 &&
		    strcmp(type, "data") != 0)
			continue;
		get(fd, at + 76, data, sizeof data);
		from_hex(hex, data + strtoul(offset, NULL, 0), 16);
		le(data + 1048, adler32(1, data, 1048), 4);
		put(fd, at + 76, data, sizeof data);
	}
}

int
main(int argc, char **argv)
{
	struct entry e[64];
	uint64_t base = 0;
	char *sign;
	size_t n = 0;
	int fd;

	if (argc < 3 || argc > 66)
		die("mktable KIND FILE [ENTRY]…");
	sign = strcmp(argv[1], "bsd") == 0 ? strchr(argv[2], '@') : NULL;
	if (sign) {
		*sign = '\0';
		base = strtoull(sign + 1, NULL, 0);
	}
	fd = open(argv[2], O_RDWR);
	if (fd < 0)
		die("cannot open the file");
	if (strcmp(argv[1], "poke") == 0 || strcmp(argv[1], "ewf") == 0) {
		(argv[1][0] == 'p' ? poke : ewf)(fd, argc > 3 ? argv[3] : "0",
						 argc > 4 ? argv[4] : "");
		return 0;
	}
	for (int i = 3; i < argc; i++)
		e[n++] = parse(argv[i]);
	if (strcmp(argv[1], "dos") == 0)
		dos(fd, e, n);
	else if (strcmp(argv[1], "gpt") == 0)
		gpt(fd, e, n);
	else if (strcmp(argv[1], "mac") == 0)
		mac(fd, e, n);
	else if (strcmp(argv[1], "bsd") == 0)
		bsd(fd, base, e, n);
	else if (strcmp(argv[1], "sun") == 0)
		sun(fd, e, n);
	else
		die("no such kind");
	return close(fd) ? 2 : 0;
}
