/* SPDX-License-Identifier: Apache-2.0 */
/* The text in which LVM2 keeps its metadata: sections in braces, `key = value` in them. */
#ifndef WINNOW_EVIDENCE_LVM_TEXT_H
#define WINNOW_EVIDENCE_LVM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

#define LVM_DEPTH_MAX 8

/* Where a value stands: names of the sections around it, the outermost first. */
struct lvm_place {
	struct span section[LVM_DEPTH_MAX];
	size_t depth;
};

/* value: as written, a string with its quotes, a list with its brackets. */
typedef void lvm_value(void *ctx, const struct lvm_place *place, struct span key,
		       struct span value);

/* Tells each value; false where the text is broken, after what came before. */
bool lvm_text_read(struct span text, lvm_value *tell, void *ctx);

#endif
