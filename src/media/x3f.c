/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sigma X3F (Foveon, "X3F Raw Capture File Format" 2.x, and what versions 3 and 4 kept of it): a
 * head, sections, the directory of these, and in the last four bytes its place. Little-endian.
 * Nothing at the beginning says where the end is: the bytes are searched for the directory.
 */
#include <stdlib.h>
#include <string.h>

#include "media/blocks.h"
#include "media/entropy.h"
#include "media/tags.h"
#include "media/verdict.h"

#define LENGTH_MAX ((uint64_t)160 << 20)

enum {
	HEAD_SIZE = 40,
	WIDE_VERSION = 4, /* from this one on the head is another */
	DIRECTORY_HEAD = 12,
	ENTRY = 12,
	ENTRIES_MAX = 64,
	SIDE_MAX = 30000, /* pixels */
	IMAGE_HEAD = 28,
	IMAGE_JPEG = 18,
	PROPERTIES_HEAD = 24,
	PROPERTIES_MAX = 256,
	CHARACTERS_MAX = 128, /* of a name or a value */
};

#define ALL_CONFIDENCE	0.9
#define PART_CONFIDENCE 0.6
#define DOUBT		0.4

struct section {
	char name[5];
	uint64_t at, size; /* in the source */
};

struct walker {
	struct bytes *b;
	uint64_t start, end; /* end: behind the last byte that may belong to it */
	uint64_t directory;
	unsigned n;
	struct section v[ENTRIES_MAX];
	bool holds; /* every section lies before the directory and begins as one does */
};

/* Where width and height stand. */
static size_t
size_place(const unsigned char *p)
{
	return le32(p + 4) >> 16 >= WIDE_VERSION ? 40 : 28;
}

static bool
head(const unsigned char *p, size_t n)
{
	uint32_t version;
	size_t at;

	if (n < HEAD_SIZE + 8 || memcmp(p, "FOVb", 4) != 0)
		return false;
	version = le32(p + 4);
	at = size_place(p);
	return version >> 16 >= 1 && version >> 16 <= 9 && (version & 0xffff) <= 99 &&
	       le32(p + at) - 1 < SIDE_MAX && le32(p + at + 4) - 1 < SIDE_MAX;
}

/* A directory at `at`, whose place stands behind it; 0, or its end. */
static uint64_t
directory_end(const struct walker *k, uint64_t at)
{
	unsigned char p[DIRECTORY_HEAD];
	uint64_t n, end;

	if (bytes_read(k->b, at, p, sizeof p) != sizeof p || memcmp(p, "SECd", 4) != 0)
		return 0;
	n = le32(p + 8);
	end = at + DIRECTORY_HEAD + n * ENTRY;
	if (n < 1 || n > ENTRIES_MAX || end + 4 > k->end || bytes_read(k->b, end, p, 4) != 4 ||
	    le32(p) != at - k->start)
		return 0;
	return end + 4;
}

static uint64_t
search_directory(struct walker *k)
{
	uint64_t at = k->start + HEAD_SIZE;

	while (at + DIRECTORY_HEAD <= k->end) {
		size_t got;
		const unsigned char *p = bytes_view(k->b, at, BYTES_WINDOW, &got), *found;
		uint64_t end;

		if (!p || got < 4)
			return 0;
		found = memmem(p, got, "SECd", 4);
		k->directory = found ? at + (uint64_t)(found - p) : 0;
		end = found ? directory_end(k, k->directory) : 0;
		if (end)
			return end;
		at = found ? k->directory + 4 : at + got - 3;
	}
	return 0;
}

/* Where the file ends, or 0; its directory is then known. */
static uint64_t
find_end(struct walker *k)
{
	unsigned char p[4];

	if (k->end - k->start > HEAD_SIZE + 4 && bytes_read(k->b, k->end - 4, p, 4) == 4) {
		k->directory = k->start + le32(p);
		if (k->directory < k->end && directory_end(k, k->directory) == k->end)
			return k->end;
	}
	return search_directory(k);
}

