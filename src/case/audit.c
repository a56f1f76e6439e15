/* SPDX-License-Identifier: Apache-2.0 */
#include "case/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/new_file.h"
#include "base/whole_io.h"
#include "record/json.h"

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

/* ---- Members ---- */

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

/* How far the times of the entry can be trusted, as far as the kernel knows. */
static void
add_clock(struct buffer *b)
{
	struct timex t = {0};
	bool set = getenv("SOURCE_DATE_EPOCH") != NULL;
	json_key(b, "clock");
	buffer_add_byte(b, '{');
	json_member_text(b, "source", set ? "SOURCE_DATE_EPOCH" : "system");
	if (!set && adjtimex(&t) >= 0) {
		json_member_bool(b, "synchronised", (t.status & STA_UNSYNC) == 0);
		json_member_u64(b, "error_us", (uint64_t)(t.esterror < 0 ? 0 : t.esterror));
	}
	buffer_add_byte(b, '}');
}

static void
add_file(struct buffer *b, const char *name, const char *hex)
{
	json_comma(b);
	buffer_add_byte(b, '{');
	json_member_path(b, "name", name);
	json_member_text(b, "sha256", hex);
	buffer_add_byte(b, '}');
}

static void
add_inputs(struct buffer *b, const struct audit_act *act)
{
	json_key(b, "inputs");
	buffer_add_byte(b, '[');
	for (size_t i = 0; i < act->ninputs; i++)
		add_file(b, act->inputs[i].name, act->inputs[i].sha256);
	buffer_add_byte(b, ']');
}

