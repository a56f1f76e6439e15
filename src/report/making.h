/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Record streams in, reports out, in as many formats at once as are wanted: what winnow-report and
 * winnow triage have in common.
 *
 *	struct making *m;
 *	making_open(&m, &config, e);
 *	making_read(m, reader, e);             for each stream
 *	status = making_finish(&m, &why, e);   writes; or making_abandon(&m)
 */
#ifndef WINNOW_REPORT_MAKING_H
#define WINNOW_REPORT_MAKING_H

#include "report/renderer.h"
#include "report/report.h"

struct making_config {
	const struct renderer *const *formats;
	size_t nformats;
	int folder;	  /* to write in, or AT_FDCWD */
	const char *path; /* of the one format, in `folder`; NULL: standard output. Several formats:
			     unused, each has its file name */
	const char *case_file;	   /* or NULL */
	const char *const *fields; /* "SECTION.KEY=VALUE", over what the case file says */
	size_t nfields;
	const char *counting_file; /* or NULL */
	enum edition edition;
	const char *const *languages; /* their codes; none: as the case file says, else English */
	size_t nlanguages;
	bool all_items; /* csv lists every item */
	bool bare;	/* records without a run are accepted */
};

struct making;

/* Reads the case file and opens what is to be written. */
int making_open(struct making **out, const struct making_config *config, struct error *e);

/*
 * -1 when the stream could not be read to its end: e->kind ERROR_OUTPUT means that nothing can be
 * made any more; otherwise a report can still be finished, and says so.
 */
int making_read(struct making *m, struct line_reader *reader, struct error *e);

/*
 * Writes the reports and frees *m: the exit status that the records stand for (0, 1, 3), with a
 * sentence in *why when it is 3; or -1 with *e when a report could not be written, and then none of
 * the rest is.
 */
int making_finish(struct making **m, struct error *why, struct error *e);

/* Frees *m; no file is changed. Nothing when *m is NULL. */
void making_abandon(struct making **m);

#endif
