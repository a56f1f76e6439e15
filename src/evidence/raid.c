/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/raid.h"

#include <stdio.h>

#include "evidence/label.h"
#include "evidence/volume_list.h"

#define MAGIC  0xa92b4efcu
#define SECTOR ((uint64_t)512)
#define MIRROR 1u

/* The super block of versions 1.1 and 1.2; of 1.0 it stands at the end, and data at the start. */
static const unsigned char *
super_block(const struct volume *v, struct bytes *image)
{
	static const uint64_t places[] = {0, 4096};

	for (size_t i = 0; i < 2; i++) {
		const unsigned char *p = label_bytes(v, image, places[i], 256);

		if (p && le32(p) == MAGIC && le32(p + 4) == 1)
			return p;
	}
	return NULL;
}

void
raid_add_volume(struct volume_list *list, size_t i, struct image *image)
{
	const struct volume *v = &list->v[i];
	const unsigned char *p = super_block(v, image_bytes(image));
	char name[VOLUME_NAME_MAX];
	uint64_t offset, size;
	struct volume *part;
	size_t k;

	if (!p)
		return;
	offset = le64(p + 128);
	size = le64(p + 136);
	if ((le32(p + 72) != MIRROR && le32(p + 92) != 1) || offset == 0 ||
	    offset > v->size / SECTOR || size > v->size / SECTOR - offset || size == 0) {
		volume_note(list, i, NOTE_WARNING,
			    "not examined: part of a RAID of %u disks, level %d, which is not put "
			    "together",
			    le32(p + 92), (int)le32(p + 72));
		return;
	}
	snprintf(name, sizeof name, "%.30s.1", v->name);
	offset = v->offset + offset * SECTOR;
	k = volume_add(list, name); /* the list may move */
	part = &list->v[k];
	part->offset = offset;
	part->size = size * SECTOR;
	snprintf(part->table, sizeof part->table, "raid");
	snprintf(part->description, sizeof part->description, "half of a mirror");
}
