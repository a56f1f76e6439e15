/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an XMP packet (ISO 16684-1) to facts. A property becomes a fact of its namespace's group
 * ("XMP-dc", "XMP-xmpMM"); the fields of structures are put behind its name (HistoryAction), the
 * items of arrays make a list. What has a namespace that is not known here stands in "XMP".
 */
#ifndef WINNOW_STAGE_EXIF_XMP_H
#define WINNOW_STAGE_EXIF_XMP_H

#include "base/bytes.h"
#include "stage/exif_facts.h"

/*
 * Reads the packet of `size` bytes at `offset` of b. -1 when it is not well-formed; the properties
 * before that place are kept. *broke: where, in bytes from the packet's start.
 */
int exif_xmp_read(struct bytes *b, uint64_t offset, uint64_t size, struct facts *facts,
		  uint64_t *broke);

#endif
