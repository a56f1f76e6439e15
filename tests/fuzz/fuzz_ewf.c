/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hostile E01, opened and read in many places. Checksums would keep the fuzzer out of what lies
 * behind them, so the first byte says which are made right: 1 those of sections, 2 of tables, 4 of
 * their entries. libewf is left out; it is fuzzed by itself.
 */
#include <config.h>
#include <libdeflate.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/ewf.h"
#include "evidence/image.h"

#define DESCRIPTOR 76
#define HEADER	   24
#define PLACES	   32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

bool
ewf_metadata(const struct ewf_files *files, struct reader_facts *facts)
{
	(void)files;
	(void)facts;
	return false;
}

static void
put_sum(unsigned char *p, size_t n)
{
	uint32_t sum = libdeflate_adler32(1, p, n);

	for (int i = 0; i < 4; i++)
		p[n + (size_t)i] = (unsigned char)(sum >> 8 * i);
}

static void
mend_table(unsigned char *p, size_t n, unsigned what)
{
	uint64_t entries;

	if (n < HEADER)
		return;
	if (what & 2)
		put_sum(p, HEADER - 4);
	entries = le32(p);
	if (what & 4 && entries * 4 + 4 <= n - HEADER)
		put_sum(p + HEADER, entries * 4);
}

static void
mend(unsigned char *p, size_t n, unsigned what)
{
	uint64_t at = EWF_FILE_HEADER, next;

	for (int i = 0; i < 64 && at <= n && n - at >= DESCRIPTOR; i++) {
		if (what & 1)
			put_sum(p + at, DESCRIPTOR - 4);
		if (memcmp(p + at, "table", 5) == 0)
			mend_table(p + at + DESCRIPTOR, n - at - DESCRIPTOR, what);
		next = le64(p + at + 16);
		if (next <= at)
			return;
		at = next;
	}
}

static void
read_places(struct image *image)
{
	unsigned char buf[4096];
	struct buffer out = BUFFER_EMPTY;
	uint64_t size = image_size(image);
	struct error e = {0};
	size_t got;

	for (uint64_t i = 0; i < PLACES; i++) {
		image_read(image, size / PLACES * i, buf, sizeof buf, &got, &e);
		bytes_view(image_bytes(image), size / PLACES * i, 100000, &got);
	}
	image_read(image, size - 1, buf, sizeof buf, &got, &e);
	image_tell_faults(image, 0, &out);
	image_describe(image, &out, &e);
	buffer_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy;
	struct error e = {0};
	struct image *image;
	char path[64];
	int fd;

	if (size < 2)
		return 0;
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	copy = memory_new(size);
	memcpy(copy, data + 1, size - 1);
	mend(copy, size - 1, data[0]);
	if (size > 8)
		memcpy(copy, EWF_SIGNATURE, 8);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (write(fd, copy, size - 1) == (ssize_t)(size - 1) && image_open(&image, path, &e) == 0) {
		read_places(image);
		image_close(&image);
	}
	close(fd);
	free(copy);
	return 0;
}
