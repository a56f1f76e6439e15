/* SPDX-License-Identifier: Apache-2.0 */
/* Stage: adds `hashes` (MD5, SHA-1, SHA-256) of an item's bytes, all from one reading. */
#ifndef WINNOW_STAGE_HASH_H
#define WINNOW_STAGE_HASH_H

#include <stdbool.h>

#include "stage/stage.h"

struct hash_config {
	/*
	 * Only what is or could be a picture or video: by `mime` (image, video, the containers of
	 * video, unknown binary data, or no type given), or by the extension in `path`.
	 */
	bool media_only;
	/*
	 * Only items of a size that this says yes to; others get `hash_skipped` "size". NULL: all.
	 */
	bool (*wants_size)(const void *ctx, uint64_t size);
	const void *wants_ctx; /* borrowed */
};

/* config: struct hash_config, or NULL for everything. */
extern const struct stage stage_hash;

#endif
