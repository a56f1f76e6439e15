/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lists tell of an entry with yes or no. A list may tell neither, so two bytes go together:
 * which flags were said, and which of those are true. The values stand in set files.
 */
#ifndef WINNOW_HASHSET_ENTRY_FLAGS_H
#define WINNOW_HASHSET_ENTRY_FLAGS_H

#include <stdbool.h>

#include "base/span.h"

enum entry_flag {
	FLAG_VICTIM_IDENTIFIED,
	FLAG_OFFENDER_IDENTIFIED,
	FLAG_DISTRIBUTED,
	FLAG_SUSPECTED,
	FLAG_SELF_GENERATED,
	FLAG_PRECATEGORIZED,
	ENTRY_FLAGS
};

struct entry_flags {
	unsigned char said, set; /* bit 1 << enum entry_flag; set is within said */
};

/* "victim_identified" */
const char *entry_flag_name(enum entry_flag flag);

/*
 * By a name as lists spell it ("VictimIdentified", "Victim identified", "Is distributed"), folded
 * by digest_fold_name(); -1: no flag.
 */
int entry_flag_of(const char *folded);

void entry_flags_tell(struct entry_flags *f, enum entry_flag flag, bool value);

/* "true", "yes", "1", "y" and their opposites, either case: 1, 0; -1: neither. */
int entry_flag_value(struct span text);

#endif
