/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which items a case has already: filled from records.jsonl when an interrupted run goes on, asked
 * for each new item so that none is done twice. 16 bytes an item.
 */
#ifndef WINNOW_RECORD_KNOWN_ITEMS_H
#define WINNOW_RECORD_KNOWN_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "record/record.h"

struct known_items;
struct known_items *known_items_new(void);
void known_items_free(struct known_items **k);

/*
 * Takes note of a file or name record by its evidence_id, id and, for names, path;
 * others are ignored.
 */
void known_items_add(struct known_items *k, const struct record *r);
bool known_items_has(const struct known_items *k, const struct record *r);
size_t known_items_count(const struct known_items *k);

#endif
