/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source of winnow-ls: the evidence and its volumes, then every file of every file
 * system. The names of all volumes come first, then the orphans, since looking for those can
 * read whole volumes.
 */
#ifndef WINNOW_EVIDENCE_SOURCE_WALK_H
#define WINNOW_EVIDENCE_SOURCE_WALK_H

#include <stdbool.h>

#include "evidence/inside.h"
#include "guard/source.h"

/*
 * Looking inside: what holds files, or could, waits until all names are given; then each such file
 * is a job of its own, so that they are looked into side by side and one that is lost costs itself.
 */
struct walk_config {
	bool inside;
	const struct inside_search *search; /* for what is unknown; NULL: that is left alone */
	const struct charset *names; /* of members of archives that do not tell it; or NULL */
	bool systems;		     /* also what systems say of themselves, behind the files */
};

/* config: struct walk_config, or NULL: names alone */
extern const struct source source_walk;

#endif
