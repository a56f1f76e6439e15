/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a record stream: read by lines, judged as a whole, and never a good verdict on
 * a bad one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "record/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* The reader hands out the very bytes, each line once. */
static uint64_t
read_all(int fd, const uint8_t *data, size_t size, struct stream_check *check)
{
	struct line_reader *reader = line_reader_new(fd, "fuzz");
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	struct span line;
	uint64_t records = 0;
	size_t at = 0;
	bool complete = true;
	while (line_reader_next(reader, &line, &complete, &e) == 1) {
		require(line.n + complete <= size - at && memcmp(line.p, data + at, line.n) == 0);
		at += line.n + complete;
		require(!complete || data[at - 1] == '\n');
		struct error broken = {0};
		if (record_scan(&r, line.p, line.n, &broken) < 0)
			continue;
		stream_check_record(check, &r);
		records++;
	}
	require(at == size && e.kind == ERROR_NONE);
	record_release(&r);
	line_reader_free(&reader);
	return records;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	struct stream_check *check = stream_check_new();
	struct stream_verdict v;
	struct error e = {0};
	uint64_t records = read_all(fd, data, size, check);
	stream_check_verdict(check, &v);
	require(v.records == records && v.files <= v.records && v.runs <= v.records);
	require(v.open_runs <= v.runs && v.stray_ends <= v.records);
	int status = stream_status(&v, false, &e);
	require(status == 0 || status == 1 || status == 3);
	require(status == 3 || (v.runs > 0 && v.open_runs == 0 && v.stray_ends == 0));
	require(status >= v.worst_status);
	stream_check_free(&check);
	close(fd);
	return 0;
}
