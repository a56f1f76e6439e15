/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maker notes put into words by libexif, which knows Canon, Nikon, Olympus, Fujifilm,
 * Pentax and Apple.
 */
#include <libexif/exif-data.h>
#include <stdio.h>
#include <string.h>

#include "record/json.h"
#include "stage/exif_block.h"
#include "stage/exif_maker.h"

/* libexif takes no more than an APP1 segment holds, and wants this before the TIFF header. */
#define PREFIX	  "Exif\0"
#define PREFIX_N  ((size_t)6)
#define BLOCK_MAX ((size_t)65526)

/* What libexif says of values it has no words for. */
static bool
says_nothing(const char *value)
{
	return !value[0] || strstr(value, "unknown data") || strncmp(value, "Invalid ", 8) == 0;
}

/* libexif gives some tags names that belong to others. */
static bool
was_read(const struct maker_note *read, unsigned tag)
{
	for (unsigned i = 0; i < read->n_taken; i++)
		if (read->taken[i] == tag)
			return true;
	return false;
}

/* Maker notes come out of libexif as text it has made of them. */
static void
take_notes(struct facts *facts, const struct maker_note *read, ExifMnoteData *note)
{
	unsigned n = note ? exif_mnote_data_count(note) : 0;

	for (unsigned i = 0; i < n; i++) {
		char value[1024], unnamed[FACT_TAG_MAX];
		const char *name = exif_mnote_data_get_name(note, i);
		size_t begun = facts_begin(facts), length;

		if (was_read(read, exif_mnote_data_get_id(note, i)))
			continue;
		value[0] = '\0';
		if (!exif_mnote_data_get_value(note, i, value, sizeof value))
			continue;
		value[sizeof value - 1] = '\0';
		if (says_nothing(value))
			continue;
		length = strlen(value);
		while (length && value[length - 1] == ' ')
			length--;
		if (!name)
			snprintf(unnamed, sizeof unnamed, "0x%04x",
				 exif_mnote_data_get_id(note, i));
		json_add_string(&facts->text, value, length);
		facts_end(facts, begun, "MakerNotes", name ? name : unnamed);
	}
}

void
exif_maker_words(const struct tiff *t, const struct maker_note *read, struct facts *facts)
{
	struct buffer block = BUFFER_EMPTY;
	size_t n = t->size < BLOCK_MAX ? (size_t)t->size : BLOCK_MAX;
	ExifData *d = exif_data_new();

	if (!d)
		return;
	buffer_add(&block, PREFIX, PREFIX_N);
	block.n += bytes_read(t->b, t->start, buffer_reserve(&block, n), n);
	/* nothing left out, nothing put right */
	exif_data_unset_option(d, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
	exif_data_unset_option(d, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
	exif_data_load_data(d, (const unsigned char *)block.data, (unsigned)block.n);
	take_notes(facts, read, exif_data_get_mnote_data(d));
	exif_data_unref(d);
	buffer_release(&block);
}
