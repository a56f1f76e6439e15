/* SPDX-License-Identifier: Apache-2.0 */
/* AVI: the INFO list (Multimedia Programming Interface and Data Specifications 1.0) and IDIT. */
#include <string.h>

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

static void
take_chunks(struct bytes *b, uint64_t at, uint64_t end, unsigned depth, struct media_tags *out)
{
	static const char *const lists[] = {"hdrl", "INFO", "ncdt", NULL};
	struct riff_chunk c;

	for (unsigned i = 0; i < CHUNKS_MAX && at < end && riff_chunk_at(b, at, &c) > 0; i++) {
		if (c.next <= at || c.body + c.size > end)
			return;
		if (depth < DEPTH_MAX && is_list_of(b, &c, lists))
			take_chunks(b, c.body + 4, c.body + c.size, depth + 1, out);
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
