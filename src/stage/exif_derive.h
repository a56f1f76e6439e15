/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the facts say together: whose device, where, when. Each sets its key of the record,
 * or leaves it.
 */
#ifndef WINNOW_STAGE_EXIF_DERIVE_H
#define WINNOW_STAGE_EXIF_DERIVE_H

#include "stage/exif_facts.h"
#include "stage/stage.h"

/* Sets a key to a JSON object unless that is empty; releases it. */
void exif_set_object(struct item *item, const char *key, struct buffer *json);

void exif_set_device(const struct facts *f, struct item *item);
void exif_set_gps(const struct facts *f, struct item *item);
void exif_set_taken(const struct facts *f, struct item *item);

#endif
