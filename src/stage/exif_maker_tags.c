/* SPDX-License-Identifier: Apache-2.0 */
/* Which tags of each maker's directory are facts, and in which shape they are stored. */
#include "stage/exif_maker.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "record/json.h"
#include "stage/exif_value.h"

#define ENTRIES_MAX 1024
#define BLOCK_MAX   ((size_t)16384) /* of a value that is looked into */

enum shape {
	STORED,	   /* as its format says */
	TEXT,	   /* bytes are a text */
	HEX,	   /* of bytes that are not all zero */
	SERIAL,	   /* a text if it is one, else a number nobody sees on the body */
	NUMBER,	   /* 32 bits */
	BLOCK,	   /* maker_block */
	DIRECTORY, /* a maker's, in the value or where it points to */
};

/* at, size: which bytes of the value; size 0: to its end. */
static const struct wanted {
	unsigned char maker, shape;
	uint16_t tag, at, size;
	const char *name;
	union {
		maker_block *block;
		enum maker below;
	};
} wanted[] = {
	{MAKER_APPLE, STORED, 0x000b, 0, 0, "BurstUUID", {0}},
	{MAKER_APPLE, STORED, 0x0011, 0, 0, "ContentIdentifier", {0}},
	{MAKER_APPLE, STORED, 0x0015, 0, 0, "ImageUniqueID", {0}},
	{MAKER_CANON, STORED, 0x0007, 0, 0, "CanonFirmwareVersion", {0}},
	{MAKER_CANON, STORED, 0x0009, 0, 0, "OwnerName", {0}},
	{MAKER_CANON, STORED, 0x000c, 0, 0, "SerialNumber", {0}},
	{MAKER_CANON, BLOCK, 0x000d, 0, 0, "", {maker_take_canon_camera}},
	{MAKER_CANON, STORED, 0x0015, 0, 0, "SerialNumberFormat", {0}},
	{MAKER_CANON, HEX, 0x0028, 0, 16, "ImageUniqueID", {0}},
	{MAKER_CANON, STORED, 0x0095, 0, 0, "LensModel", {0}},
	{MAKER_CANON, BLOCK, 0x0096, 0, 0, "", {maker_take_canon_serial}},
	{MAKER_CANON, BLOCK, 0x4019, 0, 5, "", {maker_take_canon_lens}},
	{MAKER_FUJIFILM, STORED, 0x0010, 0, 0, "InternalSerialNumber", {0}},
	{MAKER_KODAK, STORED, 0xfa19, 0, 0, "SerialNumber", {0}},
	{MAKER_LEICA, NUMBER, 0x0303, 0, 4, "SerialNumber", {0}},
	{MAKER_LEICA_M9, DIRECTORY, 0x3100, 0, 0, "", {.below = MAKER_LEICA_M9_BODY}},
	{MAKER_LEICA_M9_BODY, STORED, 0x3103, 0, 0, "SerialNumber", {0}},
	{MAKER_LEICA_S, NUMBER, 0x0321, 0, 4, "LensSerialNumber", {0}},
	{MAKER_LEICA_X, NUMBER, 0x0305, 0, 4, "SerialNumber", {0}},
	{MAKER_LEICA_X, TEXT, 0x0500, 0, 0, "InternalSerialNumber", {0}},
	{MAKER_MOTOROLA, STORED, 0x5501, 0, 0, "SerialNumber", {0}},
	{MAKER_NIKON, STORED, 0x001d, 0, 0, "SerialNumber", {0}},
	{MAKER_NIKON, STORED, 0x00a0, 0, 0, "SerialNumber", {0}},
	{MAKER_NIKON, STORED, 0x00a7, 0, 0, "ShutterCount", {0}},
	{MAKER_NINTENDO, HEX, 0x1101, 24, 4, "InternalSerialNumber", {0}},
	{MAKER_OLYMPUS, STORED, 0x0404, 0, 0, "SerialNumber", {0}},
	{MAKER_OLYMPUS, STORED, 0x101a, 0, 0, "SerialNumber", {0}},
	{MAKER_OLYMPUS, DIRECTORY, 0x2010, 0, 0, "", {.below = MAKER_OLYMPUS_EQUIPMENT}},
	{MAKER_OLYMPUS_EQUIPMENT, STORED, 0x0101, 0, 0, "SerialNumber", {0}},
	{MAKER_OLYMPUS_EQUIPMENT, STORED, 0x0102, 0, 0, "InternalSerialNumber", {0}},
	{MAKER_OLYMPUS_EQUIPMENT, STORED, 0x0202, 0, 0, "LensSerialNumber", {0}},
	{MAKER_OLYMPUS_EQUIPMENT, STORED, 0x0203, 0, 0, "LensModel", {0}},
	{MAKER_OLYMPUS_EQUIPMENT, STORED, 0x0302, 0, 0, "ExtenderSerialNumber", {0}},
	{MAKER_OLYMPUS_EQUIPMENT, STORED, 0x1003, 0, 0, "FlashSerialNumber", {0}},
	{MAKER_PANASONIC, TEXT, 0x0025, 0, 0, "InternalSerialNumber", {0}},
	{MAKER_PANASONIC, TEXT, 0x0052, 0, 0, "LensSerialNumber", {0}},
	{MAKER_PANASONIC, TEXT, 0x0054, 0, 0, "AccessorySerialNumber", {0}},
	{MAKER_PENTAX, BLOCK, 0x0006, 0, 4, "", {maker_take_pentax_date}},
	{MAKER_PENTAX, BLOCK, 0x0007, 0, 3, "", {maker_take_pentax_time}},
	{MAKER_PENTAX, BLOCK, 0x005d, 0, 4, "", {maker_take_pentax_count}},
	{MAKER_PENTAX, NUMBER, 0x0215, 16, 4, "InternalSerialNumber", {0}},
	{MAKER_PENTAX, TEXT, 0x0229, 0, 0, "SerialNumber", {0}},
	{MAKER_PENTAX, TEXT, 0x0239, 12, 30, "LensModel", {0}},
	{MAKER_RICOH, SERIAL, 0x0005, 0, 0, "SerialNumber", {0}},
	{MAKER_SAMSUNG, STORED, 0xa002, 0, 0, "SerialNumber", {0}},
	{MAKER_SAMSUNG, STORED, 0xa005, 0, 0, "InternalLensSerialNumber", {0}},
	{MAKER_SIGMA, STORED, 0x0002, 0, 0, "SerialNumber", {0}},
	{MAKER_SIGMA, STORED, 0x0018, 0, 0, "Software", {0}},
	{MAKER_SONY, BLOCK, 0x2031, 0, 0, "", {maker_take_sony_serial}},
	{MAKER_SONY, BLOCK, 0x9050, 0, 0, "", {maker_take_sony_9050}},
};

