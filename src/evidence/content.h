/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a record to its bytes, from the record and the evidence alone. content.how:
 *
 *   "runs"    the record's byte_runs say it all: plain bytes in the image
 *   "tsk"     libtsk reads it: resident, sparse, compressed, or its runs were too many for one line
 *             {"how":"tsk","fs":"ntfs","offset":1048576,"addr":88,"type":128,"attr":4}, and for a
 *             volume in an APFS container "pool": the block of its superblock
 *   "member"  has to be unpacked from a holder (inside/holder.h)
 *             {"how":"member","in":CONTENT,"format":"zip","at":4711}: "at" is the member's key;
 *             without "in" the evidence itself is the holder. "format":"directory" is a file of a
 *             directory that is the evidence, at "path" in it
 *   "inside"  pieces of another item
 *             {"how":"inside","in":CONTENT,"runs":[{"file_offset","offset","len"}…]}, where CONTENT
 *             carries that item's "size", and its "byte_runs" when its how is "runs"
 *
 * A record without content tells of a file of which no bytes are left; its notes say why.
 */
#ifndef WINNOW_EVIDENCE_CONTENT_H
#define WINNOW_EVIDENCE_CONTENT_H

#include "base/bytes.h"
#include "evidence/image.h"
#include "record/record.h"

struct content;

/*
 * Opens the content of a file record. Every offset and length in the record is checked against the
 * image. -1 with a sentence that fits a note when the record has no usable content.
 */
int content_open(struct content **out, struct image *image, const struct record *record,
		 struct error *e);
/* The same of bytes at hand: `runs` as in how "inside". outer is borrowed. */
int content_open_parts(struct content **out, const json_t *runs, uint64_t size, struct bytes *outer,
		       struct error *e);
void content_close(struct content **content);

/* Owned by content. size is the item's size. What could not be read is counted in `unreadable`. */
struct bytes *content_bytes(struct content *content);

#endif
