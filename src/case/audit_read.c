/* SPDX-License-Identifier: Apache-2.0 */
/* Following the chain through all parts. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/small_file.h"
#include "case/audit.h"
#include "record/stream.h"

#define NO_DIGEST "0000000000000000000000000000000000000000000000000000000000000000"

struct following {
	audit_entry_fn *each;
	void *ctx;
	int dir;
	struct audit_result *result;
	char before_last[SHA256_HEX_MAX];
};

void
audit_part_name(char out[AUDIT_PART_NAME_MAX], uint64_t part)
{
	snprintf(out, AUDIT_PART_NAME_MAX, "audit-%04" PRIu64 ".jsonl", part);
}

static int __attribute__((format(printf, 4, 5)))
broken(struct audit_result *result, uint64_t part, uint64_t entry, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(result->why, sizeof result->why, format, args);
	va_end(args);
	result->bad_part = part;
	result->bad_entry = entry;
	return 0;
}

/* ---- One entry ---- */

static void
digest_line(struct span line, char hex[SHA256_HEX_MAX])
{
	struct sha256 *d = sha256_new();
	sha256_add(d, line.p, line.n);
	sha256_add(d, "\n", 1);
	sha256_finish(&d, hex);
}

static void
take_text(const struct record *r, const char *key, char *out, size_t size)
{
	struct buffer b = BUFFER_EMPTY;
	if (record_text(r, key, &b) == 0)
		snprintf(out, size, "%s", buffer_text(&b));
	buffer_release(&b);
}

static bool
says(const struct record *r, const char *key, const char *text)
{
	struct buffer b = BUFFER_EMPTY;
	bool same = record_text(r, key, &b) == 0 && strcmp(buffer_text(&b), text) == 0;
	buffer_release(&b);
	return same;
}

static bool
is_true(const struct record *r, const char *key)
{
	struct span v = record_value(r, key);
	return v.n == 4 && memcmp(v.p, "true", 4) == 0;
}

static void
take_manifest(struct audit_result *result, const struct record *r)
{
	json_t *o = record_json(r, "manifest");
	const char *name = json_string_value(json_object_get(o, "name"));
	const char *hex = json_string_value(json_object_get(o, "sha256"));
	snprintf(result->manifest, sizeof result->manifest, "%s", hex ? hex : "");
	snprintf(result->manifest_name, sizeof result->manifest_name, "%s", name ? name : "");
	json_decref(o);
}

/* What the newest act was and how far it came. */
static void
note_state(struct audit_result *result, const struct record *r)
{
	uint64_t status = 0;
	take_text(r, "act", result->act, sizeof result->act);
	result->closed = says(r, "entry", "act");
	if (!result->closed) {
		take_text(r, "time", result->started, sizeof result->started);
		take_manifest(result, r);
		return;
	}
	take_text(r, "ended", result->ended, sizeof result->ended);
	(void)record_u64(r, "exit", &status);
	result->exit = status <= 3 ? (int)status : 3;
	result->complete = is_true(r, "complete");
	if (result->complete && strcmp(result->act, "seal") == 0)
		result->sealed = true;
	else if (result->complete && strcmp(result->act, "unseal") == 0)
		result->sealed = false;
}

/* The order of entries within a part: it opens once and is closed once. */
static bool
fits_part(const struct audit_result *result, const struct record *r, uint64_t part, bool first)
{
	uint64_t n;
	if (record_u64(r, "part", &n) < 0 || n != part)
		return false;
	return first ? says(r, "entry", "opened") : !result->closed && says(r, "entry", "act");
}

static int
misfit(struct audit_result *result, uint64_t part, uint64_t entry)
{
	if (entry == 1)
		return broken(
			result, part, entry,
			"entry 1 does not begin a chain: entries before it were removed, or it "
			"was changed");
	return broken(result, part, entry - 1,
		      "entry %" PRIu64 " was changed: its digest is not the one that entry %" PRIu64
		      " was written with",
		      entry - 1, entry);
}

/* Takes one whole line as the next entry of the chain: 1 fits, 0 does not (why says), -1. */
static int
check_entry(struct following *f, struct record *r, struct span line, uint64_t part, bool first,
	    struct error *e)
{
	struct audit_result *result = f->result;
	uint64_t entry = result->entries + 1, seq;
	struct error ignored = {0};
	if (record_scan(r, line.p, line.n, &ignored) < 0)
		return broken(result, part, entry, "entry %" PRIu64 " is not a whole record",
			      entry);
	if (record_u64(r, "seq", &seq) < 0 || seq != entry)
		return broken(result, part, entry,
			      "the entry at place %" PRIu64 " does not carry that number: entries "
			      "were removed, added or put in another order",
			      entry);
	if (!says(r, "prev", result->head))
		return misfit(result, part, entry);
	if (!fits_part(result, r, part, first))
		return broken(result, part, entry,
			      "entry %" PRIu64 " does not belong into part %" PRIu64, entry, part);
	memcpy(f->before_last, result->head, SHA256_HEX_MAX);
	digest_line(line, result->head);
	result->entries = entry;
	note_state(result, r);
	return f->each && f->each(f->ctx, part, r, e) < 0 ? -1 : 1;
}

