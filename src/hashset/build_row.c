/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/build_row.h"

#include <string.h>

#include "base/bytes.h"
#include "hashset/deletions.h"
#include "hashset/format.h"
#include "hashset/pack.h"

const size_t row_digest_at[DIGEST_KINDS] = {ROW_DIGEST, ROW_DIGEST + 16, ROW_DIGEST + 36};

bool
row_fits_narrow(const struct builder_entry *entry)
{
	return !entry->has_pdq && entry->flags.said == 0 && entry->comment.n == 0 &&
	       entry->details.n == 0;
}

void
row_pack_narrow(unsigned char row[ROW_NARROW], const struct builder_entry *entry, uint32_t verdict)
{
	memset(row, 0, ROW_NARROW);
	row[ROW_DIGESTS] = (unsigned char)entry->digests;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (entry->digests & 1U << kind)
			memcpy(row + row_digest_at[kind], entry->digest[kind],
			       digest_size((enum digest_kind)kind));
	}
	pack_be32(row + ROW_VERDICT, verdict);
	pack_be64(row + ROW_SIZE, entry->size);
}

void
row_pack_wide(unsigned char row[ROW_WIDE], const struct builder_entry *entry, uint32_t verdict,
	      const struct text_ref *comment, const struct text_ref *details, uint32_t round)
{
	row_pack_narrow(row, entry, verdict);
	memset(row + ROW_PDQ, 0, ROW_WIDE - ROW_PDQ);
	if (entry->has_pdq) {
		row[ROW_DIGESTS] |= WSET_HAS_PDQ;
		memcpy(row + ROW_PDQ, entry->pdq, WSET_PDQ_SIZE);
		row[ROW_QUALITY] = entry->quality;
	}
	row[ROW_FLAGS] = entry->flags.said;
	row[ROW_FLAGS + 1] = entry->flags.set;
	memcpy(row + ROW_COMMENT, comment->tag, TEXT_TAG);
	memcpy(row + ROW_DETAILS, details->tag, TEXT_TAG);
	pack_be64(row + ROW_TEXTS, comment->at);
	pack_be64(row + ROW_TEXTS + 8, details->at);
	pack_be32(row + ROW_ROUND, round);
}

void
row_tag_id(unsigned char row[ROW_WIDE], uint32_t set, struct span id)
{
	if (id.n > 0)
		deletion_tag(set, DELETION_ID, id.p, id.n, row + ROW_ID);
}

void
row_unpack(const unsigned char *row, bool wide, unsigned char *out)
{
	memset(out, 0, WSET_ENTRY_ROW);
	pack_le32(out, be32(row + ROW_VERDICT));
	out[4] = row[ROW_DIGESTS];
	pack_le64(out + 8, be64(row + ROW_SIZE));
	pack_le64(out + 16, WSET_NO_TEXT);
	pack_le64(out + 24, WSET_NO_TEXT);
	if (!wide)
		return;
	out[5] = row[ROW_FLAGS];
	out[6] = row[ROW_FLAGS + 1];
	pack_le64(out + 16, be64(row + ROW_TEXTS));
	pack_le64(out + 24, be64(row + ROW_TEXTS + 8));
}
