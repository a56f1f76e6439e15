/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a case folder that a manifest vouches for: all but the manifest itself and what is
 * attached to it.
 */
#ifndef WINNOW_CASE_LISTING_H
#define WINNOW_CASE_LISTING_H

#include <stdbool.h>

#include "base/error.h"

/*
 * Calls fn for everything in the folder open as `dir` and in the folders in it, in no order, with
 * its name from there ("sub/name"). regular: false for links, sockets and the like. -1 ends it.
 */
int listing_each(int dir, int (*fn)(void *ctx, const char *name, bool regular, struct error *e),
		 void *ctx, struct error *e);

/* Is it attached to the manifest ("MANIFEST.sha256.p7s" and its like), or the manifest itself? */
bool listing_leaves_out(const char *name);

#endif
