/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Renderers: one file each (render_NAME.c) and one line in the table of renderers.c. Some only
 * need the facts, others also list every item as it passes, so that a listing of any length
 * needs no memory.
 */
#ifndef WINNOW_REPORT_RENDERER_H
#define WINNOW_REPORT_RENDERER_H

#include <stdbool.h>

#include "report/facts.h"
#include "report/output.h"

struct render_options {
	enum edition edition;
	bool all_items;	      /* csv: every item instead of the hits */
	const char *all_hits; /* what the report says of where all hits, and all items, stand */
	const char *all_items_where;
};

struct rendering {
	const struct renderer *renderer;
	const struct render_options *options;
	struct output *output;
	void *state;			 /* the renderer's own, or NULL */
	const struct language *language; /* it alone; NULL: the report's */
	int dir; /* where output stands, with its path; NULL: standard output */
	char *path;
	struct output **beside; /* further files, which take their names with it */
	size_t nbeside;
};

struct renderer {
	const char *name;	/* "html": what -f takes */
	const char *file;	/* "report.html": its name in a folder */
	const char *extensions; /* "html htm": what -o is told by */
	const char *help;	/* one line, N_() */
	unsigned editions;     /* bits (edition.h) of those it can keep to; 0: the full one alone */
	const char *full_only; /* why, for the message; NULL with editions */
	bool one_language;     /* a document that takes a file for each language of a report */
	/* What may stand beside its file: "listing", or further pages from 2 on. */
	const char *beside;
	bool numbered;
	/* Can this machine do it? -1 with what is missing. NULL: always. */
	int (*ready)(struct error *e);
	/* Before the first record. NULL: nothing to do. */
	int (*begin)(struct rendering *r, struct error *e);
	/* Each file record. NULL: not interested. */
	int (*item)(struct rendering *r, const struct record *record, struct error *e);
	/* After the last. */
	int (*finish)(struct rendering *r, const struct facts *facts, struct error *e);
	/* Frees state, also after an error. NULL: there is none. */
	void (*close)(struct rendering *r);
};

extern const struct renderer *const report_renderers[]; /* NULL-terminated */

const struct renderer *renderer_by_name(const char *name);
/* By what follows the last dot of a path, case folded; or NULL. */
const struct renderer *renderer_by_path(const char *path);

/*
 * One rendering: open before the first record is read, item for each file record, then either
 * finish (the file takes its name) or abandon (it never does). Both free the rendering's parts.
 */
int rendering_open(struct rendering *r, const struct renderer *renderer,
		   const struct render_options *options, int dir, const char *path,
		   struct error *e);
int rendering_item(struct rendering *r, const struct record *record, struct error *e);
int rendering_finish(struct rendering *r, const struct facts *facts, struct error *e);
void rendering_abandon(struct rendering *r);

/*
 * The name of a further file: "report.html" and "2" give "report-2.html". False when the rendering
 * goes to where no other file can stand beside it (standard output, a pipe, a device).
 */
bool rendering_name(const struct rendering *r, const char *suffix, struct buffer *out);
/* Opens it; it belongs to the rendering. */
int rendering_beside(struct rendering *r, const char *suffix, struct output **out, struct error *e);

extern const struct renderer renderer_html, renderer_pdf, renderer_text, renderer_csv,
	renderer_vics, renderer_dfxml, renderer_case, renderer_sqlite;

#endif
