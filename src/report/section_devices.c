/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that the metadata of pictures and videos names. */
#include "report/sections.h"

#define ROWS_MAX ((size_t)500)

static void
add_device(struct doc *d, const struct device_fact *x)
{
	doc_piece(d, NULL, LOOK_NAME, x->make);
	doc_piece(d, NULL, LOOK_NAME, x->model);
	doc_cell_end(d);
	doc_piece(d, NULL, LOOK_CODE, x->serial);
	doc_piece(d, tr(d, "lens"), LOOK_CODE, x->lens_serial);
	doc_piece(d, tr(d, "owner"), LOOK_NAME, x->owner);
	doc_piece(d, tr(d, "software"), LOOK_NAME, x->software);
	doc_cell_end(d);
	for (size_t i = 0; i < x->nexhibits; i++)
		doc_piece(d, NULL, LOOK_NAME, say_exhibit(d, x->exhibits[i]));
	if (x->nexhibits == DEVICE_EXHIBITS)
		doc_piece(d, NULL, LOOK_QUIET, tr(d, "and perhaps others"));
	doc_cell_end(d);
	doc_cell(d, LOOK_PLAIN, doc_number(d, x->items));
	doc_cell(d, LOOK_PLAIN, doc_number(d, x->hit_items));
	doc_cell(d, LOOK_NAME, x->first_taken);
	doc_cell(d, LOOK_NAME, x->last_taken);
	doc_row_end(d);
}

void
section_devices(struct doc *d)
{
	static const struct column columns[] = {
		{N_("Make and model"), 19, COLUMN_TEXT}, {N_("Serial number"), 19, COLUMN_TEXT},
		{N_("Exhibits"), 14, COLUMN_TEXT},	 {N_("Items"), 8, COLUMN_NUMBER},
		{N_("Matches"), 9, COLUMN_NUMBER},	 {N_("First taken"), 15, COLUMN_TEXT},
		{N_("Last taken"), 16, COLUMN_TEXT},
	};
	static const struct table table = {N_("Devices, the most items first"), columns, 7, false};
	const struct facts *f = d->facts;
	if (f->items.synthetic > 0)
		doc_fact(d, tr(d, "Items with a sign of synthetic origin"), LOOK_PLAIN,
			 doc_number(d, f->items.synthetic));
	if (f->ndevices == 0) {
		doc_paragraph(d, "%s", tr(d, "No item’s metadata names a recording device."));
		return;
	}
	doc_remark(d, "%s",
		   tr(d, "As written in the items themselves. Metadata can be missing, copied or "
			 "changed; times are those of the device’s own clock."));
	doc_table(d, &table);
	for (size_t i = 0; i < f->ndevices && i < ROWS_MAX; i++)
		add_device(d, &f->devices[i]);
	doc_table_end(d);
	if (f->ndevices > ROWS_MAX)
		doc_remark(d,
			   tr(d, "%s of %s devices are listed here; %s names the device of each "
				 "item."),
			   doc_number(d, ROWS_MAX), doc_number(d, f->ndevices),
			   d->limits.all_items);
}
