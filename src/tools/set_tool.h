/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of winnow-set, one file each, and what they share. */
#ifndef WINNOW_TOOLS_SET_TOOL_H
#define WINNOW_TOOLS_SET_TOOL_H

#include "tools/tool.h"

struct set_options {
	/* build, update */
	const char *kind, *scheme, *from;
	/* build, merge, update */
	const char *name;
	const char *owner, *version, *date, *licence, *tlp, *expires;
	const char *keyed;
	uint64_t memory;
	/* update */
	struct option_list remove;
	/* lookup */
	struct option_list keys;
	/* info */
	bool json;
	/* export */
	int format;
	const char *set;
};

/* In the order of the names of --format. */
enum set_export_format {
	SET_EXPORT_PLAIN,
	SET_EXPORT_CSV,
	SET_EXPORT_HASHDEEP,
	SET_EXPORT_VICS,
	SET_EXPORT_PDQ
};

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
void set_merge(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_update(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_diff(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_info(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_lookup(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_check(struct tool *tool, const struct set_options *o, int noperands, char **operands);
void set_export(struct tool *tool, const struct set_options *o, int noperands, char **operands);

/* `info` of a Bloom filter. -1: tool->error says why. */
int set_bloom_info(struct tool *tool, const char *path, bool json, struct buffer *out);

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
