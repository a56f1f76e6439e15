/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-mount: evidence as a tree of files to look at. */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "mount/mount.h"
#include "record/stream.h"
#include "tools/tool.h"

struct mounting {
	struct tool *tool;
	const char *records; /* --records */
	bool foreground, debug, allow_other;
	int log;      /* of -o, or -1 */
	int waiting;  /* the command's end of a pipe, until it is mounted; -1: it waits no more */
	bool in_back; /* nobody sees stderr any more */
	int status;   /* that the records bring with them */
};

/* ---- Messages ---- */

static void
write_line(int fd, const char *name, const char *text)
{
	struct buffer line = BUFFER_EMPTY;
	char now[CLOCK_TEXT_MAX];
	ssize_t n;

	clock_now(now);
	buffer_add_format(&line, "%s %s: ", now, name);
	text_mask(&line, text, strlen(text));
	buffer_add_byte(&line, '\n');
	n = write(fd, line.data, line.n);
	(void)n; /* a full disk must not end the mount */
	buffer_release(&line);
}

static void
mounting_say(void *ctx, const char *text)
{
	struct mounting *m = ctx;

	if (m->log >= 0)
		write_line(m->log, m->tool->name, text);
	if (m->in_back) {
		struct buffer masked = BUFFER_EMPTY;

		text_mask(&masked, text, strlen(text));
		syslog(LOG_WARNING, "%s", buffer_text(&masked));
		buffer_release(&masked);
	} else {
		tool_warn(m->tool, "%s", text);
	}
}

/* ---- Into the background ---- */

static void
let_go_of_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

static void
mounting_ready(void *ctx)
{
	struct mounting *m = ctx;
	unsigned char status = (unsigned char)m->status;
	ssize_t n;

	if (m->waiting < 0)
		return;
	let_go_of_terminal();
	openlog("winnow-mount", LOG_PID, LOG_DAEMON);
	m->in_back = true;
	n = write(m->waiting, &status, 1);
	(void)n;
	close(m->waiting);
	m->waiting = -1;
}

/* 0: this is the keeper; 1: this is the command, and it is done; -1. */
static int
go_to_background(struct mounting *m)
{
	int fd[2];
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC))
		return error_system(&m->tool->error, "pipe");
	pid = fork();
	if (pid < 0)
		return error_system(&m->tool->error, "a process for the background");
	if (pid > 0) {
		unsigned char status = 3; /* of a keeper that ends without a word */

		close(fd[1]);
		while (read(fd[0], &status, 1) < 0 && errno == EINTR)
			;
		close(fd[0]);
		tool_worsen(m->tool, status);
		return 1;
	}
	close(fd[0]);
	setsid();
	m->waiting = fd[1];
	return 0;
}

/* ---- What is asked for ---- */

