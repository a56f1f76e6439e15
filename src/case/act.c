/* SPDX-License-Identifier: Apache-2.0 */
#include "case/act.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/new_file.h"
#include "base/small_file.h"
#include "base/text.h"
#include "case/attached.h"
#include "case/checkpoint.h"

#define TRIAGE	      "triage"
#define CHANGES_NAMED 20u

/* ---- The last steps ---- */

static int
remove_file(struct case_folder *folder, const char *name, struct error *e)
{
	if (unlinkat(case_folder_descriptor(folder), name, 0) == 0 || errno == ENOENT)
		return 0;
	return error_system(e, "cannot remove '%s/%s'", case_folder_path(folder), name);
}

static void
set_planned_status(struct manifest *m, const char *ended)
{
	struct buffer text = BUFFER_EMPTY;
	char hex[SHA256_HEX_MAX];
	case_state_text(&text, ended);
	sha256_bytes(buffer_span(&text), hex);
	manifest_set(m, CASE_STATUS, hex);
	buffer_release(&text);
}

/* The manifest as it will be right when STATUS says complete and the files of the run are gone. */
static int
put_final(struct case_folder *folder, struct manifest *m, const char *ended, struct error *e)
{
	set_planned_status(m, ended);
	manifest_drop(m, CASE_TASK);
	manifest_drop(m, CASE_RESUME);
	return manifest_put(m, case_folder_descriptor(folder), e);
}

static int
finish(struct case_folder *folder, const char *ended, struct error *e)
{
	if (checkpoint_remove(folder, e) || remove_file(folder, CASE_TASK, e))
		return -1;
	return case_state_complete(folder, ended, e);
}

/* A signature covers the manifest to the byte: one that is right already is not written again. */
static int
seal_again(struct case_folder *folder, const struct audit_result *last, struct error *e)
{
	struct manifest now, stood;
	struct buffer was = BUFFER_EMPTY, is = BUFFER_EMPTY;
	struct error ignored = {0};
	int dir = case_folder_descriptor(folder);
	/* Copies for a next act that never opened its part. */
	if (attached_forget(folder, last->parts, e) || manifest_take(&now, dir, e))
		return -1;
	if (manifest_read(&stood, dir, CASE_MANIFEST, &was, &ignored) > 0)
		manifest_release(&stood);
	set_planned_status(&now, last->ended);
	manifest_drop(&now, CASE_TASK);
	manifest_drop(&now, CASE_RESUME);
	manifest_text(&now, &is);
	int result = 0;
	if (is.n != was.n || memcmp(is.data, was.data, is.n) != 0)
		result = manifest_put(&now, dir, e);
	buffer_release(&was);
	buffer_release(&is);
	manifest_release(&now);
	return result ? result : finish(folder, last->ended, e);
}

/* A task.json that is not yet in the audit belongs to a run that did not get as far as opening. */
static bool
task_waits(struct case_folder *folder, uint64_t parts)
{
	struct buffer b = BUFFER_EMPTY;
	struct error ignored = {0};
	bool waits = false;
	if (small_file_read(case_folder_descriptor(folder), CASE_TASK, &b, &ignored) == 1) {
		json_t *o = json_loadb(b.data, b.n, 0, NULL);
		json_int_t part = json_integer_value(json_object_get(o, "part"));
		waits = part > 0 && (uint64_t)part > parts;
		json_decref(o);
	}
	buffer_release(&b);
	return waits;
}

static bool
is_over(const struct audit_result *last)
{
	return last->parts > 0 && last->closed && last->complete;
}

int
act_finish(struct case_folder *folder, int *exit, struct error *e)
{
	struct audit_result last;
	enum case_state state;
	if (case_state_read(folder, &state, e) ||
	    audit_read(case_folder_descriptor(folder), NULL, NULL, &last, e))
		return -1;
	if (state != CASE_INCOMPLETE || last.why[0] || !is_over(&last) ||
	    task_waits(folder, last.parts))
		return 0;
	*exit = last.exit;
	return seal_again(folder, &last, e) ? -1 : 1;
}

/* ---- Before an act ---- */

int
act_guard_records(struct case_folder *folder, struct error *e)
{
	struct checkpoint c = {0};
	struct records_file *records;
	struct error ignored = {0};
	if (records_file_open(&records, folder, e))
		return -1;
	int result = checkpoint_save(folder, records, &c, e);
	records_file_close(&records, result ? &ignored : e);
	return result;
}

