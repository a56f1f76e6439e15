/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "case/check.h"
#include "record/edit.h"
#include "record/json.h"
#include "tools/verify_tool.h"

bool
verify_is_case(const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is = dir >= 0 && (faccessat(dir, CASE_JSON, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
			       faccessat(dir, CASE_MANIFEST, F_OK, AT_SYMLINK_NOFOLLOW) == 0);

	if (dir >= 0)
		close(dir);
	return is;
}

struct telling {
	struct verify_tool *v;
	const char *path;
};

static void
add_verdict(struct buffer *b, const struct telling *t, const struct case_finding *f)
{
	static const char *const words[] = {"holds", "broken", "absent"};

	buffer_add_byte(b, '{');
	json_member_text(b, "record", "verification");
	json_member_text(b, "tool", t->v->tool->name);
	json_member_path(b, "case", t->path);
	json_member_text(b, "what", f->what);
	if (f->file)
		json_member_path(b, "file", f->file);
	json_member_text(b, "verdict", words[f->verdict]);
	json_member_text(b, "detail", f->text);
	if (f->verdict == CASE_BROKEN) {
		json_key(b, "notes");
		buffer_add_byte(b, '[');
		note_add(b, t->v->tool->name, NOTE_ERROR, f->text);
		buffer_add_byte(b, ']');
	}
	buffer_add_text(b, "}\n");
}

static int
tell(void *ctx, const struct case_finding *f, struct error *e)
{
	struct telling *t = ctx;
	struct buffer b = BUFFER_EMPTY;
	int r;

	add_verdict(&b, t, f);
	r = tool_output_line(t->v->out, buffer_span(&b), e);
	buffer_release(&b);
	if (f->verdict == CASE_BROKEN)
		tool_warn(t->v->tool, "%s: %s: %s", t->path, f->what, f->text);
	else if (f->verdict == CASE_ABSENT || t->v->tool->verbose)
		tool_info(t->v->tool, "%s: %s: %s", t->path, f->what, f->text);
	return r;
}

static int
open_case(const char *path, struct error *e)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return error_system(e, "cannot open %s", path);
	if (flock(dir, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return dir;
	close(dir);
	return error_set(e, ERROR_SYSTEM, "another run is at work in %s; wait for it to end", path);
}

int
verify_one_case(struct verify_tool *v, const char *path)
{
	struct tool *tool = v->tool;
	struct telling telling = {v, path};
	struct case_check check = {.tell = tell, .ctx = &telling, .ca = v->ca, .head = v->head};
	int dir = open_case(path, &tool->error), r;

	if (dir < 0)
		return -1;
	r = case_check_run(&check, dir, &tool->error);
	close(dir);
	v->noted += check.broken;
	if (check.broken)
		tool_worsen(tool, 1);
	if (r == 0 && check.broken)
		tool_warn(tool, "%s: does NOT hold: %u findings", path, check.broken);
	else if (r == 0)
		tool_info(tool,
			  "%s: holds: %zu files, %llu entries of the audit; head %s, manifest %s",
			  path, check.there.n, (unsigned long long)check.audit.entries,
			  check.audit.head, check.manifest_hex);
	case_check_release(&check);
	return r;
}
