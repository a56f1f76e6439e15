/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tsk/libtsk.h>

#include "base/memory.h"
#include "evidence/disklabel.h"
#include "evidence/dos_table.h"
#include "evidence/gpt.h"
#include "evidence/table_view.h"
#include "evidence/volume_list.h"

#define PARTITIONS_MAX 1024

struct table_kind {
	TSK_VS_TYPE_ENUM type;
	const char *name;
};

static const struct table_kind kind_gpt = {TSK_VS_TYPE_GPT, "gpt"};
static const struct table_kind kind_dos = {TSK_VS_TYPE_DOS, "dos"};
static const struct table_kind kind_bsd = {TSK_VS_TYPE_BSD, "bsd"};
static const struct table_kind kind_sun = {TSK_VS_TYPE_SUN, "sun"};
static const struct table_kind kind_mac = {TSK_VS_TYPE_MAC, "mac"};

/* ---- What libtsk reads ---- */

/* Entries that name no volume, by libtsk's words for them. */
static bool
is_volume(const TSK_VS_PART_INFO *part)
{
	static const char *const others[] = {"Unused (0x00)",	    "Apple_partition_map",
					     "Apple_Partition_Map", "Apple_Free",
					     "Apple_Void",	    "Apple_Scratch"};

	if (part->flags != TSK_VS_PART_FLAG_ALLOC)
		return false;
	for (size_t i = 0; i < sizeof others / sizeof others[0] && part->desc; i++)
		if (strcmp(part->desc, others[i]) == 0)
			return false;
	return true;
}

static void
add_partition(struct table *t, const TSK_VS_INFO *vs, const TSK_VS_PART_INFO *part)
{
	uint64_t most = ((uint64_t)1 << 62) / vs->block_size;
	struct partition *p;

	if (!is_volume(part) || part->start > most || part->len > most || part->len == 0 ||
	    t->n >= PARTITIONS_MAX)
		return;
	t->v = memory_resize_array(t->v, t->n + 1, sizeof *t->v);
	p = &t->v[t->n++];
	p->offset = part->start * vs->block_size;
	p->size = part->len * vs->block_size;
	snprintf(p->description, sizeof p->description, "%s", part->desc ? part->desc : "");
}

static int
by_offset(const void *a, const void *b)
{
	const struct partition *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->size < y->size ? -1 : x->size > y->size;
}

static bool
is_cut(const TSK_VS_INFO *vs, const TSK_VS_PART_INFO *part, uint64_t image_size)
{
	return (part->flags & TSK_VS_PART_FLAG_META) && part->desc &&
	       strstr(part->desc, "Extended (") &&
	       part->start + part->len > image_size / vs->block_size;
}

/*
 * Offsets as the table has them. False, and an empty table, when nothing in it lies in the image.
 */
static bool
load(struct table *t, struct image *image, uint64_t offset, const struct table_kind *kind,
     const struct table_view *view)
{
	TSK_IMG_INFO *tsk = table_view_open(image, view);
	TSK_VS_INFO *vs = tsk_vs_open(tsk, (TSK_DADDR_T)offset, kind->type);
	bool sane = false;

	*t = (struct table){.name = kind->name};
	if (vs) {
		for (const TSK_VS_PART_INFO *p = vs->part_list; p; p = p->next) {
			add_partition(t, vs, p);
			t->cut |= is_cut(vs, p, image_size(image));
		}
		tsk_vs_close(vs);
	}
	tsk_error_reset();
	tsk_img_close(tsk);
	if (t->n)
		qsort(t->v, t->n, sizeof *t->v, by_offset);
	for (size_t i = 0; i < t->n && !sane; i++)
		sane = t->v[i].offset < image_size(image);
	if (!sane)
		table_release(t);
	return sane;
}

/* ---- Which table ---- */

static bool
read_gpt(struct table *t, struct image *image, const struct dos_sector *sector,
	 struct volume_list *list)
{
	struct table_view view = {0};
	struct gpt gpt;

