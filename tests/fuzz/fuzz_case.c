/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case folder that came from somebody else. The first byte says which file the rest is: a
 * audit-0001.jsonl and, behind a NUL each, audit.head and audit-0002.jsonl; c resume.json; j
 * case.json; m MANIFEST.sha256; r records.jsonl, behind two bytes that say how much of it was safe.
 * It lies in the current folder.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "case/audit.h"
#include "case/case_folder.h"
#include "case/checkpoint.h"
#include "case/manifest.h"
#include "case/records_file.h"

#define PART_ONE "audit-0001.jsonl"
#define PART_TWO "audit-0002.jsonl"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
put(int dir, const char *name, const void *p, size_t n)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	require(fd >= 0 && write(fd, p, n) == (ssize_t)n && close(fd) == 0);
}

static void
check_audit(struct case_folder *folder, const uint8_t *p, size_t n)
{
	int dir = case_folder_descriptor(folder);
	const uint8_t *end = n ? memchr(p, '\0', n) : NULL;
	size_t lines = end ? (size_t)(end - p) : n, rest = end ? n - lines - 1 : 0;
	const uint8_t *next = rest ? memchr(end + 1, '\0', rest) : NULL;
	size_t head = next ? (size_t)(next - end - 1) : rest;
	struct audit_result result;
	struct error e = {0};

	put(dir, PART_ONE, p, lines);
	if (end)
		put(dir, CASE_HEAD, end + 1, head);
	if (next)
		put(dir, PART_TWO, next + 1, rest - head - 1);
	require(audit_read(dir, NULL, NULL, &result, &e) == 0 || e.text[0]);
	require(memchr(result.why, '\0', sizeof result.why) && strlen(result.head) == 64);
	require(result.torn_bytes <= n && result.entries <= n);
	require(!result.bad_entry || result.why[0]);
}

static void
check_resume(struct case_folder *folder, const uint8_t *p, size_t n)
{
	struct checkpoint c;
	struct error e = {0};
	int r;

	put(case_folder_descriptor(folder), CASE_RESUME, p, n);
	r = checkpoint_load(folder, &c, &e);
	require(r == 1 || (r == -1 && e.text[0]));
	require(memchr(c.run_id, '\0', sizeof c.run_id) && memchr(c.source, '\0', sizeof c.source));
}

static void
check_manifest(struct case_folder *folder, const uint8_t *p, size_t n)
{
	int dir = case_folder_descriptor(folder);
	struct manifest_result result;
	struct error e = {0};

	put(dir, CASE_MANIFEST, p, n);
	require(manifest_check(dir, &result, &e) == 0 || e.text[0]);
	require(result.changed + result.missing <= result.files);
	require((result.changed + result.missing + result.unlisted > 0) == (result.first[0] != 0));
}

/* What was mended once needs no mending and holds the same records. */
static void
check_records(struct case_folder *folder, const uint8_t *p, size_t n)
{
	int dir = case_folder_descriptor(folder);
	uint64_t trusted = n >= 2 ? le16(p) : 0;
	struct records_found found, again;
	struct error e = {0};
	struct stat st;

	p += n >= 2 ? 2 : n;
	n -= n >= 2 ? 2 : n;
	put(dir, CASE_RECORDS, p, n);
	if (records_file_mend(folder, trusted, NULL, NULL, &found, &e) < 0) {
		require(e.text[0] && fstatat(dir, CASE_RECORDS, &st, 0) == 0);
		require((uint64_t)st.st_size == n);
		return;
	}
	require(found.bytes >= trusted && found.bytes + found.cut_bytes == n);
	require(records_file_mend(folder, found.bytes, NULL, NULL, &again, &e) == 0);
	require(again.cut_bytes == 0 && again.records == found.records);
	require(strcmp(again.open_run, found.open_run) == 0);
}

static void
check_file(struct case_folder *folder, uint8_t which, const uint8_t *p, size_t n)
{
	if (which == 'a')
		check_audit(folder, p, n);
	else if (which == 'c')
		check_resume(folder, p, n);
	else if (which == 'm')
		check_manifest(folder, p, n);
	else if (which == 'r')
		check_records(folder, p, n);
}

static void
clear(const char *path)
{
	static const char *const names[] = {CASE_JSON, CASE_RECORDS, CASE_RESUME,  PART_ONE,
					    PART_TWO,  CASE_HEAD,    CASE_MANIFEST};
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlinkat(dir, names[i], 0);
	close(dir);
	require(rmdir(path) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char good[] = "{\"winnow_case\":1,\"case_id\":\"x\"}";
	char path[] = "winnow-fuzz-case.XXXXXX";
	struct case_folder *folder;
	struct error e = {0};
	int dir;

	if (size == 0)
		return 0;
	require(mkdtemp(path) != NULL);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (data[0] == 'j')
		put(dir, CASE_JSON, data + 1, size - 1);
	else
		put(dir, CASE_JSON, good, sizeof good - 1);
	close(dir);
	if (case_folder_open(&folder, path, &e) == 0) {
		require(strlen(case_folder_id(folder)) < CASE_ID_MAX);
		check_file(folder, data[0], data + 1, size - 1);
		case_folder_close(&folder);
	} else {
		require(data[0] == 'j' && e.text[0]);
	}
	clear(path);
	return 0;
}