static void
add_outputs(struct buffer *b, const struct audit_act *act)
{
	json_key(b, "outputs");
	buffer_add_byte(b, '[');
	for (size_t i = 0; act->outputs && i < act->outputs->n; i++)
		add_file(b, act->outputs->v[i].name, act->outputs->v[i].hex);
	for (size_t i = 0; act->removed && i < act->removed->n; i++)
		add_file(b, act->removed->v[i].name, NULL);
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

/* ---- Entries ---- */

static void
begin_entry(struct buffer *b, const struct audit_act *act, const struct audit_result *last,
	    uint64_t part, const char *kind)
{
	buffer_add_byte(b, '{');
	json_member_u64(b, "seq", last->entries + 1);
	json_member_text(b, "prev", last->head);
	json_member_text(b, "entry", kind);
	json_member_u64(b, "part", part);
	json_member_text(b, "act", act->act);
	json_member_text(b, "tool", act->tool);
	json_member_text(b, "version", act->version);
}

static void
format_opened(struct buffer *b, const struct audit_act *act, const struct audit_file *manifest,
	      const struct audit_result *last, const char *now)
{
	begin_entry(b, act, last, last->parts + 1, "opened");
	add_argv(b, act);
	add_who(b);
	json_member_text(b, "time", now);
	json_key(b, "manifest");
	buffer_add_text(b, manifest ? "{" : "null");
	if (manifest) {
		json_member_path(b, "name", manifest->name);
		json_member_text(b, "sha256", manifest->sha256);
		buffer_add_byte(b, '}');
	}
	if (last->torn_bytes > 0)
		json_member_u64(b, "mended_bytes", last->torn_bytes);
	if (act->note)
		json_member_text(b, "note", act->note);
	buffer_add_text(b, "}\n");
}

static int
format_act(struct buffer *b, const struct audit_act *act, const struct audit_result *last,
	   const char *now, struct error *e)
{
	char binary[SHA256_HEX_MAX];
	if (audit_binary_digest(binary, e) < 0)
		return -1;
	begin_entry(b, act, last, last->parts, "act");
	json_member_text(b, "binary_sha256", binary);
	add_argv(b, act);
	add_who(b);
	add_clock(b);
	if (act->libraries.n)
		json_member_raw(b, "libraries", act->libraries);
	add_inputs(b, act);
	add_outputs(b, act);
	json_member_text(b, "started", last->started);
	json_member_text(b, "ended", now);
	json_member_bool(b, "complete", act->complete);
	json_member_u64(b, "exit", (uint64_t)act->exit);
	if (act->note)
		json_member_text(b, "note", act->note);
	buffer_add_text(b, "}\n");
	return 0;
}

/* ---- Files ---- */

static int
write_head(struct case_folder *folder, uint64_t seq, const char *hex, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	buffer_add_format(&b, "%" PRIu64 " %s\n", seq, hex);
	int result = new_file_put(case_folder_descriptor(folder), CASE_HEAD, CASE_FILE_MODE,
				  buffer_span(&b), e);
	buffer_release(&b);
	return result;
}

static int
write_entry(int fd, const struct buffer *entry, const char *path, struct error *e)
{
	off_t before = lseek(fd, 0, SEEK_END);
	if (before >= 0 && write_whole(fd, entry->data, entry->n) == entry->n && fsync(fd) == 0)
		return 0;
	error_system(e, "cannot write the audit of '%s'", path);
	e->kind = ERROR_OUTPUT;
	/* Half an entry would only have to be mended later; if it stays, it is. */
	if (before >= 0)
		(void)!ftruncate(fd, before);
	return -1;
}

static int
cut_torn_line(int fd, struct audit_result *last, struct error *e)
{
	struct stat st;
	if (last->torn_bytes == 0)
		return 0;
	if (fstat(fd, &st) < 0 || ftruncate(fd, st.st_size - (off_t)last->torn_bytes) < 0)
		return error_system(e, "cannot mend the audit");
	last->torn_bytes = 0;
	return 0;
}

static int
open_part(struct case_folder *folder, uint64_t part, struct error *e)
{
	char name[AUDIT_PART_NAME_MAX];
	audit_part_name(name, part);
	int fd = openat(case_folder_descriptor(folder), name,
			O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd < 0 ? error_system(e, "cannot open '%s/%s'", case_folder_path(folder), name) : fd;
}

static void
advance(struct audit_result *last, const struct buffer *entry)
{
	sha256_bytes(buffer_span(entry), last->head);
	last->entries++;
}

static int
refuse_broken(struct case_folder *folder, const struct audit_result *last, struct error *e)
{
	if (!last->why[0])
		return 0;
	return error_set(e, ERROR_INPUT, "the audit of '%s' does not hold: %s",
			 case_folder_path(folder), last->why);
}

static int
mend_last(struct case_folder *folder, struct audit_result *last, struct error *e)
{
	if (last->torn_bytes == 0)
		return 0;
	int fd = open_part(folder, last->parts, e);
	int result = fd < 0 ? -1 : cut_torn_line(fd, last, e);
	if (fd >= 0)
		close(fd);
	return result;
}

int
audit_open_part(struct case_folder *folder, const struct audit_act *act,
		const struct audit_file *manifest, struct audit_result *last, struct error *e)
{
	char name[AUDIT_PART_NAME_MAX], now[CLOCK_TEXT_MAX];
	struct buffer entry = BUFFER_EMPTY;
	if (refuse_broken(folder, last, e))
		return -1;
	clock_now(now);
	format_opened(&entry, act, manifest, last, now);
	audit_part_name(name, last->parts + 1);
	int result = mend_last(folder, last, e);
	if (result == 0)
		result = new_file_put(case_folder_descriptor(folder), name, CASE_FILE_MODE,
				      buffer_span(&entry), e);
	if (result == 0) {
		advance(last, &entry);
		last->parts++;
		last->closed = last->complete = false;
		snprintf(last->act, sizeof last->act, "%s", act->act);
		memcpy(last->started, now, sizeof now);
		snprintf(last->manifest, sizeof last->manifest, "%s",
			 manifest ? manifest->sha256 : "");
		snprintf(last->manifest_name, sizeof last->manifest_name, "%s",
			 manifest ? manifest->name : "");
		result = write_head(folder, last->entries, last->head, e);
	}
	buffer_release(&entry);
	return result;
}

int
audit_close_part(struct case_folder *folder, const struct audit_act *act, struct audit_result *last,
		 struct error *e)
{
	struct buffer entry = BUFFER_EMPTY;
	char now[CLOCK_TEXT_MAX];
	if (refuse_broken(folder, last, e))
		return -1;
	clock_now(now);
	int fd = open_part(folder, last->parts, e);
	int result = fd < 0 || format_act(&entry, act, last, now, e) < 0 ||
				     cut_torn_line(fd, last, e) < 0
			     ? -1
			     : write_entry(fd, &entry, case_folder_path(folder), e);
	if (result == 0) {
		advance(last, &entry);
		last->closed = true;
		last->complete = act->complete;
		last->exit = act->exit;
		memcpy(last->ended, now, sizeof now);
		result = write_head(folder, last->entries, last->head, e);
	}
	if (fd >= 0)
		close(fd);
	buffer_release(&entry);
	return result;
}
