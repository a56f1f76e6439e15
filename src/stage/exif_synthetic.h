/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does the metadata say that a machine made the picture? An indication, never a verdict: metadata
 * can be copied, changed and left out, and most generated pictures on an exhibit have lost theirs.
 */
#ifndef WINNOW_STAGE_EXIF_SYNTHETIC_H
#define WINNOW_STAGE_EXIF_SYNTHETIC_H

#include "stage/exif_facts.h"
#include "stage/stage.h"

/* Sets `synthetic`, or leaves it. */
void exif_set_synthetic(const struct facts *f, struct item *item);

/* ---- The table (exif_synthetic_signs.c): what is new in the field is added there ---- */

/* How the words of a sign are looked for; case never counts. */
enum sign_way {
	SIGN_PRESENT,	/* the tag being there is enough */
	SIGN_HAS,	/* the words stand anywhere in the value */
	SIGN_SOURCE,	/* the value is, or ends with, a digital source type that is synthetic */
	SIGN_GENERATOR, /* the value names a generator */
};

struct sign {
	const char *group, *tag;
	enum sign_way way;
	const char *words;     /* SIGN_HAS only */
	const char *more;      /* words that must stand there too, or NULL */
	const char *indicator; /* NULL: what was found is named */
};

/* The strongest first; a sign without group ends the list. */
extern const struct sign signs[];

/* The source type or generator that the value names, as the table spells it, or NULL. */
const char *sign_source(const char *value);
const char *sign_generator(const char *value, bool device);

#endif
