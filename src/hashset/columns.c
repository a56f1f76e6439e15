/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/columns.h"

#include <string.h>

#include "base/text.h"
#include "record/record.h"

static const struct {
	const char *name;
	int is;
} names[] = {
	{"hash", COLUMN_DIGEST},
	{"hashvalue", COLUMN_DIGEST},
	{"digest", COLUMN_DIGEST},
	{"checksum", COLUMN_DIGEST},
	{"v1hash", DIGEST_MD5}, /* ILook */
	{"v3hash", DIGEST_MD5},
	{"v4hash", DIGEST_MD5},
	{"pdq", COLUMN_PDQ},
	{"pdqhash", COLUMN_PDQ},
	{"quality", COLUMN_QUALITY},
	{"pdqquality", COLUMN_QUALITY},
	{"category", COLUMN_CATEGORY},
	{"classification", COLUMN_CATEGORY},
	{"categoryname", COLUMN_LABEL},
	{"baseline", COLUMN_BASELINE},
	{"scheme", COLUMN_SCHEME},
	{"kind", COLUMN_KIND},
	{"set", COLUMN_SET},
	{"size", COLUMN_SIZE},
	{"filesize", COLUMN_SIZE},
	{"mediasize", COLUMN_SIZE},
	{"comment", COLUMN_COMMENT},
	{"comments", COLUMN_COMMENT},
	{"setdescription", COLUMN_COMMENT},
	{"photodna", COLUMN_PHOTODNA},
	{"pdna", COLUMN_PHOTODNA},
	{"series", COLUMN_SERIES},
	{"seriesname", COLUMN_SERIES},
	{"details", COLUMN_DETAILS},
	{"specialcode", COLUMN_CATALOGUE},
	{"opsystemcode", COLUMN_CATALOGUE},
};

int
column_of(struct span name)
{
	char folded[32];
	int kind = digest_of_name(name);
	if (kind >= 0)
		return kind;
	digest_fold_name(name, folded, sizeof folded);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i].name, folded) == 0)
			return names[i].is;
	}
	int flag = entry_flag_of(folded);
	return flag >= 0 ? COLUMN_FLAG + flag : COLUMN_OTHER;
}

static bool
is_blank(struct span cell)
{
	char folded[8];
	if (cell.n > 16)
		return false;
	digest_fold_name(cell, folded, sizeof folded);
	return *folded == '\0' || strcmp(folded, "null") == 0 || strcmp(folded, "na") == 0 ||
	       strcmp(folded, "none") == 0;
}

/* A cell of a column that takes any kind of digest. */
static void
take_any(struct list_record *r, struct span cell)
{
	int kind = digest_of_length(cell.n);
	if (kind >= 0)
		list_record_digest(r, kind, cell);
	else if (!list_take_digest(&r->row, cell, &r->other))
		r->odd = true;
}

static void
take_size(struct list_record *r, struct span cell)
{
	unsigned long long size;
	if (text_to_u64(cell.p, cell.n, &size) == 0)
		r->row.size = size;
}

/* A JSON object that was exported is taken as it is; anything else would be no details. */
static void
take_details(struct list_record *r, struct span cell)
{
	struct record parsed = RECORD_EMPTY;
	struct error ignored = {0};
	if (cell.n > 2 && cell.n <= LIST_DETAILS_MAX &&
	    record_scan(&parsed, cell.p, cell.n, &ignored) == 0 && parsed.n > 0) {
		list_record_id_of(r, &parsed);
		r->row.details = cell;
	}
	record_release(&parsed);
}

static void
take_text(struct list_record *r, int column, struct span cell)
{
	struct list_row *row = &r->row;
	switch (column) {
	case COLUMN_SCHEME:
		row->scheme = cell;
		break;
	case COLUMN_CATEGORY:
		row->category = cell;
		break;
	case COLUMN_BASELINE: /* in whatever words, the scheme has two */
		row->category = entry_flag_value(cell) < 0 ? cell
				: entry_flag_value(cell)   ? span_of("yes")
							   : span_of("no");
		break;
	case COLUMN_LABEL:
		row->label = cell;
		break;
	case COLUMN_KIND:
		row->kind = cell;
		break;
	case COLUMN_SET:
		row->set = cell;
		break;
	case COLUMN_COMMENT:
		row->comment = cell;
		break;
	case COLUMN_PHOTODNA:
		list_record_detail(r, "photodna", cell);
		break;
	case COLUMN_SERIES:
		list_record_detail(r, "series", cell);
		break;
	case COLUMN_DETAILS:
		take_details(r, cell);
		break;
	default:
		break;
	}
}

void
column_take(struct list_record *r, int column, struct span cell)
{
	if (column < DIGEST_KINDS) {
		if (!is_blank(cell))
			list_record_digest(r, column, cell);
	} else if (column == COLUMN_DIGEST) {
		if (!is_blank(cell))
			take_any(r, cell);
	} else if (column == COLUMN_PDQ) {
		if (!is_blank(cell))
			list_record_pdq(r, cell);
	} else if (column == COLUMN_QUALITY) {
		list_take_quality(&r->row, cell);
	} else if (column == COLUMN_SIZE) {
		take_size(r, cell);
	} else if (column >= COLUMN_FLAG) {
		int value = entry_flag_value(cell);
		if (value >= 0)
			entry_flags_tell(&r->row.flags, (enum entry_flag)(column - COLUMN_FLAG),
					 value);
	} else if (cell.n > 0) {
		take_text(r, column, cell);
	}
}
