/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of a set being made that are more than one bare digest, as records that sort by their
 * bytes: numbers are big-endian. Most lists tell digests and a size, so there are two widths; the
 * wide one begins like the other.
 */
#ifndef WINNOW_HASHSET_BUILD_ROW_H
#define WINNOW_HASHSET_BUILD_ROW_H

#include "hashset/build.h"
#include "hashset/texts.h"

#define ROW_DIGESTS 0 /* one byte of bits: 1 << enum digest_kind, WSET_HAS_PDQ */
#define ROW_DIGEST  1 /* md5, sha1, sha256; zeros where absent */
#define ROW_VERDICT 69
#define ROW_SIZE    73
#define ROW_NARROW  81 /* bytes of the narrow one, all of them its identity */

#define ROW_PDQ	     81
#define ROW_QUALITY  113
#define ROW_FLAGS    114 /* said, set */
#define ROW_COMMENT  116 /* tags of texts */
#define ROW_DETAILS  132
#define ROW_IDENTITY 148 /* bytes that say whether two wide rows are the same entry */
#define ROW_TEXTS    148 /* where they stand: comment, details */
#define ROW_ROUND    164 /* the list that brought it */
#define ROW_ID	     168 /* deletion_tag() of its id; zeros: it has none */
#define ROW_WIDE     184

extern const size_t row_digest_at[DIGEST_KINDS];

/* Is it all told by the narrow row? */
bool row_fits_narrow(const struct builder_entry *entry);

void row_pack_narrow(unsigned char row[ROW_NARROW], const struct builder_entry *entry,
		     uint32_t verdict);
void row_pack_wide(unsigned char row[ROW_WIDE], const struct builder_entry *entry, uint32_t verdict,
		   const struct text_ref *comment, const struct text_ref *details, uint32_t round);
/* Of a wide one. */
void row_tag_id(unsigned char row[ROW_WIDE], uint32_t set, struct span id);

/* The entry as it stands in the file, from either. */
void row_unpack(const unsigned char *row, bool wide, unsigned char *out);

#endif
