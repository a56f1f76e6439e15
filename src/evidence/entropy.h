/* SPDX-License-Identifier: Apache-2.0 */
/* Does a stretch look like cipher text? For volumes without any signature (VeraCrypt, dm-crypt). */
#ifndef WINNOW_EVIDENCE_ENTROPY_H
#define WINNOW_EVIDENCE_ENTROPY_H

#include <stdbool.h>

#include "base/bytes.h"

/*
 * Chi-squared over the first sectors and over samples spread evenly: all of them, and all
 * together, must be as even as random bytes are. Compressed media fail this, a disk wiped with
 * random bytes passes.
 */
bool entropy_is_random(struct bytes *b, uint64_t offset, uint64_t size);

#endif
