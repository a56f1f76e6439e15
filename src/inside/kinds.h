/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of holders; each is described at the head of its own file. */
#ifndef WINNOW_INSIDE_KINDS_H
#define WINNOW_INSIDE_KINDS_H

#include "inside/holder.h"

extern const struct holder_kind holder_zip;
extern const struct holder_kind holder_ole, holder_thumbcache, holder_mail, holder_pdf;
extern const struct holder_kind holder_sqlite, holder_encoded, holder_android_backup;
extern const struct holder_kind holder_archive; /* whatever libarchive reads, but ZIP */

#endif
