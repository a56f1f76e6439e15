/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of winnow-set, one file each, and what they share. */
#ifndef WINNOW_TOOLS_SET_TOOL_H
#define WINNOW_TOOLS_SET_TOOL_H

#include "tools/tool.h"

struct set_options {
	/* build */
	const char *kind, *name, *scheme;
	const char *owner, *version, *date, *licence, *tlp, *expires;
	uint64_t memory;
	/* info */
	bool json;
	/* export */
	int format;
};

enum set_export_format { SET_EXPORT_PLAIN, SET_EXPORT_CSV };

/*
 * operands: those behind the command. They say on stderr what goes wrong and worsen tool->status.
 */
struct set_command {
	const char *name;
	int min_operands, max_operands; /* max 0: no limit */
	void (*run)(struct tool *tool, const struct set_options *o, int noperands, char **operands);
	const char *options; /* names of the options of its own it takes, blanks between */
};

void set_build(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_info(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_lookup(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_check(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_export(struct tool *tool, const struct set_options *o, int noperands, char **operands);

/* Text for stdout or -o FILE, collected and written in large pieces. */
struct set_output {
	struct tool *tool;
	int fd; /* -1: broken, nothing more is tried */
	const char *name;
	struct buffer text;
};

/* -1: said. */
int set_output_open(struct set_output *out, struct tool *tool);
/* Writes when much is collected. */
void set_output_more(struct set_output *out);
void set_output_close(struct set_output *out);

#endif
