/* SPDX-License-Identifier: Apache-2.0 */
/* Interpretation and opinion, kept apart from the facts; signatures; annexes. */
#include "report/sections.h"

void
section_opinion(struct doc *d)
{
	static const char *const keys[] = {"interpretation", "opinion", "recommendations"};
	static const char *const labels[] = {N_("Interpretation"), N_("Opinion"),
					     N_("Recommendations")};
	doc_remark(
		d, "%s",
		tr(d,
		   "What stands above is what the tools recorded and particulars that people gave. "
		   "What follows, if anything, "
		   "is the view of the examiner named in this report."));
	for (size_t i = 0; i < 3; i++)
		doc_fact(d, tr(d, labels[i]), LOOK_PLAIN,
			 case_data_get(d->facts->case_data, "opinion", keys[i]));
}

void
section_close(struct doc *d)
{
	const struct case_data *c = d->facts->case_data;
	doc_signature(d, tr(d, "Examiner"), case_data_get(c, "examiner", "name"));
	doc_signature(d, tr(d, "Technical reviewer"),
		      case_data_get(c, "review", "technical_reviewer"));
	doc_signature(d, tr(d, "Administrative reviewer"),
		      case_data_get(c, "review", "administrative_reviewer"));
	doc_heading(d, tr(d, "Annexes"));
	doc_fact(d, tr(d, "All matches"), LOOK_PLAIN, d->limits.all_hits);
	doc_fact(d, tr(d, "All items and notes"), LOOK_PLAIN, d->limits.all_items);
	doc_fact(d, tr(d, "Records, SHA-256"), LOOK_CODE, d->facts->records_sha256);
	doc_paragraph(d, tr(d, "End of report %s."), d->facts->report_id);
}
