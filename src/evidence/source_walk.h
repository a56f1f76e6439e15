/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source of winnow-ls: the evidence and its volumes, then every file of every file
 * system. The names of all volumes come first, then the orphans, since looking for those can
 * read whole volumes.
 */
#ifndef WINNOW_EVIDENCE_SOURCE_WALK_H
#define WINNOW_EVIDENCE_SOURCE_WALK_H

#include "guard/source.h"

/* Takes no configuration. */
extern const struct source source_walk;

#endif
