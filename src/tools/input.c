/* SPDX-License-Identifier: Apache-2.0 */
/* The record streams that a tool was given: its operands, or standard input. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tools/tool.h"

static int
open_input(const char *operand, struct error *e)
{
	int fd;

	if (strcmp(operand, "-") == 0)
		return isatty(STDIN_FILENO)
			       ? error_set(e, ERROR_INPUT,
					   "standard input is a terminal: pipe records in, or name "
					   "a file of records")
			       : STDIN_FILENO;
	fd = open(operand, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? error_system(e, "%s", operand) : fd;
}

int
tool_each_input(struct tool *tool,
		int (*fn)(void *ctx, const struct flow_input *input, struct error *e), void *ctx,
		struct error *e)
{
	int n = tool->noperands ? tool->noperands : 1;
	int r = 0;

	for (int i = 0; i < n && r == 0; i++) {
		const char *name = tool->noperands ? tool->operands[i] : "-";
		int fd = open_input(name, e);
		struct flow_input input = {NULL, fd, fd == STDIN_FILENO ? "standard input" : name};

		if (fd < 0)
			return -1;
		input.reader = line_reader_new(fd, input.name);
		r = fn(ctx, &input, e);
		line_reader_free(&input.reader);
		if (fd != STDIN_FILENO)
			close(fd);
	}
	return r;
}

void
tool_judge(struct tool *tool, const struct stream_verdict *verdict, const struct error *broken)
{
	struct error why = {0};
	int status = stream_status(verdict, tool->bare, &why);

	if (broken) {
		tool_warn(tool, "%s; lines that are no records are left out", broken->text);
		tool_worsen(tool, 3);
	}
	if (why.kind != ERROR_NONE)
		tool_warn(tool, "%s", why.text);
	tool_worsen(tool, status);
}
