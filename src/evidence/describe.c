/* SPDX-License-Identifier: Apache-2.0 */
/* The `evidence` and `volume` records. */
#include <string.h>

#include "evidence/folder.h"
#include "evidence/image_state.h"
#include "evidence/volume.h"
#include "record/json.h"

static void
member_object(struct buffer *out, const char *key, const struct buffer *members)
{
	if (!members->n)
		return;
	json_key(out, key);
	buffer_add_byte(out, '{');
	buffer_add(out, members->data, members->n);
	buffer_add_byte(out, '}');
}

static void
member_notes(struct buffer *out, const struct buffer *notes)
{
	if (!notes->n)
		return;
	json_key(out, "notes");
	buffer_add_byte(out, '[');
	buffer_add(out, notes->data, notes->n);
	buffer_add_byte(out, ']');
}

static void
append_notes(struct buffer *notes, const struct buffer *more)
{
	if (notes->n && more && more->n)
		buffer_add_byte(notes, ',');
	if (more)
		buffer_add(notes, more->data, more->n);
}

/* more: further notes on the evidence as a whole, or NULL. */
static int
describe_image(struct image *image, const struct buffer *more, struct buffer *out, struct error *e)
{
	struct reader_facts facts = {.segments = 1};
	char id[IMAGE_ID_MAX];

	if (image_id(image, id, e))
		return -1;
	image->reader->kind->facts(image->reader, &facts);
	if (image_is_logical(image))
		buffer_clear(&facts.notes); /* they are of disks */
	append_notes(&facts.notes, more);
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "evidence");
	json_member_path(out, "evidence", image->path);
	json_member_text(out, "evidence_id", id);
	json_member_u64(out, "size",
			image_folder(image) >= 0 ? folder_bytes(image_folder(image))
						 : image_size(image));
	json_member_text(out, "container", image_container(image));
	json_member_u64(out, "sector_size", image_sector_size(image));
	json_member_u64(out, "segments", facts.segments);
	member_object(out, "acquisition", &facts.acquisition);
	member_object(out, "stored", &facts.stored);
	member_notes(out, &facts.notes);
	buffer_add_text(out, "}\n");
	buffer_release(&facts.acquisition);
	buffer_release(&facts.stored);
	buffer_release(&facts.notes);
	return 0;
}

int
image_describe(struct image *image, struct buffer *out, struct error *e)
{
	return describe_image(image, NULL, out, e);
}

/* What is not there is null, so that `select(.encrypted)` means what it says. */
static void
member_or_null(struct buffer *out, const char *key, const char *text)
{
	json_member_text(out, key, *text ? text : NULL);
}

void
volume_describe(const struct volume_list *list, size_t i, struct image *image, struct buffer *out)
{
	const struct volume *v = &list->v[i];
	struct error ignored = {0}; /* the evidence record has told of it */
	char id[IMAGE_ID_MAX] = "";

	image_id(image, id, &ignored);
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "volume");
	json_member_path(out, "evidence", image->path);
	json_member_text(out, "evidence_id", id);
	json_member_text(out, "volume", v->name);
	json_member_u64(out, "offset", v->offset);
	json_member_u64(out, "size", v->size);
	member_or_null(out, "fs", v->fs);
	member_or_null(out, "label", v->label);
	member_or_null(out, "serial", v->serial);
	member_or_null(out, "encrypted", v->encrypted);
	member_or_null(out, "table", v->table);
	member_or_null(out, "description", v->description);
	member_notes(out, &list->notes[i]);
	buffer_add_text(out, "}\n");
}

int
volumes_describe(const struct volume_list *list, struct image *image, struct buffer *out,
		 struct error *e)
{
	if (describe_image(image, &list->notes[list->n], out, e))
		return -1;
	for (size_t i = 0; i < list->n; i++)
		volume_describe(list, i, image, out);
	return 0;
}
