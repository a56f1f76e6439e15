/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/entry_flags.h"

#include <stddef.h>
#include <strings.h>

static const struct {
	const char *name, *folded, *also;
} flags[ENTRY_FLAGS] = {
	[FLAG_VICTIM_IDENTIFIED] = {"victim_identified", "victimidentified", NULL},
	[FLAG_OFFENDER_IDENTIFIED] = {"offender_identified", "offenderidentified", NULL},
	[FLAG_DISTRIBUTED] = {"distributed", "isdistributed", "distributed"},
	[FLAG_SUSPECTED] = {"suspected", "issuspected", "suspected"},
	[FLAG_SELF_GENERATED] = {"self_generated", "selfgenerated", NULL},
	[FLAG_PRECATEGORIZED] = {"precategorized", "isprecategorized", "precategorized"},
};

const char *
entry_flag_name(enum entry_flag flag)
{
	return flags[flag].name;
}

int
entry_flag_of(const char *folded)
{
	for (int i = 0; i < ENTRY_FLAGS; i++) {
		if (strcmp(folded, flags[i].folded) == 0 ||
		    (flags[i].also && strcmp(folded, flags[i].also) == 0))
			return i;
	}
	return -1;
}

void
entry_flags_tell(struct entry_flags *f, enum entry_flag flag, bool value)
{
	unsigned char bit = (unsigned char)(1U << flag);
	f->said |= bit;
	if (value)
		f->set |= bit;
	else
		f->set &= (unsigned char)~bit;
}

int
entry_flag_value(struct span text)
{
	static const char *const words[] = {"false", "true", "no", "yes", "0",
					    "1",     "n",    "y",  "f",	  "t"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strlen(words[i]) == text.n && strncasecmp(words[i], text.p, text.n) == 0)
			return i % 2;
	}
	return -1;
}
