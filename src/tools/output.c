/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/whole_io.h"
#include "guard/confine.h"
#include "tools/tool.h"

#define OUTPUT_BYTES ((size_t)256 << 10)

struct tool_output {
	int fd;
	const char *name;
	struct buffer waiting;
	struct run run;
	struct buffer libraries, confinement;
	bool broken; /* a write failed: nothing more is tried */
};

/* ---- Opening a file that may be written ---- */

static bool
is_operand(const struct tool *tool, const struct stat *st)
{
	struct stat other;

	for (int i = 0; i < tool->noperands; i++)
		if (stat(tool->operands[i], &other) == 0 && other.st_dev == st->st_dev &&
		    other.st_ino == st->st_ino)
			return true;
	return false;
}

static int
check_overwrite(const struct tool *tool, int fd, const char *path, const char *first,
		struct error *e)
{
	struct stat st;
	char byte;

	if (fstat(fd, &st))
		return error_system(e, "%s", path);
	if (S_ISBLK(st.st_mode))
		return error_set(e, ERROR_USAGE, "%s is a block device and is not written to",
				 path);
	if (is_operand(tool, &st))
		return error_set(e, ERROR_USAGE, "%s is input and is not written to", path);
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return 0;
	if (pread(fd, &byte, 1, 0) == 1 && byte && strchr(first, byte))
		return 0;
	return error_set(
		e, ERROR_USAGE,
		"%s exists and does not look like output of this tool; it is not overwritten",
		path);
}

int
tool_create(const struct tool *tool, const char *path, const char *first, struct error *e)
{
	struct stat st;
	int fd;

	/* Opening a device for writing can already act on it. */
	if (stat(path, &st) == 0 && S_ISBLK(st.st_mode))
		return error_set(e, ERROR_USAGE, "%s is a block device and is not written to",
				 path);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
	if (fd < 0 && (errno == EINVAL || errno == ENXIO || errno == EACCES))
		fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return error_system(e, "%s", path);
	if (check_overwrite(tool, fd, path, first, e) ||
	    (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && ftruncate(fd, 0) &&
	     error_system(e, "%s", path))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* ---- The stream ---- */

void
tool_describe_libraries(const struct tool *tool, struct buffer *out)
{
	buffer_add_byte(out, '{');
	for (library_version *const *l = tool->libraries; *l; l++) {
		if (l != tool->libraries)
			buffer_add_byte(out, ',');
		(*l)(out);
	}
	buffer_add_byte(out, '}');
}

static int
describe_confinement(const struct tool *tool, bool uses_workers, struct buffer *out,
		     struct error *e)
{
	struct confinement got = {0};

	if (!uses_workers) {
		buffer_add_text(out, "{\"evidence_read\":false}");
		return 0;
	}
	if (confine_probe(tool->memory, &got, e))
		return -1;
	confine_describe(&got, out);
	return 0;
}

static int
write_out(struct tool_output *out, struct error *e)
{
	struct span left = buffer_span(&out->waiting);

	if (!out->broken && write_whole(out->fd, left.p, left.n) < left.n) {
		out->broken = true;
		return error_set(e, ERROR_OUTPUT, "%s: %s; the output is incomplete", out->name,
				 strerror(errno));
	}
	buffer_clear(&out->waiting);
	return 0;
}

static int
open_target(struct tool *tool, struct tool_output *out)
{
	out->fd = STDOUT_FILENO;
	out->name = "standard output";
	if (tool->silent || !tool->output)
		return 0;
	out->name = tool->output;
	out->fd = tool_create(tool, tool->output, "{", &tool->error);
	return out->fd < 0 ? -1 : 0;
}

static int
start_stream(struct tool *tool, bool uses_workers, struct tool_output *o)
{
	o->fd = -1;
	if (describe_confinement(tool, uses_workers, &o->confinement, &tool->error) ||
	    open_target(tool, o))
		return -1;
	tool_describe_libraries(tool, &o->libraries);
	o->run = (struct run){.tool = tool->name,
			      .argc = tool->argc,
			      .argv = tool->argv,
			      .libraries = buffer_span(&o->libraries),
			      .confinement = buffer_span(&o->confinement)};
	run_id_new(o->run.id);
	run_write(&o->waiting, &o->run);
	return tool->preamble ? tool->preamble(tool->preamble_ctx, &o->waiting, &tool->error) : 0;
}

static void
output_free(struct tool_output **out)
{
	if ((*out)->fd > STDERR_FILENO)
		close((*out)->fd);
	buffer_release(&(*out)->waiting);
	buffer_release(&(*out)->libraries);
	buffer_release(&(*out)->confinement);
	free(*out);
	*out = NULL;
}

int
tool_output_open(struct tool *tool, bool uses_workers, struct tool_output **out)
{
	*out = memory_zero(1, sizeof **out);
	if (start_stream(tool, uses_workers, *out)) {
		tool_fail(tool);
		output_free(out);
		return -1;
	}
	if (tool->silent) /* --test and the like */
		(*out)->broken = true;
	return 0;
}

int
tool_output_line(struct tool_output *out, struct span line, struct error *e)
{
	buffer_add(&out->waiting, line.p, line.n);
	return out->waiting.n >= OUTPUT_BYTES ? write_out(out, e) : 0;
}

int
tool_output_flush(struct tool_output *out, struct error *e)
{
	return out->waiting.n ? write_out(out, e) : 0;
}

void
tool_output_close(struct tool *tool, struct tool_output **out, uint64_t items, uint64_t noted)
{
	struct tool_output *o = *out;

	if (!o->broken || tool->silent) {
		end_write(&o->waiting, &o->run, items, noted, tool->status);
		if (write_out(o, &tool->error))
			tool_fail(tool);
	}
	if (o->fd > STDERR_FILENO && close(o->fd)) {
		error_system(&tool->error, "%s", o->name);
		tool_fail(tool);
	}
	o->fd = -1;
	output_free(out);
}