	gpt_examine(&gpt, image);
	if (gpt.primary == GPT_ABSENT && gpt.backup == GPT_ABSENT)
		return false;
	if (sector->plausible && !sector->protective) {
		volume_note(list, list->n, NOTE_WARNING,
			    "a GPT stands beside a DOS table that does not protect it: "
			    "it may be older and is not used");
		return false;
	}
	view.sector_size = gpt.sector_size;
	view.protect = !sector->protective;
	if (gpt.backup > gpt.primary) {
		view.shown_at = gpt.primary_at;
		view.taken_from = gpt.backup_at;
		volume_note(list, list->n, NOTE_WARNING,
			    "the primary GPT is %s: the backup at the end of the image is used%s",
			    gpt.primary == GPT_ABSENT ? "not there" : "damaged",
			    gpt.backup == GPT_GOOD ? "" : ", though its checksum is wrong");
	} else if (gpt.primary != GPT_GOOD) {
		volume_note(list, list->n, NOTE_WARNING,
			    "the GPT is damaged (%s) and no better backup was found at the end "
			    "of the image",
			    gpt.primary == GPT_BROKEN ? "its header is nonsense"
						      : "its checksum is wrong");
	} else if (gpt.backup != GPT_GOOD) {
		volume_note(list, list->n, NOTE_INFO,
			    "no good backup GPT at the end of the image: it may be cut off");
	}
	if (gpt.primary <= GPT_BROKEN && gpt.backup <= GPT_BROKEN)
		return false;
	return load(t, image, 0, &kind_gpt, &view);
}

static bool
read_dos(struct table *t, struct image *image, const struct dos_sector *sector,
	 struct volume_list *list)
{
	const struct table_view view = {.sector_size = dos_sector_size(image)};

	/* A boot sector of a file system ends in the same two bytes as a table's. */
	if (!sector->signed_ || (sector->filesystem && !sector->plausible) ||
	    !load(t, image, 0, &kind_dos, &view))
		return false;
	if (!sector->plausible)
		volume_note(list, list->n, NOTE_WARNING,
			    "the DOS table has entries that make no sense");
	if (view.sector_size != image_sector_size(image))
		volume_note(list, list->n, NOTE_INFO, "the DOS table counts in sectors of %u bytes",
			    view.sector_size);
	if (t->cut)
		volume_note(list, list->n, NOTE_WARNING,
			    "an extended partition reaches past the end of the image: "
			    "volumes in it may be missing here");
	if (sector->protective)
		volume_note(list, list->n, NOTE_WARNING,
			    "the DOS table protects a GPT that is not there");
	return true;
}

void
table_read(struct table *t, struct image *image, struct volume_list *list)
{
	const struct table_view view = {.sector_size = image_sector_size(image)};
	struct dos_sector sector;

	*t = (struct table){0};
	dos_examine(&sector, image);
	if (read_gpt(t, image, &sector, list) || load(t, image, 0, &kind_mac, &view))
		return;
	if (disklabel_is_bsd(image, 0) && load(t, image, 0, &kind_bsd, &view))
		return;
	if (disklabel_is_sun(image, 0) && load(t, image, 0, &kind_sun, &view))
		return;
	read_dos(t, image, &sector, list);
}

/* ---- Labels inside a partition ---- */

static bool
fits(const struct table *t, uint64_t start, uint64_t size)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].offset < start || t->v[i].offset - start >= size)
			return false;
	return true;
}

/*
 * Labels count from the start of the partition or of the disk, depending on what wrote them. What
 * can be either way is taken as counting from the disk, which FreeBSD's and NetBSD's own do.
 */
static void
make_absolute(struct table *t, uint64_t offset, uint64_t size)
{
	if (t->n == 0 || fits(t, offset, size))
		return;
	if (!fits(t, 0, size)) {
		table_release(t);
		return;
	}
	for (size_t i = 0; i < t->n; i++)
		t->v[i].offset += offset;
}

void
table_read_nested(struct table *t, struct image *image, uint64_t offset, uint64_t size)
{
	const struct table_view view = {.sector_size = image_sector_size(image)};

	*t = (struct table){0};
	if (size < 1024)
		return;
	if ((disklabel_is_bsd(image, offset) && load(t, image, offset, &kind_bsd, &view)) ||
	    (disklabel_is_sun(image, offset) && load(t, image, offset, &kind_sun, &view)))
		make_absolute(t, offset, size);
}

void
table_release(struct table *t)
{
	free(t->v);
	*t = (struct table){0};
}
