/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --verify: the digests of each exhibit. A process of its own reads it beside the work, so that
 * both find in memory what one of them has fetched from the disk.
 */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/whole_io.h"
#include "tools/case_records.h"
#include "tools/triage.h"

/* A sign of life is not to be had: the evidence may stand on a slow disk that others read, too. */
#define VERIFY_SECONDS 3600u

const char *const triage_verify_words[] = {"none", "before", "after", "both", NULL};

enum { VERIFY_NONE, VERIFY_BEFORE, VERIFY_AFTER, VERIFY_BOTH };

/* ---- The process ---- */

static int
write_result(int fd, const struct verified *x, int status, const struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	bool fine;

	if (status)
		buffer_add_format(&b, "!%s\n", e->text);
	else
		buffer_add_format(&b, "%d%s\n", (int)x->verdict, x->sentence.data);
	buffer_add(&b, x->record.data, x->record.n);
	fine = write_whole(fd, b.data, b.n) == b.n;
	buffer_release(&b);
	return fine ? 0 : 1;
}

__attribute__((noreturn)) static void
work(struct triage *t, const char *path, const char *when, int fd)
{
	struct case_exhibit exhibit = {.folder = t->folder, .path = path, .optional = true};
	const struct verifying asked = {.digesting = {.evidence = path,
						      .wanted = 1u << DIGEST_SHA256,
						      .fallback = (1u << DIGEST_KINDS) - 1,
						      .seconds = VERIFY_SECONDS,
						      .memory = t->tool->memory},
					.tool = t->tool->name,
					.when = when,
					.earlier = case_exhibit_earlier,
					.earlier_ctx = &exhibit};
	struct verified x = {0};
	struct error e = {0};
	int r;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	r = verify_evidence(&asked, &x, &e);
	_exit(write_result(fd, &x, r, &e));
}

static int
start(struct triage *t, const char *path, const char *when, struct error *e)
{
	int fd[2];

	if (records_file_flush(t->records, e)) /* it looks there for earlier readings */
		return -1;
	if (pipe2(fd, O_CLOEXEC))
		return error_system(e, "pipe for a verification");
	t->verifier = fork();
	if (t->verifier == 0) {
		close(fd[0]);
		work(t, path, when, fd[1]);
	}
	close(fd[1]);
	t->verifier_out = fd[0];
	if (t->verifier > 0)
		return 0;
	close(fd[0]);
	t->verifier = 0;
	return error_system(e, "a verification could not be started");
}

static void
reap(struct triage *t)
{
	while (waitpid(t->verifier, NULL, 0) < 0 && errno == EINTR)
		;
	close(t->verifier_out);
	t->verifier = 0;
}

void
triage_verify_abandon(struct triage *t)
{
	if (!t->verifier)
		return;
	kill(t->verifier, SIGKILL);
	reap(t);
}

/* ---- Its result ---- */

static void
receive(struct triage *t, struct buffer *out)
{
	ssize_t n;

	while ((n = read(t->verifier_out, buffer_reserve(out, 4096), 4096)) != 0) {
		if (n > 0)
			out->n += (size_t)n;
		else if (errno != EINTR || *t->stop)
			break;
	}
}

static int
take_result(struct triage *t, const char *path, const struct buffer *result, struct error *e)
{
	const char *end = result->n ? memchr(result->data, '\n', result->n) : NULL;
	size_t head = end ? (size_t)(end - result->data) : 0;

	if (!end || result->data[0] == '!') {
		const char *why = end ? "it could not be read" : "its process was lost";
		struct buffer text = BUFFER_EMPTY;
		int r;

		buffer_add_format(&text, "not verified: %s", why);
		if (end)
			buffer_add_format(&text, ": %.*s", (int)head - 1, result->data + 1);
		tool_warn(t->tool, "%s: %s", path, buffer_text(&text));
		tool_worsen(t->tool, 1);
		r = triage_refuse(t, path, buffer_text(&text), e);
		buffer_release(&text);
		return r;
	}
	if (result->data[0] == '0' + VERIFY_DIFFERENT || result->data[0] == '0' + VERIFY_PARTIAL) {
		tool_worsen(t->tool, 1);
		tool_warn(t->tool, "%.*s", (int)head - 1, result->data + 1);
	} else {
		tool_info(t->tool, "%.*s", (int)head - 1, result->data + 1);
	}
	return records_file_add(t->records, (struct span){end + 1, result->n - head - 1}, e);
}

static int
join(struct triage *t, const char *path, struct error *e)
{
	struct buffer result = BUFFER_EMPTY;
	int r = 0;

	t->tool->progress.what = _("verifying");
	progress_update(&t->tool->progress);
	receive(t, &result);
	if (*t->stop)
		triage_verify_abandon(t);
	else
		reap(t);
	if (!*t->stop)
		r = take_result(t, path, &result, e);
	buffer_release(&result);
	return r;
}

/* ---- When ---- */

/* An interrupted run may have done it. */
static bool
is_done(const struct triage *t, const char *when, const char *path)
{
	const char *p = buffer_span(&t->verified).p, *end = p + t->verified.n;

	for (; p < end; p += strlen(p) + 1) {
		bool same = strcmp(p, when) == 0;

		p += strlen(p) + 1;
		if (same && strcmp(p, path) == 0)
			return true;
	}
	return false;
}

void
triage_verify_remember(struct triage *t, const struct record *r)
{
	struct buffer path = BUFFER_EMPTY, when = BUFFER_EMPTY;

	if (record_name(r, "evidence", &path) == 0 && record_text(r, "when", &when) == 0) {
		buffer_add(&t->verified, buffer_text(&when), when.n + 1);
		buffer_add(&t->verified, buffer_text(&path), path.n + 1);
	}
	buffer_release(&path);
	buffer_release(&when);
}

int
triage_verify_begin(struct triage *t, const char *path, struct error *e)
{
	int how = t->options.verify;

	if ((how != VERIFY_BEFORE && how != VERIFY_BOTH) || *t->stop || is_done(t, "before", path))
		return 0;
	return start(t, path, "before", e);
}

int
triage_verify_end(struct triage *t, const char *path, struct error *e)
{
	int how = t->options.verify;

	if (t->verifier && join(t, path, e))
		return -1;
	if ((how != VERIFY_AFTER && how != VERIFY_BOTH) || *t->stop || is_done(t, "after", path))
		return 0;
	return start(t, path, "after", e) || join(t, path, e) ? -1 : 0;
}
