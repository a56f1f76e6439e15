/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a report: feed it record streams, then hand the facts to renderers.
 *
 *	struct report *r = report_new();
 *	report_case_file(r, "case.ini", e);          (optional)
 *	report_read(r, reader, e);                   (as often as there are streams)
 *	const struct facts *f = report_finish(r);
 *	… renderer->finish(rendering, f, e) …
 *	report_free(&r);
 *
 * The same bytes in give the same report out: nothing else is asked, neither the clock
 * nor the machine.
 */
#ifndef WINNOW_REPORT_REPORT_H
#define WINNOW_REPORT_REPORT_H

#include "report/facts.h"

struct report;

struct report *report_new(void);
void report_free(struct report **r);

/* --bare: records without any run are accepted. */
void report_allow_bare(struct report *r);

/* What people know of the case (report/case_data.h). -1 when it cannot be read or understood. */
int report_case_file(struct report *r, const char *path, struct error *e);

/* One field over what the case file says: "case.number=42", "exhibit A-1.seals=intact". */
int report_case_field(struct report *r, const char *assignment, struct error *e);

/* Quantities of a jurisdiction to print beside the totals (report/counting.h). */
int report_counting_file(struct report *r, const char *path, struct error *e);
void report_edition(struct report *r, enum edition edition);

/*
 * The language of what is made, by its code ("vi"), or several ("vi,en"); another call adds to
 * them. They go before what the case file says. -1: the report does not speak one of them.
 */
int report_language(struct report *r, const char *codes, struct error *e);
/* Known once the case file is read; never none. */
const struct language_list *report_languages(struct report *r);

/*
 * Each file record is also handed to `each` as it passes (listings of all items); -1
 * ends the reading.
 */
void report_each_item(struct report *r,
		      int (*each)(void *ctx, const struct record *record, struct error *e),
		      void *ctx);

/*
 * Reads one stream to its end. Lines that are no records are counted and make the report
 * INCOMPLETE. -1 when the stream could not be read to its end (the facts say so, and a report can
 * still be made) or when `each` failed (ERROR_OUTPUT).
 */
int report_read(struct report *r, struct line_reader *reader, struct error *e);

/* Sums up. The facts belong to the report; nothing can be read after this. */
const struct facts *report_finish(struct report *r);

/*
 * After report_finish(): the facts as they are in a report in this language alone. What they point
 * to belongs to the report.
 */
void report_speak(const struct report *r, const struct language *language, struct facts *out);

#endif
