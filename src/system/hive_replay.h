/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hive that was in use when the disk was taken, with what its transaction logs hold put over it
 * in memory (M. Suhanov, Windows registry file format specification): entries "HvLE" of Windows 8.1
 * and later, and the bitmap "DIRT" of those before. The evidence is not touched.
 */
#ifndef WINNOW_SYSTEM_HIVE_REPLAY_H
#define WINNOW_SYSTEM_HIVE_REPLAY_H

#include <stdbool.h>

#include "base/bytes.h"

struct hive_replay;

/*
 * Puts together what of the n logs belongs over the hive, which all have to outlive it. NULL:
 * nothing does. *applied: how many entries.
 */
struct hive_replay *hive_replay_open(struct bytes *hive, struct bytes *const logs[], size_t n,
				     unsigned *applied);
struct bytes *hive_replay_bytes(struct hive_replay *replay);
void hive_replay_close(struct hive_replay **replay);

/*
 * Does every key that lies in the hive's bins name no more values and keys than its lists have room
 * for? libregf would look for them all, two thousand million times.
 */
bool hive_counts_hold(struct bytes *hive);

#endif