static void
read_sections(struct walker *k)
{
	unsigned char p[ENTRY];

	k->holds = true;
	bytes_read(k->b, k->directory + 8, p, 4);
	k->n = le32(p);
	for (unsigned i = 0; i < k->n; i++) {
		struct section *s = &k->v[i];

		bytes_read(k->b, k->directory + DIRECTORY_HEAD + (uint64_t)i * ENTRY, p, sizeof p);
		*s = (struct section){.at = k->start + le32(p), .size = le32(p + 4)};
		memcpy(s->name, p + 8, 4);
		if (s->at < k->start + HEAD_SIZE || s->at > k->directory ||
		    s->size > k->directory - s->at || s->size < 4 ||
		    bytes_read(k->b, s->at, p, 4) != 4 || memcmp(p, "SEC", 3) != 0) {
			s->size = 0;
			k->holds = false;
		}
	}
}

static bool
open_file(struct walker *k, struct bytes *b, uint64_t start, unsigned char first[HEAD_SIZE + 8])
{
	size_t n = bytes_read(b, start, first, HEAD_SIZE + 8);

	memset(first + n, 0, HEAD_SIZE + 8 - n);
	*k = (struct walker){.b = b, .start = start};
	k->end = b->size - start > LENGTH_MAX ? start + LENGTH_MAX : b->size;
	return head(first, n);
}

static void
judge_part(const struct walker *k, struct media_walk *w)
{
	uint64_t size = k->b->size - k->start, where;

	if (entropy_search(k->b, k->start, k->start + HEAD_SIZE, k->end, false, &where) ==
	    ENTROPY_TEXT)
		verdict_damaged(w, where - k->start, DOUBT,
				"text stands where its sections should, and no directory behind");
	else if (size <= LENGTH_MAX)
		verdict_truncated(w, size, DOUBT, "the bytes end before its directory");
	else
		verdict_damaged(w, HEAD_SIZE, DOUBT, "it has no directory");
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	unsigned char first[HEAD_SIZE + 8];
	struct walker k;
	uint64_t end;

	verdict_begin(w);
	if (!open_file(&k, b, start, first))
		return;
	w->mime = "image/x-sigma-x3f";
	w->width = le32(first + size_place(first));
	w->height = le32(first + size_place(first) + 4);
	end = find_end(&k);
	if (!end) {
		judge_part(&k, w);
		return;
	}
	read_sections(&k);
	if (k.holds)
		verdict_whole(w, end - start, ALL_CONFIDENCE,
			      "its directory was found, and the %u sections that it names", k.n);
	else
		verdict_damaged(w, end - start, PART_CONFIDENCE,
				"sections that its directory names are not there");
}

/* Previews; in all but the oldest cameras' one has the picture's Exif block. */
static void
blocks(struct bytes *b, struct media_blocks *out)
{
	unsigned char first[HEAD_SIZE + 8];
	struct walker k;

	out->n = 0;
	if (!open_file(&k, b, 0, first) || !find_end(&k))
		return;
	read_sections(&k);
	for (unsigned i = 0; i < k.n; i++) {
		const unsigned char *p =
			k.v[i].size > IMAGE_HEAD ? bytes_exact(b, k.v[i].at, IMAGE_HEAD) : NULL;

		if (p && memcmp(p, "SECi", 4) == 0 && le32(p + 12) == IMAGE_JPEG)
			blocks_add_jpeg(out, b, k.v[i].at + IMAGE_HEAD, k.v[i].size - IMAGE_HEAD,
					"X3F");
	}
}

/* ---- Properties ---- */

enum shape { TEXT, HEX_NUMBER, CLOCK };

static const struct {
	const char *name, *tag;
	enum shape shape;
} known[] = {
	{"CAMMANUF", "Make", TEXT},
	{"CAMMODEL", "Model", TEXT},
	{"CAMNAME", "CameraName", TEXT},
	{"CAMSERIAL", "SerialNumber", TEXT},
	{"FIRMVERS", "FirmwareVersion", TEXT},
	{"IMAGERBOARDID", "ImagerBoardID", TEXT},
	{"IMAGEBOARDID", "ImageBoardID", TEXT},
	{"SENSORID", "SensorID", TEXT},
	{"LENSARANGE", "LensApertureRange", TEXT},
	{"LENSFRANGE", "LensFocalRange", TEXT},
	{"LENSMODEL", "LensType", HEX_NUMBER},
	{"TIME", "DateTimeOriginal", CLOCK},
};

