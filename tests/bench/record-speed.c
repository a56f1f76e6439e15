/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast records are scanned and spliced on one processor, beside jansson parsing and printing
 * the same records in the same run. Input: drawn file records of 600 to 900 bytes as winnow-ls
 * and winnow-type write them, some with names in other scripts. To each, both sides add `hashes`
 * and replace `mime`.
 *
 *	make bench-record
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "record/edit.h"
#include "record/json.h"

#define RECORDS 20000
#define ROUNDS	9 /* the best of these counts: the others were disturbed */

static const char hashes[] =
	"{\"md5\":\"d41d8cd98f00b204e9800998ecf8427e\","
	"\"sha1\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\","
	"\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}";

struct corpus {
	struct buffer text;
	struct span *lines;
	uint64_t random;
};

static uint64_t
draw(struct corpus *c, uint64_t below)
{
	c->random = c->random * 6364136223846793005U + 1442695040888963407U;
	return (c->random >> 33) % below;
}

static void
add_times(struct corpus *c)
{
	static const char *const keys[] = {"mtime", "atime", "ctime", "crtime"};
	char text[CLOCK_TEXT_MAX];
	for (int i = 0; i < 4; i++) {
		clock_format(text, 1700000000 + (int64_t)draw(c, 50000000),
			     (uint32_t)draw(c, 10000000) * 100, "Z");
		json_member_text(&c->text, keys[i], text);
	}
}

static void
add_runs(struct corpus *c, uint64_t size)
{
	uint64_t runs = 1 + draw(c, 3), each = size / runs;
	json_key(&c->text, "byte_runs");
	buffer_add_byte(&c->text, '[');
	for (uint64_t i = 0; i < runs; i++) {
		json_comma(&c->text);
		buffer_add_byte(&c->text, '{');
		json_member_u64(&c->text, "file_offset", i * each);
		json_member_u64(&c->text, "img_offset", draw(c, 1U << 30) * 4096);
		json_member_u64(&c->text, "len", i + 1 < runs ? each : size - i * each);
		buffer_add_byte(&c->text, '}');
	}
	buffer_add_byte(&c->text, ']');
}

static void
add_path(struct corpus *c)
{
	static const char *const folders[] = {"Users/ann/Pictures/Holiday 2024", "DCIM/100CANON",
					      "Users/ann/AppData/Local/Cache/f_00",
					      "Người dùng/Ảnh chụp", "Program Files/Viewer/res"};
	struct buffer path = BUFFER_EMPTY;
	buffer_add_format(&path, "%s/IMG_%04" PRIu64 ".JPG", folders[draw(c, 5)], draw(c, 10000));
	json_member_span(&c->text, "path", buffer_span(&path));
	buffer_release(&path);
}

static void
add_content(struct corpus *c, uint64_t address)
{
	json_key(&c->text, "content");
	buffer_add_byte(&c->text, '{');
	json_member_text(&c->text, "how", "tsk");
	json_member_u64(&c->text, "offset", 1048576);
	json_member_text(&c->text, "fs", "ntfs");
	json_member_u64(&c->text, "address", address);
	json_member_text(&c->text, "attribute", "128-4");
	buffer_add_byte(&c->text, '}');
}

static void
add_record(struct corpus *c)
{
	uint64_t address = draw(c, 1000000), size = draw(c, 8000000);
	char id[40];
	snprintf(id, sizeof id, "p2/%" PRIu64 "-128-4", address);
	buffer_add_byte(&c->text, '{');
	json_member_text(&c->text, "record", "file");
	json_member_text(&c->text, "evidence", "/cases/2026-117/exhibit-3/disk.E01");
	json_member_text(&c->text, "evidence_id", "5feceb66ffc86f38d952786c6d696c79c2dbc239");
	json_member_text(&c->text, "id", id);
	add_content(c, address);
	json_member_text(&c->text, "origin", "allocated");
	add_path(c);
	json_member_u64(&c->text, "size", size);
	add_times(c);
	add_runs(c, size);
	json_member_text(&c->text, "mime", "image/jpeg");
	buffer_add_text(&c->text, "}\n");
}

static void
make_corpus(struct corpus *c)
{
	size_t *starts = calloc(RECORDS + 1, sizeof *starts);
	c->lines = calloc(RECORDS, sizeof *c->lines);
	if (!starts || !c->lines)
		exit(1);
	for (size_t i = 0; i < RECORDS; i++) {
		add_record(c);
		starts[i + 1] = c->text.n;
	}
	for (size_t i = 0; i < RECORDS; i++)
		c->lines[i] =
			(struct span){c->text.data + starts[i], starts[i + 1] - starts[i] - 1};
	free(starts);
}

static size_t
splice_all(const struct corpus *c)
{
	struct record r = RECORD_EMPTY;
	struct edit x;
	struct buffer out = BUFFER_EMPTY;
	struct error e = {0};
	size_t written = 0;
	edit_init(&x, NULL);
	for (size_t i = 0; i < RECORDS; i++) {
		if (record_scan(&r, c->lines[i].p, c->lines[i].n, &e) < 0)
			exit(1);
		edit_reset(&x, &r);
		edit_set(&x, "mime", span_of("\"image/png\""));
		edit_set(&x, "hashes", span_of(hashes));
		if (out.n > 256 * 1024)
			buffer_clear(&out);
		size_t before = out.n;
		edit_write(&x, &out);
		written += out.n - before;
	}
	edit_release(&x);
	record_release(&r);
	buffer_release(&out);
	return written;
}

static size_t
reprint_all(const struct corpus *c)
{
	size_t written = 0;
	char *out = malloc(65536);
	for (size_t i = 0; i < RECORDS; i++) {
		json_t *v = json_loadb(c->lines[i].p, c->lines[i].n, 0, NULL);
		json_object_set_new(v, "mime", json_string("image/png"));
		json_object_set_new(v, "hashes", json_loads(hashes, 0, NULL));
		written += json_dumpb(v, out, 65536, JSON_COMPACT) + 1;
		json_decref(v);
	}
	free(out);
	return written;
}

/* Processor time: what else the machine does must not count. */
static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
best_rate(const struct corpus *c, size_t (*work)(const struct corpus *), size_t *written)
{
	double best = 0;
	for (int i = 0; i < ROUNDS; i++) {
		double start = cpu_seconds();
		*written = work(c);
		double rate = (double)c->text.n / (cpu_seconds() - start) / 1e9;
		best = rate > best ? rate : best;
	}
	return best;
}

int
main(void)
{
	struct corpus c = {.text = BUFFER_EMPTY, .random = 1};
	make_corpus(&c);
	size_t ours_written, theirs_written;
	double ours = best_rate(&c, splice_all, &ours_written);
	double theirs = best_rate(&c, reprint_all, &theirs_written);
	if (ours_written != theirs_written) {
		fprintf(stderr, "record-speed: the two sides wrote %zu and %zu bytes\n",
			ours_written, theirs_written);
		return 1;
	}
	printf("records of %zu bytes on average, `mime` replaced and `hashes` added, one "
	       "processor\n",
	       c.text.n / RECORDS);
	printf("winnow scan and splice    %6.2f GB/s\n", ours);
	printf("jansson parse and print   %6.2f GB/s\n", theirs);
	printf("ratio                     %6.1f\n", ours / theirs);
	free(c.lines);
	buffer_release(&c.text);
	return 0;
}
