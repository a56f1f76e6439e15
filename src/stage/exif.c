/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/media.h"
#include "stage/exif_block.h"
#include "stage/exif_derive.h"
#include "stage/exif_facts.h"
#include "stage/exif_iptc.h"
#include "stage/exif_jumbf.h"
#include "stage/exif_packed.h"
#include "stage/exif_synthetic.h"
#include "stage/exif_tags.h"
#include "stage/exif_text.h"
#include "stage/exif_xmp.h"

struct exif_state {
	locale_t plain; /* so that what libexif says is the same in every language */
	locale_t before;
	struct facts facts;
	struct buffer text;
};

static int
exif_open(void **state, const void *config, struct error *e)
{
	struct exif_state *x = memory_zero(1, sizeof *x);

	(void)config;
	*state = x;
	x->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (!x->plain)
		return error_system(e, "the C locale cannot be had");
	x->before = uselocale(x->plain);
	return 0;
}

static void
exif_close(void *state)
{
	struct exif_state *x = state;

	if (!x)
		return;
	if (x->plain) {
		uselocale(x->before);
		freelocale(x->plain);
	}
	facts_release(&x->facts);
	buffer_release(&x->text);
	free(x);
}

/* How the item's type was judged before this stage. */
enum judged { UNKNOWN, MEDIA, OTHER };

static enum judged
judged_as(struct exif_state *x, const struct item *item)
{
	buffer_clear(&x->text);
	if (item_text(item, "mime", &x->text))
		return UNKNOWN;
	return strncmp(buffer_text(&x->text), "image/", 6) == 0 ||
			       strncmp(buffer_text(&x->text), "video/", 6) == 0 ||
			       strncmp(buffer_text(&x->text), "audio/", 6) == 0
		       ? MEDIA
		       : OTHER;
}

/*
 * Of what is no picture by its structure only that is looked at which once may have been one, and
 * PDF, which says who made it and by what.
 */
static bool
passes_by(struct exif_state *x, const struct item *item, enum judged judged)
{
	if (judged != OTHER)
		return false;
	if (strcmp(buffer_text(&x->text), "application/octet-stream") == 0 ||
	    strcmp(buffer_text(&x->text), "application/pdf") == 0)
		return false;
	buffer_clear(&x->text);
	return item_text(item, "path", &x->text) || !media_by_extension(buffer_text(&x->text));
}

/*
 * The format by its head: a picture that was cut short behind its metadata still has that. Heads of
 * less than three bytes say nothing about what does not hold up.
 */
static const struct media_format *
format_of(struct bytes *b)
{
	unsigned char head[MEDIA_HEAD];
	size_t n = bytes_read(b, 0, head, sizeof head);

	for (size_t i = 0; media_formats[i]; i++)
		if (media_formats[i]->head(head, n) &&
		    (media_formats[i]->blocks || media_formats[i]->tags))
			return media_formats[i];
	return NULL;
}

static void
note_broken(struct item *item, const struct media_block *block, const char *what, uint64_t broke)
{
	item_note(item, NOTE_WARNING, "the %s at %llu (%s) breaks at byte %llu of it", what,
		  (unsigned long long)block->offset, block->where, (unsigned long long)broke);
}