/* The records are read by servers at any time, so they have to stay where they are. */
static int
open_records(const struct mounting *m, struct error *e)
{
	struct stat st;
	int fd;

	if (!m->records)
		return -1;
	fd = open(m->records, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st)) {
		error_system(e, "%s", m->records);
	} else if (!S_ISREG(st.st_mode)) {
		error_set(e, ERROR_INPUT, "%s: records have to be in a plain file", m->records);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Whose run was cut off may lack items: who looks at the mount must know. */
static void
check_records(struct mounting *m, int fd)
{
	struct line_reader *lines = line_reader_new(fd, m->records);
	struct stream_check *check = stream_check_new();
	struct record r = RECORD_EMPTY;
	struct stream_verdict verdict;
	struct error e = {0}, ignored = {0};
	struct span line;
	bool complete;

	while (line_reader_next(lines, &line, &complete, &e) > 0)
		if (line.n && record_scan(&r, line.p, line.n, &ignored) == 0)
			stream_check_record(check, &r);
	stream_check_verdict(check, &verdict);
	m->status = e.kind == ERROR_NONE ? stream_status(&verdict, true, &e) : 3;
	if (e.kind != ERROR_NONE)
		tool_warn(m->tool, "%s: %s", m->records, e.text);
	record_release(&r);
	stream_check_free(&check);
	line_reader_free(&lines);
}

/* As it is, with what it stands below made absolute: links are followed when it is opened. */
static char *
absolute(const char *path)
{
	char *folder, *out = NULL;

	if (*path == '/')
		return strdup(path);
	folder = getcwd(NULL, 0);
	if (folder && asprintf(&out, "%s/%s", folder, path) < 0)
		out = NULL;
	free(folder);
	return out;
}

/* The folder itself cannot be looked at when a dead mount is on it. */
static char *
folder_path(const char *path)
{
	char *real = realpath(path, NULL);

	return real || errno != ENOTCONN ? real : absolute(path);
}

/* A server would wait for itself if the evidence were opened by a path through the mount. */
static int
check_apart(const struct mount_config *config, struct error *e)
{
	char *evidence = realpath(config->path, NULL), *folder = realpath(config->folder, NULL);
	size_t n = folder ? strlen(folder) : 0;
	bool below = evidence && folder && strncmp(evidence, folder, n) == 0 &&
		     (evidence[n] == '/' || evidence[n] == '\0' || n == 1);

	free(evidence);
	free(folder);
	return below ? error_set(e, ERROR_INPUT, "%s lies below %s, where the mount would hide it",
				 config->evidence, config->folder)
		     : 0;
}

static int
run(struct mounting *m, struct mount_config *config)
{
	struct tool *tool = m->tool;
	int r = m->foreground ? 0 : go_to_background(m);

	if (r < 0)
		tool_fail(tool);
	if (r != 0)
		return tool_exit(tool);
	if (chdir("/"))
		tool_warn(tool, "/: %s", strerror(errno));
	if (mount_run(config, &tool->error)) {
		if (m->in_back || m->log >= 0)
			mounting_say(m, tool->error.text);
		tool_fail(tool);
	}
	tool_worsen(tool, m->status);
	if (m->waiting >= 0) {
		unsigned char status = (unsigned char)tool->status;
		ssize_t n = write(m->waiting, &status, 1);

		(void)n;
	}
	return tool_exit(tool);
}

static int
prepare(struct mounting *m, struct mount_config *config)
{
	struct tool *tool = m->tool;

	config->evidence = tool->operands[0];
	config->path = absolute(tool->operands[0]);
	config->folder = folder_path(tool->operands[1]);
	config->records = open_records(m, &tool->error);
	if (config->records >= 0)
		check_records(m, config->records);
	if (!config->folder)
		error_system(&tool->error, "%s", tool->operands[1]);
	if (access(tool->operands[0], R_OK))
		error_system(&tool->error, "%s", tool->operands[0]);
	if (tool->error.kind == ERROR_NONE)
		check_apart(config, &tool->error);
	if (tool->output && tool->error.kind == ERROR_NONE)
		m->log = tool_create(tool, tool->output, "0123456789", &tool->error);
	return tool->error.kind == ERROR_NONE ? 0 : -1;
}

static int
mount_evidence(struct mounting *m)
{
	struct tool *tool = m->tool;
	struct mount_config config = {.servers = tool->workers,
				      .seconds = tool->seconds,
				      .memory = tool->memory,
				      .allow_other = m->allow_other,
				      .debug = m->debug,
				      .say = mounting_say,
				      .ready = mounting_ready,
				      .ctx = m};
	int status;

	if (prepare(m, &config))
		tool_fail(tool);
	status = tool->status ? tool_exit(tool) : run(m, &config);
	free((char *)config.path);
	free((char *)config.folder);
	if (config.records >= 0)
		close(config.records);
	return status;
}

int
main(int argc, char **argv)
{
	struct mounting m = {.log = -1, .waiting = -1};
	const struct option_spec options[] = {
		{0, "records", "FILE", N_("show the items of this record stream as files, too"),
		 OPTION_TEXT, &m.records, NULL, 0, 0},
		{'f', "foreground", NULL, N_("stay in the foreground, messages on standard error"),
		 OPTION_FLAG, &m.foreground, NULL, 0, 0},
		{'d', "debug", NULL, N_("as -f, and tell each request"), OPTION_FLAG, &m.debug,
		 NULL, 0, 0},
		{0, "allow-other", NULL, N_("let other users see the mount"), OPTION_FLAG,
		 &m.allow_other, NULL, 0, 0},
		OPTION_END};
	struct tool tool = {.name = "winnow-mount",
			    .summary = N_("Shows evidence as a read-only tree of files."),
			    .usage = "EVIDENCE DIR",
			    .options = options,
			    .takes = TOOL_USES_WORKERS,
			    .output_argument = "FILE",
			    .output_help = N_("write messages to FILE, too"),
			    .libraries = {library_tsk, library_ewf, library_fuse}};

	m.tool = &tool;
	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	m.foreground |= m.debug;
	if (tool.noperands != 2) {
		tool_usage(&tool, "EVIDENCE and DIR are needed");
		return tool_exit(&tool);
	}
	return mount_evidence(&m);
}
