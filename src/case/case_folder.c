/* SPDX-License-Identifier: Apache-2.0 */
#include "case/case_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/new_file.h"
#include "base/small_file.h"
#include "base/text.h"
#include "record/json.h"
#include "record/stream.h"

#define CASE_FORMAT 1
#define MODE_FOLDER 0700

struct case_folder {
	char *path;
	int dir;
	char id[CASE_ID_MAX];
	bool is_new;
};

/* ---- Opening ---- */

static int
open_folder(struct case_folder *f, struct error *e)
{
	if (mkdir(f->path, MODE_FOLDER) < 0 && errno != EEXIST)
		return error_system(e, "cannot make the case folder '%s'", f->path);
	f->dir = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->dir < 0)
		return error_system(e, "cannot open the case folder '%s'", f->path);
	if (flock(f->dir, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK)
		return error_system(e, "cannot lock the case folder '%s'", f->path);
	return error_set(e, ERROR_SYSTEM,
			 "another run is at work in the case folder '%s'; wait for it to end",
			 f->path);
}

/* *empty: nothing but what a crash in the first moment of a case may have left. */
static int
folder_is_empty(const struct case_folder *f, bool *empty, struct error *e)
{
	int copy = openat(f->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	if (!d) {
		if (copy >= 0)
			close(copy);
		return error_system(e, "cannot read the case folder '%s'", f->path);
	}
	*empty = true;
	for (struct dirent *entry; *empty && (entry = readdir(d)) != NULL;)
		*empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			 new_file_is_temporary(entry->d_name);
	closedir(d);
	return 0;
}

static int
make_case_json(struct case_folder *f, struct error *e)
{
	bool empty = false;
	if (folder_is_empty(f, &empty, e) < 0)
		return -1;
	if (!empty)
		return error_set(
			e, ERROR_INPUT,
			"'%s' holds files but is not a case folder (it has no %s); name a new "
			"or an empty folder",
			f->path, CASE_JSON);
	char now[CLOCK_TEXT_MAX];
	clock_now(now);
	run_id_new(f->id);
	struct buffer b = BUFFER_EMPTY;
	buffer_add_byte(&b, '{');
	json_member_u64(&b, "winnow_case", CASE_FORMAT);
	json_member_text(&b, "case_id", f->id);
	json_member_text(&b, "created", now);
	buffer_add_text(&b, "}\n");
	int result = new_file_put(f->dir, CASE_JSON, CASE_FILE_MODE, buffer_span(&b), e);
	buffer_release(&b);
	f->is_new = true;
	return result;
}

static int
read_case_json(struct case_folder *f, struct span text, struct error *e)
{
	json_t *o = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	json_int_t format = json_integer_value(json_object_get(o, "winnow_case"));
	const char *id = json_string_value(json_object_get(o, "case_id"));
	int result = 0;
	if (format > CASE_FORMAT)
		result = error_set(e, ERROR_INPUT,
				   "'%s/%s' was made by a newer winnow (format %lld); use that one",
				   f->path, CASE_JSON, (long long)format);
	else if (format != CASE_FORMAT || !id || !*id || strlen(id) >= sizeof f->id)
		result = error_set(e, ERROR_INPUT, "'%s/%s' does not describe a winnow case",
				   f->path, CASE_JSON);
	else
		memcpy(f->id, id, strlen(id) + 1);
	json_decref(o);
	return result;
}

/*
 * Only files of our own naming; what a crash left is worth nothing, the file it was
 * to replace stands.
 */
static void
remove_leftovers(const struct case_folder *f)
{
	int copy = openat(f->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	if (!d) {
		if (copy >= 0)
			close(copy);
		return;
	}
	for (struct dirent *entry; (entry = readdir(d)) != NULL;)
		if (new_file_is_temporary(entry->d_name))
			unlinkat(f->dir, entry->d_name, 0);
	closedir(d);
}

static int
make_or_read(struct case_folder *f, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int found = small_file_read(f->dir, CASE_JSON, &text, e);
	int result = -1;
	if (found == 0)
		result = make_case_json(f, e);
	else if (found == 1)
		result = read_case_json(f, buffer_span(&text), e);
	buffer_release(&text);
	if (result == 0)
		remove_leftovers(f);
	return result;
}

int
case_folder_open(struct case_folder **out, const char *path, struct error *e)
{
	struct case_folder *f = memory_zero(1, sizeof *f);
	f->path = memory_string(path);
	f->dir = -1;
	if (open_folder(f, e) < 0 || make_or_read(f, e) < 0) {
		case_folder_close(&f);
		return -1;
	}
	*out = f;
	return 0;
}

void
case_folder_close(struct case_folder **folder)
{
	if (!*folder)
		return;
	if ((*folder)->dir >= 0)
		close((*folder)->dir);
	free((*folder)->path);
	free(*folder);
	*folder = NULL;
}

const char *
case_folder_path(const struct case_folder *folder)
{
	return folder->path;
}

const char *
case_folder_id(const struct case_folder *folder)
{
	return folder->id;
}

int
case_folder_descriptor(const struct case_folder *folder)
{
	return folder->dir;
}

bool
case_folder_is_new(const struct case_folder *folder)
{
	return folder->is_new;
}

/* ---- STATUS ---- */

int
case_state_read(const struct case_folder *folder, enum case_state *state, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int found = small_file_read(folder->dir, CASE_STATUS, &text, e);
	if (found == 1)
		*state = strncmp(buffer_text(&text), "complete", 8) == 0 ? CASE_COMPLETE
									 : CASE_INCOMPLETE;
	else if (found == 0)
		*state = faccessat(folder->dir, CASE_RECORDS, F_OK, 0) == 0 ? CASE_INCOMPLETE
									    : CASE_FRESH;
	buffer_release(&text);
	return found < 0 ? -1 : 0;
}

int
case_state_begin(const struct case_folder *folder, const char *time, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	buffer_add_format(
		&b,
		"INCOMPLETE since %s: a run in this case folder has not come to its end.\n"
		"Go on with: winnow triage --resume -o ",
		time);
	text_mask(&b, folder->path, strlen(folder->path));
	buffer_add_byte(&b, '\n');
	int result = new_file_put(folder->dir, CASE_STATUS, CASE_FILE_MODE, buffer_span(&b), e);
	buffer_release(&b);
	return result;
}

void
case_state_text(struct buffer *out, const char *time)
{
	buffer_add_format(out,
			  "complete %s\n"
			  "Check that nothing was changed since: winnow-verify, or sha256sum "
			  "-c " CASE_MANIFEST "\n",
			  time);
}

int
case_state_complete(const struct case_folder *folder, const char *time, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	case_state_text(&b, time);
	int result = new_file_put(folder->dir, CASE_STATUS, CASE_FILE_MODE, buffer_span(&b), e);
	buffer_release(&b);
	return result;
}
