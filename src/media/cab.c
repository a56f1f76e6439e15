/* SPDX-License-Identifier: Apache-2.0 */
/* Cabinets ([MS-CAB]) as something that can be carved: the header says how long they are. */
#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

#define HEADER 36u

static bool
head(const unsigned char *p, size_t n)
{
	return n >= HEADER && memcmp(p, "MSCF\0\0\0\0", 8) == 0 && le32(p + 12) == 0 &&
	       le32(p + 20) == 0 && p[24] <= 3 && p[25] == 1 && le16(p + 26) > 0 &&
	       le16(p + 28) > 0 && le32(p + 8) > HEADER && le32(p + 16) < le32(p + 8);
}

/* A file's entry stands where the header says: its folder is one that there is, its name a text. */
static bool
has_file(struct bytes *b, uint64_t at, unsigned folders)
{
	const unsigned char *p = bytes_exact(b, at, 18);

	return p && (le16(p + 8) < folders || le16(p + 8) >= 0xfffd) && p[16] >= 0x20;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	unsigned char p[HEADER];

	verdict_begin(w);
	if (bytes_read(b, start, p, sizeof p) < sizeof p || !head(p, sizeof p) ||
	    !has_file(b, start + le32(p + 16), le16(p + 26)))
		return;
	w->mime = "application/vnd.ms-cab-compressed";
	w->frames = le16(p + 28);
	if (le32(p + 8) > b->size - start)
		verdict_truncated(w, b->size - start, 0.75, "it is said to be longer");
	else
		verdict_whole(w, le32(p + 8), 0.85, "%u files, its header tells the length",
			      (unsigned)le16(p + 28));
}

static const struct media_signature signatures[] = {{"MSCF\0\0\0\0", 8, 0}, {NULL, 0, 0}};

const struct media_format media_cab = {.name = "cab",
				       .extensions = "",
				       .mime = "application/vnd.ms-cab-compressed",
				       .signatures = signatures,
				       .max_length = (uint64_t)2 << 30,
				       .holder = true,
				       .head = head,
				       .walk = walk};
