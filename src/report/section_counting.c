/* SPDX-License-Identifier: Apache-2.0 */
/* What was counted, beside the quantities that a jurisdiction's law names. */
#include <inttypes.h>

#include "report/counting.h"
#include "report/sections.h"

static void
add_amount(struct doc *d, const struct quantity *q, uint64_t n)
{
	if (q->kind == QUANTITY_BYTES)
		doc_cell(d, LOOK_PLAIN, doc_volume_of_data(d, n));
	else
		doc_cell(d, LOOK_PLAIN, doc_number(d, n));
}

static void
add_quantity(struct doc *d, const struct counting *c, const struct quantity *q)
{
	static const char *const kinds[] = {
		[QUANTITY_ITEMS] = N_("items"),
		[QUANTITY_PICTURES] = N_("pictures"),
		[QUANTITY_VIDEOS] = N_("videos"),
		[QUANTITY_OTHER] = N_("items that are neither pictures nor videos"),
		[QUANTITY_BYTES] = N_("data"),
	};
	struct counted n = counting_count(c, d->facts, q->kind);
	doc_piece(d, NULL, LOOK_PLAIN, tr(d, kinds[q->kind]));
	doc_piece(d, NULL, LOOK_QUIET, q->label);
	doc_cell_end(d);
	add_amount(d, q, n.distinct);
	add_amount(d, q, n.occurrences);
	if (*q->steps)
		doc_piece_format(d, NULL, LOOK_PLAIN, "%s %s", q->steps, q->unit_label);
	if (*q->steps && q->kind == QUANTITY_BYTES)
		doc_piece_format(d, NULL, LOOK_QUIET, tr(d, "one unit is %s bytes"),
				 doc_number(d, q->unit));
	else if (!*q->steps)
		doc_piece(d, NULL, LOOK_QUIET, tr(d, "none named"));
	doc_cell_end(d);
	doc_row_end(d);
}

void
say_counting(struct doc *d)
{
	static const struct column columns[] = {{N_("Quantity"), 28, COLUMN_TEXT},
						{N_("Distinct items"), 26, COLUMN_NUMBER},
						{N_("Occurrences"), 26, COLUMN_NUMBER},
						{N_("Numbers named by the law"), 20, COLUMN_TEXT}};
	static const struct table table = {
		N_("What was counted, beside the numbers of the data file"), columns, 4, false};
	const struct counting *c = d->facts->counting;
	if (!c)
		return;
	doc_heading(d, tr(d, "Quantities named by a law"));
	doc_fact(d, tr(d, "Jurisdiction"), LOOK_PLAIN, c->name);
	doc_fact(d, tr(d, "Provision"), LOOK_PLAIN, c->provision);
	doc_fact(d, tr(d, "Source"), LOOK_PLAIN, c->source);
	doc_fact(d, tr(d, "State of the data file"), LOOK_PLAIN, c->as_of);
	doc_fact(d, tr(d, "Categories counted"), LOOK_PLAIN,
		 *c->categories ? c->categories : tr(d, "all of kind “alert”"));
	doc_fact(d, tr(d, "Open points of the data file"), LOOK_PLAIN,
		 *c->open_points ? c->open_points : tr(d, "none stated"));
	doc_fact(d, tr(d, "SHA-256 of the data file"), LOOK_CODE, c->sha256);
	doc_table(d, &table);
	for (size_t i = 0; i < c->n; i++)
		add_quantity(d, c, &c->quantities[i]);
	doc_table_end(d);
	doc_remark(d, "%s",
		   tr(d, "The numbers of the last column are those of the data file, which anybody "
			 "can check and correct. Whether a law counts distinct items or "
			 "occurrences, which items it counts, and whether and which of its "
			 "provisions applies is for the court to decide; this report does not "
			 "say."));
}
