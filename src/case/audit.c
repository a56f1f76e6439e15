/* SPDX-License-Identifier: Apache-2.0 */
#include "case/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/new_file.h"
#include "base/small_file.h"
#include "base/whole_io.h"
#include "record/json.h"
#include "record/stream.h"

#define NO_DIGEST "0000000000000000000000000000000000000000000000000000000000000000"

/* ---- Checking ---- */

static int __attribute__((format(printf, 3, 4)))
broken(struct audit_result *result, uint64_t entry, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(result->why, sizeof result->why, format, args);
	va_end(args);
	result->bad_entry = entry;
	return 0;
}

static void
digest_line(struct span line, char hex[SHA256_HEX_MAX])
{
	struct sha256 *d = sha256_new();
	sha256_add(d, line.p, line.n);
	sha256_add(d, "\n", 1);
	sha256_finish(&d, hex);
}

/* Takes one whole line as the next entry of the chain: 1 fits, 0 does not (why says). */
static int
check_entry(struct record *r, struct span line, struct audit_result *result)
{
	uint64_t entry = result->entries + 1, seq;
	struct error ignored = {0};
	if (record_scan(r, line.p, line.n, &ignored) < 0)
		return broken(result, entry, "entry %" PRIu64 " is not a whole record", entry);
	if (record_u64(r, "seq", &seq) < 0 || seq != entry)
		return broken(result, entry,
			      "the entry at place %" PRIu64 " does not carry that number: entries "
			      "were removed, added or put in another order",
			      entry);
	struct buffer prev = BUFFER_EMPTY;
	bool fits =
		record_text(r, "prev", &prev) == 0 && strcmp(buffer_text(&prev), result->head) == 0;
	buffer_release(&prev);
	if (!fits && entry == 1)
		return broken(result, entry,
			      "entry 1 does not begin a chain: entries before it "
			      "were removed, or it was changed");
	if (!fits)
		return broken(result, entry - 1,
			      "entry %" PRIu64 " was changed: its digest is not the one that entry "
			      "%" PRIu64 " was written with",
			      entry - 1, entry);
	digest_line(line, result->head);
	result->entries = entry;
	return 1;
}

/* Against audit.head, which may lag one entry behind when the power went between the two writes. */
static void
check_head(struct span head, const char *before_last, struct audit_result *result)
{
	char digest[SHA256_HEX_MAX] = "";
	unsigned long long n = 0;
	struct buffer text = BUFFER_EMPTY;
	buffer_add(&text, head.p, head.n);
	if (sscanf(buffer_text(&text), "%19llu %64[0-9a-f]", &n, digest) != 2)
		broken(result, result->entries, "%s cannot be understood", CASE_HEAD);
	else if (n > result->entries)
		broken(result, result->entries + 1,
		       "entries are missing at the end: %llu were written, %" PRIu64 " are there",
		       n, result->entries);
	else if (n == result->entries && strcmp(digest, result->head) != 0)
		broken(result, n, "entry %llu, the last, was changed", n);
	else if (n + 1 == result->entries && strcmp(digest, before_last) != 0)
		broken(result, n, "entry %llu was changed", n);
	else if (n + 1 < result->entries)
		broken(result, n + 1, "%s does not know the entries from %llu on", CASE_HEAD,
		       n + 1);
	buffer_release(&text);
}

static int
check_end(int dir, const char *before_last, struct audit_result *result, struct error *e)
{
	struct buffer head = BUFFER_EMPTY;
	int found = small_file_read(dir, CASE_HEAD, &head, e);
	if (found == 1)
		check_head(buffer_span(&head), before_last, result);
	else if (found == 0 && result->entries > 1)
		broken(result, result->entries, "%s is missing", CASE_HEAD);
	buffer_release(&head);
	return found < 0 ? -1 : 0;
}

/* Reads the entries up to the first that does not fit. */
static int
check_lines(int fd, char before_last[SHA256_HEX_MAX], struct audit_result *result, struct error *e)
{
	struct line_reader *reader = line_reader_new(fd, CASE_AUDIT);
	struct record r = RECORD_EMPTY;
	struct span line;
	bool complete;
	int more;
	while ((more = line_reader_next(reader, &line, &complete, e)) == 1) {
		if (!complete) {
			result->torn_bytes = line.n;
			continue;
		}
		memcpy(before_last, result->head, SHA256_HEX_MAX);
		if (!check_entry(&r, line, result))
			break;
	}
	record_release(&r);
	line_reader_free(&reader);
	return more < 0 ? -1 : 0;
}

/* fd -1: there is no audit.jsonl. */
static int
check_chain(int dir, int fd, struct audit_result *result, struct error *e)
{
	char before_last[SHA256_HEX_MAX] = NO_DIGEST;
	memset(result, 0, sizeof *result);
	memcpy(result->head, NO_DIGEST, sizeof result->head);
	if (fd >= 0 && check_lines(fd, before_last, result, e) < 0)
		return -1;
	return result->why[0] ? 0 : check_end(dir, before_last, result, e);
}

int
audit_check(int dir, struct audit_result *result, struct error *e)
{
	int fd = openat(dir, CASE_AUDIT, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		return error_system(e, "cannot open '%s'", CASE_AUDIT);
	int status = check_chain(dir, fd, result, e);
	if (fd >= 0)
		close(fd);
	return status;
}

/* ---- Writing ---- */

int
audit_binary_digest(char hex[SHA256_HEX_MAX], struct error *e)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n < 0)
		return error_system(e, "cannot find the running program's own file");
	path[n] = '\0';
	return sha256_file(AT_FDCWD, path, hex, NULL, e);
}

