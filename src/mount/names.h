/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a name of the evidence is shown as a file name. Nearly every name is shown as it is stored,
 * byte for byte. What no file name can be (empty, "." and "..", with a slash or NUL in it), what
 * another entry of the folder is called too, and what looks like the result of this, is escaped:
 *
 *	%=NAME       the name with "%", "/", NUL (and of "." and ".." the dots) as %25 %2F %00 %2E
 *	%2=NAME      the second of that name in its folder, the third …
 *	%~HASH=NAME  too long: HASH is FNV-1a of the stored name, NAME its beginning and its end
 *
 * Only the last cannot be undone from the name alone; the node keeps the stored name then.
 */
#ifndef WINNOW_MOUNT_NAMES_H
#define WINNOW_MOUNT_NAMES_H

#include "base/buffer.h"

/* Longer ones the kernel's FUSE takes nowhere (1024 with the NUL). */
#define NAMES_SHOWN_MAX 1023

/*
 * Appends what the turn-th (from 1) entry called `stored` is shown as. True when it had to be
 * shortened.
 */
bool names_show(struct span stored, unsigned turn, struct buffer *out);

/* Appends the stored name of a shown one that was not shortened. */
void names_stored(struct span shown, struct buffer *out);

/*
 * Appends the file name of an item: its id with "%" and "/" as %25 and %2F (control characters and
 * DEL in the same way), a dot, and an extension by its media type ("bin" when that is not known),
 * so that the id is all before the last dot.
 */
void names_of_item(struct span id, struct span mime, struct buffer *out);

#endif
