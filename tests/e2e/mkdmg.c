/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mkdmg METHOD RAW DMG: makes a DMG (UDIF) of a raw image, in runs of 256 KiB; runs of zeros become
 * holes. METHOD: raw, zlib, bzip2, adc, or lzfse and lzma, which are only claimed.
 */
#include <bzlib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define RUN   (256 * 1024)
#define RUNS  4096
#define TABLE (204 + 40 * (RUNS + 1))

struct dmg {
	FILE *out;
	uint64_t at, sectors;
	unsigned char table[TABLE];
	uint32_t n;
};

static void
die(const char *what)
{
	fprintf(stderr, "mkdmg: %s\n", what);
	exit(2);
}

static void
be(unsigned char *p, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		p[i] = (unsigned char)(v >> 8 * (n - 1 - i));
}

static void
put(struct dmg *d, const void *p, size_t n)
{
	if (fwrite(p, 1, n, d->out) != n)
		die("cannot write");
	d->at += n;
}

static void
add_run(struct dmg *d, uint32_t type, uint64_t sectors, uint64_t at, uint64_t n)
{
	unsigned char *p = d->table + 204 + (size_t)d->n++ * 40;

	be(p, type, 4);
	be(p + 8, d->sectors, 8);
	be(p + 16, sectors, 8);
	be(p + 24, at, 8);
	be(p + 32, n, 8);
	d->sectors += sectors;
}

/* Literals, and every second time a copy of what came before, of all three kinds. */
static size_t
adc(unsigned char *out, const unsigned char *in, size_t n)
{
	size_t done = 0, at = 0;

	while (at < n) {
		size_t most = n - at < 128 ? n - at : 128, same = 0, distance = 0;

		for (size_t k = 1; k <= 2000 && k <= at && same < 4; k += k < 40 ? 1 : 97) {
			same = 0;
			while (same < 60 && at + same < n && in[at + same] == in[at - k + same])
				same++;
			distance = k;
		}
		if (same >= 4 && distance <= 1024 && same <= 18) {
			out[done++] = (unsigned char)((same - 3) << 2 | (distance - 1) >> 8);
			out[done++] = (unsigned char)(distance - 1);
			at += same;
		} else if (same >= 4) {
			out[done++] = (unsigned char)(0x40 | (same - 4));
			out[done++] = (unsigned char)((distance - 1) >> 8);
			out[done++] = (unsigned char)(distance - 1);
			at += same;
		} else {
			most = most < 16 ? most : 16;
			out[done++] = (unsigned char)(0x80 | (most - 1));
			memcpy(out + done, in + at, most);
			done += most;
			at += most;
		}
	}
	return done;
}

static void
pack(struct dmg *d, const char *method, const unsigned char *in, size_t n)
{
	static unsigned char out[RUN * 2];
	uint64_t at = d->at;
	uLongf zn = sizeof out;
	unsigned bn = sizeof out;
	uint32_t type = 1;
	size_t size = n;

	memcpy(out, in, n);
	if (strcmp(method, "zlib") == 0) {
		type = 0x80000005u;
		compress(out, &zn, in, n);
		size = zn;
	} else if (strcmp(method, "bzip2") == 0) {
		type = 0x80000006u;
		BZ2_bzBuffToBuffCompress((char *)out, &bn, (char *)(uintptr_t)in, (unsigned)n, 1, 0,
					 0);
		size = bn;
	} else if (strcmp(method, "adc") == 0) {
		type = 0x80000004u;
		size = adc(out, in, n);
	} else if (strcmp(method, "lzfse") == 0) {
		type = 0x80000007u;
	} else if (strcmp(method, "lzma") == 0) {
		type = 0x80000008u;
	}
	put(d, out, size);
	add_run(d, type, n / 512, at, size);
}

static void
put_base64(struct dmg *d, const unsigned char *p, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) |
			     (i + 2 < n ? p[i + 2] : 0);
		char quad[4] = {digits[v >> 18], digits[v >> 12 & 63],
				i + 1 < n ? digits[v >> 6 & 63] : '=',
				i + 2 < n ? digits[v & 63] : '='};

		put(d, quad, 4);
		if (i / 3 % 13 == 12)
			put(d, "\n\t\t\t\t", 5);
	}
}

static void
finish(struct dmg *d)
{
	static const char head[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n"
		"<dict>\n<key>resource-fork</key>\n<dict>\n<key>blkx</key>\n<array>\n"
		"<dict>\n<key>Attributes</key><string>0x0050</string>\n<key>Data</key>\n"
		"<data>\n";
	static const char foot[] =
		"\n</data>\n<key>ID</key><string>0</string>\n<key>Name</key>"
		"<string>whole disk</string>\n</dict>\n</array>\n<key>plst</key>\n"
		"<array/>\n</dict>\n</dict>\n</plist>\n";
	unsigned char koly[512] = "koly";
	uint64_t list = d->at;

	add_run(d, 0xffffffffu, 0, d->at, 0);
	memcpy(d->table, "mish", 4);
	be(d->table + 4, 1, 4);
	be(d->table + 16, d->sectors, 8);
	be(d->table + 32, RUN / 512 + 8, 4);
	be(d->table + 200, d->n, 4);
	put(d, head, sizeof head - 1);
	put_base64(d, d->table, 204 + (size_t)d->n * 40);
	put(d, foot, sizeof foot - 1);
	be(koly + 4, 4, 4);
	be(koly + 8, 512, 4);
	be(koly + 12, 1, 4);
	be(koly + 32, list, 8);
	be(koly + 56, 1, 4);
	be(koly + 60, 1, 4);
	be(koly + 216, list, 8);
	be(koly + 224, d->at - list, 8);
	be(koly + 488, 1, 4);
	be(koly + 492, d->sectors, 8);
	put(d, koly, sizeof koly);
}

int
main(int argc, char **argv)
{
	static unsigned char buf[RUN];
	static struct dmg d;
	FILE *in = argc == 4 ? fopen(argv[2], "rb") : NULL;
	size_t n;

	d.out = in ? fopen(argv[3], "wb") : NULL;
	if (!d.out)
		die("METHOD RAW DMG");
	while ((n = fread(buf, 1, sizeof buf, in)) > 0 && d.n < RUNS) {
		n -= n % 512;
		if (buf[0] == 0 && memcmp(buf, buf + 1, n - 1) == 0)
			add_run(&d, d.n % 2 ? 0 : 2, n / 512, d.at, 0);
		else
			pack(&d, argv[1], buf, n);
	}
	finish(&d);
	fclose(in);
	return fclose(d.out) != 0;
}