/* UTF-16 up to its NUL, at most n bytes; names and numbers are ASCII. *size: its bytes. */
static void
read_text(struct bytes *b, uint64_t at, uint64_t n, char *ascii, size_t *size)
{
	size_t most = n < 2 * CHARACTERS_MAX ? (size_t)n & ~(size_t)1 : 2 * CHARACTERS_MAX, i = 0;
	const unsigned char *p = most ? bytes_exact(b, at, most) : NULL;

	for (; p && i < most && (p[i] || p[i + 1]); i += 2)
		ascii[i / 2] = p[i + 1] == 0 && p[i] < 0x7f ? (char)p[i] : '?';
	ascii[i / 2] = '\0';
	*size = i;
}

static void
take_property(struct bytes *b, const char *name, uint64_t at, uint64_t n, struct media_tags *out)
{
	char value[CHARACTERS_MAX + 1], *end;
	size_t size;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		unsigned long number;

		if (strcmp(known[i].name, name) != 0)
			continue;
		read_text(b, at, n, value, &size);
		number = strtoul(value, &end, known[i].shape == HEX_NUMBER ? 16 : 10);
		if (known[i].shape == TEXT || *end || end == value)
			tags_text(out, b, "SigmaRaw", known[i].tag, at, size, MEDIA_UTF16LE);
		else if (known[i].shape == CLOCK)
			tags_clock(out, "SigmaRaw", known[i].tag, (int64_t)number);
		else
			out->number(out, "SigmaRaw", known[i].tag, (double)number);
	}
}

/* Pairs of places among the characters behind them, a name and a value each. */
static void
take_properties(struct bytes *b, const struct section *s, struct media_tags *out)
{
	const unsigned char *p =
		s->size > PROPERTIES_HEAD ? bytes_exact(b, s->at, PROPERTIES_HEAD) : NULL;
	uint64_t n = p && memcmp(p, "SECp", 4) == 0 && le32(p + 12) == 0 ? le32(p + 8) : 0;
	uint64_t end = s->at + s->size, text = s->at + PROPERTIES_HEAD + n * 8;

	for (uint64_t i = 0; i < n && i < PROPERTIES_MAX && text < end; i++) {
		char name[CHARACTERS_MAX + 1];
		uint64_t from, value;
		size_t size;

		p = bytes_exact(b, s->at + PROPERTIES_HEAD + i * 8, 8);
		if (!p)
			return;
		from = text + (uint64_t)le32(p) * 2;
		value = text + (uint64_t)le32(p + 4) * 2;
		if (from >= end || value >= end)
			return;
		read_text(b, from, end - from, name, &size);
		take_property(b, name, value, end - value, out);
	}
}

static void
tags(struct bytes *b, struct media_tags *out)
{
	unsigned char first[HEAD_SIZE + 8];
	struct walker k;

	if (!open_file(&k, b, 0, first))
		return;
	if (le32(first + 4) >> 16 < WIDE_VERSION) /* its first half tells the body */
		tags_hex(out, b, "SigmaRaw", "ImageUniqueID", 8, 16);
	if (!find_end(&k))
		return;
	read_sections(&k);
	for (unsigned i = 0; i < k.n; i++)
		if (strcmp(k.v[i].name, "PROP") == 0)
			take_properties(b, &k.v[i], out);
}

static const struct media_signature signatures[] = {{"FOVb", 4, 0}, {NULL, 0, 0}};

const struct media_format media_x3f = {
	.name = "x3f",
	.extensions = "x3f",
	.mime = "image/x-sigma-x3f",
	.signatures = signatures,
	.max_length = LENGTH_MAX,
	.head = head,
	.walk = walk,
	.blocks = blocks,
	.tags = tags,
};
