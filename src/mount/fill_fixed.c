/* SPDX-License-Identifier: Apache-2.0 */
/* The folders that every mount has. */
#include <stdio.h>

#include "mount/answer_parts.h"

int
fill_root(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e)
{
	(void)folder;
	(void)e;
	if (image_size(a->config.image) > 0) /* a directory has none */
		listing_add(&l->live, span_of("image.raw"), NODE_IMAGE, DT_REG);
	listing_add(&l->live, span_of("volumes"), NODE_VOLUMES, DT_DIR);
	listing_add(&l->live, span_of("files"), NODE_FILES, DT_DIR);
	listing_add(&l->live, span_of("deleted"), NODE_DELETED, DT_DIR);
	if (a->config.records.p)
		listing_add(&l->live, span_of("items"), NODE_ITEMS, DT_DIR);
	return 0;
}

int
fill_volumes(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e)
{
	char name[VOLUME_NAME_MAX + 8];

	(void)folder;
	if (answer_volumes(a, e))
		return -1;
	for (size_t i = 0; i < a->volumes.n && i < UINT16_MAX; i++) {
		struct listing_entry *entry;

		if (a->volumes.v[i].size == 0)
			continue;
		snprintf(name, sizeof name, "%s.raw", a->volumes.v[i].name);
		entry = listing_add(&l->live, span_of(name), NODE_VOLUME, DT_REG);
		entry->node.volume = (uint16_t)i;
	}
	return 0;
}

int
fill_files(struct answer *a, uint32_t folder, struct folder_lists *l, struct error *e)
{
	bool logical = image_is_logical(a->config.image);

	(void)folder;
	if (answer_volumes(a, e))
		return -1;
	for (size_t i = 0; i < a->volumes.n && i < UINT16_MAX; i++) {
		struct listing_entry *entry;

		if (a->volumes.v[i].fs_type == 0 && !logical)
			continue;
		entry = listing_add(&l->live, span_of(a->volumes.v[i].name),
				    logical ? NODE_LOGICAL : NODE_TREE, DT_DIR);
		entry->node.volume = (uint16_t)i;
	}
	return 0;
}