/* ---- Facts ---- */

static size_t
text_length(const unsigned char *p, size_t size)
{
	size_t n = strnlen((const char *)p, size);

	while (n && (p[n - 1] <= ' ' || p[n - 1] == 0xff))
		n--;
	return n;
}

static bool
is_text(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < ' ' || p[i] > '~')
			return false;
	return n > 0;
}

void
maker_add_text(struct maker_note *n, const char *tag, const unsigned char *p, size_t size)
{
	size_t begun = facts_begin(n->facts), length;

	while (size && (*p == ' ' || *p == 0)) {
		p++;
		size--;
	}
	length = text_length(p, size);
	if (!is_text(p, length))
		return;
	json_add_string(&n->facts->text, (const char *)p, length);
	facts_end(n->facts, begun, "MakerNotes", tag);
}

void
maker_add_hex(struct maker_note *n, const char *tag, const unsigned char *p, size_t size)
{
	size_t begun = facts_begin(n->facts);

	buffer_add_byte(&n->facts->text, '"');
	text_hex(&n->facts->text, p, size);
	buffer_add_byte(&n->facts->text, '"');
	facts_end(n->facts, begun, "MakerNotes", tag);
}

void
maker_add_bytes(struct maker_note *n, const char *tag, const unsigned char *p, size_t size)
{
	size_t begun = facts_begin(n->facts);

	buffer_add_byte(&n->facts->text, '[');
	for (size_t i = 0; i < size; i++) {
		json_comma(&n->facts->text);
		json_add_u64(&n->facts->text, p[i]);
	}
	buffer_add_byte(&n->facts->text, ']');
	facts_end(n->facts, begun, "MakerNotes", tag);
}