static void
add_who(struct buffer *b)
{
	char host[256] = "", text[4096];
	struct passwd entry, *found = NULL;
	(void)getpwuid_r(geteuid(), &entry, text, sizeof text, &found);
	if (found)
		json_member_text(b, "user", found->pw_name);
	else
		json_member_u64(b, "user", geteuid());
	(void)gethostname(host, sizeof host - 1);
	json_member_text(b, "host", host);
}

static void
add_files(struct buffer *b, const char *key, const struct audit_file *files, size_t n)
{
	json_key(b, key);
	buffer_add_byte(b, '[');
	for (size_t i = 0; i < n; i++) {
		json_comma(b);
		buffer_add_byte(b, '{');
		json_member_text(b, "name", files[i].name);
		json_member_text(b, "sha256", files[i].sha256);
		buffer_add_byte(b, '}');
	}
	buffer_add_byte(b, ']');
}

static void
add_argv(struct buffer *b, const struct audit_act *act)
{
	json_key(b, "argv");
	buffer_add_byte(b, '[');
	for (int i = 0; i < act->argc; i++) {
		json_comma(b);
		json_add_text(b, act->argv[i]);
	}
	buffer_add_byte(b, ']');
}

static int
format_entry(struct buffer *b, const struct audit_act *act, const struct audit_result *last,
	     struct error *e)
{
	char now[CLOCK_TEXT_MAX], binary[SHA256_HEX_MAX];
	if (audit_binary_digest(binary, e) < 0)
		return -1;
	clock_now(now);
	buffer_add_byte(b, '{');
	json_member_u64(b, "seq", last->entries + 1);
	json_member_text(b, "prev", last->head);
	json_member_text(b, "time", now);
	json_member_text(b, "act", act->act);
	json_member_text(b, "tool", act->tool);
	json_member_text(b, "version", act->version);
	json_member_text(b, "binary_sha256", binary);
	add_argv(b, act);
	add_who(b);
	add_files(b, "inputs", act->inputs, act->ninputs);
	add_files(b, "outputs", act->outputs, act->noutputs);
	if (act->exit >= 0)
		json_member_u64(b, "exit", (uint64_t)act->exit);
	if (last->torn_bytes > 0)
		json_member_u64(b, "mended_bytes", last->torn_bytes);
	if (act->note)
		json_member_text(b, "note", act->note);
	buffer_add_text(b, "}\n");
	return 0;
}

static int
write_entry(int fd, const struct buffer *entry, const char *path, struct error *e)
{
	off_t before = lseek(fd, 0, SEEK_END);
	if (before < 0)
		return error_system(e, "cannot write '%s/%s'", path, CASE_AUDIT);
	if (write_whole(fd, entry->data, entry->n) < entry->n) {
		error_system(e, "cannot write '%s/%s'", path, CASE_AUDIT);
		e->kind = ERROR_OUTPUT;
		/* Half an entry would only have to be mended later; if it stays, it is. */
		(void)!ftruncate(fd, before);
		return -1;
	}
	return fsync(fd) < 0 ? error_system(e, "cannot write '%s/%s'", path, CASE_AUDIT) : 0;
}

static int
write_head(struct case_folder *folder, uint64_t seq, const struct buffer *entry, struct error *e)
{
	char hex[SHA256_HEX_MAX];
	struct buffer b = BUFFER_EMPTY;
	sha256_bytes(buffer_span(entry), hex);
	buffer_add_format(&b, "%" PRIu64 " %s\n", seq, hex);
	int result = new_file_put(case_folder_descriptor(folder), CASE_HEAD, CASE_FILE_MODE,
				  buffer_span(&b), e);
	buffer_release(&b);
	return result;
}

static int
cut_torn_line(int fd, const struct audit_result *last, struct error *e)
{
	struct stat st;
	if (last->torn_bytes == 0)
		return 0;
	if (fstat(fd, &st) < 0 || ftruncate(fd, st.st_size - (off_t)last->torn_bytes) < 0)
		return error_system(e, "cannot mend '%s'", CASE_AUDIT);
	return 0;
}

static int
append(struct case_folder *folder, int fd, const struct audit_act *act, struct error *e)
{
	struct audit_result last;
	if (check_chain(case_folder_descriptor(folder), fd, &last, e) < 0)
		return -1;
	if (last.why[0])
		return error_set(e, ERROR_INPUT, "the audit of '%s' does not hold: %s",
				 case_folder_path(folder), last.why);
	struct buffer entry = BUFFER_EMPTY;
	int result = -1;
	if (format_entry(&entry, act, &last, e) == 0 && cut_torn_line(fd, &last, e) == 0 &&
	    write_entry(fd, &entry, case_folder_path(folder), e) == 0)
		result = write_head(folder, last.entries + 1, &entry, e);
	buffer_release(&entry);
	return result;
}

int
audit_append(struct case_folder *folder, const struct audit_act *act, struct error *e)
{
	int fd = openat(case_folder_descriptor(folder), CASE_AUDIT,
			O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
			CASE_FILE_MODE);
	if (fd < 0)
		return error_system(e, "cannot open '%s/%s'", case_folder_path(folder), CASE_AUDIT);
	int result = append(folder, fd, act, e);
	close(fd);
	return result;
}