/* ---- Parts ---- */

static int
read_lines(struct following *f, int fd, uint64_t part, const char *name, struct error *e)
{
	struct line_reader *reader = line_reader_new(fd, name);
	struct record r = RECORD_EMPTY;
	struct span line;
	bool complete, first = true;
	int more;
	while ((more = line_reader_next(reader, &line, &complete, e)) == 1) {
		if (!complete) {
			f->result->torn_bytes = line.n;
			continue;
		}
		more = check_entry(f, &r, line, part, first, e);
		first = false;
		if (more != 1)
			break;
	}
	record_release(&r);
	line_reader_free(&reader);
	return more;
}

/* 1 read, 0 there is no such part, -1. */
static int
read_part(struct following *f, uint64_t part, struct error *e)
{
	char name[AUDIT_PART_NAME_MAX];
	audit_part_name(name, part);
	int fd = openat(f->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : error_system(e, "cannot open '%s'", name);
	if (f->result->torn_bytes && !f->result->why[0]) {
		broken(f->result, part - 1, f->result->entries + 1,
		       "part %" PRIu64 " ends within an entry", part - 1);
	} else {
		f->result->parts = part;
		f->result->closed = f->result->complete = false;
		f->result->ended[0] = '\0';
	}
	int result = f->result->why[0] ? 0 : read_lines(f, fd, part, name, e);
	close(fd);
	return result < 0 ? -1 : 1;
}

static bool
is_there(int dir, uint64_t part)
{
	char name[AUDIT_PART_NAME_MAX];
	audit_part_name(name, part);
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int
read_parts(struct following *f, struct error *e)
{
	uint64_t part = 1;
	int more = 1;
	while (!f->result->why[0] && (more = read_part(f, part, e)) == 1)
		part++;
	if (more < 0)
		return -1;
	if (!f->result->why[0] && is_there(f->dir, part + 1))
		broken(f->result, part, f->result->entries + 1,
		       "part %" PRIu64 " is missing, with the entries from %" PRIu64 " on", part,
		       f->result->entries + 1);
	return 0;
}

/* ---- The end ---- */

/* Against audit.head, which may lag one entry behind when the power went between the two writes. */
static void
check_head(struct span head, const char *before_last, struct audit_result *result)
{
	char digest[SHA256_HEX_MAX] = "";
	unsigned long long n = 0;
	struct buffer text = BUFFER_EMPTY, again = BUFFER_EMPTY;
	buffer_add(&text, head.p, head.n);
	int got = sscanf(buffer_text(&text), "%19llu %64[0-9a-f]", &n, digest);
	buffer_add_format(&again, "%llu %s\n", n, digest);
	if (got != 2 || strcmp(buffer_text(&again), buffer_text(&text)) != 0)
		broken(result, result->parts, result->entries, "%s cannot be understood",
		       CASE_HEAD);
	else if (n > result->entries)
		broken(result, result->parts, result->entries + 1,
		       "entries are missing at the end: %llu were written, %" PRIu64 " are there",
		       n, result->entries);
	else if (n == result->entries && strcmp(digest, result->head) != 0)
		broken(result, result->parts, n, "entry %llu, the last, was changed", n);
	else if (n + 1 == result->entries && strcmp(digest, before_last) != 0)
		broken(result, result->parts, n, "entry %llu was changed", n);
	else if (n + 1 < result->entries)
		broken(result, result->parts, n + 1, "%s does not know the entries from %llu on",
		       CASE_HEAD, n + 1);
	buffer_release(&text);
	buffer_release(&again);
}

static int
check_end(struct following *f, struct error *e)
{
	struct buffer head = BUFFER_EMPTY;
	int found = small_file_read(f->dir, CASE_HEAD, &head, e);
	if (found == 1)
		check_head(buffer_span(&head), f->before_last, f->result);
	else if (found == 0 && f->result->entries > 1)
		broken(f->result, f->result->parts, f->result->entries, "%s is missing", CASE_HEAD);
	buffer_release(&head);
	return found < 0 ? -1 : 0;
}

int
audit_read(int dir, audit_entry_fn *each, void *ctx, struct audit_result *result, struct error *e)
{
	struct following f = {
		.each = each, .ctx = ctx, .dir = dir, .result = result, .before_last = NO_DIGEST};
	memset(result, 0, sizeof *result);
	memcpy(result->head, NO_DIGEST, sizeof result->head);
	if (read_parts(&f, e) < 0)
		return -1;
	return result->why[0] ? 0 : check_end(&f, e);
}