/* 1: they were, 0: the act had not come so far, -1. */
static int
take_back_records(struct case_folder *folder, struct error *e)
{
	struct checkpoint c;
	int found = checkpoint_load(folder, &c, e);
	if (found <= 0)
		return found;
	int fd = openat(case_folder_descriptor(folder), CASE_RECORDS,
			O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int result = 0;
	if (fd < 0 || fstat(fd, &st) < 0 ||
	    ((uint64_t)st.st_size > c.records_bytes && ftruncate(fd, (off_t)c.records_bytes) < 0))
		result = error_system(e, "cannot mend '%s/%s'", case_folder_path(folder),
				      CASE_RECORDS);
	if (fd >= 0)
		close(fd);
	return result || checkpoint_remove(folder, e) ? -1 : 1;
}

static int
settle_incomplete(struct act *a, enum act_rule rule, enum case_state *state, struct error *e)
{
	const char *path = case_folder_path(a->folder);
	bool waits = task_waits(a->folder, a->last.parts);
	bool triage = (strcmp(a->last.act, TRIAGE) == 0 && !is_over(&a->last)) || waits;
	if (rule == ACT_RESUMES && triage) {
		a->resumes = true;
		return 0;
	}
	if (is_over(&a->last)) {
		*state = CASE_COMPLETE;
		return seal_again(a->folder, &a->last, e);
	}
	if (triage && a->last.parts > 0)
		return error_set(e, ERROR_USAGE,
				 "%s is incomplete; go on with: winnow triage --resume -o %s", path,
				 path);
	int found = take_back_records(a->folder, e);
	a->taken_back = found > 0;
	return found < 0 ? -1 : 0;
}

static void
note_change(void *ctx, enum manifest_difference how, const char *name)
{
	struct act *a = ctx;
	if (a->changes++ >= CHANGES_NAMED)
		return;
	buffer_add_text(&a->changed, a->changed.n ? ", '" : "'");
	text_mask(&a->changed, name, strlen(name));
	buffer_add_format(&a->changed, "' %s", manifest_difference_phrase(how));
}

/* Nothing is built on what was changed in between, or the manifest would launder it. */
static int
check_unchanged(struct act *a, enum act_rule rule, struct error *e)
{
	struct manifest there;
	int dir = case_folder_descriptor(a->folder);
	if (manifest_take(&there, dir, e))
		return -1;
	manifest_drop(&there, CASE_TASK); /* of a run that was cut off before it began */
	manifest_compare(&a->before, &there, note_change, a);
	manifest_release(&there);
	if (a->changes == 0 || rule == ACT_ACCEPTS)
		return 0;
	return error_set(e, ERROR_INPUT,
			 "%s was changed since its manifest was written: %s%s; winnow-verify tells "
			 "all of it, and winnow-case accept --why REASON records it",
			 case_folder_path(a->folder), buffer_text(&a->changed),
			 a->changes > CHANGES_NAMED ? ", …" : "");
}

int
act_prepare(struct act *a, struct case_folder *folder, enum act_rule rule, struct error *e)
{
	int dir = case_folder_descriptor(folder);
	enum case_state state;
	*a = (struct act){.folder = folder};
	if (audit_read(dir, NULL, NULL, &a->last, e) || case_state_read(folder, &state, e))
		return -1;
	if (a->last.why[0])
		return error_set(e, ERROR_INPUT, "the audit of '%s' does not hold: %s",
				 case_folder_path(folder), a->last.why);
	if (a->last.sealed && rule != ACT_ON_SEALED && state == CASE_COMPLETE)
		return error_set(e, ERROR_INPUT,
				 "%s is sealed; winnow-case unseal --why REASON breaks the seal",
				 case_folder_path(folder));
	if (state == CASE_INCOMPLETE && settle_incomplete(a, rule, &state, e))
		return -1;
	if (rule == ACT_RESUMES && !a->resumes)
		return error_set(e, ERROR_USAGE,
				 "%s is not incomplete: there is nothing to go on with",
				 case_folder_path(folder));
	int found = manifest_read(&a->before, dir, CASE_MANIFEST, NULL, e);
	if (found < 0)
		return -1;
	if (state == CASE_COMPLETE && found == 0)
		return error_set(e, ERROR_INPUT, "%s has lost its %s", case_folder_path(folder),
				 CASE_MANIFEST);
	return state == CASE_COMPLETE ? check_unchanged(a, rule, e) : 0;
}

/* ---- Begin and end ---- */

/* *copy is empty when there is no manifest yet. */
static int
keep_manifest(struct act *a, char name[ATTACHED_PATH_MAX], char hex[SHA256_HEX_MAX],
	      struct error *e)
{
	int dir = case_folder_descriptor(a->folder);
	*name = '\0';
	if (faccessat(dir, CASE_MANIFEST, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	if (sha256_file(dir, CASE_MANIFEST, hex, NULL, e))
		return -1;
	if (strcmp(hex, a->last.manifest) == 0) { /* an act that was cut off has kept it */
		snprintf(name, ATTACHED_PATH_MAX, "%s", a->last.manifest_name);
		return 0;
	}
	attached_path(name, a->last.parts, ".sha256");
	bool signing =
		strncmp(a->what.act, "sign", 4) == 0 || strncmp(a->what.act, "stamp", 5) == 0;
	return attached_keep(a->folder, a->last.parts, !signing, e) < 0 ? -1 : 0;
}

int
act_begin(struct act *a, const struct audit_act *what, struct error *e)
{
	char now[CLOCK_TEXT_MAX], name[ATTACHED_PATH_MAX], hex[SHA256_HEX_MAX];
	a->what = *what;
	clock_now(now);
	if (case_state_begin(a->folder, now, e) || keep_manifest(a, name, hex, e))
		return -1;
	const struct audit_file manifest = {name, hex};
	if (audit_open_part(a->folder, &a->what, *name ? &manifest : NULL, &a->last, e))
		return -1;
	return attached_remove(a->folder, e);
}

/* The chain, the copies and the files of a run under way are vouched for in other ways. */
bool
act_is_housekeeping(const char *name)
{
	return strncmp(name, "audit-", 6) == 0 || strcmp(name, CASE_HEAD) == 0 ||
	       strcmp(name, CASE_STATUS) == 0 || strcmp(name, CASE_TASK) == 0 ||
	       strcmp(name, CASE_RESUME) == 0 ||
	       strncmp(name, ATTACHED_FOLDER "/", sizeof ATTACHED_FOLDER) == 0;
}

struct outputs {
	const struct manifest *there;
	struct manifest made, gone;
};

static void
take_output(void *ctx, enum manifest_difference how, const char *name)
{
	struct outputs *o = ctx;
	if (act_is_housekeeping(name))
		return;
	if (how == MANIFEST_MISSING)
		manifest_set(&o->gone, name, "");
	else
		manifest_set(&o->made, name, manifest_digest(o->there, name));
}

static int
close_audit(struct act *a, const struct manifest *there, struct error *e)
{
	struct outputs o = {there, MANIFEST_EMPTY, MANIFEST_EMPTY};
	manifest_compare(&a->before, there, take_output, &o);
	a->what.outputs = &o.made;
	a->what.removed = &o.gone;
	int result = audit_close_part(a->folder, &a->what, &a->last, e);
	manifest_release(&o.made);
	manifest_release(&o.gone);
	a->what.outputs = a->what.removed = NULL;
	return result;
}

static int
read_again(struct act *a, struct manifest *m, const char *name, struct error *e)
{
	char hex[SHA256_HEX_MAX];
	if (sha256_file(case_folder_descriptor(a->folder), name, hex, NULL, e))
		return -1;
	manifest_set(m, name, hex);
	return 0;
}

int
act_end(struct act *a, struct error *e)
{
	struct manifest there;
	char part[AUDIT_PART_NAME_MAX];
	if (manifest_take(&there, case_folder_descriptor(a->folder), e))
		return -1;
	audit_part_name(part, a->last.parts);
	int result = close_audit(a, &there, e);
	if (result == 0 && (read_again(a, &there, part, e) || read_again(a, &there, CASE_HEAD, e)))
		result = -1;
	if (result == 0)
		result = a->what.complete
				 ? put_final(a->folder, &there, a->last.ended, e)
				 : manifest_put(&there, case_folder_descriptor(a->folder), e);
	manifest_release(&there);
	return result;
}

int
act_done(struct act *a, struct error *e)
{
	return a->what.complete ? finish(a->folder, a->last.ended, e) : 0;
}

void
act_release(struct act *a)
{
	manifest_release(&a->before);
	buffer_release(&a->changed);
}
