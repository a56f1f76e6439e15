/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AVI: the INFO list (Multimedia Programming Interface and Data Specifications 1.0), IDIT, and what
 * makers of cameras add.
 */
#include <string.h>

#include "media/blocks.h"
#include "media/riff.h"
#include "media/tags.h"

#define CHUNKS_MAX 4096
#define DEPTH_MAX  3

static const struct {
	const char *type, *tag;
} known[] = {
	{"IDIT", "DateTimeOriginal"},
	{"ICRD", "DateCreated"},
	{"ISFT", "Software"},
	{"IART", "Artist"},
	{"ICMT", "Comment"},
	{"INAM", "Title"},
	{"ICOP", "Copyright"},
	{"ISRC", "Source"},
	{"ITCH", "Technician"},
	{"IENG", "Engineer"},
	{"ISBJ", "Subject"},
	{"IMAK", "Make"},
	{"IMDL", "Model"},
	{"ISMP", "TimeCode"},
	{"ecor", "Make"},
	{"emdl", "Model"},
	{"etim", "TimeCreated"},
};

static bool
is_list_of(struct bytes *b, const struct riff_chunk *c, const char *const types[])
{
	const unsigned char *p =
		strcmp(c->type, "LIST") == 0 && c->size >= 4 ? bytes_exact(b, c->body, 4) : NULL;

	for (size_t i = 0; p && types[i]; i++)
		if (memcmp(p, types[i], 4) == 0)
			return true;
	return false;
}

/* Nikon's: 16 bits of tag, 16 of size, the value; each many times. */
static void
take_nikon(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out)
{
	static const struct {
		uint16_t number;
		const char *tag;
	} wanted[] = {
		{0x03, "Make"}, {0x04, "Model"}, {0x05, "Software"}, {0x13, "DateTimeOriginal"}};

	for (unsigned i = 0; i < CHUNKS_MAX && at < end && end - at >= 4; i++) {
		const unsigned char *p = bytes_exact(b, at, 4);
		uint16_t number = p ? le16(p) : 0, size = p ? le16(p + 2) : 0;

		at += 4;
		if (!p || size > end - at)
			return;
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
			if (wanted[k].number == number)
				tags_text(out, b, "RIFF", wanted[k].tag, at, size, MEDIA_UTF8);
		at += size;
	}
}

/* Texts at fixed places of what cameras put into filling and streams. */
static const struct {
	const char *begins;
	unsigned n, at, size;
	const char *tag;
} places[] = {
	{"OLYMDigital Camera", 18, 0x12, 24, "Make"},
	{"OLYMDigital Camera", 18, 0x2c, 24, "Model"},
	{"PENTDigital Camera", 18, 0x12, 24, "Make"},
	{"PENTDigital Camera", 18, 0x2c, 24, "Model"},
	{"IIII\1\0", 6, 0x0c, 32, "Model"},
	{"CASI", 4, 0, 64, "Software"},
	{"Zora", 4, 4, 32, "VendorName"},
};

static void
take_places(struct bytes *b, const struct riff_chunk *c, struct media_tags *out)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const unsigned char *p =
			c->size > places[i].at ? bytes_exact(b, c->body, places[i].n) : NULL;
		uint64_t n = c->size - places[i].at;

		if (p && memcmp(p, places[i].begins, places[i].n) == 0)
			tags_text(out, b, "RIFF", places[i].tag, c->body + places[i].at,
				  n < places[i].size ? n : places[i].size, MEDIA_UTF8);
	}
}

static void
take_chunks(struct bytes *b, uint64_t at, uint64_t end, unsigned depth, struct media_tags *out)
{
	static const char *const lists[] = {"hdrl", "strl", "INFO", "INF0", "exif", "ncdt", NULL};
	struct riff_chunk c;

	for (unsigned i = 0; i < CHUNKS_MAX && at < end && riff_chunk_at(b, at, &c) > 0; i++) {
		if (c.next <= at || c.body + c.size > end)
			return;
		if (depth < DEPTH_MAX && is_list_of(b, &c, lists))
			take_chunks(b, c.body + 4, c.body + c.size, depth + 1, out);
		if (strcmp(c.type, "nctg") == 0)
			take_nikon(b, c.body, c.body + c.size, out);
		else if (strcmp(c.type, "JUNK") == 0 || strcmp(c.type, "strd") == 0)
			take_places(b, &c, out);
		for (size_t k = 0; k < sizeof known / sizeof *known; k++)
			if (strcmp(c.type, known[k].type) == 0)
				tags_text(out, b, "RIFF", known[k].tag, c.body, c.size, MEDIA_UTF8);
		at = c.next;
	}
}

void
riff_tags(struct bytes *b, struct media_tags *out)
{
	uint64_t end = riff_form(b, 0, "AVI ");

	if (end)
		take_chunks(b, 12, end < b->size ? end : b->size, 0, out);
}

/* Makers' notes, and Exif directories without a head (exif_block.c). */
static void
take_note(struct bytes *b, const struct riff_chunk *c, struct media_blocks *out)
{
	const unsigned char *p = c->size > 16 ? bytes_exact(b, c->body, 8) : NULL;

	if (!p)
		return;
	if (strcmp(c->type, "strd") == 0 && memcmp(p, "AVIF", 4) == 0)
		blocks_add(out, b, MEDIA_EXIF_TIFF, c->body + 8, c->size - 8, "strd");
	else if (strcmp(c->type, "JUNK") == 0 && memcmp(p, "QVMI", 4) == 0)
		blocks_add(out, b, MEDIA_EXIF_TIFF, c->body, c->size, "QVMI");
	else if (strcmp(c->type, "hymn") == 0 || strcmp(c->type, "mknt") == 0)
		blocks_add(out, b, MEDIA_EXIF_TIFF, c->body, c->size, "hydt");
}

static void
list_chunks(struct bytes *b, uint64_t at, uint64_t end, unsigned depth, struct media_blocks *out)
{
	static const char *const lists[] = {"hdrl", "strl", "hydt", "pntx", NULL};
	struct riff_chunk c;

	for (unsigned i = 0; i < CHUNKS_MAX && at < end && riff_chunk_at(b, at, &c) > 0; i++) {
		if (c.next <= at)
			return;
		if (depth < DEPTH_MAX && is_list_of(b, &c, lists))
			list_chunks(b, c.body + 4, c.body + c.size, depth + 1, out);
		else if (strcmp(c.type, "_PMX") == 0) /* Adobe's, behind the movie's data */
			blocks_add(out, b, MEDIA_XMP, c.body, c.size, "_PMX");
		else if (strcmp(c.type, "C2PA") == 0)
			blocks_add(out, b, MEDIA_JUMBF, c.body, c.size, "C2PA");
		else
			take_note(b, &c, out);
		at = c.next;
	}
}

void
riff_blocks(struct bytes *b, struct media_blocks *out)
{
	uint64_t end = riff_form(b, 0, "AVI ");

	out->n = 0;
	list_chunks(b, 12, end < b->size ? end : b->size, 0, out);
}
