/* SPDX-License-Identifier: Apache-2.0 */
/* The forms in which winnow-link writes links. */
#ifndef WINNOW_TOOLS_LINK_TOOL_H
#define WINNOW_TOOLS_LINK_TOOL_H

#include "base/buffer.h"
#include "link/link.h"
#include "report/text_pool.h"

/* How often two exhibits are tied, by each kind. */
struct tie {
	size_t a, b; /* exhibits, a < b */
	uint64_t by[LINK_KINDS];
};

struct tie_list {
	struct tie *v;
	size_t n, cap;
	struct index *index; /* "a b" to the tie's number */
	struct text_pool *keys;
};

void ties_add(struct tie_list *t, const struct link *link);
void ties_release(struct tie_list *t);

/* What a form has to know of the exhibits. */
struct link_context {
	const struct link_exhibit *exhibits;
	size_t nexhibits;
};

/* A link record (winnow-link(1)), with its newline. */
void link_as_record(struct buffer *out, const struct link_context *x, const struct link *link);

/* The evidence record of an exhibit, with its newline. */
void exhibit_as_record(struct buffer *out, const struct link_exhibit *x);

/* CSV: names of columns, then a row for each exhibit of a link. */
void link_csv_head(struct buffer *out);
void link_as_csv(struct buffer *out, const struct link_context *x, const struct link *link);

/* Exhibits and what ties them, for graphviz (DOT) or drawn in a ring (SVG). */
void ties_as_dot(struct buffer *out, const struct link_context *x, const struct tie_list *t);
void ties_as_svg(struct buffer *out, const struct link_context *x, const struct tie_list *t);

#endif
