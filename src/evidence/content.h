/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a record to its bytes, from the record and the evidence alone. content.how:
 *   "runs"    byte_runs of the record say it all (plain bytes in the image)
 *   "tsk"     {"how":"tsk","fs":"ntfs","offset":1048576,"addr":88,"type":128,"attr":4[,"pool":N]}:
 * libtsk reads it: resident, sparse, compressed, or its runs were too many for one line "inside"
 * {"how":"inside","in":CONTENT,"runs":[{"file_offset","offset","len"}…]}: pieces of another item;
 *             CONTENT may carry "byte_runs" and "size" of that item when its how is "runs"
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
void content_close(struct content **content);

/* Owned by content. size is the item's size. What could not be read is counted in `unreadable`. */
struct bytes *content_bytes(struct content *content);

#endif
