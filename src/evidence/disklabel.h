/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Are BSD and Sun disk labels fit to be given to libtsk? It believes the number of partitions that
 * they state and, in version 4.11.1, reads past the label's sector for it.
 */
#ifndef WINNOW_EVIDENCE_DISKLABEL_H
#define WINNOW_EVIDENCE_DISKLABEL_H

#include <stdbool.h>

#include "evidence/image.h"

/* offset: of the disk or partition whose label it would be. */
bool disklabel_is_bsd(struct image *image, uint64_t offset);
bool disklabel_is_sun(struct image *image, uint64_t offset); /* SPARC or x86 */

#endif
