/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which finds joining has to leave as they are: what was found whole in one piece is not worth
 * less because something else could go on in its blocks.
 */
#ifndef WINNOW_CARVE_JOINING_STANDING_H
#define WINNOW_CARVE_JOINING_STANDING_H

#include "carve/joining.h"

/* Adds the addresses in finds that stand to an empty list, which is sorted then. */
void joining_standing(const struct joining *j, struct extents *list);

/* Does the item's outcome leave every find that stands as it is, its own one among them? */
bool joining_spares(const struct joining *j, const struct joining_item *item,
		    const struct extents *standing);

#endif
