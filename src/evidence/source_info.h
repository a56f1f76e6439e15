/* SPDX-License-Identifier: Apache-2.0 */
/* The source of winnow-info: the evidence, its volumes, and what systems say of themselves. */
#ifndef WINNOW_EVIDENCE_SOURCE_INFO_H
#define WINNOW_EVIDENCE_SOURCE_INFO_H

#include "guard/source.h"

/* Takes no configuration. */
extern const struct source source_info;

#endif
