/* SPDX-License-Identifier: Apache-2.0 */
/* From an IPTC IIM block (IPTC-NAA Information Interchange Model 4.2) to facts of group IPTC. */
#ifndef WINNOW_STAGE_EXIF_IPTC_H
#define WINNOW_STAGE_EXIF_IPTC_H

#include "base/bytes.h"
#include "stage/exif_facts.h"

/* -1 when the block breaks off; *broke: where, from its start. What stands before is kept. */
int exif_iptc_read(struct bytes *b, uint64_t offset, uint64_t size, struct facts *facts,
		   uint64_t *broke);

#endif
