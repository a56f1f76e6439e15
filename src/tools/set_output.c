/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "base/whole_io.h"
#include "tools/set_tool.h"

#define MUCH ((size_t)256 << 10)

int
set_output_open(struct set_output *out, struct tool *tool)
{
	*out = (struct set_output){.tool = tool, .fd = STDOUT_FILENO, .name = "standard output"};
	if (!tool->output)
		return 0;
	out->name = tool->output;
	out->fd = tool_create(tool, tool->output, "", &tool->error);
	if (out->fd >= 0)
		return 0;
	tool_fail(tool);
	return -1;
}

static void
write_out(struct set_output *out)
{
	struct span left = buffer_span(&out->text);
	if (out->fd >= 0 && write_whole(out->fd, left.p, left.n) < left.n) {
		error_system(&out->tool->error, "%s", out->name);
		tool_fail(out->tool);
		out->fd = -1;
	}
	buffer_clear(&out->text);
}

void
set_output_more(struct set_output *out)
{
	if (out->text.n >= MUCH)
		write_out(out);
}

void
set_output_close(struct set_output *out)
{
	write_out(out);
	if (out->fd > STDERR_FILENO && close(out->fd)) {
		error_system(&out->tool->error, "%s", out->name);
		tool_fail(out->tool);
	}
	buffer_release(&out->text);
	out->fd = -1;
}