static void
read_block(struct exif_state *x, struct item *item, struct bytes *b,
	   const struct media_block *block)
{
	uint64_t broke = 0;
	const char *why;

	if (exif_is_packed(block)) {
		if (exif_packed_read(b, block, &x->facts, &why))
			item_note(item, NOTE_WARNING, "the metadata at %llu (%s) %s",
				  (unsigned long long)block->offset, block->where, why);
		return;
	}
	switch (block->kind) {
	case MEDIA_EXIF_TIFF:
		if (exif_block_read(b, block->offset, block->size, block->where, &x->facts))
			item_note(item, NOTE_WARNING,
				  "the Exif block at %llu (%s) has no TIFF header",
				  (unsigned long long)block->offset, block->where);
		break;
	case MEDIA_XMP:
		if (!exif_text_is_extension(block) &&
		    exif_xmp_read(b, block->offset, block->size, &x->facts, &broke))
			note_broken(item, block, "XMP packet", broke);
		break;
	case MEDIA_IPTC:
		if (exif_iptc_read(b, block->offset, block->size, &x->facts, &broke))
			note_broken(item, block, "IPTC block", broke);
		break;
	case MEDIA_JUMBF:
		if (exif_jumbf_read(b, block, &x->facts))
			item_note(item, NOTE_INFO,
				  "the JUMBF boxes at %llu (%s) break, or what is in them does",
				  (unsigned long long)block->offset, block->where);
		break;
	case MEDIA_COMMENT:
		exif_text_read(b, block, &x->facts);
		break;
	default:
		break;
	}
}

/* Exif first: of several facts of one name the first holds, and readers see it first. */
static void
read_blocks(struct exif_state *x, struct item *item, struct bytes *b,
	    const struct media_blocks *blocks)
{
	for (size_t i = 0; i < blocks->n; i++)
		if (blocks->v[i].kind == MEDIA_EXIF_TIFF)
			read_block(x, item, b, &blocks->v[i]);
	for (size_t i = 0; i < blocks->n; i++)
		if (blocks->v[i].kind != MEDIA_EXIF_TIFF)
			read_block(x, item, b, &blocks->v[i]);
	exif_text_read_extensions(b, blocks, &x->facts);
}

static void
write_facts(struct exif_state *x, struct item *item)
{
	buffer_clear(&x->text);
	facts_write_standard(&x->facts, &x->text);
	edit_set(item->edit, "exif", buffer_span(&x->text));
	buffer_clear(&x->text);
	facts_write_all(&x->facts, &x->text);
	edit_set(item->edit, "metadata", buffer_span(&x->text));
	exif_set_device(&x->facts, item);
	exif_set_gps(&x->facts, item);
	exif_set_taken(&x->facts, item);
	exif_set_synthetic(&x->facts, item);
}

static void
note_damage(const struct facts *f, struct item *item)
{
	if (f->outside)
		item_note(item, NOTE_WARNING,
			  "%u Exif values do not lie inside their block, %s first", f->outside,
			  f->first_outside);
	if (f->lost)
		item_note(item, NOTE_WARNING,
			  "%u Exif directories do not lie inside their block, %s first", f->lost,
			  f->first_lost);
	if (f->untyped)
		item_note(item, NOTE_INFO, "%u Exif entries are of no type that there is",
			  f->untyped);
}

static void
note_values(const struct exif_state *x, struct item *item)
{
	if (x->facts.undefined)
		item_note(item, NOTE_INFO,
			  "%u Exif rationals have no value (zero denominator), %s first",
			  x->facts.undefined, x->facts.first_undefined);
	if (x->facts.dropped)
		item_note(item, NOTE_WARNING,
			  "%u metadata values left out: more than 1 MiB of them", x->facts.dropped);
}

static int
exif_apply(void *state, struct item *item, struct error *e)
{
	struct exif_state *x = state;
	const struct media_format *f;
	struct media_blocks blocks = {0};
	struct bytes *b;

	enum judged judged = judged_as(x, item);

	(void)e;
	if (passes_by(x, item, judged))
		return 0;
	b = item_bytes(item);
	if (!b || b->size == 0)
		return 0;
	f = format_of(b);
	if (!f)
		return 0;
	if (f->blocks)
		f->blocks(b, &blocks);
	facts_clear(&x->facts);
	read_blocks(x, item, b, &blocks);
	exif_tags_read(f, b, &x->facts);
	note_damage(&x->facts, item);
	if (x->facts.n) {
		write_facts(x, item);
		note_values(x, item);
	}
	return 0;
}

const struct stage stage_exif = {
	.tool = "winnow-exif",
	.needs_evidence = true,
	.open = exif_open,
	.apply = exif_apply,
	.close = exif_close,
};
