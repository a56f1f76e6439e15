/* SPDX-License-Identifier: Apache-2.0 */
/* Matroska (RFC 9559): what its segment information and its tags say. */
#include <ctype.h>
#include <string.h>

#include "media/ebml.h"
#include "media/tags.h"

enum {
	SEGMENT = 0x18538067,
	INFO = 0x1549a966,
	TITLE = 0x7ba9,
	MUXING_APP = 0x4d80,
	WRITING_APP = 0x5741,
	DATE_UTC = 0x4461,
	TAGS = 0x1254c367,
	TAG = 0x7373,
	SIMPLE_TAG = 0x67c8,
	TAG_NAME = 0x45a3,
	TAG_STRING = 0x4487,
};

/* Seconds from 1970 to 2001, where Matroska's clock begins. */
#define EPOCH_2001 INT64_C(978307200)

#define ELEMENTS_MAX 200000 /* of a segment: clusters are many */
#define NAME	     48

static void
take_info(struct bytes *b, const struct ebml *info, struct media_tags *out)
{
	uint64_t at = info->body;
	struct ebml el;

	while (ebml_child(b, &at, info->end, &el)) {
		uint64_t n = el.end - el.body;

		if (el.id == TITLE)
			tags_text(out, b, "Matroska", "Title", el.body, n, MEDIA_UTF8);
		else if (el.id == MUXING_APP)
			tags_text(out, b, "Matroska", "MuxingApp", el.body, n, MEDIA_UTF8);
		else if (el.id == WRITING_APP)
			tags_text(out, b, "Matroska", "WritingApp", el.body, n, MEDIA_UTF8);
		else if (el.id == DATE_UTC && n == 8)
			out->time(out, "Matroska", "DateTimeOriginal",
				  (int64_t)ebml_unsigned(b, &el) / 1000000000 + EPOCH_2001);
	}
}

/* CREATION_TIME becomes CreationTime. */
static void
tag_name(struct bytes *b, const struct ebml *el, char name[NAME])
{
	char stored[NAME] = "";
	size_t used = 0, n = bytes_read(b, el->body, stored,
					el->end - el->body < NAME - 1 ? (size_t)(el->end - el->body)
								      : NAME - 1);
	bool large = true;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)stored[i];

		if (!isalnum(c)) {
			large = true;
			continue;
		}
		name[used++] = (char)(large ? toupper(c) : tolower(c));
		large = false;
	}
	name[used] = '\0';
}

static void
take_simple(struct bytes *b, const struct ebml *simple, struct media_tags *out)
{
	uint64_t at = simple->body;
	struct ebml el, text = {0};
	char name[NAME] = "";

	while (ebml_child(b, &at, simple->end, &el)) {
		if (el.id == TAG_NAME)
			tag_name(b, &el, name);
		else if (el.id == TAG_STRING)
			text = el;
	}
	if (name[0] && text.end > text.body)
		tags_text(out, b, "Matroska", name, text.body, text.end - text.body, MEDIA_UTF8);
}

static void
take_tags(struct bytes *b, const struct ebml *tags, struct media_tags *out)
{
	uint64_t at = tags->body, inner;
	struct ebml tag, el;

	while (ebml_child(b, &at, tags->end, &tag)) {
		inner = tag.body;
		while (tag.id == TAG && ebml_child(b, &inner, tag.end, &el))
			if (el.id == SIMPLE_TAG)
				take_simple(b, &el, out);
	}
}

void
matroska_tags(struct bytes *b, struct media_tags *out)
{
	uint64_t at = 0;
	struct ebml el;

	for (unsigned i = 0; i < ELEMENTS_MAX && ebml_at(b, at, &el) > 0; i++) {
		if (el.id == INFO && el.end <= b->size)
			take_info(b, &el, out);
		else if (el.id == TAGS && el.end <= b->size)
			take_tags(b, &el, out);
		if (el.id != SEGMENT && (el.end == UINT64_MAX || el.end <= at))
			return;
		at = el.id == SEGMENT ? el.body : el.end;
	}
}