void
maker_add_number(struct maker_note *n, const char *tag, uint64_t v)
{
	size_t begun = facts_begin(n->facts);

	json_add_u64(&n->facts->text, v);
	facts_end(n->facts, begun, "MakerNotes", tag);
}

/* ---- Values ---- */

static void
take_stored(struct maker_note *n, const struct tiff_entry *e, const char *name)
{
	struct exif_value v = {.format = e->type,
			       .count = e->count,
			       .data = tiff_value(&n->t, e),
			       .n = (size_t)e->size,
			       .big_endian = n->t.big_endian};
	size_t begun = facts_begin(n->facts);

	if (!v.data)
		return;
	exif_value_write(&v, &n->facts->text, &n->facts->undefined);
	facts_end(n->facts, begun, "MakerNotes", name);
}

/* The wanted bytes of the value, in memory of the caller's; how many. */
static size_t
copy_part(const struct maker_note *n, const struct tiff_entry *e, const struct wanted *w,
	  unsigned char *out)
{
	size_t size;

	if (e->outside || e->size < (uint64_t)w->at + w->size || e->size == w->at)
		return 0;
	size = w->size ? w->size
		       : (size_t)(e->size - w->at < BLOCK_MAX ? e->size - w->at : BLOCK_MAX);
	return bytes_read(n->t.b, n->t.start + e->at + w->at, out, size);
}

/* Ricoh: what is printed on the body, or a number that is not. */
static void
take_serial(struct maker_note *n, const unsigned char *p, size_t size)
{
	if (is_text(p, text_length(p, size)))
		maker_add_text(n, "SerialNumber", p, size);
	else
		maker_add_hex(n, "InternalSerialNumber", p, size);
}

static bool
is_zero(const unsigned char *p, size_t n)
{
	while (n && p[n - 1] == 0)
		n--;
	return n == 0;
}

static void
take_part(struct maker_note *n, const struct tiff_entry *e, const struct wanted *w)
{
	unsigned char *p = memory_new(w->size ? w->size : BLOCK_MAX);
	size_t size = copy_part(n, e, w, p);

	if (size == 0) {
		free(p);
		return;
	}
	if (w->shape == TEXT)
		maker_add_text(n, w->name, p, size);
	else if (w->shape == HEX && !is_zero(p, size))
		maker_add_hex(n, w->name, p, size);
	else if (w->shape == SERIAL)
		take_serial(n, p, size);
	else if (w->shape == NUMBER && size >= 4)
		maker_add_number(n, w->name, tiff_u32(&n->t, p));
	else if (w->shape == BLOCK)
		w->block(n, p, size);
	free(p);
}

static void
is_taken(struct maker_note *n, uint16_t tag)
{
	if (n->n_taken < MAKER_TAKEN_MAX)
		n->taken[n->n_taken++] = tag;
}

static void
take_below(struct maker_note *n, const struct tiff_entry *e, enum maker maker)
{
	n->below++;
	maker_take_directory(n, e->type == TIFF_UNDEFINED ? e->at : tiff_number(&n->t, e, 0),
			     maker);
	n->below--;
}

static void
take_entry(struct maker_note *n, const struct tiff_entry *e, const struct wanted *w)
{
	is_taken(n, e->tag);
	if (w->shape == STORED)
		take_stored(n, e, w->name);
	else if (w->shape == DIRECTORY)
		take_below(n, e, w->below);
	else
		take_part(n, e, w);
}

/* libexif prints such bytes one by one, only to call them unknown. */
#define OPAQUE_MIN 300

void
maker_take_directory(struct maker_note *n, uint64_t at, enum maker maker)
{
	struct tiff_entry e;
	struct tiff_ifd d;

	if (tiff_ifd_at(&n->t, at, &d))
		return;
	for (uint64_t i = 0; i < d.n && i < ENTRIES_MAX; i++) {
		if (tiff_entry_at(&d, i, &e))
			continue;
		if (n->below == 0 && e.type == TIFF_UNDEFINED && e.size >= OPAQUE_MIN)
			is_taken(n, e.tag);
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
			if (wanted[k].maker == maker && wanted[k].tag == e.tag)
				take_entry(n, &e, &wanted[k]);
	}
}
